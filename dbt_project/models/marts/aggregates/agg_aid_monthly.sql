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
where announced_date is not null and {{ is_counted('aid', 'aid_package_id') }}
group by month, donor, recipient, aid_type
