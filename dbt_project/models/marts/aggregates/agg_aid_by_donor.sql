select
    donor,
    donor_name,
    recipient,
    aid_type,
    currency,
    count(*) as n_packages,
    sum(amount) as amount,
    sum(amount_usd) as amount_usd,
    sum(amount_eur) as amount_eur,
    count(*) filter (where amount is null) as n_without_amount,
    count(*) filter (where amount is not null and amount_usd is null) as n_without_usd
from {{ ref('fct_aid_packages') }}
where {{ is_counted('aid', 'aid_package_id') }}
group by donor, donor_name, recipient, aid_type, currency
