-- Claims whose strike was the day before the one that their reader gave them. One row a claim and rule.
with claims as (
    select * from {{ ref('int_strike__located') }}
),

-- A date taken from the day of publication may be a day late: it moves to a day on which the place was hit, if any.
hit_days as (
    select distinct
        place_key,
        resolved_date,
        attacker_country
    from claims
    where has_stated_day
),

assumed_days as (
    select
        claims.claim_id,
        max(hit_days.resolved_date) as home_date,
        if(max(hit_days.resolved_date) < any_value(claims.resolved_date), 'hit_before', 'assumed') as day_rule
    from claims
    inner join hit_days
        on
            claims.place_key = hit_days.place_key
            and claims.resolved_date >= hit_days.resolved_date
            and claims.resolved_date <= hit_days.resolved_date + 1
            and not {{ contradicts('claims.attacker_country', 'hit_days.attacker_country') }}
    where claims.date_precision = 'assumed'
    group by claims.claim_id
),

-- Claims dated by their day of publication beside those of the day before. Two nights are two, and a claim to which an
-- evening's one moves stays: else the two would change places.
day_pairs as (
    select
        later.claim_id,
        later.killed,
        later.wounded,
        {{ names_its_day('later.date_text') }} as names_its_day,
        earlier.killed as killed_before,
        earlier.wounded as wounded_before,
        earlier.resolved_date as home_date
    from claims as later
    inner join claims as earlier
        on
            later.place_key = earlier.place_key
            and later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
            and not {{ contradicts('later.attacker_country', 'earlier.attacker_country') }}
    where
        later.resolved_date = later.article_published_at
        and later.has_stated_day
        and earlier.has_stated_day
        and not (later.is_night and earlier.is_night)
        and later.claim_id not in (select nights.morning_claim_id from {{ ref('int_strike__nights') }} as nights)
        and earlier.claim_id not in (select nights.claim_id from {{ ref('int_strike__nights') }} as nights)
),

-- A follow-up goes back when it repeats one number of the toll of the day before, or has somewhat more killed (the toll
-- rises while the ruins are searched), and nothing has fallen. One that names the day of its publication ("on
-- Wednesday") must have more killed: a town is hit on Tuesday and on Wednesday, and the numbers can be equal.
follow_up_days as (
    select
        claim_id,
        min(home_date) as home_date,
        'follow_up' as day_rule
    from day_pairs
    where
        not coalesce(killed < killed_before, false)
        and not coalesce(wounded < wounded_before, false)
        and (
            (
                killed_before >= {{ var('strike_telling_toll') }}
                and killed between killed_before + 1 and killed_before * {{ var('strike_rising_toll') }}
            )
            or (
                not names_its_day
                and (
                    (killed_before >= {{ var('strike_telling_toll') }} and killed = killed_before)
                    or (wounded = wounded_before and wounded >= {{ var('strike_telling_toll') }})
                )
            )
        )
    group by claim_id
),

-- A large toll that lies between two reports of the day before is a number of that strike, on its way up.
rising_days as (
    select
        claim_id,
        min(home_date) as home_date,
        'rising_toll' as day_rule
    from day_pairs
    where killed_before >= {{ var('strike_telling_toll') }} and not coalesce(wounded < wounded_before, false)
    group by claim_id
    having any_value(killed) > min(killed_before) and any_value(killed) < max(killed_before)
),

-- A picture of the hospital, taken a day later: what an article tells again of a place and target, and of the next day,
-- is the strike that it has told, when it tells nothing new.
retold_days as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date,
        'retold' as day_rule
    from claims as later
    inner join claims as earlier
        on
            later.article_id = earlier.article_id
            and later.place_key = earlier.place_key
            and later.target_class = earlier.target_class
            and later.resolved_date - 1 = earlier.resolved_date
            and not {{ contradicts('later.attacker_country', 'earlier.attacker_country') }}
    where
        later.tells_nothing_new
        and not earlier.tells_nothing_new
        and coalesce(later.date_precision, 'day') = 'day'
        and earlier.has_stated_day
    group by later.claim_id
)

select * from assumed_days
union all
select * from follow_up_days
union all
select * from rising_days
union all
select * from retold_days
