-- Strikes are counted where they fell (leaves), tolls where they were summed (roots): a region's total is no strike,
-- and the towns inside it are in its toll.
with strikes as (
    select
        *,
        {{ is_counted('strike', 'strike_id') }} as is_root,
        {{ is_leaf('strike', 'strike_id') }} as is_leaf,
        {{ awaits_review('strike') }} as awaits_review
    from {{ ref('fct_strikes') }}
    where event_date is not null
)

select
    event_date,
    attacker_country,
    target_country,
    count(*) filter (where is_leaf) as n_strikes,
    (sum(killed_low) filter (where is_root))::bigint as killed_low,
    (sum(killed_best) filter (where is_root))::bigint as killed_best,
    (sum(killed_high) filter (where is_root))::bigint as killed_high,
    (sum(wounded_low) filter (where is_root))::bigint as wounded_low,
    (sum(wounded_best) filter (where is_root))::bigint as wounded_best,
    (sum(wounded_high) filter (where is_root))::bigint as wounded_high,
    count(killed_best) filter (where is_root) as n_with_killed,
    count(wounded_best) filter (where is_root) as n_with_wounded,
    count(*) filter (where awaits_review) as n_needs_review
from strikes
group by event_date, attacker_country, target_country
