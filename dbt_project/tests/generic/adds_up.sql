{#- A total equals the sum of its parts wherever total and parts are all told. -#}
{% test adds_up(model, total, parts) %}
select *
from {{ model }}
where {{ total }} <> {{ parts | join(' + ') }}
{% endtest %}
