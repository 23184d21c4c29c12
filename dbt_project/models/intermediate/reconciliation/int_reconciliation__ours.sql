-- What of our facts a reference may tell as well: one number of one fact, by who or where.
select
    'aid' as subject,
    donor as entity,
    'amount_' || lower(sums.currency) as measure,
    announced_date as event_date,
    aid_package_id as fact_id,
    if(sums.currency = 'EUR', amount_eur, amount_usd) as quantity
from {{ ref('fct_aid_packages') }}
cross join (values ('EUR'), ('USD')) as sums (currency)
where {{ is_counted('aid', 'aid_package_id') }}
union all
select
    'strikes' as subject,
    admin1_code as entity,
    'n_strikes' as measure,
    event_date,
    strike_id as fact_id,
    1 as quantity
from {{ ref('fct_strikes') }}
where {{ is_leaf('strike', 'strike_id') }}
union all
-- A place's own dead: a town's also where the toll of its region holds them.
select
    'deaths' as subject,
    coalesce({{ fold_name('place') }}, {{ region_key('admin1') }}) as entity,
    'killed' as measure,
    event_date,
    strike_id as fact_id,
    killed_best as quantity
from {{ ref('fct_strikes') }}
where {{ stands_in_sums('strike') }}
