-- Every meeting claim with the parties that it names, folded for comparison, and the day that it states.
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
)

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
from {{ ref('int_meeting__claims') }} as claims
cross join body_names
left join {{ ref('int_articles') }} as articles
    on claims.article_id = articles.article_id
left join {{ ref('int_inferred_dates') }} as inferred
    on claims.claim_id = inferred.claim_id
left join told_days
    on claims.article_id = told_days.article_id
