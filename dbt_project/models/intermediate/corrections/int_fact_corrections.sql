-- Every fact of the touched partitions that live entries speak of, with who wrote the last of them and why.
with facts_of_claims as (
    select
        'strike' as kind,
        claim_id,
        fact_id
    from {{ ref('int_strike__ranked') }}
    union all
    select
        'interception' as kind,
        claim_id,
        fact_id
    from {{ ref('int_interception__ranked') }}
    union all
    select
        'aid' as kind,
        claim_id,
        fact_id
    from {{ ref('int_aid__touched') }}
    union all
    select
        'meeting' as kind,
        claim_id,
        fact_id
    from {{ ref('int_meeting__facts') }}
),

spoken_of as (
    select
        passages.* exclude (fact_id_then),
        facts_of_claims.fact_id
    from {{ ref('int_corrections__passages') }} as passages
    inner join facts_of_claims
        on passages.kind = facts_of_claims.kind and passages.claim_id = facts_of_claims.claim_id
    union all
    -- The fact that a claim was taken from.
    select
        * exclude (fact_id_then),
        fact_id_then as fact_id
    from {{ ref('int_corrections__passages') }}
    where fact_id_then is not null and action <> 'confirm'
)

select
    kind,
    fact_id,
    coalesce(bool_or(action <> 'confirm' and is_applied), false) as is_corrected,
    coalesce(bool_or(action = 'value' and not is_applied), false) as is_stale,
    max_by(corrected_by, entry_number) filter (where action <> 'confirm' and is_applied) as corrected_by,
    max_by(reason, entry_number) filter (where action <> 'confirm' and is_applied) as correction_reason,
    max_by(as_read, entry_number) filter (where action = 'confirm' and is_applied) as confirmed_figures,
    max_by(corrected_by, entry_number) filter (where action = 'confirm' and is_applied) as confirmed_by,
    max_by(reason, entry_number) filter (where action = 'confirm' and is_applied) as confirmation_reason
from spoken_of
group by kind, fact_id
