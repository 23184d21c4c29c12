-- Every fact with each fact that holds it, whatever lies between the two, and which of both stand in sums.
with recursive ancestors as (
    select
        fact_kind,
        child_id,
        parent_id as ancestor_id
    from {{ ref('int_fact_relations') }}
    union
    select
        ancestors.fact_kind,
        ancestors.child_id,
        relations.parent_id as ancestor_id
    from ancestors
    inner join {{ ref('int_fact_relations') }} as relations
        on ancestors.fact_kind = relations.fact_kind and ancestors.ancestor_id = relations.child_id
),

summed as (
    select
        aid_package_id as fact_id,
        {{ is_believed() }} as is_believed
    from {{ ref('fct_aid_packages') }}
    where ({{ stands_in_sums('aid') }} or {{ awaits_review('aid') }}) and amount is not null
    union all
    select
        interception_id as fact_id,
        {{ is_believed() }} as is_believed
    from {{ ref('fct_interceptions') }}
    where {{ stands_in_sums('interception') }} or {{ awaits_review('interception') }}
    union all
    select
        strike_id as fact_id,
        {{ is_believed() }} as is_believed
    from {{ ref('fct_strikes') }}
    where {{ stands_in_sums('strike') }} or {{ awaits_review('strike') }}
)

select
    ancestors.fact_kind,
    ancestors.child_id,
    ancestors.ancestor_id,
    coalesce(children.is_believed, false) as is_child_summed,
    coalesce(holders.is_believed, false) as is_ancestor_summed,
    holders.fact_id is not null as is_ancestor_summed_with_review
from ancestors
left join summed as children
    on ancestors.child_id = children.fact_id
left join summed as holders
    on ancestors.ancestor_id = holders.fact_id
