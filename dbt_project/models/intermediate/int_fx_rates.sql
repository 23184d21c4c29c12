-- Units of each currency for one euro, by day. Days without a rate of a currency are absent.
with wide as (
    select * from {{ ref('ecb_reference_rates') }}
),

long as (
    unpivot wide
    on columns(* exclude (rate_date))
    into name currency value units_per_euro
)

select
    rate_date::date as rate_date,
    upper(currency) as currency,
    units_per_euro::double as units_per_euro
from long
where units_per_euro is not null

union all

select
    rate_date::date as rate_date,
    'EUR' as currency,
    1.0::double as units_per_euro
from wide
