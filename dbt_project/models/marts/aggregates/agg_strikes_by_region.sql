-- A region's total holds its towns; a country's total, which lies in no region, is left out where it holds others.
with held as (
    select
        ancestors.child_id,
        ancestors.ancestor_id,
        holders.admin1_code is not null as is_in_region
    from {{ ref('int_fact_ancestors') }} as ancestors
    inner join {{ ref('fct_strikes') }} as holders
        on ancestors.ancestor_id = holders.strike_id
    where ancestors.fact_kind = 'strike' and ancestors.is_child_summed and ancestors.is_ancestor_summed
),

of_regions as (
    select child_id
    from held
    where is_in_region
),

of_countries as (
    select ancestor_id
    from held
    where not is_in_region
),

strikes as (
    select
        *,
        {{ stands_in_sums('strike') }}
        and strike_id not in (select of_regions.child_id from of_regions)
        and strike_id not in (select of_countries.ancestor_id from of_countries) as is_root,
        {{ is_leaf('strike', 'strike_id') }} as is_leaf,
        {{ awaits_review('strike') }} as awaits_review
    from {{ ref('fct_strikes') }}
)

select
    attacker_country,
    target_country,
    admin1,
    admin1_code,
    count(*) filter (where is_leaf) as n_strikes,
    (sum(killed_best) filter (where is_root))::bigint as killed_best,
    (sum(wounded_best) filter (where is_root))::bigint as wounded_best,
    min(event_date) filter (where is_root or is_leaf) as first_date,
    max(event_date) filter (where is_root or is_leaf) as last_date,
    count(*) filter (where awaits_review) as n_needs_review
from strikes
group by attacker_country, target_country, admin1, admin1_code
