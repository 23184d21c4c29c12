{{
    config(materialized='incremental', pre_hook="{{ forget_touched('article', 'article_id') }}")
}}
with articles as (
    select staged.*
    from {{ ref('stg_raw__articles') }} as staged
    inner join {{ ref('int_touched_partitions') }} as touched
        on staged.article_id = touched.partition_key and touched.kind = 'article'
),

claim_counts as (
    select
        article_id,
        count(*) as n_claims
    from (
        select article_id from {{ ref('int_strike__claims') }}
        union all
        select article_id from {{ ref('int_interception__claims') }}
        union all
        select article_id from {{ ref('int_aid__claims') }}
        union all
        select article_id from {{ ref('int_meeting__claims') }}
    ) as claims
    group by article_id
)

select
    articles.article_id,
    articles.document_id,
    articles.article_index,
    articles.source_uri,
    articles.source_name,
    sources.source_id,
    articles.url,
    articles.title,
    articles.publisher,
    articles.agency,
    articles.byline,
    articles.dateline_place,
    articles.published_at,
    articles.published_basis,
    articles.published_unusable,
    articles.published_time,
    articles.is_correction,
    articles.body_share,
    articles.is_stub,
    articles.page_starts,
    articles.not_read,
    articles.language,
    articles.body,
    articles.body_hash,
    articles.copy_of,
    articles.canonical_url,
    articles.is_current,
    articles.superseded_by,
    coalesce(claim_counts.n_claims, 0) as n_claims,
    articles.ingested_at,
    articles.batch_id,
    articles.loaded_at
from articles
inner join {{ ref('int_articles') }} as sources
    on articles.article_id = sources.article_id
left join claim_counts
    on articles.article_id = claim_counts.article_id
