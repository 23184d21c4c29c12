-- Meetings that stand in another one. `part_of`: talks of two at a summit (a meeting of their own, so that counts have
-- both). `update_of`: a postponed meeting and the day that it was moved to. `copy_of`: a meeting that only copies of an
-- article tell, whose original's stands under another day.
with meetings as (
    select
        *,
        list_sort(list_concat(countries, bodies)) as parties,
        -- A summit of a body goes on for some days, and stands under its first.
        event_date + if(format = 'summit' and len(bodies) > 0, {{ var('meeting_further_days') }}, 0) as last_date
    from {{ ref('fct_diplomatic_meetings') }}
    where review_state <> 'rejected'
),

at_summits as (
    select
        talks.meeting_id as child_id,
        arg_max(
            summits.meeting_id,
            (
                len(list_intersect(talks.participants, summits.participants)),
                len(list_intersect(talks.countries, summits.countries)),
                summits.n_claims,
                summits.meeting_id
            )
        ) as parent_id,
        'part_of' as kind
    from meetings as talks
    inner join meetings as summits
        on
            talks.event_date between summits.event_date and summits.last_date
            and talks.meeting_id <> summits.meeting_id
    where
        talks.format in ('bilateral', 'talks')
        and len(talks.countries) <= 2
        and summits.format in ('summit', 'multilateral')
        and talks.status not in ('cancelled', 'postponed', 'denied')
        and summits.status not in ('cancelled', 'postponed', 'denied')
        and (
            (talks.place = summits.place and talks.country is not distinct from summits.country)
            -- Where no town is told: one of the two is a guest of the body's. (The United Nations sit every day.)
            or (
                talks.place is null
                and coalesce(talks.country = summits.country, true)
                and len(list_filter(summits.bodies, lambda body: body <> 'UN')) > 0
                and len(list_intersect(talks.participants, summits.participants)) > 0
            )
        )
    group by talks.meeting_id
),

-- The same people, or the same states and bodies in one country, meet on the day that is reported from then on: the
-- next one within the time in which such visits were made up for.
moved as (
    select
        earlier.meeting_id as child_id,
        arg_min(later.meeting_id, (later.event_date, later.meeting_id)) as parent_id,
        'update_of' as kind
    from meetings as earlier
    inner join meetings as later
        on
            earlier.parties = later.parties
            and earlier.event_date < later.event_date
    where
        later.event_date <= earlier.event_date + {{ var('meeting_moved_days') }}
        and earlier.status = 'postponed'
        and later.status <> 'denied'
        and later.last_reported_at >= earlier.first_reported_at
        and coalesce(earlier.format = 'call', false) = coalesce(later.format = 'call', false)
        and (
            len(list_intersect(earlier.participants, later.participants)) >= 2
            or (
                earlier.country = later.country
                and (len(earlier.participants) = 0 or len(later.participants) = 0)
            )
        )
    group by earlier.meeting_id
),

claims as (
    select
        claims.fact_id,
        claims.article_id,
        claims.quote,
        articles.copy_of
    from {{ ref('meeting_claims') }} as claims
    inner join {{ ref('stg_raw__articles') }} as articles
        on claims.article_id = articles.article_id
),

copied as (
    select
        copies.fact_id as child_id,
        min(originals.fact_id) as parent_id,
        'copy_of' as kind
    from claims as copies
    inner join claims as originals
        on
            copies.copy_of = originals.article_id
            and copies.quote = originals.quote
            and copies.fact_id <> originals.fact_id
    group by copies.fact_id
),

-- What an article of its own tells as well is no copy.
only_copied as (
    select copied.*
    from copied
    anti join claims
        on copied.child_id = claims.fact_id and claims.copy_of is null
)

select * from only_copied
union all
select *
from moved
where child_id not in (select only_copied.child_id from only_copied)
union all
select *
from at_summits
where child_id not in (select only_copied.child_id from only_copied)
