-- Every meeting claim with the day and the parties that it is compared on. A partition is one day: who met whom is
-- decided pair by pair inside it.
with body_names as (
    select list({{ fold_name('body_name') }}) as body_keys
    from {{ ref('bodies') }}
),

-- A page without a date of publication is as old as the last day that it tells of.
told_days as (
    select
        told.article_id,
        max(coalesce(told.stated_day, inferred.inferred_date)) as last_told_date
    from {{ ref('int_claim_days') }} as told
    left join {{ ref('int_inferred_dates') }} as inferred
        on told.claim_id = inferred.claim_id
    group by told.article_id
),

claims as (
    select
        claims.claim_id,
        claims.article_id,
        claims.batch_id,
        claims.date_precision,
        claims.date_start,
        claims.date_end,
        claims.date_partial,
        claims.status,
        claims.format,
        claims.country,
        articles.article_published_at,
        coalesce(articles.article_published_at, told_days.last_told_date) as reported_on,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.event_date, inferred.inferred_date) as resolved_date,
        list_sort(
            list_distinct(
                list_filter(
                    list_transform(
                        list_filter(claims.participants, lambda name: not {{ is_office('name') }}),
                        lambda name: {{ fold_name('name') }}
                    ),
                    lambda key: not list_contains(body_names.body_keys, key)
                )
            )
        ) as person_keys,
        list_sort(list_distinct(claims.countries)) as country_keys,
        list_sort(list_distinct(claims.bodies)) as body_keys,
        {{ fold_name('claims.place') }} as place_key
    from {{ ref('stg_raw__meeting_claims') }} as claims
    cross join body_names
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
    left join told_days
        on claims.article_id = told_days.article_id
),

-- What a day's reports name, once however many reports name the same.
dated_meetings as (
    select distinct
        resolved_date,
        person_keys,
        country_keys,
        body_keys,
        place_key,
        country,
        format
    from claims
    where {{ names_a_day('resolved_date', 'date_precision') }}
),

dated_tokens as (
    select
        *,
        unnest(list_concat(person_keys, body_keys, [array_to_string(country_keys, ',')])) as token
    from dated_meetings
),

-- Reports without a day: a window of a month at most is what it says; a report without any date tells of the week
-- before its publication, and of the week after it where it tells of a plan. (The days in question are written out, so
-- that the join below is by day and by who is named.)
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
        unnest(list_concat(person_keys, body_keys, [array_to_string(country_keys, ',')])) as token,
        case
            when date_end <= date_start + 31 then generate_series(date_start, date_end, interval 1 day)
            when date_start is not null then []
            else generate_series(
                reported_on - case when status in ('planned', 'postponed') then 0 else 7 end,
                reported_on + case when status in ('held', 'ongoing') then 1 else 7 end,
                interval 1 day
            )
        end as possible_dates
    from claims
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
        open_days.reported_on,
        dated_tokens.resolved_date,
        len(list_intersect(open_days.person_keys, dated_tokens.person_keys)) as n_persons,
        least(len(open_days.person_keys), len(dated_tokens.person_keys)) as n_persons_least,
        len(open_days.country_keys) >= 2 and open_days.country_keys = dated_tokens.country_keys as shares_countries,
        coalesce(open_days.country = dated_tokens.country, false) as shares_host
    from open_days
    inner join dated_tokens
        on open_days.token = dated_tokens.token and open_days.possible_date = dated_tokens.resolved_date
    where
        len(list_intersect(open_days.country_keys, dated_tokens.country_keys))
        = least(len(open_days.country_keys), len(dated_tokens.country_keys))
        and (
            not {{ contradicts('open_days.place_key', 'dated_tokens.place_key') }}
            or open_days.country = dated_tokens.country
        )
        -- Talks of two on the margins of a summit are not the summit.
        and not (
            coalesce(open_days.format in ('bilateral', 'talks', 'call'), false)
            and len(open_days.body_keys) = 0
            and len(dated_tokens.body_keys) > 0
        )
),

-- A window means the meeting in it that shares a person, or the states and the host, when all such days lie side by
-- side (a summit of three days). A report without any date means the nearest day on which two of its people met; one
-- person does when nobody else is named and either the states or the host are the same.
other_days as (
    select
        claim_id,
        case
            when not any_value(is_undated) then min(resolved_date)
            else min_by(
                resolved_date, 2 * abs(date_diff('day', reported_on, resolved_date))
                + (resolved_date > reported_on)::integer
            )
        end as home_date
    from possible_meetings
    where
        n_persons = n_persons_least
        and (
            n_persons >= 2
            or (n_persons = 1 and (shares_countries or shares_host or not is_undated))
            or (n_persons = 0 and shares_host)
        )
    group by claim_id
    having any_value(is_undated) or max(resolved_date) <= min(resolved_date) + 2
),

