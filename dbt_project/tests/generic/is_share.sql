{#- A rate lies between 0 and 1 and is a number: a division by zero gives infinity or NaN in DuckDB, never an error. -#}
{% test is_share(model, column_name) %}
select *
from {{ model }}
where
    {{ column_name }} is not null
    and not (isfinite({{ column_name }}) and {{ column_name }} between 0 and 1)
{% endtest %}
