-- Every strike claim with the day and the place that it is compared on. `partition_key` names the small group inside
-- which claims can be one strike; everything else about resolution happens inside one partition.
with stated as (
    select
        claims.claim_id,
        claims.article_id,
        claims.batch_id,
        claims.date_precision,
        claims.date_start,
        claims.date_end,
        claims.date_partial,
        claims.date_text,
        claims.attacker_country,
        claims.place,
        claims.location_id,
        {{ fold_name('claims.place') }} as place_name,
        claims.target_country,
        claims.admin1_code,
        claims.target_class,
        claims.char_start,
        claims.killed,
        claims.wounded,
        -- Neither toll nor weapon: such a claim tells nothing that another report of the strike would not.
        claims.killed is null and claims.wounded is null and len(claims.weapon_classes) = 0 as tells_nothing_new,
        articles.article_published_at,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.event_date, inferred.inferred_date) as resolved_date,
        {{ place_key() }} as place_key
    from {{ ref('stg_raw__strike_claims') }} as claims
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
),

-- A name that the reader could not place ("in Trostianets", of which there are several) is the one town of that name
-- that another article has hit on that day or the day beside it.
placed_names as (
    select
        unplaced.claim_id,
        min(located.place_key) as place_key
    from stated as unplaced
    inner join stated as located
        on
            unplaced.place_name = located.place_name
            and unplaced.target_country = located.target_country
            and located.resolved_date between unplaced.resolved_date - 1 and unplaced.resolved_date + 1
            and not {{ contradicts('unplaced.admin1_code', 'located.admin1_code') }}
            and not {{ contradicts('unplaced.attacker_country', 'located.attacker_country') }}
    where unplaced.location_id is null and located.location_id is not null
    group by unplaced.claim_id
    having count(distinct located.place_key) = 1
),

claims as (
    select
        stated.* exclude (place_key),
        coalesce(placed_names.place_key, stated.place_key) as place_key,
        -- "Overnight", read as the night to its day: such a claim is no evening's.
        coalesce(stated.date_start < stated.resolved_date, false) as is_night
    from stated
    left join placed_names
        on stated.claim_id = placed_names.claim_id
),

-- A date taken from the day of publication may be a day late: it moves to a day on which the place was hit, if any.
hit_days as (
    select distinct
        place_key,
        resolved_date,
        attacker_country
    from claims
    where {{ names_a_day('resolved_date', 'date_precision') }} and date_precision is distinct from 'assumed'
),

