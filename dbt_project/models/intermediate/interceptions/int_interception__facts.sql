-- The counts of the partitions that are resolved in this build: what is believed of each, and by which claim.
with facts as (
    select
        fact_id,
        {{ fact_days('event_date') }},
        {{ preferred('defender_country') }} as defender_country,
        {{ preferred('attacker_country') }} as attacker_country,
        -- "Missile" says nothing more where another report names the kind.
        min_by(weapon_class, claim_rank + 100000 * (weapon_class = 'missile')::integer) as weapon_class,
        {{ preferred('scope') }} as scope,
        {{ preferred('place') }} as place,
        {{ preferred('admin1') }} as admin1,
        {{ preferred('admin1_code') }} as admin1_code,
        bool_or(is_recap) as is_recap,
        {{ preferred('time_start') }} as time_start,
        {{ preferred('time_end') }} as time_end,
        min_by(claim_id, claim_rank) as first_rank_claim_id,
        bool_and(is_background) as is_background,
        min(launched) as launched_low,
        max(launched) as launched_high,
        min(intercepted) as intercepted_low,
        max(intercepted) as intercepted_high,
        {{ fact_counts() }}
    from {{ ref('int_interception__ranked') }}
    group by fact_id
)

select
    facts.fact_id as interception_id,
    facts.partition_key,
    facts.event_date,
    facts.date_precision,
    facts.date_start,
    facts.date_end,
    facts.date_partial,
    facts.year_inferred,
    facts.defender_country,
    facts.attacker_country,
    facts.weapon_class,
    facts.scope,
    facts.place,
    facts.admin1,
    facts.admin1_code,
    facts.is_recap,
    facts.time_start,
    facts.time_end,
    numbers.launched,
    numbers.intercepted,
    numbers.shot_down,
    numbers.suppressed,
    numbers.hit,
    numbers.still_airborne,
    numbers.launched - numbers.intercepted - coalesce(numbers.hit, 0) - coalesce(numbers.still_airborne, 0)
        as unaccounted,
    numbers.intercepted::double / nullif(numbers.launched, 0) as interception_rate,
    coalesce(numbers.count_definition, 'unspecified') as count_definition,
    facts.launched_low,
    facts.launched_high,
    facts.intercepted_low,
    facts.intercepted_high,
    facts.n_claims,
    facts.n_articles,
    facts.n_sources,
    facts.confidence,
    facts.first_reported_at,
    facts.last_reported_at,
    coalesce(numbers.intercepted_claim_id, numbers.launched_claim_id, facts.first_rank_claim_id) as best_claim_id,
    numbers.launched_claim_id,
    numbers.intercepted_claim_id,
    numbers.hit_claim_id,
    numbers.still_airborne_claim_id,
    facts.is_background,
    facts.claimant_sides,
    facts.is_belligerent_only,
    disputes.fact_id is not null as is_disputed
from facts
inner join {{ ref('int_interception__numbers') }} as numbers
    on facts.fact_id = numbers.fact_id
left join {{ ref('int_interception__disputes') }} as disputes
    on facts.fact_id = disputes.fact_id
