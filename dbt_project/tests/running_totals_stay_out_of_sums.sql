-- 175 billion dollars "so far" is not a package, nor is a tranche beside its package: the sums by donor hold whole
-- packages alone.
with packages as (
    select count(*) as n_packages
    from {{ ref('fct_aid_packages') }}
    where
        not is_cumulative
        and status is distinct from 'suspended'
        and aid_package_id not in (select parts.aid_package_id from {{ ref('aid_package_parts') }} as parts)
),

summed as (
    select coalesce(sum(n_packages), 0) as n_packages
    from {{ ref('agg_aid_by_donor') }}
)

select
    packages.n_packages,
    summed.n_packages as n_summed
from packages
cross join summed
where packages.n_packages <> summed.n_packages
