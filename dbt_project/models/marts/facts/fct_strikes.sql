{{ config(materialized='incremental', pre_hook="{{ forget_touched('strike') }}") }}
select
    facts.*,
    reviews.review_reasons,
    {{ review_state('reviews.review_reasons') }} as review_state
from {{ ref('int_strike__facts') }} as facts
inner join {{ ref('int_strike__reviews') }} as reviews
    on facts.strike_id = reviews.strike_id
