{{ config(materialized='incremental', pre_hook="{{ forget_touched('interception') }}") }}
with reviews as (
    select
        *,
        {{ review_reasons({
            'more_than_any_night': "not is_recap and greatest(launched, intercepted) > " ~ var('most_weapons'),
            'more_brought_down_than_launched': 'intercepted > launched_high',
            'dated_after_reports': is_dated_after_reports('event_date'),
        }) }} as reasons
    from {{ ref('int_interception__facts') }}
)

select
    reviews.* exclude (reasons),
    {{ review_columns('interception', 'reviews.reasons') }}
from reviews
left join {{ ref('int_fact_corrections') }} as corrections
    on reviews.interception_id = corrections.fact_id and corrections.kind = 'interception'
