-- The counts of the partitions that are resolved in this build: what is believed of each, and by which claim.
with news as (
    select
        candidates.*,
        clusters.fact_id
    from {{ ref('int_interception_candidates') }} as candidates
    inner join {{ ref('int_interception_clusters') }} as clusters
        on candidates.claim_id = clusters.claim_id
),

ordered as (
    select
        *,
        {{ order_of_news() }}
    from news
),

claims as (
    select
        *,
        -- Counts from the fullest report; among those the latest, authorities before media, exact before rounded.
        row_number() over (
            partition by fact_id
            order by
                is_impossible,
                is_taken_back,
                (intercepted is not null)::integer + (shot_down is not null)::integer
                + (suppressed is not null)::integer + (launched is not null)::integer desc,
                {{ newest_first() }},
                {{ claimant_rank('claimant_side') }},
                {{ qualifier_rank('coalesce(intercepted_qualifier, launched_qualifier)') }},
                {{ last_fetched_first() }}
        ) as claim_rank
    from ordered
),

-- What was brought down comes from one claim as a whole (total, parts, definition), so that the parts always add up.
counts as (
    select
        fact_id,
        claim_id as count_claim_id,
        intercepted,
        shot_down,
        suppressed,
        count_definition
    from claims
    where intercepted is not null
    qualify row_number() over (partition by fact_id order by claim_rank) = 1
),

launches as (
    select
        claims.fact_id,
        claims.claim_id as launch_claim_id,
        claims.launched
    from claims
    left join counts
        on claims.fact_id = counts.fact_id
    where
        claims.launched is not null
        -- More brought down than launched is not believed: the count stays, the launches stay unknown.
        and claims.launched >= coalesce(counts.intercepted, 0)
    qualify row_number() over (partition by claims.fact_id order by claims.claim_rank) = 1
),

-- What came through and what was still flying may be told by another report than the count: as many as the launches
-- leave room for, since an early report's numbers can be overtaken.
hits as (
    select
        claims.fact_id,
        claims.claim_id as hit_claim_id,
        claims.hit
    from claims
    left join counts
        on claims.fact_id = counts.fact_id
    left join launches
        on claims.fact_id = launches.fact_id
    where
        claims.hit is not null
        and coalesce(claims.hit <= launches.launched - coalesce(counts.intercepted, 0), true)
    qualify row_number() over (partition by claims.fact_id order by claims.claim_rank) = 1
),

flying as (
    select
        claims.fact_id,
        claims.claim_id as still_airborne_claim_id,
        claims.still_airborne
    from claims
    left join counts
        on claims.fact_id = counts.fact_id
    left join launches
        on claims.fact_id = launches.fact_id
    left join hits
        on claims.fact_id = hits.fact_id
    where
        claims.still_airborne is not null
        and coalesce(
            claims.still_airborne <= launches.launched - coalesce(counts.intercepted, 0) - coalesce(hits.hit, 0), true
        )
    qualify row_number() over (partition by claims.fact_id order by claims.claim_rank) = 1
),

-- What the two sides at war say of one night: numbers that contradict each other make two counts, both disputed.
both_sides as (
    select partition_key
    from claims
    where claimant_side in ('ua_official', 'ru_official')
    group by partition_key
    having count(distinct claimant_side) = 2
),

sides_differ as (
    select distinct a.fact_id
    from claims as a
    inner join claims as b
        on a.partition_key = b.partition_key and a.claimant_side <> b.claimant_side
    where
        a.partition_key in (select both_sides.partition_key from both_sides)
        and a.claimant_side in ('ua_official', 'ru_official')
        and b.claimant_side in ('ua_official', 'ru_official')
        and (
            {{ numbers_conflict('a.launched', 'a.launched_qualifier', 'b.launched', 'b.launched_qualifier') }}
            or (
                a.count_definition is not distinct from b.count_definition
                and {{ numbers_conflict(
                    'a.intercepted', 'a.intercepted_qualifier', 'b.intercepted', 'b.intercepted_qualifier'
                ) }}
            )
        )
),

facts as (
    select
        fact_id,
        {{ fact_days('event_date') }},
        {{ preferred('defender_country') }} as defender_country,
        {{ preferred('attacker_country') }} as attacker_country,
        {{ preferred('weapon_class') }} as weapon_class,
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
        bool_or(is_impossible)
        or count(distinct launched) filter (where coalesce(launched_qualifier, 'exact') = 'exact') > 1
        or count(distinct concat_ws(' ', coalesce(count_definition, 'unspecified'), intercepted)) filter (
            where intercepted is not null and coalesce(intercepted_qualifier, 'exact') = 'exact'
        )
        > count(distinct coalesce(count_definition, 'unspecified')) filter (
            where intercepted is not null and coalesce(intercepted_qualifier, 'exact') = 'exact'
        ) as is_told_differently,
        {{ fact_counts() }}
    from claims
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
    launches.launched,
    counts.intercepted,
    counts.shot_down,
    counts.suppressed,
    hits.hit,
    flying.still_airborne,
    launches.launched - counts.intercepted - coalesce(hits.hit, 0) - coalesce(flying.still_airborne, 0) as unaccounted,
    counts.intercepted::double / nullif(launches.launched, 0) as interception_rate,
    coalesce(counts.count_definition, 'unspecified') as count_definition,
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
    coalesce(counts.count_claim_id, launches.launch_claim_id, facts.first_rank_claim_id) as best_claim_id,
    launches.launch_claim_id as launched_claim_id,
    counts.count_claim_id as intercepted_claim_id,
    hits.hit_claim_id,
    flying.still_airborne_claim_id,
    facts.is_background,
    facts.claimant_sides,
    facts.is_belligerent_only,
    facts.is_told_differently or sides_differ.fact_id is not null as is_disputed
from facts
left join sides_differ
    on facts.fact_id = sides_differ.fact_id
left join counts
    on facts.fact_id = counts.fact_id
left join launches
    on facts.fact_id = launches.fact_id
left join hits
    on facts.fact_id = hits.fact_id
left join flying
    on facts.fact_id = flying.fact_id