assumed_days as (
    select
        claims.claim_id,
        max(hit_days.resolved_date) as home_date
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

-- "Late on Tuesday" and "overnight into Wednesday" are one night: the evening's claim moves to the morning's day when
-- both windows overlap and one number of the toll is the same while the other is unknown or rises. Without an overlap
-- both numbers must be the same, and five people at least. A night of its own ("overnight" of Tuesday's report) is no
-- evening of the next one: the same town hit on two nights running stays two, whatever their tolls.
nights as (
    select
        evening.claim_id,
        morning.claim_id as morning_claim_id,
        morning.resolved_date as home_date
    from claims as evening
    inner join claims as morning
        on
            evening.place_key = morning.place_key
            and evening.resolved_date + 1 = morning.resolved_date
            and evening.article_id <> morning.article_id
            and not {{ contradicts('evening.attacker_country', 'morning.attacker_country') }}
    where
        coalesce(evening.date_precision, 'day') in ('hour', 'day')
        and coalesce(morning.date_precision, 'day') in ('hour', 'day')
        and not evening.is_night
        and (
            (
                evening.resolved_date >= morning.date_start
                and (nullif(evening.killed, 0) = morning.killed or nullif(evening.wounded, 0) = morning.wounded)
                and not coalesce(evening.killed > morning.killed, false)
                and not coalesce(evening.wounded > morning.wounded, false)
            )
            or (
                evening.killed = morning.killed
                and evening.wounded = morning.wounded
                and evening.killed + evening.wounded >= 5
                -- No report tells of what comes after it.
                and not coalesce(evening.article_published_at < morning.resolved_date, false)
            )
        )
),

evening_days as (
    select
        claim_id,
        min(home_date) as home_date
    from nights
    group by claim_id
),

-- A follow-up that its reader dated by its day of publication: it goes back to the strike of the day before when it
-- repeats one number of that toll, ten people at least, or has up to a quarter more killed (the toll rises while the
-- ruins are searched), and nothing has fallen. One that names the day of its publication ("on Wednesday") must have
-- more killed: a town is hit on Tuesday and on Wednesday, and the numbers can be equal. Two nights are two, and a claim
-- to which an evening's one moves stays: else the two would change places.
follow_up_days as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
    from claims as later
    inner join claims as earlier
        on
            later.place_key = earlier.place_key
            and later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
            and not {{ contradicts('later.attacker_country', 'earlier.attacker_country') }}
    where
        later.resolved_date = later.article_published_at
        and not (later.is_night and earlier.is_night)
        and later.claim_id not in (select nights.morning_claim_id from nights)
        and earlier.claim_id not in (select nights.claim_id from nights)
        and coalesce(later.date_precision, 'day') in ('hour', 'day')
        and coalesce(earlier.date_precision, 'day') in ('hour', 'day')
        and not coalesce(later.killed < earlier.killed, false)
        and not coalesce(later.wounded < earlier.wounded, false)
        and (
            (earlier.killed >= 10 and later.killed between earlier.killed + 1 and earlier.killed * 1.25)
            or (
                not {{ names_its_day('later.date_text') }}
                and (
                    (earlier.killed >= 10 and later.killed = earlier.killed)
                    or (later.wounded = earlier.wounded and later.wounded >= 10)
                )
            )
        )
    group by later.claim_id
),

-- A salvo told by its list of towns: a passage that names four places at least, tells nothing new of them and is dated
-- by its publication means the salvo of the day before of which another article lists them all.
crowded as (
    select
        article_id,
        char_start,
        resolved_date
    from claims
    where {{ names_a_day('resolved_date', 'date_precision') }} and place_key is not null
    group by article_id, char_start, resolved_date
    having count(*) >= 4
),

place_lists as (
    select
        claims.article_id,
        claims.char_start,
        claims.resolved_date,
        list(distinct claims.place_key) as place_keys,
        bool_and(claims.tells_nothing_new and coalesce(claims.resolved_date = claims.article_published_at, false))
            as tells_nothing_new
    from claims
    inner join crowded
        on
            claims.article_id = crowded.article_id
            and claims.char_start = crowded.char_start
            and claims.resolved_date = crowded.resolved_date
    group by claims.article_id, claims.char_start, claims.resolved_date
),

listed_days as (
    select distinct
        later.article_id,
        later.char_start,
        later.resolved_date,
        earlier.resolved_date as home_date
    from place_lists as later
    inner join place_lists as earlier
        on
            later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
            and list_has_all(earlier.place_keys, later.place_keys)
    where later.tells_nothing_new and len(later.place_keys) >= 4
),

-- A picture of the hospital, taken a day later: what an article tells again of a place and target, and of the next day,
-- is the strike that it has told, when it tells nothing new.
told_again_days as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
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
        and coalesce(earlier.date_precision, 'day') in ('hour', 'day')
    group by later.claim_id
),

-- "At the weekend" or no date at all: the toll can still name the strike. In a window of at most ten days the same
-- number of killed or of wounded is enough, without any window both numbers together, and ten people at least (small
-- tolls repeat from week to week), or, in the week after the strike, one number that is the same or, from ten people
-- on, nearly so (an earlier report of a rising toll); and only one day may fit.
dayless as (
    select *
    from claims
    where
        not {{ names_a_day('resolved_date', 'date_precision') }}
        and date_partial is null
        and place is not null
),

dated as (
    select *
    from claims
    where {{ names_a_day('resolved_date', 'date_precision') }}
),

window_days as (
    select
        *,
        unnest(generate_series(date_start, date_end, interval 1 day))::date as possible_date
    from dayless
    where date_end <= date_start + 10
),

fresh_days as (
    select
        *,
        unnest(generate_series(article_published_at - 7, article_published_at, interval 1 day))::date as possible_date
    from dayless
    where date_start is null and coalesce(killed, 0) + coalesce(wounded, 0) >= 5
),

