-- The life of a package, step by step: when each status was first told, and by which claim.
select
    fact_id as aid_package_id,
    status,
    {{ aid_stage('status') }} as life_stage,
    min(home_date) as status_date,
    min(article_published_at) as first_reported_at,
    max(article_published_at) as last_reported_at,
    arg_min(claim_id, (coalesce(article_published_at, date '9999-12-31'), claim_id)) as claim_id,
    count(*) as n_claims
from {{ ref('int_aid__facts') }}
where status is not null
group by fact_id, status
