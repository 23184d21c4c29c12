{#- A code stands in its list of the contract (seed `codes`); null is no code. -#}
{% test in_codes(model, column_name, code_list) %}
select *
from {{ model }}
where
    {{ column_name }} is not null
    and {{ column_name }} not in (select codes.code from {{ ref('codes') }} as codes where codes.code_list = '{{ code_list }}')
{% endtest %}