possible_days as (
    select
        window_days.claim_id,
        dated.resolved_date
    from window_days
    inner join dated
        on
            window_days.place_key = dated.place_key
            and window_days.possible_date = dated.resolved_date
    where
        window_days.article_id <> dated.article_id
        and not {{ contradicts('window_days.attacker_country', 'dated.attacker_country') }}
        and not {{ contradicts('window_days.killed', 'dated.killed') }}
        and not {{ contradicts('window_days.wounded', 'dated.wounded') }}
        and (nullif(window_days.killed, 0) = dated.killed or nullif(window_days.wounded, 0) = dated.wounded)

    union all

    select
        dayless.claim_id,
        dated.resolved_date
    from dayless
    inner join dated
        on
            dayless.place_key = dated.place_key
            and dayless.killed = dated.killed
            and dayless.wounded = dated.wounded
    where
        dayless.date_start is null
        and dayless.killed + dayless.wounded >= 10
        and dayless.article_id <> dated.article_id
        and not {{ contradicts('dayless.attacker_country', 'dated.attacker_country') }}

    union all

    select
        fresh_days.claim_id,
        dated.resolved_date
    from fresh_days
    inner join dated
        on
            fresh_days.place_key = dated.place_key
            and fresh_days.possible_date = dated.resolved_date
    where
        fresh_days.article_id <> dated.article_id
        and not {{ contradicts('fresh_days.attacker_country', 'dated.attacker_country') }}
        and (
            (fresh_days.killed >= 5 and fresh_days.killed = dated.killed)
            or (fresh_days.wounded >= 10 and fresh_days.wounded = dated.wounded)
            or (
                fresh_days.killed >= 10
                and dated.killed >= 10
                and fresh_days.killed between dated.killed * 0.8 and dated.killed * 1.25
            )
            or (
                fresh_days.wounded >= 10
                and dated.wounded >= 10
                and fresh_days.wounded between dated.wounded * 0.8 and dated.wounded * 1.25
            )
        )
),

toll_days as (
    select
        claim_id,
        min(resolved_date) as home_date
    from possible_days
    group by claim_id
    having count(distinct resolved_date) = 1
),

-- "The oil terminal in Crimea", then "near Feodosia": a region without a toll of its own is the one town of it that the
-- same article has hit on that day at the same kind of target, and other articles' reports of the region and target go
-- along. Of two such towns it may be either.
own_towns as (
    select
        region.place_key as region_key,
        region.target_class,
        region.resolved_date,
        min(town.place_key) as place_key
    from claims as region
    inner join claims as town
        on
            region.article_id = town.article_id
            and region.admin1_code = town.admin1_code
            and region.target_class = town.target_class
            and region.resolved_date = town.resolved_date
            and not {{ contradicts('region.attacker_country', 'town.attacker_country') }}
    where
        region.place is null
        and town.place is not null
        and coalesce(region.killed, 0) + coalesce(region.wounded, 0) = 0
        and coalesce(region.date_precision, 'day') in ('hour', 'day')
        and coalesce(town.date_precision, 'day') in ('hour', 'day')
    group by region.place_key, region.target_class, region.resolved_date
    having count(distinct town.place_key) = 1
),

placed as (
    select
        claims.* exclude (place_key),
        coalesce(own_towns.place_key, claims.place_key) as place_key,
        case
            when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }}
                then coalesce(
                    assumed_days.home_date,
                    evening_days.home_date,
                    follow_up_days.home_date,
                    listed_days.home_date,
                    told_again_days.home_date,
                    claims.resolved_date
                )
            else toll_days.home_date
        end as home_date,
        coalesce(claims.killed, 0) + coalesce(claims.wounded, 0) > 0 as has_toll
    from claims
    left join own_towns
        on
            claims.place_key = own_towns.region_key
            and claims.target_class = own_towns.target_class
            and claims.resolved_date = own_towns.resolved_date
            and coalesce(claims.killed, 0) + coalesce(claims.wounded, 0) = 0
    left join assumed_days
        on claims.claim_id = assumed_days.claim_id
    left join evening_days
        on claims.claim_id = evening_days.claim_id
    left join follow_up_days
        on claims.claim_id = follow_up_days.claim_id
    left join listed_days
        on
            claims.article_id = listed_days.article_id
            and claims.char_start = listed_days.char_start
            and claims.resolved_date = listed_days.resolved_date
    left join told_again_days
        on claims.claim_id = told_again_days.claim_id
    left join toll_days
        on claims.claim_id = toll_days.claim_id
),

partitioned as (
    select
        *,
        case
            when place_key is null then 'article:' || article_id || '|' || coalesce(home_date::text, date_partial, '')
            when home_date is not null then home_date::text || '|' || place_key
            when date_partial is not null then '--' || date_partial || '|' || place_key
            -- Without a day only the same toll in the same window is the same strike, else every article has its own.
            else concat_ws(
                '|',
                coalesce(date_start::text || '..' || date_end::text, 'undated'),
                place_key,
                coalesce(attacker_country, ''),
                case
                    when has_toll then coalesce(killed::text, '-') || '/' || coalesce(wounded::text, '-')
                    else 'article:' || article_id
                end
            )
        end as partition_key
    from placed
)

select
    claim_id,
    article_id,
    batch_id,
    place_key,
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    partition_key
from partitioned
