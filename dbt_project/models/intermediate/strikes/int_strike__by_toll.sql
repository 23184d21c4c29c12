-- "At the weekend" or no date at all: the toll can still name the strike, where only one day fits. One row a claim.
with dayless as (
    select *
    from {{ ref('int_strike__located') }}
    where not has_day and date_partial is null and place is not null
),

dated as (
    select *
    from {{ ref('int_strike__located') }}
    where has_day
),

window_days as (
    select
        *,
        unnest(generate_series(date_start, date_end, interval 1 day))::date as possible_date
    from dayless
    where date_end <= date_start + {{ var('strike_window_days') }}
),

report_days as (
    select
        *,
        unnest(
            generate_series(
                article_published_at - {{ var('strike_report_days') }}, article_published_at, interval 1 day
            )
        )::date as possible_date
    from dayless
    where date_start is null and coalesce(killed, 0) + coalesce(wounded, 0) >= {{ var('strike_same_toll') }}
),

-- In a short window the same number of killed or of wounded is enough. Of a telling one the other number may be an
-- earlier, lower one, and the killed may be on their way up.
in_window as (
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
        and (
            (
                not {{ contradicts('window_days.killed', 'dated.killed') }}
                and not {{ contradicts('window_days.wounded', 'dated.wounded') }}
                and (nullif(window_days.killed, 0) = dated.killed or nullif(window_days.wounded, 0) = dated.wounded)
            )
            or (
                {{ is_near_toll('window_days.killed', 'dated.killed') }}
                and coalesce(window_days.wounded <= dated.wounded, true)
            )
            or (
                window_days.wounded = dated.wounded
                and window_days.wounded >= {{ var('strike_telling_toll') }}
                and coalesce(window_days.killed <= dated.killed, true)
            )
        )
),

-- Without any window both numbers together, for small tolls repeat from week to week.
by_both_numbers as (
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
        and dayless.killed + dayless.wounded >= {{ var('strike_telling_toll') }}
        and dayless.article_id <> dated.article_id
        and not {{ contradicts('dayless.attacker_country', 'dated.attacker_country') }}
),

-- In the days after the strike one number that is the same or, of a telling toll, nearly so (an earlier report of a
-- toll that rises).
by_report as (
    select
        report_days.claim_id,
        dated.resolved_date
    from report_days
    inner join dated
        on
            report_days.place_key = dated.place_key
            and report_days.possible_date = dated.resolved_date
    where
        report_days.article_id <> dated.article_id
        and not {{ contradicts('report_days.attacker_country', 'dated.attacker_country') }}
        and (
            (report_days.killed >= {{ var('strike_same_toll') }} and report_days.killed = dated.killed)
            or (report_days.wounded >= {{ var('strike_telling_toll') }} and report_days.wounded = dated.wounded)
            or {{ is_near_toll('report_days.killed', 'dated.killed') }}
            or {{ is_near_toll('report_days.wounded', 'dated.wounded') }}
        )
),

possible_days as (
    select * from in_window
    union all
    select * from by_both_numbers
    union all
    select * from by_report
)

select
    claim_id,
    min(resolved_date) as home_date,
    'toll' as day_rule
from possible_days
group by claim_id
having count(distinct resolved_date) = 1
