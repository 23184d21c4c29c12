-- The meeting claims of the blocks that are resolved in this build, each with its fact.
select
    candidates.* exclude (partition_key),
    clusters.partition_key,
    clusters.fact_id,
    clusters.match_rule
from {{ ref('int_meeting__candidates') }} as candidates
inner join {{ ref('int_meeting__clusters') }} as clusters
    on candidates.claim_id = clusters.claim_id
