{#-
    One row a claim: which claims of a partition are one event.

    `candidates`: claim_id, partition_key, lead_rank (1 = the most telling claim of its partition), article_published_at,
    id_signature (what tells events of a crowded partition apart in their ids, besides their number by first report).
    `pairs`: claims (claim_id) beside those of their partition that may lead them (other_claim_id): partition_key,
    is_conflict, score, rule. Who agrees with the most telling claim never leads, so that pairs with it may be left out.
    `each_pair_once`: there is one row for both directions. A pair that is not there contradicts.

    Everything in a partition is one event unless claims contradict each other. Where they do, the most telling claim
    leads the first event; the most telling claim that contradicts every leader so far leads the next; each other claim
    joins the leader that it shares most with among those that it does not contradict. The outcome depends on the set of
    claims alone, not on their order of arrival, and a claim that says little ("a strike on Kyiv") cannot glue two
    contradicting events together, as plain connected components would.
-#}
{% macro claim_clusters(kind, candidates, pairs, each_pair_once=false) -%}
with recursive agreeing as (
    select
        claim_id,
        other_claim_id,
        partition_key,
        score,
        rule
    from {{ pairs }}
    where not is_conflict
    {%- if each_pair_once %}
    union all
    select
        other_claim_id as claim_id,
        claim_id as other_claim_id,
        partition_key,
        score,
        rule
    from {{ pairs }}
    where not is_conflict
    {%- endif %}
),

-- The claims that contradict every leader so far, and the next leader among them; until none is left.
remaining as (
    select
        claim_id,
        partition_key,
        lead_rank,
        first_value(claim_id) over (partition by partition_key order by lead_rank) as leader_id
    from {{ candidates }}

    union all

    select
        claim_id,
        partition_key,
        lead_rank,
        first_value(claim_id) over (partition by partition_key order by lead_rank) as leader_id
    from (
        select
            remaining.claim_id,
            remaining.partition_key,
            remaining.lead_rank
        from remaining
        anti join agreeing
            on remaining.claim_id = agreeing.claim_id and remaining.leader_id = agreeing.other_claim_id
        where remaining.claim_id <> remaining.leader_id
    ) as contradicts_every_leader
),

leaders as (
    select
        claim_id,
        partition_key,
        lead_rank
    from remaining
    where claim_id = leader_id
),

possible_leaders as (
    select
        claim_id,
        partition_key,
        claim_id as leader_id,
        'leader' as match_rule,
        null as score,
        lead_rank as leader_rank
    from leaders
    union all
    select
        agreeing.claim_id,
        agreeing.partition_key,
        leaders.claim_id as leader_id,
        agreeing.rule as match_rule,
        agreeing.score,
        leaders.lead_rank as leader_rank
    from agreeing
    inner join leaders
        on agreeing.other_claim_id = leaders.claim_id
),

choices as (
    select
        *,
        row_number() over (
            partition by claim_id
            order by (claim_id = leader_id) desc, score desc, leader_rank
        ) as choice
    from possible_leaders
),

clusters as (
    select
        choices.claim_id,
        choices.partition_key,
        choices.leader_id,
        choices.match_rule,
        first_value(candidates.article_published_at) over cluster_window as first_published_at,
        first_value(choices.claim_id) over cluster_window as first_claim_id,
        coalesce(first_value(candidates.id_signature) over cluster_window, '') as id_signature
    from choices
    inner join {{ candidates }} as candidates
        on choices.claim_id = candidates.claim_id
    where choices.choice = 1
    window cluster_window as (
        partition by choices.partition_key, choices.leader_id
        order by candidates.article_published_at asc nulls last, choices.claim_id asc
        rows between unbounded preceding and unbounded following
    )
),

numbered as (
    select
        *,
        dense_rank() over (
            partition by partition_key, id_signature
            order by first_published_at asc nulls last, first_claim_id asc
        ) as event_number
    from clusters
),

named as (
    select
        claim_id,
        partition_key,
        leader_id,
        match_rule,
        event_number,
        concat_ws('|', '{{ kind }}', partition_key, nullif(id_signature, ''), nullif(event_number, 1)) as event_key
    from numbered
),

steered as (
    {{ steered(kind, 'named', 'event_key') }}
)

select
    * exclude (event_key, partition_key),
    -- One a fact: a correction may have joined claims of several.
    min(partition_key) over (partition by event_key) as partition_key,
    {{ hashed_id('event_key') }} as fact_id
from steered
{%- endmacro %}
