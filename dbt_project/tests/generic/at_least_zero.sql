{#- A count or an amount is never negative; null is allowed, as nothing was said. -#}
{% test at_least_zero(model, column_name) %}
select *
from {{ model }}
where {{ column_name }} < 0
{% endtest %}
