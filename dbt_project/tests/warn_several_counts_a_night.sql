{{ config(severity='warn') }}
-- Two national counts of one class for one day, neither inside the other: a day's attack after the night's, or a
-- misread day. Their sum in
-- the daily series may be too high.
select
    event_date,
    defender_country,
    weapon_class,
    count(*) as n_facts,
    list(interception_id order by interception_id) as interception_ids
from {{ ref('fct_interceptions') }}
where
    event_date is not null
    and scope = 'national'
    and not is_recap
    and not {{ is_held_count() }}
group by event_date, defender_country, weapon_class
having count(*) > 1
