{{ config(materialized='incremental', pre_hook="{{ forget_touched('meeting') }}") }}
with claims as (
    select
        *,
        -- The state of a meeting is what the latest report says; of two reports of one day, what comes later in its
        -- life.
        row_number() over (
            partition by fact_id
            order by
                article_published_at desc nulls last,
                -- Who writes before the day has not seen it held.
                coalesce(
                    status in ('held', 'ongoing') and article_published_at < home_date,
                    false
                ),
                -- A mention without a date ("before their meeting in Munich") knows less of the state than one with it.
                resolved_date is null,
                case status
                    when 'held' then 1
                    when 'cancelled' then 2
                    when 'ongoing' then 3
                    when 'postponed' then 4
                    when 'denied' then 5
                    else 6
                end,
                {{ claimant_rank('claimant_side') }},
                claim_id
        ) as claim_rank
    from {{ ref('int_meeting__facts') }}
),

parties as (
    select
        meeting_id,
        count(*) filter (where participant_kind in ('person', 'body')) as n_named,
        count(*) filter (where participant_kind = 'country') as n_countries,
        list(participant order by participant) filter (where participant_kind in ('person', 'group')) as participants,
        list(country_code order by country_code) filter (where participant_kind = 'body') as bodies,
        list(country_code order by country_code) filter (where participant_kind = 'country') as countries
    from {{ ref('bridge_meeting_participants') }}
    group by meeting_id
),

facts as (
    select
        fact_id,
        {{ fact_days('event_date') }},
        {{ preferred('status') }} as status,
        {{ preferred('case when status is not null then claim_id end') }} as status_claim_id,
        list_distinct(list(status order by claim_rank desc) filter (where status is not null)) as statuses,
        {{ preferred('format') }} as format,
        {{ preferred('place') }} as place,
        {{ preferred('country') }} as country,
        {{ preferred('location_id') }} as location_id,
        {{ preferred('topic') }} as topic,
        min_by(claim_id, claim_rank) as best_claim_id,
        bool_and(is_background) as is_background,
        bool_or(status in ('denied', 'cancelled')) and bool_or(status = 'held') as is_disputed,
        {{ fact_counts() }}
    from claims
    group by fact_id
),

meetings as (
    select
        facts.fact_id as meeting_id,
        facts.partition_key,
        facts.event_date,
        facts.date_precision,
        facts.date_start,
        facts.date_end,
        facts.date_partial,
        facts.year_inferred,
        facts.status,
        list_sort(facts.statuses) as statuses,
        facts.format,
        facts.place,
        facts.country,
        facts.location_id,
        coalesce(parties.participants, []) as participants,
        coalesce(parties.bodies, []) as bodies,
        coalesce(parties.countries, []) as countries,
        -- People and bodies by name; where a report names none, the states that met.
        coalesce(nullif(parties.n_named, 0), nullif(parties.n_countries, 0)) as n_participants,
        facts.topic,
        facts.n_claims,
        facts.n_articles,
        facts.n_sources,
        facts.confidence,
        facts.first_reported_at,
        facts.last_reported_at,
        facts.best_claim_id,
        facts.status_claim_id,
        facts.is_background,
        facts.claimant_sides,
        facts.is_belligerent_only,
        facts.is_disputed
    from facts
    left join parties
        on facts.fact_id = parties.meeting_id
),

reviews as (
    select
        *,
        {{ review_reasons({
            'dated_after_reports': "status = 'held' and " ~ is_dated_after_reports('event_date'),
        }) }} as reasons
    from meetings
)

select
    reviews.* exclude (reasons),
    {{ review_columns('meeting', 'reviews.reasons') }}
from reviews
left join {{ ref('int_fact_corrections') }} as corrections
    on reviews.meeting_id = corrections.fact_id and corrections.kind = 'meeting'
