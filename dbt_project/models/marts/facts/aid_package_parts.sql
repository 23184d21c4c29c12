-- Packages that sums leave out because their money stands in another one (fact_relations), or is not all the
-- recipient's: a sum for several states ("95 billion for Ukraine, Israel and Taiwan") is nobody's whole package.
select
    child_id as aid_package_id,
    'part' as reason,
    parent_id as parent_package_id,
    claim_id
from {{ ref('fact_relations') }}
where fact_kind = 'aid' and is_counted_in_parent

union all

select
    packages.aid_package_id,
    'shared' as reason,
    null::varchar as parent_package_id,
    min(claims.claim_id) as claim_id
from {{ ref('fct_aid_packages') }} as packages
inner join {{ ref('aid_claims') }} as claims
    on packages.aid_package_id = claims.fact_id
where
    len(packages.shared_with) > 0
    and len(claims.shared_with) > 0
    and packages.aid_package_id not in (
        select relations.child_id
        from {{ ref('fact_relations') }} as relations
        where relations.fact_kind = 'aid' and relations.is_counted_in_parent
    )
group by packages.aid_package_id
