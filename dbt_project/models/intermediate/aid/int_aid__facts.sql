-- Every aid claim with its day and its fact.
select
    claims.*,
    dated.article_published_at,
    dated.source_id,
    dated.year_inferred,
    dated.year_rule,
    dated.resolved_date,
    dated.home_date,
    dated.day_rule,
    clusters.partition_key,
    clusters.match_rule,
    clusters.fact_id
from {{ ref('int_aid__claims') }} as claims
inner join {{ ref('int_aid__dated') }} as dated
    on claims.claim_id = dated.claim_id
inner join {{ ref('int_aid__clusters') }} as clusters
    on claims.claim_id = clusters.claim_id
