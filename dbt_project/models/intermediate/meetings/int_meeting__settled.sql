-- Every meeting claim with the day that it tells of, before meetings of several days are put under their first.
select
    claims.*,
    case
        when own_plans.home_date is not null then own_plans.home_date
        when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }} then claims.resolved_date
        else reports.home_date
    end as settled_date,
    case
        when own_plans.home_date is not null then 'own_plan'
        when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }}
            then coalesce(claims.year_rule, nullif(claims.date_precision, 'hour'), 'day')
        else coalesce(reports.day_rule, 'none')
    end as day_rule
from {{ ref('int_meeting__parties') }} as claims
left join {{ ref('int_meeting__by_plan') }} as own_plans
    on claims.claim_id = own_plans.claim_id
left join {{ ref('int_meeting__by_report') }} as reports
    on claims.claim_id = reports.claim_id
