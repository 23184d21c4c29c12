-- News that states no day at all: its strike is the one of its own day or of the day before, where its place was hit on
-- one of the two only. What an article recalls may be older. One row a claim.
with claims as (
    select * from {{ ref('int_strike__located') }}
),

report_days as (
    select
        claim_id,
        article_id,
        attacker_country,
        place_key,
        unnest(
            generate_series(
                article_published_at - {{ var('strike_news_days') }}, article_published_at, interval 1 day
            )
        )::date as possible_date
    from claims
    where
        resolved_date is null
        and date_start is null
        and date_partial is null
        and place is not null
        and not coalesce(is_background, false)
)

select
    report_days.claim_id,
    min(hits.resolved_date) as home_date,
    'report' as day_rule
from report_days
inner join claims as hits
    on report_days.place_key = hits.place_key and report_days.possible_date = hits.resolved_date
where
    hits.has_stated_day
    and report_days.article_id <> hits.article_id
    and not {{ contradicts('report_days.attacker_country', 'hits.attacker_country') }}
group by report_days.claim_id
having count(distinct hits.resolved_date) = 1
