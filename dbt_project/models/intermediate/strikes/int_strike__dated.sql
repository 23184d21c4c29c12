-- Every strike claim with the day that it is compared on and the rule that gave it: the day of its own article, unless
-- other claims say that its strike was on another one.
with moves as (
    select
        claim_id,
        home_date,
        day_rule
    from {{ ref('int_strike__follow_ups') }}
    union all
    select
        claim_id,
        min(home_date) as home_date,
        'evening' as day_rule
    from {{ ref('int_strike__nights') }}
    group by claim_id
    union all
    select
        claim_id,
        home_date,
        day_rule
    from {{ ref('int_strike__salvos') }}
    union all
    select
        claim_id,
        home_date,
        day_rule
    from {{ ref('int_strike__by_toll') }}
    union all
    select
        claim_id,
        home_date,
        day_rule
    from {{ ref('int_strike__by_report') }}
),

-- Where several rules move a claim, the first of these.
chosen as (
    select *
    from moves
    qualify row_number() over (
        partition by claim_id
        order by
            list_position(
                ['assumed', 'hit_before', 'evening', 'follow_up', 'rising_toll', 'salvo', 'retold', 'toll', 'report'],
                day_rule
            )
    ) = 1
)

select
    claims.*,
    coalesce(chosen.home_date, case when claims.has_day then claims.resolved_date end) as home_date,
    case
        when chosen.day_rule is not null then chosen.day_rule
        when claims.year_inferred then claims.year_rule
        when claims.has_day then coalesce(nullif(claims.date_precision, 'hour'), 'day')
        when claims.date_partial is not null then 'no_year'
        when claims.date_start is not null then 'window'
        else 'none'
    end as day_rule
from {{ ref('int_strike__located') }} as claims
left join chosen
    on claims.claim_id = chosen.claim_id
