-- The payments of a facility beside the facility, a town beside the total of its region: no sum holds both.
with recursive ancestors as (
    select
        fact_kind,
        child_id,
        parent_id as ancestor_id
    from {{ ref('fact_relations') }}
    union
    select
        ancestors.fact_kind,
        ancestors.child_id,
        relations.parent_id as ancestor_id
    from ancestors
    inner join {{ ref('fact_relations') }} as relations
        on ancestors.fact_kind = relations.fact_kind and ancestors.ancestor_id = relations.child_id
),

counted as (
    select aid_package_id as fact_id
    from {{ ref('fct_aid_packages') }}
    where {{ is_counted('aid', 'aid_package_id') }} and amount is not null
    union all
    select interception_id as fact_id
    from {{ ref('fct_interceptions') }}
    where {{ is_counted('interception', 'interception_id') }}
    union all
    select strike_id as fact_id
    from {{ ref('fct_strikes') }}
    where {{ is_counted('strike', 'strike_id') }}
)

select ancestors.*
from ancestors
inner join counted as children
    on ancestors.child_id = children.fact_id
inner join counted as parents
    on ancestors.ancestor_id = parents.fact_id
