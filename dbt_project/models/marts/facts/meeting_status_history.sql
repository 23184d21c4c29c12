{{ config(materialized='incremental', pre_hook="{{ forget_touched('meeting') }}") }}
-- The life of a meeting: when each status was first told, and by which claim.
select
    fact_id as meeting_id,
    partition_key,
    status,
    min(article_published_at) as first_reported_at,
    max(article_published_at) as last_reported_at,
    arg_min(
        claim_id, (coalesce(article_published_at, date '9999-12-31'), claim_id)
    ) as claim_id,
    count(*) as n_claims
from {{ ref('int_meeting__facts') }}
where status is not null
group by fact_id, partition_key, status
