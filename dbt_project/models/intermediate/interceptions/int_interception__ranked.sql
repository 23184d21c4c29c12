-- The interception claims that are resolved in this build with their fact, in the order in which a fact believes them:
-- the fullest report; among those the latest, authorities before media, exact before rounded.
with joined as (
    select
        touched.* exclude (partition_key),
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
)

select
    * exclude (is_taken_back, is_corrected, day_has_hours),
    row_number() over (
        partition by fact_id
        order by
            is_impossible,
            is_taken_back,
            (intercepted is not null)::integer + (shot_down is not null)::integer
            + (suppressed is not null)::integer + (launched is not null)::integer desc,
            {{ newest_first() }},
            {{ claimant_rank('claimant_side') }},
            {{ qualifier_rank('coalesce(intercepted_qualifier, launched_qualifier)') }},
            {{ last_fetched_first() }}
    ) as claim_rank
from news
