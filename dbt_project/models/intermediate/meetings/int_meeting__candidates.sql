-- The meeting claims of the blocks that are resolved in this build, with what they are compared by.
with claims as (
    select
        claims.* exclude ({{ texts_of_claims() }}),
        blocked.person_keys,
        blocked.country_keys,
        blocked.body_keys,
        blocked.place_key,
        blocked.reported_on,
        blocked.resolved_date,
        blocked.year_inferred,
        blocked.year_rule,
        blocked.home_date,
        blocked.day_rule,
        blocked.partition_key,
        articles.article_published_at,
        articles.origin_source_id as source_id
    from {{ ref('int_meeting__claims') }} as claims
    inner join {{ ref('int_meeting__blocked') }} as blocked
        on claims.claim_id = blocked.claim_id
    inner join {{ ref('int_touched_partitions') }} as touched
        on blocked.partition_key = touched.partition_key and touched.kind = 'meeting'
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
),

ranks as (
    select
        claim_id,
        row_number() over (
            partition by partition_key
            order by
                len(person_keys) + len(country_keys) + len(body_keys)
                + (place is not null)::integer + (format is not null)::integer desc,
                article_published_at asc nulls last,
                claim_id asc
        ) as lead_rank
    from claims
)

select
    claims.*,
    array_to_string(claims.country_keys, ',') as id_signature,
    ranks.lead_rank
from claims
inner join ranks
    on claims.claim_id = ranks.claim_id
