{#- An event that has happened is not later than the day on which the last report of it was loaded (a day of slack for time zones). -#}
{% test not_after_loading(model, column_name, claims, fact_key) %}
select
    facts.{{ fact_key }},
    facts.{{ column_name }},
    max(claims.loaded_at) as loaded_at
from {{ model }} as facts
inner join {{ claims }} as claims
    on facts.{{ fact_key }} = claims.fact_id
group by all
having facts.{{ column_name }} > max(claims.loaded_at)::date + 1
{% endtest %}
