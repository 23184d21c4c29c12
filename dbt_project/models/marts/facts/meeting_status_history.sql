{{ config(materialized='incremental', pre_hook="{{ forget_touched('meeting') }}") }}
-- The life of a meeting: when each status was first told, and by which claim.
select
    clusters.fact_id as meeting_id,
    clusters.partition_key,
    candidates.status,
    min(candidates.article_published_at) as first_reported_at,
    max(candidates.article_published_at) as last_reported_at,
    arg_min(
        candidates.claim_id, (coalesce(candidates.article_published_at, date '9999-12-31'), candidates.claim_id)
    ) as claim_id,
    count(*) as n_claims
from {{ ref('int_meeting_candidates') }} as candidates
inner join {{ ref('int_meeting_clusters') }} as clusters
    on candidates.claim_id = clusters.claim_id
where candidates.status is not null
group by clusters.fact_id, clusters.partition_key, candidates.status
