{#- The columns together name one row: the grain of a table whose key is made of several columns. -#}
{% test unique_combination(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as n_rows
from {{ model }}
group by all
having count(*) > 1
{% endtest %}
