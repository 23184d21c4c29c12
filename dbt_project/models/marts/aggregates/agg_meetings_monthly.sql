select
    date_trunc('month', event_date)::date as month,
    status,
    count(*) as n_meetings
from {{ ref('fct_diplomatic_meetings') }}
where event_date is not null
group by month, status
