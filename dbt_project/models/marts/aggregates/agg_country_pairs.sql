with states as (
    select
        meeting_id,
        country_code
    from {{ ref('bridge_meeting_participants') }}
    where participant_kind = 'country'
)

select
    a.country_code as country_a,
    b.country_code as country_b,
    meetings.status,
    count(*) as n_meetings
from states as a
inner join states as b
    on a.meeting_id = b.meeting_id and a.country_code < b.country_code
inner join {{ ref('fct_diplomatic_meetings') }} as meetings
    on a.meeting_id = meetings.meeting_id
where {{ stands_in_sums('meeting') }}
group by country_a, country_b, meetings.status
