-- Every claim that a live entry names, with the claim that stands at its article, kind and passage now: the very same
-- one, else the only one with its key. Where the passage is read differently there is none, or its value is another
-- one: such an entry is stale, and nothing of it is applied.
{% set kinds = ['strike', 'interception', 'aid', 'meeting'] -%}
with named as (
    select
        *,
        false as is_other,
        unnest(claims) as passage,
        generate_subscripts(claims, 1) as claim_number
    from {{ ref('int_corrections__live') }}
    union all
    select
        *,
        true as is_other,
        unnest(other_claims) as passage,
        generate_subscripts(other_claims, 1) as claim_number
    from {{ ref('int_corrections__live') }}
),

passages as (
    select
        * exclude (claims, other_claims, passage, article_id),
        passage.claim_key,
        passage.claim_id as named_claim_id,
        passage.article_id
    from named
),

candidates as (
    {%- for kind in kinds %}
        select
            '{{ kind }}' as kind,
            claims.claim_id,
            claims.article_id,
            {{ claim_key(kind) }} as claim_key,
            to_json(claims) as claim
        from {{ ref('stg_raw__' ~ kind ~ '_claims') }} as claims
        where claims.article_id in (select passages.article_id from passages)
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

matched as (
    select
        passages.entry_id,
        passages.entry_number,
        passages.claim_number,
        passages.action,
        passages.kind,
        passages.is_other,
        passages.claim_key,
        passages.field_name,
        passages.new_value,
        passages.as_read,
        passages.fact_id as fact_id_then,
        passages.corrected_by,
        passages.reason,
        json_extract_string(candidates.claim, '$.' || passages.field_name) as value_now,
        coalesce(candidates.claim_id = passages.named_claim_id, false) as is_same_claim,
        candidates.claim_id,
        count(candidates.claim_id) over passage_claims as n_candidates,
        row_number() over (
            passage_claims
            order by (candidates.claim_id = passages.named_claim_id) desc nulls last
        ) as choice
    from passages
    left join candidates
        on
            passages.kind = candidates.kind
            and passages.article_id = candidates.article_id
            and (
                passages.named_claim_id = candidates.claim_id
                or passages.claim_key = candidates.claim_key
            )
    window passage_claims as (partition by passages.entry_id, passages.is_other, passages.claim_key)
),

found as (
    select
        * exclude (claim_id, is_same_claim, n_candidates, choice),
        case when is_same_claim or n_candidates = 1 then claim_id end as claim_id
    from matched
    where choice = 1
),

judged as (
    select
        *,
        claim_id is not null
        and (
            action <> 'value'
            or value_now is not distinct from as_read
            or value_now is not distinct from if(
                field_name = 'place', json_extract_string(new_value, '$.place'), new_value
            )
        ) as is_read_alike
    from found
)

select
    *,
    is_read_alike
    and (action <> 'merge' or count(claim_id) over (partition by entry_id) >= 2) as is_applied
from judged
