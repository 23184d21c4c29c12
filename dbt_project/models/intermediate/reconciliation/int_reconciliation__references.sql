-- Sums of the references by period, and by who or where in our own words: a donor by its code or name, a region by its
-- code or name, a place by its name. (Interceptions are compared night by night, int_reconciliation__interceptions.)
with points as (
    select
        series.reference,
        series.subject,
        series.period,
        series.tolerance,
        points.entity as stated_key,
        points.measure,
        points.quantity,
        {{ fold_name('points.entity') }} as folded_key,
        case when series.period <> 'all' then date_trunc(series.period, points.event_date)::date end as period_start
    from {{ ref('stg_raw__reference_values') }} as points
    inner join {{ ref('stg_raw__reference_series') }} as series
        on points.reference = series.reference
    where series.subject <> 'interceptions'
),

donors as (
    select
        country_code as code,
        {{ fold_name('country_name') }} as folded_name
    from {{ ref('country_codes') }}
),

regions as (
    select
        admin1_code as code,
        {{ region_key('admin1') }} as folded_name
    from {{ ref('regions') }}
    -- A name that several regions bear names none.
    qualify count(*) over (partition by folded_name) = 1
),

keyed as (
    select
        points.*,
        case points.subject
            when 'aid' then coalesce(donor_codes.code, donor_names.code)
            when 'strikes' then coalesce(region_codes.admin1_code, region_names.code)
            else regexp_replace(points.folded_key, ' (oblast|region)$', '')
        end as known_key
    from points
    left join donors as donor_codes
        on points.stated_key = donor_codes.code
    left join donors as donor_names
        on points.folded_key = donor_names.folded_name
    left join {{ ref('regions') }} as region_codes
        on points.stated_key = region_codes.admin1_code
    left join regions as region_names
        on regexp_replace(points.folded_key, ' (oblast|region)$', '') = region_names.folded_name
)

select
    reference,
    any_value(subject) as subject,
    any_value(period) as period,
    any_value(tolerance) as tolerance,
    period_start,
    coalesce(known_key, stated_key) as entity,
    any_value(known_key) is not null as is_known,
    measure,
    sum(quantity) as quantity
from keyed
group by reference, period_start, coalesce(known_key, stated_key), measure
