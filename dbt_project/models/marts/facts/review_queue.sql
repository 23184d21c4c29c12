-- Effect is the fact's figure on a scale on which ten times as much is one step, as a share of the largest of its kind,
-- times the charts that it stands in. Doubt is what its confidence leaves; all of it where the fact needs review.
with facts as (
    select
        'strike' as kind,
        strike_id as fact_id,
        review_state,
        review_reasons,
        is_disputed,
        confidence,
        coalesce(killed_best, 0) + coalesce(wounded_best, 0) as figure,
        1 + (event_date is not null)::integer + (admin1_code is not null)::integer
        + (geo_precision in ('settlement', 'near'))::integer + (len(weapon_classes) > 0)::integer as n_charts
    from {{ ref('fct_strikes') }}
    union all
    select
        'interception' as kind,
        interception_id as fact_id,
        review_state,
        review_reasons,
        is_disputed,
        confidence,
        greatest(coalesce(launched, 0), coalesce(intercepted, 0)) as figure,
        1 + 2 * (event_date is not null)::integer + (interception_rate is not null)::integer as n_charts
    from {{ ref('fct_interceptions') }}
    union all
    select
        'aid' as kind,
        aid_package_id as fact_id,
        review_state,
        review_reasons,
        is_disputed,
        confidence,
        coalesce(amount_usd, 0) as figure,
        2 + (announced_date is not null)::integer as n_charts
    from {{ ref('fct_aid_packages') }}
    union all
    select
        'meeting' as kind,
        meeting_id as fact_id,
        review_state,
        review_reasons,
        is_disputed,
        confidence,
        coalesce(n_participants, 0) as figure,
        2 + (event_date is not null)::integer as n_charts
    from {{ ref('fct_diplomatic_meetings') }}
),

weighed as (
    select
        kind,
        fact_id,
        review_state,
        review_reasons,
        is_disputed,
        n_charts,
        figure::double as figure,
        coalesce(ln(1 + figure) / nullif(max(ln(1 + figure)) over (partition by kind), 0), 0) as effect,
        case
            when review_state = 'needs_review' then 1.0
            else greatest(1 - coalesce(confidence, 0), if(is_disputed, 0.5, 0))
        end as doubt
    from facts
    where review_state <> 'confirmed'
)

select
    kind,
    fact_id,
    figure,
    n_charts::integer as n_charts,
    round(effect, 4) as effect,
    round(doubt, 4)::double as doubt,
    round(effect * n_charts * doubt, 4) as priority,
    review_state,
    review_reasons,
    is_disputed
from weighed
where effect * doubt > 0
qualify row_number() over (order by effect * n_charts * doubt desc, fact_id asc) <= {{ var('review_queue_facts') }}
