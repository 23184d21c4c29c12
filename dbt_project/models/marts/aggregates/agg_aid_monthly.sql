select
    date_trunc('month', announced_date)::date as month,
    donor,
    recipient,
    aid_type,
    count(*) as n_packages,
    sum(amount_usd) as amount_usd,
    sum(amount_eur) as amount_eur,
    count(*) filter (where amount is null) as n_without_amount
from {{ ref('fct_aid_packages') }}
where
    announced_date is not null
    and not is_cumulative
    and status is distinct from 'suspended'
    and aid_package_id not in (select parts.aid_package_id from {{ ref('aid_package_parts') }} as parts)
group by month, donor, recipient, aid_type
