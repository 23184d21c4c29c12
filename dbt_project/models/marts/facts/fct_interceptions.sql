{{ config(materialized='incremental', pre_hook="{{ forget_touched('interception') }}") }}
select
    *,
    {{ review_reasons({
        'more_than_any_night': "not is_recap and greatest(launched, intercepted) > " ~ var('most_weapons'),
        'more_brought_down_than_launched': 'intercepted > launched_high',
        'dated_after_reports': is_dated_after_reports('event_date'),
    }) }} as review_reasons,
    {{ review_state('review_reasons') }} as review_state
from {{ ref('int_interception__facts') }}
