with claims as (
    select
        candidates.*,
        clusters.fact_id
    from {{ ref('int_meeting_candidates') }} as candidates
    inner join {{ ref('int_meeting_clusters') }} as clusters
        on candidates.claim_id = clusters.claim_id
),

named as (
    select
        fact_id,
        claim_id,
        article_id,
        bodies,
        unnest(participants) as participant
    from claims
),

people as (
    select
        fact_id,
        claim_id,
        article_id,
        'person' as participant_kind,
        participant,
        null as country_code
    from named
    where not list_contains(bodies, participant)
),

named_bodies as (
    select
        fact_id,
        claim_id,
        article_id,
        'body' as participant_kind,
        unnest(bodies) as participant,
        null as country_code
    from claims
),

states as (
    select
        claims.fact_id,
        claims.claim_id,
        claims.article_id,
        'country' as participant_kind,
        coalesce(codes.country_name, claims.country_code) as participant,
        claims.country_code
    from (
        select
            fact_id,
            claim_id,
            article_id,
            unnest(countries) as country_code
        from claims
    ) as claims
    left join {{ ref('country_codes') }} as codes
        on claims.country_code = codes.country_code
),

unioned as (
    select * from people
    union all
    select * from named_bodies
    union all
    select * from states
)

select
    fact_id as meeting_id,
    {{ hashed_id("fact_id || '|' || participant_kind || '|' || " ~ fold_name('participant')) }} as participant_id,
    participant_kind,
    -- Of several spellings the first by alphabet, so that the order of loading changes nothing.
    min(participant) as participant,
    min(country_code) as country_code,
    count(distinct claim_id) as n_claims,
    count(distinct article_id) as n_articles
from unioned
where {{ fold_name('participant') }} <> ''
group by fact_id, participant_kind, {{ fold_name('participant') }}
