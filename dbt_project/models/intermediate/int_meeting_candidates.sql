-- Meeting claims with the day and the parties that they are compared on. A partition is one day: who met whom is
-- decided pair by pair inside it.
with body_names as (
    select list({{ fold_name('body_name') }}) as body_keys
    from {{ ref('bodies') }}
),

claims as (
    select
        claims.*,
        articles.article_published_at,
        articles.source_id,
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

-- "Next week" is a window: where exactly one day in it has a meeting of the same people and countries, it means that
-- one. So does a report without any date, when two people at least are the same and it was published within a week of
-- the day.
other_days as (
    select
        undated.claim_id,
        min(dated.resolved_date) as home_date
    from claims as undated
    inner join claims as dated
        on
            undated.claim_id <> dated.claim_id
            and len(list_intersect(undated.country_keys, dated.country_keys))
            = least(len(undated.country_keys), len(dated.country_keys))
            and not {{ contradicts('undated.place_key', 'dated.place_key') }}
            and case
                when undated.date_start is null
                    then
                        len(list_intersect(undated.person_keys, dated.person_keys)) >= 2
                        and abs(date_diff('day', undated.article_published_at, dated.resolved_date)) <= 7
                else
                    len(list_intersect(undated.person_keys, dated.person_keys)) >= 1
                    and date_diff('day', undated.date_start, undated.date_end) between 0 and 10
                    and dated.resolved_date between undated.date_start and undated.date_end
            end
    where
        undated.resolved_date is null
        and undated.date_partial is null
        and {{ names_a_day('dated.resolved_date', 'dated.date_precision') }}
    group by undated.claim_id
    having count(distinct dated.resolved_date) = 1
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
    *,
    array_to_string(country_keys, ',') as id_signature,
    row_number() over (
        partition by partition_key
        order by
            len(person_keys) + len(country_keys) + len(body_keys)
            + (place is not null)::integer + (format is not null)::integer desc,
            article_published_at asc nulls last,
            claim_id asc
    ) as lead_rank
from partitioned
