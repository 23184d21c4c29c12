-- The strike claims that are resolved in this build with their fact, in the order in which a fact believes them: in
-- general, for the killed and for the wounded.
with joined as (
    select
        touched.* exclude (partition_key),
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
)

select
    * exclude (largest_killed, largest_wounded, is_corrected, day_has_hours),
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
