-- The number of participants of a meeting is the number of its rows in the bridge: people and bodies, else states.
with counted as (
    select
        meeting_id,
        count(*) filter (where participant_kind in ('person', 'body')) as n_named,
        count(*) filter (where participant_kind = 'country') as n_states
    from {{ ref('bridge_meeting_participants') }}
    group by meeting_id
)

select
    meetings.meeting_id,
    meetings.n_participants,
    counted.n_named,
    counted.n_states
from {{ ref('fct_diplomatic_meetings') }} as meetings
left join counted
    on meetings.meeting_id = counted.meeting_id
where meetings.n_participants is distinct from coalesce(nullif(counted.n_named, 0), nullif(counted.n_states, 0))
