-- Every interception claim with the day, scope and class that it is compared on. A partition is one defender, one
-- weapon class, one scope, one day; nights and recaps of longer windows never share a partition.
with claims as (
    select
        claims.claim_id,
        claims.article_id,
        claims.batch_id,
        claims.date_precision,
        claims.date_start,
        claims.date_end,
        claims.date_partial,
        claims.date_text,
        claims.defender_country,
        claims.weapon_class,
        claims.scope,
        claims.is_recap,
        claims.place,
        claims.admin1,
        claims.admin1_code,
        claims.launched,
        claims.intercepted,
        claims.count_definition,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.event_date, inferred.inferred_date) as resolved_date
    from {{ ref('stg_raw__interception_claims') }} as claims
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
),

keyed as (
    select
        *,
        concat_ws(
            '|',
            case when is_recap then 'recap' else 'night' end,
            coalesce(defender_country, '?'),
            coalesce(weapon_class, '?'),
            scope,
            case
                when scope <> 'national'
                    then
                        coalesce({{ fold_name('place') }} || '@', '')
                        || coalesce(admin1_code, {{ fold_name('admin1') }}, '')
            end
        ) as count_key
    from claims
),

-- "Overnight", told a day late: the same number of thirty and more, brought down on two days running, is one night when
-- nothing else of the two counts differs. It belongs to the first day, for a report can be late but not early. A report
-- that names its own day ("in the night of 6 August", "said on Wednesday") is of that night: equal counts happen.
late_days as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
    from keyed as later
    inner join keyed as earlier
        on
            later.count_key = earlier.count_key
            and later.intercepted = earlier.intercepted
            and later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
    where
        later.intercepted >= 30
        and coalesce(later.date_precision, 'day') in ('hour', 'day')
        and coalesce(earlier.date_precision, 'day') in ('hour', 'day')
        and not {{ names_its_day('later.date_text') }}
        and later.count_definition is not distinct from earlier.count_definition
        and not later.is_recap
        and not {{ contradicts('later.launched', 'earlier.launched') }}
    group by later.claim_id
),

placed as (
    select
        keyed.*,
        case
            when {{ names_a_day('keyed.resolved_date', 'keyed.date_precision') }}
                then coalesce(late_days.home_date, keyed.resolved_date)
        end as home_date
    from keyed
    left join late_days
        on keyed.claim_id = late_days.claim_id
),

partitioned as (
    select
        *,
        case
            when is_recap and date_start < date_end
                then date_start::text || '..' || date_end::text || '|' || count_key
            when home_date is not null then home_date::text || '|' || count_key
            when date_partial is not null then '--' || date_partial || '|' || count_key
            -- Without a day only both numbers together say that two articles mean the same night.
            else concat_ws(
                '|',
                coalesce(date_start::text || '..' || date_end::text, 'undated'),
                count_key,
                case
                    when launched is not null and intercepted is not null
                        then launched::text || '/' || intercepted::text
                    else 'article:' || article_id
                end
            )
        end as partition_key
    from placed
)

select
    claim_id,
    article_id,
    batch_id,
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    partition_key
from partitioned
