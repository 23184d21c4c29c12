with articles as (
    select
        articles.*,
        sources.source_id,
        sources.source_label,
        sources.source_label = articles.publisher as is_named_by_publisher
    from {{ ref('stg_raw__articles') }} as articles
    inner join {{ ref('int_articles') }} as sources
        on articles.article_id = sources.article_id
),

claims as (
    select article_id from {{ ref('int_strike__claims') }}
    union all
    select article_id from {{ ref('int_interception__claims') }}
    union all
    select article_id from {{ ref('int_aid__claims') }}
    union all
    select article_id from {{ ref('int_meeting__claims') }}
),

claim_counts as (
    select
        article_id,
        count(*) as n_claims
    from claims
    group by article_id
)

select
    articles.source_id,
    min(articles.source_label) as source_label,
    min(articles.publisher) as publisher,
    list_sort(list(distinct articles.source_name)) as source_names,
    coalesce(bool_or(articles.is_named_by_publisher), false) as has_publisher,
    count(*) filter (where articles.is_current) as n_articles,
    count(articles.published_at) filter (where articles.is_current) as n_dated_articles,
    coalesce(sum(claim_counts.n_claims), 0)::bigint as n_claims,
    min(articles.published_at) as first_published_at,
    max(articles.published_at) as last_published_at
from articles
left join claim_counts
    on articles.article_id = claim_counts.article_id
group by articles.source_id
