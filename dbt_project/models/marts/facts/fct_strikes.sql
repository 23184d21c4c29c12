{{ config(materialized='incremental', pre_hook="{{ forget_touched('strike') }}") }}
select
    facts.*,
    {{ review_columns('strike', 'reviews.review_reasons') }}
from {{ ref('int_strike__facts') }} as facts
inner join {{ ref('int_strike__reviews') }} as reviews
    on facts.strike_id = reviews.strike_id
left join {{ ref('int_fact_corrections') }} as corrections
    on facts.strike_id = corrections.fact_id and corrections.kind = 'strike'
