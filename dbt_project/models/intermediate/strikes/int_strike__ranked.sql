-- The strike claims that are resolved in this build with their fact, in the order in which a fact believes them: in
-- general, for the killed and for the wounded. (Windows sort whole rows, so that ranks are given to narrow ones.)
with joined as (
    select
        touched.claim_id,
        touched.source_id,
        touched.claimant_side,
        touched.article_published_at,
        touched.article_published_time,
        touched.article_fetched_at,
        touched.is_background,
        touched.is_correction,
        touched.killed,
        touched.killed_qualifier,
        touched.wounded,
        touched.wounded_qualifier,
        clusters.partition_key,
        clusters.fact_id,
        clusters.match_rule
    from {{ ref('int_strike__touched') }} as touched
    inner join {{ ref('int_strike__clusters') }} as clusters
        on touched.claim_id = clusters.claim_id
),

news as (
    select
        *,
        {{ largest_news('killed') }} as largest_killed,
        {{ largest_news('wounded') }} as largest_wounded,
        {{ order_of_news() }}
    from joined
),

ranks as (
    select
        claim_id,
        partition_key,
        fact_id,
        match_rule,
        is_taken_back,
        -- The latest report, at one date authorities before media, exact numbers before rounded ones.
        row_number() over (
            partition by fact_id
            order by
                is_taken_back,
                {{ newest_first() }},
                {{ claimant_rank('claimant_side') }},
                {{ qualifier_rank('coalesce(killed_qualifier, wounded_qualifier)') }},
                {{ last_fetched_first() }}
        ) as claim_rank,
        row_number() over (
            partition by fact_id
            order by {{ belief_order('killed', 'killed_qualifier', 'largest_killed') }}
        ) as killed_rank,
        row_number() over (
            partition by fact_id
            order by {{ belief_order('wounded', 'wounded_qualifier', 'largest_wounded') }}
        ) as wounded_rank
    from news
)

select
    touched.* exclude (partition_key),
    ranks.* exclude (claim_id)
from {{ ref('int_strike__touched') }} as touched
inner join ranks
    on touched.claim_id = ranks.claim_id
