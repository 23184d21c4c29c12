-- Every interception claim with the day that it is compared on and the rule that gave it, and what else counts are
-- compared by: nights and recaps of longer windows, defender, weapon class, scope and region.
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
        claims.is_recap,
        claims.launched,
        claims.intercepted,
        claims.count_definition,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.event_date, inferred.inferred_date) as resolved_date,
        claims.weapon_class,
        concat_ws(
            '|',
            case when claims.is_recap then 'recap' else 'night' end,
            coalesce(claims.defender_country, '?')
        ) as side_key,
        concat_ws(
            '|',
            claims.scope,
            case
                when claims.scope <> 'national'
                    then
                        coalesce({{ fold_name('claims.place') }} || '@', '')
                        || coalesce(claims.admin1_code, {{ fold_name('claims.admin1') }}, '')
            end
        ) as reach_key,
        concat_ws('|', side_key, coalesce(claims.weapon_class, '?'), reach_key) as count_key
    from {{ ref('int_interception__claims') }} as claims
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
),

-- "Overnight", told a day late: the same large number, brought down on two days running, is one night when nothing else
-- of the two counts differs. It belongs to the first day, for a report can be late but not early. A report that names
-- its own day ("in the night of 6 August", "said on Wednesday") is of that night: equal counts happen.
late_days as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
    from claims as later
    inner join claims as earlier
        on
            later.count_key = earlier.count_key
            and later.intercepted = earlier.intercepted
            and later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
    where
        later.intercepted >= {{ var('interception_telling_count') }}
        and coalesce(later.date_precision, 'day') in ('hour', 'day')
        and coalesce(earlier.date_precision, 'day') in ('hour', 'day')
        and not {{ names_its_day('later.date_text') }}
        and later.count_definition is not distinct from earlier.count_definition
        and not later.is_recap
        and not {{ contradicts('later.launched', 'earlier.launched') }}
    group by later.claim_id
)

select
    claims.*,
    case
        when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }}
            then coalesce(late_days.home_date, claims.resolved_date)
    end as home_date,
    case
        when claims.is_recap and claims.date_start < claims.date_end then 'window'
        when late_days.claim_id is not null then 'told_late'
        when claims.year_inferred then claims.year_rule
        when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }}
            then coalesce(nullif(claims.date_precision, 'hour'), 'day')
        when claims.date_partial is not null then 'no_year'
        when claims.date_start is not null then 'window'
        else 'none'
    end as day_rule
from claims
left join late_days
    on claims.claim_id = late_days.claim_id
