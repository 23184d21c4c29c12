-- Ids that once were facts and are none any more, because their claims belong to another fact now (two reports turned
-- out to tell of one event, an undated one got its day) or to none (the page says something else now).
with versions as (
    select
        'strike' as kind,
        strike_id as fact_id,
        best_claim_id,
        valid_from,
        valid_to
    from {{ ref('fct_strikes_history') }}
    union all
    select
        'interception' as kind,
        interception_id as fact_id,
        best_claim_id,
        valid_from,
        valid_to
    from {{ ref('fct_interceptions_history') }}
    union all
    select
        'aid' as kind,
        aid_package_id as fact_id,
        best_claim_id,
        valid_from,
        valid_to
    from {{ ref('fct_aid_packages_history') }}
    union all
    select
        'meeting' as kind,
        meeting_id as fact_id,
        best_claim_id,
        valid_from,
        valid_to
    from {{ ref('fct_diplomatic_meetings_history') }}
),

gone as (
    select
        kind,
        fact_id as old_id,
        max_by(best_claim_id, valid_from) as last_claim_id,
        max(valid_to) as known_until
    from versions
    group by kind, fact_id
    having count(*) filter (where valid_to is null) = 0
),

claims as (
    select
        'strike' as kind,
        claim_id,
        fact_id
    from {{ ref('strike_claims') }}
    union all
    select
        'interception' as kind,
        claim_id,
        fact_id
    from {{ ref('interception_claims') }}
    union all
    select
        'aid' as kind,
        claim_id,
        fact_id
    from {{ ref('aid_claims') }}
    union all
    select
        'meeting' as kind,
        claim_id,
        fact_id
    from {{ ref('meeting_claims') }}
)

select
    gone.kind,
    gone.old_id,
    claims.fact_id as current_id,
    gone.last_claim_id,
    gone.known_until
from gone
left join claims
    on gone.kind = claims.kind and gone.last_claim_id = claims.claim_id
