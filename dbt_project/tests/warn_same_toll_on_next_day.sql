{{ config(severity='warn') }}
-- Two strikes on one place on two days running with the same toll are often one night told with two dates.
select
    earlier.strike_id,
    later.strike_id as later_strike_id,
    earlier.place,
    earlier.event_date,
    earlier.killed_best,
    earlier.wounded_best
from {{ ref('fct_strikes') }} as earlier
inner join {{ ref('fct_strikes') }} as later
    on
        earlier.location_id = later.location_id
        and earlier.event_date + 1 = later.event_date
        and earlier.attacker_country is not distinct from later.attacker_country
        and earlier.killed_best is not distinct from later.killed_best
        and earlier.wounded_best is not distinct from later.wounded_best
where
    coalesce(earlier.killed_best, 0) + coalesce(earlier.wounded_best, 0) > 0
    and earlier.place is not null
