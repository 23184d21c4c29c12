-- Every strike claim with the day and the place that it is compared on. `partition_key` names the small group inside
-- which claims can be one strike; everything else about resolution happens inside one partition.
with claims as (
    select
        claims.claim_id,
        claims.article_id,
        claims.batch_id,
        claims.date_precision,
        claims.date_start,
        claims.date_end,
        claims.date_partial,
        claims.attacker_country,
        claims.place,
        claims.killed,
        claims.wounded,
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
-- both numbers must be the same, and five people at least. The same town hit on two nights running stays two.
evening_days as (
    select
        evening.claim_id,
        min(morning.resolved_date) as home_date
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
            )
        )
    group by evening.claim_id
),

-- A follow-up that its reader dated by its day of publication: it goes back to the strike of the day before when it
-- repeats one number of that toll, ten people at least, and the other has not fallen.
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
        and coalesce(later.date_precision, 'day') in ('hour', 'day')
        and coalesce(earlier.date_precision, 'day') in ('hour', 'day')
        and not coalesce(later.killed < earlier.killed, false)
        and not coalesce(later.wounded < earlier.wounded, false)
        and (
            (later.killed = earlier.killed and later.killed >= 10)
            or (later.wounded = earlier.wounded and later.wounded >= 10)
        )
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

placed as (
    select
        claims.*,
        case
            when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }}
                then coalesce(
                    assumed_days.home_date, evening_days.home_date, follow_up_days.home_date, claims.resolved_date
                )
            else toll_days.home_date
        end as home_date,
        coalesce(claims.killed, 0) + coalesce(claims.wounded, 0) > 0 as has_toll
    from claims
    left join assumed_days
        on claims.claim_id = assumed_days.claim_id
    left join evening_days
        on claims.claim_id = evening_days.claim_id
    left join follow_up_days
        on claims.claim_id = follow_up_days.claim_id
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
