-- Every meeting claim with the day and the parties that it is compared on. A partition is one day: who met whom is
-- decided pair by pair inside it.
with body_names as (
    select list({{ fold_name('body_name') }}) as body_keys
    from {{ ref('bodies') }}
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
        articles.article_published_at,
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
),

dated_people as (
    select
        claim_id,
        resolved_date,
        unnest(person_keys) as person_key
    from claims
    where {{ names_a_day('resolved_date', 'date_precision') }}
),

-- "Next week" is a window: where exactly one day in it has a meeting of the same people and countries, it means that
-- one. So does a report without any date, when two people at least are the same and it was published within a week of
-- the day. (The days in question are written out, so that the join below is by day and person.)
open_days as (
    select
        claim_id,
        date_start is null as is_undated,
        unnest(person_keys) as person_key,
        case
            when date_start is null
                then generate_series(article_published_at - 7, article_published_at + 7, interval 1 day)
            when date_end <= date_start + 10 then generate_series(date_start, date_end, interval 1 day)
            else []
        end as possible_dates
    from claims
    where resolved_date is null and date_partial is null
),

open_people as (
    select
        claim_id,
        is_undated,
        person_key,
        unnest(possible_dates)::date as possible_date
    from open_days
),

shared_people as (
    select
        open_people.claim_id,
        dated_people.claim_id as dated_claim_id,
        dated_people.resolved_date
    from open_people
    inner join dated_people
        on
            open_people.person_key = dated_people.person_key
            and open_people.possible_date = dated_people.resolved_date
    group by open_people.claim_id, dated_people.claim_id, dated_people.resolved_date
    having count(*) >= case when bool_and(open_people.is_undated) then 2 else 1 end
),

other_days as (
    select
        undated.claim_id,
        min(shared_people.resolved_date) as home_date
    from shared_people
    inner join claims as undated
        on shared_people.claim_id = undated.claim_id
    inner join claims as dated
        on shared_people.dated_claim_id = dated.claim_id
    where
        len(list_intersect(undated.country_keys, dated.country_keys))
        = least(len(undated.country_keys), len(dated.country_keys))
        and not {{ contradicts('undated.place_key', 'dated.place_key') }}
    group by undated.claim_id
    having count(distinct shared_people.resolved_date) = 1
),

placed as (
    select
        claims.*,
        case
            when {{ names_a_day('claims.resolved_date', 'claims.date_precision') }} then claims.resolved_date
            else other_days.home_date
        end as home_date
    from claims
    left join other_days
        on claims.claim_id = other_days.claim_id
),

partitioned as (
    select
        *,
        case
            when home_date is not null then home_date::text
            when date_partial is not null then '--' || date_partial
            -- Without a day only two articles that name the same people, countries and place in the same window agree.
            else concat_ws(
                '|',
                coalesce(date_start::text || '..' || date_end::text, 'undated'),
                array_to_string(country_keys, ','),
                case
                    when len(person_keys) >= 2
                        then array_to_string(person_keys, ',') || '@' || coalesce(place_key, '')
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
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    partition_key,
    partition_key as unit_key
from partitioned
