-- The strikes of the partitions that are resolved in this build: what is believed of each, and by which claim.
with facts as (
    select
        fact_id,
        {{ fact_days('event_date') }},
        {{ preferred('attacker_country') }} as attacker_country,
        {{ preferred('target_country') }} as target_country,
        {{ preferred('admin1') }} as admin1,
        {{ preferred('admin1_code') }} as admin1_code,
        {{ preferred('place') }} as place,
        {{ preferred('place_key') }} as location_id,
        {{ preferred('latitude') }} as latitude,
        {{ preferred('longitude') }} as longitude,
        coalesce({{ preferred('geo_precision') }}, 'none') as geo_precision,
        min_by(
            target_class, claim_rank + 100000 * (target_class in ('other', 'infrastructure'))::integer
        ) filter (where target_class is not null) as target_class,
        min(killed) as killed_low,
        {{ preferred('killed', 'killed_rank') }} as killed_best,
        max(killed) as killed_high,
        min(wounded) as wounded_low,
        {{ preferred('wounded', 'wounded_rank') }} as wounded_best,
        max(wounded) as wounded_high,
        {{ preferred('case when killed is not null then claim_id end', 'killed_rank') }} as killed_claim_id,
        {{ preferred('case when wounded is not null then claim_id end', 'wounded_rank') }} as wounded_claim_id,
        min_by(claim_id, claim_rank) as first_rank_claim_id,
        bool_and(is_background) as is_background,
        list_distinct(flatten(list(weapon_classes))) as all_weapon_classes,
        list_sort(list_distinct(flatten(list(weapon_names)))) as weapon_names,
        {{ fact_counts() }}
    from {{ ref('int_strike__ranked') }}
    group by fact_id
)

select
    facts.fact_id as strike_id,
    facts.partition_key,
    facts.event_date,
    facts.date_precision,
    facts.date_start,
    facts.date_end,
    facts.date_partial,
    facts.year_inferred,
    facts.attacker_country,
    facts.target_country,
    facts.admin1,
    facts.admin1_code,
    facts.place,
    facts.location_id,
    facts.latitude,
    facts.longitude,
    facts.geo_precision,
    facts.target_class,
    -- "Missile" says nothing more where another report names the kind.
    list_sort(list_filter(
        facts.all_weapon_classes,
        lambda weapon_class:
        weapon_class <> 'missile'
        or not list_has_any(facts.all_weapon_classes, ['cruise_missile', 'ballistic_missile'])
    )) as weapon_classes,
    facts.weapon_names,
    facts.killed_low,
    facts.killed_best,
    facts.killed_high,
    facts.wounded_low,
    facts.wounded_best,
    facts.wounded_high,
    facts.n_claims,
    facts.n_articles,
    facts.n_sources,
    facts.confidence,
    facts.first_reported_at,
    facts.last_reported_at,
    coalesce(facts.killed_claim_id, facts.wounded_claim_id, facts.first_rank_claim_id) as best_claim_id,
    facts.killed_claim_id,
    facts.wounded_claim_id,
    facts.is_background,
    facts.claimant_sides,
    facts.is_belligerent_only,
    disputes.fact_id is not null as is_disputed
from facts
left join {{ ref('int_strike__disputes') }} as disputes
    on facts.fact_id = disputes.fact_id
