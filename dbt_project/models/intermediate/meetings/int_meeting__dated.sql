-- Every meeting claim with its day, the rule that gave it, and the parties that it is compared by.
select
    settled.* exclude (settled_date, day_rule),
    coalesce(later_days.home_date, settled.settled_date) as home_date,
    if(later_days.home_date is not null, 'first_day', settled.day_rule) as day_rule
from {{ ref('int_meeting__settled') }} as settled
left join {{ ref('int_meeting__later_days') }} as later_days
    on settled.claim_id = later_days.claim_id
