-- Packages that sums leave out because their money stands in another one (fact_relations), or is not all the
-- recipient's: a sum for several states ("95 billion for Ukraine, Israel and Taiwan") is nobody's whole package.
with parts as (
    select
        child_id as aid_package_id,
        'part' as reason,
        parent_id as parent_package_id,
        claim_id,
        not is_counted_in_parent as only_with_review
    from {{ ref('fact_relations') }}
    where fact_kind = 'aid' and is_counted_with_review
),

shared as (
    select
        packages.aid_package_id,
        'shared' as reason,
        null::varchar as parent_package_id,
        min(claims.claim_id) as claim_id,
        false as only_with_review
    from {{ ref('fct_aid_packages') }} as packages
    inner join {{ ref('aid_claims') }} as claims
        on packages.aid_package_id = claims.fact_id
    where len(packages.shared_with) > 0 and len(claims.shared_with) > 0
    group by packages.aid_package_id
),

left_out as (
    select * from parts
    union all
    select * from shared
)

select *
from left_out
qualify row_number() over (partition by aid_package_id order by only_with_review, reason) = 1
