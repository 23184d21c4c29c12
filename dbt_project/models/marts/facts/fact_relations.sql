-- Facts that stand in a larger or a newer one. Sums count roots: a fact with an ancestor that stands in sums is left
-- out, whatever lies between the two (macro is_counted).
with recursive relations as (
    select
        'aid' as fact_kind,
        child_id,
        parent_id,
        kind,
        claim_id
    from {{ ref('int_aid__relations') }}
    union all
    select
        'interception' as fact_kind,
        interception_id as child_id,
        included_in as parent_id,
        'included_in' as kind,
        null::varchar as claim_id
    from {{ ref('interception_overlaps') }}
    where included_in is not null
    union all
    select
        'strike' as fact_kind,
        child_id,
        parent_id,
        'region_of' as kind,
        null::varchar as claim_id
    from {{ ref('int_strike__relations') }}
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
        'aid' as fact_kind,
        aid_package_id as fact_id
    from {{ ref('fct_aid_packages') }}
    where {{ stands_in_sums('aid') }} and amount is not null
    union all
    select
        'interception' as fact_kind,
        interception_id as fact_id
    from {{ ref('fct_interceptions') }}
    where {{ stands_in_sums('interception') }}
    union all
    select
        'strike' as fact_kind,
        strike_id as fact_id
    from {{ ref('fct_strikes') }}
    where {{ stands_in_sums('strike') }}
),

counted_in_parent as (
    select distinct
        ancestors.fact_kind,
        ancestors.child_id
    from ancestors
    inner join summed
        on ancestors.fact_kind = summed.fact_kind and ancestors.ancestor_id = summed.fact_id
)

select
    relations.fact_kind,
    relations.child_id,
    relations.parent_id,
    relations.kind,
    relations.claim_id,
    counted_in_parent.child_id is not null as is_counted_in_parent
from relations
left join counted_in_parent
    on relations.fact_kind = counted_in_parent.fact_kind and relations.child_id = counted_in_parent.child_id
