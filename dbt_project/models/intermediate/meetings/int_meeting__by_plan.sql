-- An article that plans a meeting for a day ahead means that meeting wherever it names the same people: without a day
-- ("after their meeting in Munich"), or under its own date for a plan of the next days in the same country.
with claims as (
    select * from {{ ref('int_meeting__parties') }}
)

select
    told.claim_id,
    min(plan.resolved_date) as home_date
from claims as told
inner join claims as plan
    on told.article_id = plan.article_id and told.claim_id <> plan.claim_id
where
    plan.status = 'planned'
    and {{ names_a_day('plan.resolved_date', 'plan.date_precision') }}
    and plan.resolved_date > plan.article_published_at
    and (
        (
            told.resolved_date is null
            and told.date_start is null
            and told.date_partial is null
            and plan.resolved_date <= plan.article_published_at + {{ var('meeting_report_days') }}
        )
        or (
            told.resolved_date = told.article_published_at
            and plan.resolved_date <= plan.article_published_at + {{ var('meeting_plan_days') }}
            and told.country = plan.country
        )
    )
    and len(list_intersect(told.person_keys, plan.person_keys)) >= 2
    and len(list_intersect(told.person_keys, plan.person_keys))
    = least(len(told.person_keys), len(plan.person_keys))
    and len(list_intersect(told.country_keys, plan.country_keys))
    = least(len(told.country_keys), len(plan.country_keys))
    and coalesce(told.format = 'call', false) = coalesce(plan.format = 'call', false)
    and coalesce(len(told.body_keys), 0) = coalesce(len(plan.body_keys), 0)
    and (not {{ contradicts('told.place_key', 'plan.place_key') }} or told.country = plan.country)
group by told.claim_id
having count(distinct plan.resolved_date) = 1