-- An article that plans a meeting for a day ahead means that meeting wherever it names the same people: without a day
-- ("after their meeting in Munich"), or under its own date for a plan of the next two days in the same country.
own_plans as (
    select
        told.claim_id,
        min(plan.resolved_date) as home_date
    from claims as told
    inner join claims as plan
        on told.article_id = plan.article_id and told.claim_id <> plan.claim_id
    where
        plan.status = 'planned'
        and {{ names_a_day('plan.resolved_date', 'plan.date_precision') }}
        and plan.resolved_date > plan.article_published_at
        and (
            (
                told.resolved_date is null
                and told.date_start is null
                and told.date_partial is null
                and plan.resolved_date <= plan.article_published_at + 7
            )
            or (
                told.resolved_date = told.article_published_at
                and plan.resolved_date <= plan.article_published_at + 2
                and told.country = plan.country
            )
        )
        and len(list_intersect(told.person_keys, plan.person_keys)) >= 2
        and len(list_intersect(told.person_keys, plan.person_keys))
        = least(len(told.person_keys), len(plan.person_keys))
        and len(list_intersect(told.country_keys, plan.country_keys))
        = least(len(told.country_keys), len(plan.country_keys))
        and coalesce(told.format = 'call', false) = coalesce(plan.format = 'call', false)
        and coalesce(len(told.body_keys), 0) = coalesce(len(plan.body_keys), 0)
        and (not {{ contradicts('told.place_key', 'plan.place_key') }} or told.country = plan.country)
    group by told.claim_id
    having count(distinct plan.resolved_date) = 1
),

settled as (
    select
        claims.*,
        case
            when own_plans.home_date is not null then own_plans.home_date
            when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }} then claims.resolved_date
            else other_days.home_date
        end as settled_date
    from claims
    left join own_plans
        on claims.claim_id = own_plans.claim_id
    left join other_days
        on claims.claim_id = other_days.claim_id
),

-- A summit of a body in one country goes on for up to three days: what is told of its later days belongs to its first.
-- (The United Nations sit every day.)
-- (The days before are written out, so that the join is by day and not by country alone.)
later_days as (
    select
        claim_id,
        format,
        country,
        place_key,
        person_keys,
        country_keys,
        body_keys,
        settled_date,
        unnest([settled_date - 1, settled_date - 2]) as day_before
    from settled
    where format not in ('bilateral', 'talks', 'call')
),

-- A guest's second day in a town: of the same states and people as the visit of the day before, there or, where both
-- people are named, in a place that is not told.
second_days as (
    select
        later.claim_id,
        min(visits.resolved_date) as home_date
    from settled as later
    inner join dated_tokens as visits
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

later_sessions as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
    from later_days as later
    inner join dated_tokens as earlier
        on
            later.country = earlier.country
            and later.day_before = earlier.resolved_date
            and earlier.token <> 'UN'
            and list_contains(later.body_keys, earlier.token)
            and (later.format = 'summit' or earlier.format = 'summit')
    where earlier.format not in ('bilateral', 'talks', 'call')
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
),

placed as (
    select
        settled.* exclude (settled_date),
        coalesce(first_days.home_date, going_along.home_date, settled.settled_date) as home_date
    from settled
    left join first_days
        on settled.claim_id = first_days.claim_id
    left join going_along
        on settled.claim_id = going_along.claim_id
),

partitioned as (
    select
        *,
        case
            when home_date is not null then home_date::text
            when date_partial is not null then '--' || date_partial
            -- Without a day two articles agree that name the same countries in the same window, or were published in
            -- the same week, and the same host or the same people; who met is compared inside the partition.
            else concat_ws(
                '|',
                case
                    when date_start is not null then date_start::text || '..' || date_end::text
                    else coalesce('published ' || date_trunc('week', reported_on)::date::text, 'undated')
                end,
                array_to_string(country_keys, ','),
                case
                    when date_end > date_start + 31 or (date_start is null and reported_on is null)
                        then 'claim:' || claim_id
                    when country is not null and len(country_keys) + len(body_keys) >= 2
                        then concat_ws('|', nullif(array_to_string(body_keys, ','), ''), '@' || country)
                    when len(person_keys) >= 2 then array_to_string(person_keys, ',')
                    else 'claim:' || claim_id
                end
            )
        end as partition_key
    from placed
)

select
    claim_id,
    article_id,
    batch_id,
    person_keys,
    country_keys,
    body_keys,
    place_key,
    reported_on,
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    partition_key
from partitioned
