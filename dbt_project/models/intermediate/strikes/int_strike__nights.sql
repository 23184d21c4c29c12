-- "Late on Tuesday" and "overnight into Wednesday" are one night: pairs of an evening's claim and a morning's. Both
-- windows overlap, and one number of the toll is the same while the other is unknown or rises, or as many are killed as
-- only one strike has (the wounded are counted for days), or the killed are a telling number on its way up. A
-- "Wednesday night" is the night that begins on Wednesday, when no number differs. Without an overlap both numbers must
-- be the same, and not too small, or the wounded of an evening that is named as a night nearly so. A night of its own
-- ("overnight" of Tuesday's report) is no evening of the next one: the same town hit on two nights running stays two,
-- whatever their tolls.
select
    evening.claim_id,
    morning.claim_id as morning_claim_id,
    morning.resolved_date as home_date
from {{ ref('int_strike__located') }} as evening
inner join {{ ref('int_strike__located') }} as morning
    on
        evening.place_key = morning.place_key
        and evening.resolved_date + 1 = morning.resolved_date
        and evening.article_id <> morning.article_id
        and not {{ contradicts('evening.attacker_country', 'morning.attacker_country') }}
where
    evening.has_stated_day
    and morning.has_stated_day
    and not evening.is_night
    and (
        (
            evening.resolved_date >= morning.date_start
            and (nullif(evening.killed, 0) = morning.killed or nullif(evening.wounded, 0) = morning.wounded)
            and not coalesce(evening.killed > morning.killed, false)
            and not coalesce(evening.wounded > morning.wounded, false)
        )
        or (
            evening.resolved_date >= morning.date_start
            and evening.killed = morning.killed
            and evening.killed >= {{ var('strike_same_toll') }}
        )
        or (
            evening.resolved_date >= morning.date_start
            and {{ is_near_toll('evening.killed', 'morning.killed') }}
            -- The later report is the one with more killed.
            and (evening.killed - morning.killed) * (evening.article_published_at - morning.article_published_at) >= 0
        )
        or (
            evening.resolved_date = morning.date_start
            and morning.is_night
            and contains(lower(evening.date_text), 'night')
            and not {{ contradicts('evening.killed', 'morning.killed') }}
            and not {{ contradicts('evening.wounded', 'morning.wounded') }}
        )
        or (
            contains(lower(evening.date_text), 'night')
            and {{ is_near_toll('evening.wounded', 'morning.wounded') }}
            and not coalesce(evening.killed > morning.killed, false)
            and not coalesce(evening.article_published_at < morning.resolved_date, false)
        )
        or (
            evening.killed = morning.killed
            and evening.wounded = morning.wounded
            and evening.killed + evening.wounded >= {{ var('strike_same_toll') }}
            -- No report tells of what comes after it.
            and not coalesce(evening.article_published_at < morning.resolved_date, false)
        )
    )
