-- Single strikes alone (leaves): the toll of a region or a country has no target.
with strikes as (
    select
        *,
        {{ is_leaf('strike', 'strike_id') }} as is_leaf,
        {{ awaits_review('strike') }} as awaits_review
    from {{ ref('fct_strikes') }}
)

select
    attacker_country,
    target_class,
    count(*) filter (where is_leaf) as n_strikes,
    (sum(killed_best) filter (where is_leaf))::bigint as killed_best,
    (sum(wounded_best) filter (where is_leaf))::bigint as wounded_best,
    count(*) filter (where awaits_review) as n_needs_review
from strikes
group by attacker_country, target_class
