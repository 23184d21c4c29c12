select
    event_date,
    attacker_country,
    target_country,
    count(*) as n_strikes,
    sum(killed_low)::bigint as killed_low,
    sum(killed_best)::bigint as killed_best,
    sum(killed_high)::bigint as killed_high,
    sum(wounded_low)::bigint as wounded_low,
    sum(wounded_best)::bigint as wounded_best,
    sum(wounded_high)::bigint as wounded_high,
    count(killed_best) as n_with_killed,
    count(wounded_best) as n_with_wounded
from {{ ref('fct_strikes') }}
where event_date is not null
group by event_date, attacker_country, target_country
