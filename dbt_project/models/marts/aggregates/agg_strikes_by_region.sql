select
    attacker_country,
    target_country,
    admin1,
    admin1_code,
    count(*) as n_strikes,
    sum(killed_best)::bigint as killed_best,
    sum(wounded_best)::bigint as wounded_best,
    min(event_date) as first_date,
    max(event_date) as last_date
from {{ ref('fct_strikes') }}
group by attacker_country, target_country, admin1, admin1_code
