-- Every fact with each fact that holds it, whatever lies between the two, and which of both stand in sums.
-- (Talks at a summit are a meeting of their own beside it: meetings are counted, not added up.)
with recursive relations as (
    select *
    from {{ ref('int_fact_relations') }}
    where fact_kind <> 'meeting' or kind <> 'part_of'
),

ancestors as (
    select
        fact_kind,
        child_id,
        parent_id as ancestor_id
    from relations
    union
    select
        ancestors.fact_kind,
        ancestors.child_id,
        relations.parent_id as ancestor_id
    from ancestors
    inner join relations
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
    union all
    select
        meeting_id as fact_id,
        {{ is_believed() }} as is_believed
    from {{ ref('fct_diplomatic_meetings') }}
    where {{ stands_in_sums('meeting') }} or {{ awaits_review('meeting') }}
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
