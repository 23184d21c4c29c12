-- 175 billion dollars "so far" is not a package, nor is a tranche beside its package: the sums by donor hold whole
-- packages alone.
with packages as (
    select count(*) as n_packages
    from {{ ref('fct_aid_packages') }}
    where {{ is_counted('aid', 'aid_package_id') }}
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
