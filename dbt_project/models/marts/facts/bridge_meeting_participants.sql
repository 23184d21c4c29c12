{{ config(materialized='incremental', pre_hook="{{ forget_touched('meeting') }}") }}
with claims as (
    select
        claim_id,
        article_id,
        participants,
        bodies,
        countries,
        fact_id,
        partition_key
    from {{ ref('int_meeting__facts') }}
),

named as (
    select
        fact_id,
        partition_key,
        claim_id,
        article_id,
        unnest(participants) as participant
    from claims
),

listed_bodies as (
    select
        fact_id,
        partition_key,
        claim_id,
        article_id,
        unnest(bodies) as body_code
    from claims
),

listed_states as (
    select
        fact_id,
        partition_key,
        claim_id,
        article_id,
        unnest(countries) as country_code
    from claims
),

-- A body among the names of participants is the same row as its code in the list of bodies.
unioned as (
    select
        named.fact_id,
        named.partition_key,
        named.claim_id,
        named.article_id,
        case
            when bodies.body_code is not null then 'body'
            when {{ is_office('named.participant') }} then 'group'
            else 'person'
        end as participant_kind,
        coalesce(bodies.body_name, named.participant) as participant,
        bodies.body_code as country_code
    from named
    left join {{ ref('bodies') }} as bodies
        on {{ fold_name('named.participant') }} = {{ fold_name('bodies.body_name') }}

    union all

    select
        listed_bodies.fact_id,
        listed_bodies.partition_key,
        listed_bodies.claim_id,
        listed_bodies.article_id,
        'body' as participant_kind,
        coalesce(bodies.body_name, listed_bodies.body_code) as participant,
        listed_bodies.body_code as country_code
    from listed_bodies
    left join {{ ref('bodies') }} as bodies
        on listed_bodies.body_code = bodies.body_code

    union all

    select
        listed_states.fact_id,
        listed_states.partition_key,
        listed_states.claim_id,
        listed_states.article_id,
        'country' as participant_kind,
        coalesce(codes.country_name, listed_states.country_code) as participant,
        listed_states.country_code
    from listed_states
    left join {{ ref('country_codes') }} as codes
        on listed_states.country_code = codes.country_code
)

select
    fact_id as meeting_id,
    partition_key,
    {{ hashed_id("fact_id || '|' || participant_kind || '|' || " ~ fold_name('participant')) }} as participant_id,
    participant_kind,
    -- Of several spellings the first by alphabet, so that the order of loading changes nothing.
    min(participant) as participant,
    min(country_code) as country_code,
    count(distinct claim_id) as n_claims,
    count(distinct article_id) as n_articles
from unioned
where {{ fold_name('participant') }} <> ''
group by fact_id, partition_key, participant_kind, {{ fold_name('participant') }}
