-- The interception claims that are resolved in this build with their fact, in the order in which a fact believes them:
-- the fullest report; among those the latest, authorities before media, exact before rounded. (Ranks of narrow rows, as
-- in int_strike__ranked.)
with joined as (
    select
        touched.claim_id,
        touched.source_id,
        touched.claimant_side,
        touched.article_published_at,
        touched.article_published_time,
        touched.article_fetched_at,
        touched.is_correction,
        touched.is_impossible,
        touched.launched_qualifier,
        touched.intercepted_qualifier,
        (touched.intercepted is not null)::integer + (touched.shot_down is not null)::integer
        + (touched.suppressed is not null)::integer + (touched.launched is not null)::integer as n_numbers,
        clusters.partition_key,
        clusters.fact_id,
        clusters.match_rule
    from {{ ref('int_interception__touched') }} as touched
    inner join {{ ref('int_interception__clusters') }} as clusters
        on touched.claim_id = clusters.claim_id
),

news as (
    select
        *,
        {{ order_of_news() }}
    from joined
),

ranks as (
    select
        claim_id,
        partition_key,
        fact_id,
        match_rule,
        row_number() over (
            partition by fact_id
            order by
                is_impossible,
                is_taken_back,
                n_numbers desc,
                {{ newest_first() }},
                {{ claimant_rank('claimant_side') }},
                {{ qualifier_rank('coalesce(intercepted_qualifier, launched_qualifier)') }},
                {{ last_fetched_first() }}
        ) as claim_rank
    from news
)

select
    touched.* exclude (partition_key),
    ranks.* exclude (claim_id)
from {{ ref('int_interception__touched') }} as touched
inner join ranks
    on touched.claim_id = ranks.claim_id
