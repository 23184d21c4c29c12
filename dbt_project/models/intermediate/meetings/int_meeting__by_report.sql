-- The day of reports that state none: a window is what it says; a report without any date tells of the week before
-- its publication, and of the week after it where it tells of a plan. (The days in question are written out, so that
-- the join is by day and by who is named.)
with days as (
    {{ meeting_days(ref('int_meeting__parties')) }}
),

open_claims as (
    select
        claim_id,
        person_keys,
        country_keys,
        body_keys,
        place_key,
        country,
        format,
        reported_on,
        date_start is null as is_undated,
        coalesce(date_end < date_start + {{ var('meeting_report_days') }}, false) as is_within_a_week,
        unnest({{ meeting_tokens() }}) as token,
        case
            when date_end <= date_start + {{ var('meeting_window_days') }}
                then generate_series(date_start, date_end, interval 1 day)
            when date_start is not null then []
            else generate_series(
                reported_on - if(status in ('planned', 'postponed'), 0, {{ var('meeting_report_days') }}),
                reported_on + if(status in ('held', 'ongoing'), 1, {{ var('meeting_report_days') }}),
                interval 1 day
            )
        end as possible_dates
    from {{ ref('int_meeting__parties') }}
    where resolved_date is null and date_partial is null
),

open_days as (
    select
        * exclude (possible_dates),
        unnest(possible_dates)::date as possible_date
    from open_claims
),

possible_meetings as (
    select distinct
        open_days.claim_id,
        open_days.is_undated,
        open_days.is_within_a_week,
        open_days.reported_on,
        days.resolved_date,
        len(list_intersect(open_days.person_keys, days.person_keys)) as n_persons,
        least(len(open_days.person_keys), len(days.person_keys)) as n_persons_least,
        len(open_days.country_keys) >= 2 and open_days.country_keys = days.country_keys as shares_countries,
        coalesce(open_days.country = days.country, false) as shares_host,
        coalesce(list_has_any(open_days.body_keys, days.body_keys), false) as shares_body,
        -- (The United Nations sit every day.)
        coalesce(
            shares_body
            and shares_host
            and open_days.format in ('summit', 'multilateral')
            and days.format in ('summit', 'multilateral')
            and not list_contains(open_days.body_keys, 'UN'),
            false
        ) as is_one_summit
    from open_days
    inner join days
        on open_days.token = days.token and open_days.possible_date = days.resolved_date
    where
        -- (Equal lists are the usual case, and compared quickly.)
        (
            open_days.country_keys = days.country_keys
            or len(list_intersect(open_days.country_keys, days.country_keys))
            = least(len(open_days.country_keys), len(days.country_keys))
        )
        and (
            not {{ contradicts('open_days.place_key', 'days.place_key') }}
            or open_days.country = days.country
        )
        -- Talks of two on the margins of a summit are not the summit.
        and not (
            coalesce(open_days.format in ('bilateral', 'talks', 'call'), false)
            and len(open_days.body_keys) = 0
            and len(days.body_keys) > 0
        )
    -- Who tells of a body's meeting means a day of that body, where one is known; of its summit, no talks beside it.
    qualify
        (shares_body or not bool_or(shares_body) over (partition by open_days.claim_id))
        and (is_one_summit or not bool_or(is_one_summit) over (partition by open_days.claim_id))
)

-- A window means the meeting in it that shares a person, or the states and the host, when all such days lie side by
-- side (a summit of several days). A report without any date means the nearest day on which two of its people met; one
-- person does when nobody else is named and the states, the host or a body are the same. A body's summit in one country
-- is known without its guests, of whom each report names others, and is the only one of its week.
select
    claim_id,
    case
        when not any_value(is_undated) then min(resolved_date)
        else min_by(
            resolved_date, 2 * abs(date_diff('day', reported_on, resolved_date))
            + (resolved_date > reported_on)::integer
        )
    end as home_date,
    if(any_value(is_undated), 'report', 'window') as day_rule
from possible_meetings
where
    is_one_summit
    or (
        n_persons = n_persons_least
        and (
            n_persons >= 2
            or (n_persons = 1 and (shares_countries or shares_host or shares_body or not is_undated))
            or (n_persons = 0 and shares_host)
        )
    )
group by claim_id
having
    any_value(is_undated)
    or max(resolved_date) <= min(resolved_date) + {{ var('meeting_further_days') }}
    or (bool_and(is_one_summit) and any_value(is_within_a_week))
