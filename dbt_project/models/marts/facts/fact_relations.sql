-- Facts that stand in a larger or a newer one. Sums count roots: a fact with an ancestor that stands in sums is left
-- out, whatever lies between the two (macro is_counted).
with held as (
    select
        fact_kind,
        child_id,
        bool_or(is_ancestor_summed) as is_counted_in_parent,
        bool_or(is_ancestor_summed_with_review) as is_counted_with_review
    from {{ ref('int_fact_ancestors') }}
    group by fact_kind, child_id
)

select
    relations.fact_kind,
    relations.child_id,
    relations.parent_id,
    relations.kind,
    relations.claim_id,
    coalesce(held.is_counted_in_parent, false) as is_counted_in_parent,
    coalesce(held.is_counted_with_review, false) as is_counted_with_review
from {{ ref('int_fact_relations') }} as relations
left join held
    on relations.fact_kind = held.fact_kind and relations.child_id = held.child_id
