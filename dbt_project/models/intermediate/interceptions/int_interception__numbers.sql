-- What is believed of a count, and by which claim: one row a fact.
with claims as (
    select * from {{ ref('int_interception__ranked') }}
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

facts as (
    select distinct fact_id
    from claims
)

select
    facts.fact_id,
    launches.launch_claim_id as launched_claim_id,
    launches.launched,
    counts.count_claim_id as intercepted_claim_id,
    counts.intercepted,
    counts.shot_down,
    counts.suppressed,
    counts.count_definition,
    hits.hit_claim_id,
    hits.hit,
    flying.still_airborne_claim_id,
    flying.still_airborne
from facts
left join counts
    on facts.fact_id = counts.fact_id
left join launches
    on facts.fact_id = launches.fact_id
left join hits
    on facts.fact_id = hits.fact_id
left join flying
    on facts.fact_id = flying.fact_id
