select
    date_trunc('month', event_date)::date as month,
    status,
    count(*) filter (where {{ stands_in_sums('meeting') }}) as n_meetings,
    count(*) filter (where {{ awaits_review('meeting') }}) as n_needs_review
from {{ ref('fct_diplomatic_meetings') }}
where event_date is not null
group by month, status
