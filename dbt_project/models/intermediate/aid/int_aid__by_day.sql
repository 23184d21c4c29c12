-- Packages of a block that are known by their days or by windows ("last week", "in May"), and their claims: dates
-- within a week of the next are one package.
with claims as (
    select * from {{ ref('int_aid__blocked') }}
),

date_gaps as (
    select
        claim_id,
        block_key,
        home_date,
        is_background,
        coalesce(home_date > lag(home_date) over dates + {{ var('aid_gap_days') }}, true) as starts_package
    from claims
    where home_date is not null
    window dates as (partition by block_key order by home_date, claim_id)
),

dated_packages as (
    select
        claim_id,
        block_key,
        home_date,
        is_background,
        sum(starts_package::integer) over (partition by block_key order by home_date, claim_id) as package_number
    from date_gaps
),

package_days as (
    select
        block_key,
        'day ' || package_number as package,
        min(home_date) as first_date,
        max(home_date) as last_date,
        coalesce(bool_and(is_background), false) as is_recalled
    from dated_packages
    group by block_key, package_number
),

-- "Last week", "in May": the first package announced in that window.
window_choices as (
    select
        claims.claim_id,
        claims.block_key,
        min_by(package_days.package, package_days.first_date) as package
    from claims
    inner join package_days
        on
            claims.block_key = package_days.block_key
            and package_days.first_date <= claims.date_end + 1
            and package_days.last_date >= claims.date_start - 1
    where claims.home_date is null and claims.date_start is not null
    group by claims.claim_id, claims.block_key
),

-- Windows that no dated package lies in: those that overlap are one package.
window_gaps as (
    select
        claim_id,
        block_key,
        date_start,
        date_end,
        coalesce(
            date_start > max(date_end) over (
                partition by block_key
                order by date_start, date_end, claim_id
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as starts_package
    from claims
    where
        home_date is null
        and date_start is not null
        and not is_large
        and claim_id not in (select window_choices.claim_id from window_choices)
),

window_packages as (
    select
        *,
        'window ' || sum(starts_package::integer) over (
            partition by block_key
            order by date_start, date_end, claim_id
        ) as package
    from window_gaps
)

select
    claim_id,
    block_key,
    'day ' || package_number as package,
    home_date as first_date,
    home_date as last_date,
    coalesce(is_background, false) as is_recalled,
    'amount+date' as match_rule
from dated_packages
union all
select
    claim_id,
    block_key,
    package,
    null as first_date,
    null as last_date,
    true as is_recalled,
    'amount+window' as match_rule
from window_choices
union all
select
    claim_id,
    block_key,
    package,
    date_start as first_date,
    date_end as last_date,
    false as is_recalled,
    'amount+window' as match_rule
from window_packages
