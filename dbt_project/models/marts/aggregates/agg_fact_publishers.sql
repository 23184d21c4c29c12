with claims as (
    select
        'strike' as kind,
        fact_id,
        article_id
    from {{ ref('strike_claims') }}
    union all
    select
        'interception' as kind,
        fact_id,
        article_id
    from {{ ref('interception_claims') }}
    union all
    select
        'aid' as kind,
        fact_id,
        article_id
    from {{ ref('aid_claims') }}
    union all
    select
        'meeting' as kind,
        fact_id,
        article_id
    from {{ ref('meeting_claims') }}
)

select
    claims.kind,
    articles.publisher,
    claims.fact_id,
    count(*) as n_claims
from claims
inner join {{ ref('dim_articles') }} as articles
    on claims.article_id = articles.article_id
where
    claims.fact_id is not null
    and articles.publisher is not null
group by claims.kind, articles.publisher, claims.fact_id
-- The rows of one publisher lie together: a filter by source reads these and skips the others.
order by claims.kind, articles.publisher
