{#- Either all of the columns are known or none is. -#}
{% test told_together(model, columns) %}
select *
from {{ model }}
where (
    {% for column in columns -%}
    ({{ column }} is null)::integer{% if not loop.last %} + {% endif %}
    {%- endfor %}
) not in (0, {{ columns | length }})
{% endtest %}
