select
    date_trunc('month', event_date)::date as month,
    status,
    count(*) filter (where {{ is_counted('meeting', 'meeting_id') }}) as n_meetings,
    count(*) filter (where {{ awaits_review('meeting') }}) as n_needs_review
from {{ ref('fct_diplomatic_meetings') }}
where event_date is not null
group by month, status
