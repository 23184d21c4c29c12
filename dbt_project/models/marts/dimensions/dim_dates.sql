-- Every day from the first of the war's full scale to the end of the year of the last dated fact.
with last_dates as (
    select max(event_date) as last_date from {{ ref('fct_strikes') }}
    union all
    select max(event_date) as last_date from {{ ref('fct_interceptions') }}
    union all
    select max(announced_date) as last_date from {{ ref('fct_aid_packages') }}
    union all
    select max(event_date) as last_date from {{ ref('fct_diplomatic_meetings') }}
),

bounds as (
    select
        date '2014-01-01' as first_day,
        -- A misread year must not make millions of days.
        least(
            coalesce(last_day(date_trunc('year', max(last_date))::date + interval 11 months), date '2026-12-31'),
            date '2049-12-31'
        ) as last_day
    from last_dates
),

days as (
    select unnest(generate_series(first_day, greatest(last_day, date '2026-12-31'), interval 1 day))::date as date_day
    from bounds
)

select
    date_day,
    year(date_day)::integer as year_number,
    quarter(date_day)::integer as quarter_number,
    month(date_day)::integer as month_number,
    date_trunc('month', date_day)::date as month_start,
    date_trunc('week', date_day)::date as week_start,
    isodow(date_day)::integer as iso_weekday,
    dayname(date_day) as weekday_name,
    date_diff('day', date '2022-02-24', date_day) as days_since_invasion
from days
