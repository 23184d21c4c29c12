-- What every claim and every article contributes to facts, as one number: where it differs from the number that stood
-- there when the marts were last published, the facts of its partition are resolved again.
with claims as (
    select
        'strike' as kind,
        claim_id as id,
        partition_key,
        article_id,
        hash(partition_key, batch_id, resolved_date, year_rule, home_date, day_rule) as state
    from {{ ref('int_strike__blocked') }}
    union all
    select
        'interception' as kind,
        claim_id as id,
        partition_key,
        article_id,
        hash(partition_key, batch_id, resolved_date, year_rule, home_date, day_rule) as state
    from {{ ref('int_interception__blocked') }}
    union all
    select
        'meeting' as kind,
        claim_id as id,
        partition_key,
        article_id,
        hash(partition_key, batch_id, resolved_date, year_rule, home_date, day_rule) as state
    from {{ ref('int_meeting__blocked') }}
    union all
    select
        'aid' as kind,
        claim_id as id,
        partition_key,
        article_id,
        hash(partition_key, match_rule, batch_id, resolved_date, year_rule, home_date) as state
    from {{ ref('int_aid__facts') }}
),

claim_counts as (
    select
        article_id,
        count(*) as n_claims
    from claims
    group by article_id
)

select
    claims.kind,
    claims.id,
    claims.partition_key,
    hash(claims.state, articles.state, corrections.state) as state
from claims
left join {{ ref('int_corrected_claims') }} as corrections
    on claims.id = corrections.claim_id and claims.kind = corrections.kind
left join {{ ref('int_articles') }} as articles
    on claims.article_id = articles.article_id

union all

select
    'article' as kind,
    articles.article_id as id,
    articles.article_id as partition_key,
    hash(articles.state, claim_counts.n_claims) as state
from {{ ref('int_articles') }} as articles
left join claim_counts
    on articles.article_id = claim_counts.article_id
