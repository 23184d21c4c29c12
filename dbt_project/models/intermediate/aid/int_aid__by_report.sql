-- Every claim on a sum and the package of its block: by its day or window, else by the day of its report.
with claims as (
    select * from {{ ref('int_aid__blocked') }}
),

by_day as (
    select * from {{ ref('int_aid__by_day') }}
),

known_packages as (
    select
        block_key,
        package,
        min(first_date) as first_date,
        max(last_date) as last_date,
        bool_and(is_recalled) as is_recalled
    from by_day
    group by block_key, package
),

-- An undated claim belongs to the package of that amount that lies nearest before its article; a plan may also precede
-- its package. An article without a date can only mean the one package that there is.
undated_choices as (
    select
        claims.claim_id,
        claims.block_key,
        min_by(
            known_packages.package,
            greatest(
                coalesce(claims.reported_on - known_packages.last_date, 0),
                -- What lies ahead is the second choice, however near.
                coalesce(1000 + (known_packages.first_date - claims.reported_on), 0)
                * (known_packages.first_date > claims.reported_on + 1)::integer
            )
            -- A day that is only recalled in passing (the caption of an old picture) draws nothing to itself.
            + 500 * known_packages.is_recalled::integer
            + (known_packages.first_date - date '2000-01-01') / 1e6
        ) as package
    from claims
    inner join known_packages
        on claims.block_key = known_packages.block_key
    where
        claims.home_date is null
        and (claims.date_start is null or claims.is_large)
        and claims.claim_id not in (select by_day.claim_id from by_day)
        and coalesce(claims.reported_on <= known_packages.last_date + claims.days_reported, true)
        and coalesce(
            claims.reported_on
            >= known_packages.first_date - case when claims.may_precede then claims.days_reported else 3 end,
            true
        )
    group by claims.claim_id, claims.block_key
    having any_value(claims.reported_on) is not null or count(*) = 1
),

-- What is left is told by its articles alone: reports within a month of the next are one package.
report_gaps as (
    select
        claim_id,
        block_key,
        reported_on,
        coalesce(reported_on > lag(reported_on) over reports + least(days_reported // 2, 180)::integer, true)
            as starts_package
    from claims
    where
        home_date is null
        and (date_start is null or is_large)
        and claim_id not in (select undated_choices.claim_id from undated_choices)
        and claim_id not in (select by_day.claim_id from by_day)
    window reports as (partition by block_key order by reported_on nulls last, claim_id)
),

reported_packages as (
    select
        *,
        case
            -- Without any date at all: with the reports of the only package, else with each other.
            when reported_on is null and max(package_number) over (partition by block_key) > 1 then 'undated'
            else 'report ' || coalesce(package_number, 1)
        end as package
    from (
        select
            *,
            case
                when reported_on is not null
                    then
                        sum(starts_package::integer) over (
                            partition by block_key
                            order by reported_on nulls last, claim_id
                        )
            end as package_number
        from report_gaps
    ) as numbered
)

select
    claim_id,
    block_key,
    package,
    match_rule
from by_day
union all
select
    claim_id,
    block_key,
    package,
    'amount+report' as match_rule
from undated_choices
union all
select
    claim_id,
    block_key,
    package,
    'amount+report' as match_rule
from reported_packages
