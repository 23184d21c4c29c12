-- The interception claims of the partitions that are resolved in this build, with what they are compared by.
with claims as (
    select
        claims.* exclude ({{ texts_of_claims() }}),
        blocked.resolved_date,
        blocked.year_inferred,
        blocked.year_rule,
        blocked.day_rule,
        blocked.home_date,
        blocked.partition_key,
        articles.article_published_at,
        articles.article_published_time,
        articles.article_fetched_at,
        articles.is_correction,
        articles.origin_source_id as source_id
    from {{ ref('int_interception__claims') }} as claims
    inner join {{ ref('int_interception__blocked') }} as blocked
        on claims.claim_id = blocked.claim_id
    inner join {{ ref('int_touched_partitions') }} as touched
        on blocked.partition_key = touched.partition_key and touched.kind = 'interception'
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
),

ranks as (
    select
        claim_id,
        row_number() over (
            partition by partition_key
            order by
                coalesce(intercepted > launched, false)::integer,
                (launched is not null)::integer + (intercepted is not null)::integer + (shot_down is not null)::integer
                + (suppressed is not null)::integer desc,
                {{ claimant_rank('claimant_side') }},
                article_published_at nulls last,
                claim_id
        ) as lead_rank
    from claims
)

select
    claims.*,
    -- A count above what was launched is a misreading or a misprint: it is kept, and never used for a rate.
    coalesce(claims.intercepted > claims.launched, false) as is_impossible,
    '' as id_signature,
    ranks.lead_rank
from claims
inner join ranks
    on claims.claim_id = ranks.claim_id
