{#- The columns rise from left to right in every row (low, best, high; start, end); nulls are passed over. -#}
{% test ascending(model, columns) %}
select *
from {{ model }}
where
    {% for column in columns[1:] -%}
    {% set before = columns[:loop.index] -%}
    {% if not loop.first %}or {% endif %}{{ column }} < greatest({{ before | join(', ') }})
    {% endfor %}
{% endtest %}
