select
    attacker_country,
    target_class,
    count(*) as n_strikes,
    sum(killed_best)::bigint as killed_best,
    sum(wounded_best)::bigint as wounded_best
from {{ ref('fct_strikes') }}
group by attacker_country, target_class
