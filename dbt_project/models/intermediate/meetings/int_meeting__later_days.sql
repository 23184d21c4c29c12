-- Claims on a later day of a meeting that goes on for several days, with its first day.
with settled as (
    select * from {{ ref('int_meeting__settled') }}
),

days as (
    {{ meeting_days('settled') }}
),

-- A summit of a body in one country goes on for some days: what is told of its later days belongs to its first. (The
-- United Nations sit every day. The days before are written out, so that the join is by day and not by country alone.)
days_before as (
    select
        claim_id,
        format,
        country,
        body_keys,
        unnest(generate_series(1, {{ var('meeting_further_days') }})) as n_days_before,
        settled_date
    from settled
    where format not in ('bilateral', 'talks', 'call')
),

later_sessions as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
    from days_before as later
    inner join days as earlier
        on
            later.country = earlier.country
            and later.settled_date - later.n_days_before::integer = earlier.resolved_date
            and earlier.token <> 'UN'
            and list_contains(later.body_keys, earlier.token)
            and (later.format = 'summit' or earlier.format = 'summit')
    where earlier.format not in ('bilateral', 'talks', 'call')
    group by later.claim_id
),

-- A guest's second day in a town: of the same states and people as the visit of the day before, there or, where both
-- people are named, in a place that is not told.
second_days as (
    select
        later.claim_id,
        min(visits.resolved_date) as home_date
    from settled as later
    inner join days as visits
        on
            later.settled_date = visits.resolved_date + 1
            and array_to_string(later.country_keys, ',') = visits.token
    where
        visits.format = 'visit'
        and later.format in ('visit', 'bilateral', 'talks')
        and len(later.country_keys) >= 2
        and len(list_intersect(later.person_keys, visits.person_keys))
        = least(len(later.person_keys), len(visits.person_keys))
        and (
            (later.place_key = visits.place_key and len(list_intersect(later.person_keys, visits.person_keys)) >= 1)
            or (
                later.place_key is null
                and coalesce(later.country = visits.country, true)
                and len(list_intersect(later.person_keys, visits.person_keys)) >= 2
            )
        )
    group by later.claim_id
),

first_days as (
    select
        claim_id,
        min(home_date) as home_date
    from (
        select * from second_days
        union all
        select * from later_sessions
    ) as moved
    group by claim_id
),

-- A report without a date that was placed on such a later day, for the same people met then, goes along to the first.
going_along as (
    select
        undated.claim_id,
        min(first_days.home_date) as home_date
    from settled as undated
    inner join settled as moved
        on
            undated.settled_date = moved.settled_date
            and undated.country = moved.country
            and undated.country_keys = moved.country_keys
            and len(list_intersect(undated.person_keys, moved.person_keys)) >= 2
    inner join first_days
        on moved.claim_id = first_days.claim_id
    where undated.resolved_date is null and undated.format in ('bilateral', 'talks')
    group by undated.claim_id
)

select * from first_days
union all
select *
from going_along
where claim_id not in (select first_days.claim_id from first_days)
