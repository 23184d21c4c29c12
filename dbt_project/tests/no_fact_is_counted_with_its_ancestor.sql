-- The payments of a facility beside the facility, a town beside the total of its region: no sum holds both, neither by
-- itself nor with what awaits review.
with recursive ancestors as (
    select
        fact_kind,
        child_id,
        parent_id as ancestor_id
    from {{ ref('fact_relations') }}
    -- Talks at a summit are a meeting of their own.
    where fact_kind <> 'meeting' or kind <> 'part_of'
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
    select
        aid_package_id as fact_id,
        false as with_review
    from {{ ref('fct_aid_packages') }}
    where {{ is_counted('aid', 'aid_package_id') }} and amount is not null
    union all
    select
        interception_id as fact_id,
        false as with_review
    from {{ ref('fct_interceptions') }}
    where {{ is_counted('interception', 'interception_id') }}
    union all
    select
        strike_id as fact_id,
        false as with_review
    from {{ ref('fct_strikes') }}
    where {{ is_counted('strike', 'strike_id') }}
    union all
    select
        meeting_id as fact_id,
        false as with_review
    from {{ ref('fct_diplomatic_meetings') }}
    where {{ is_counted('meeting', 'meeting_id') }}
),

believed_or_awaited as (
    select aid_package_id as fact_id
    from {{ ref('fct_aid_packages') }}
    where ({{ stands_in_sums('aid') }} or {{ awaits_review('aid') }}) and amount is not null
    union all
    select interception_id as fact_id
    from {{ ref('fct_interceptions') }}
    where {{ stands_in_sums('interception') }} or {{ awaits_review('interception') }}
    union all
    select strike_id as fact_id
    from {{ ref('fct_strikes') }}
    where {{ stands_in_sums('strike') }} or {{ awaits_review('strike') }}
),

summed as (
    select * from counted
    union all
    select
        believed_or_awaited.fact_id,
        true as with_review
    from believed_or_awaited
    where
        believed_or_awaited.fact_id not in (
            select relations.child_id
            from {{ ref('fact_relations') }} as relations
            where relations.is_counted_with_review
        )
)

select ancestors.*
from ancestors
inner join summed as children
    on ancestors.child_id = children.fact_id
inner join summed as parents
    on ancestors.ancestor_id = parents.fact_id and children.with_review = parents.with_review
