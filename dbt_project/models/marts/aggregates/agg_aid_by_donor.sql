with packages as (
    select
        *,
        {{ is_counted('aid', 'aid_package_id') }} as is_root,
        {{ awaits_review('aid') }} as awaits_review
    from {{ ref('fct_aid_packages') }}
)

select
    donor,
    donor_name,
    recipient,
    aid_type,
    currency,
    count(*) filter (where is_root) as n_packages,
    {{ exact_sum('amount', 'is_root') }} as amount,
    {{ exact_sum('amount_usd', 'is_root') }} as amount_usd,
    {{ exact_sum('amount_eur', 'is_root') }} as amount_eur,
    count(*) filter (where is_root and amount is null) as n_without_amount,
    count(*) filter (where is_root and amount is not null and amount_usd is null) as n_without_usd,
    count(*) filter (where awaits_review) as n_needs_review
from packages
where is_root or awaits_review
group by donor, donor_name, recipient, aid_type, currency
