{#-
    One row a claim: which claims of a partition are one event.

    `candidates`: claim_id, partition_key, lead_rank (1 = the most telling claim of its partition), article_published_at,
    id_signature (what tells events of a crowded partition apart in their ids, besides their number by first report).
    `pairs`: both directions of every pair inside a partition: claim_id, other_claim_id, partition_key, lead_rank (of
    claim_id), is_conflict, score, rule.

    Everything in a partition is one event unless claims contradict each other. Where they do, the most telling claim
    leads the first event; the most telling claim that contradicts every leader so far leads the next; each other claim
    joins the leader that it shares most with among those that it does not contradict. The outcome depends on the set of
    claims alone, not on their order of arrival, and a claim that says little ("a strike on Kyiv") cannot glue two
    contradicting events together, as plain connected components would.
-#}
{% macro claim_clusters(kind, candidates, pairs) -%}
with recursive leaders as (
    select
        partition_key,
        [claim_id] as leader_ids
    from {{ candidates }}
    where lead_rank = 1

    union all

    select
        partition_key,
        list_append(any_value(leader_ids), arg_min(claim_id, lead_rank)) as leader_ids
    from (
        select
            leaders.partition_key,
            pairs.claim_id,
            any_value(leaders.leader_ids) as leader_ids,
            any_value(pairs.lead_rank) as lead_rank
        from leaders
        inner join {{ pairs }} as pairs
            on
                leaders.partition_key = pairs.partition_key
                and pairs.is_conflict
                and list_contains(leaders.leader_ids, pairs.other_claim_id)
        group by leaders.partition_key, pairs.claim_id
        having count(*) = len(any_value(leaders.leader_ids))
    ) as contradicts_every_leader
    group by partition_key
),

final_leaders as (
    select
        partition_key,
        unnest(arg_max(leader_ids, len(leader_ids))) as leader_id
    from leaders
    group by partition_key
),

choices as (
    select
        candidates.claim_id,
        candidates.partition_key,
        final_leaders.leader_id,
        case when candidates.claim_id = final_leaders.leader_id then 'leader' else pairs.rule end as match_rule,
        row_number() over (
            partition by candidates.claim_id
            order by (candidates.claim_id = final_leaders.leader_id) desc, pairs.score desc, lead.lead_rank
        ) as choice
    from {{ candidates }} as candidates
    inner join final_leaders
        on candidates.partition_key = final_leaders.partition_key
    inner join {{ candidates }} as lead
        on final_leaders.leader_id = lead.claim_id
    left join {{ pairs }} as pairs
        on
            candidates.claim_id = pairs.claim_id
            and final_leaders.leader_id = pairs.other_claim_id
    where
        candidates.claim_id = final_leaders.leader_id
        or not pairs.is_conflict
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
