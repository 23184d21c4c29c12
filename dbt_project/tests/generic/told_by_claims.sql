{#- The extremes that a fact gives are numbers of its own claims: `columns` maps columns of the fact to those of the claims. -#}
{% test told_by_claims(model, fact_key, claims, columns) %}
with compared as (
    select
        facts.{{ fact_key }}
        {%- for column, claimed in columns.items() %},
        any_value(facts.{{ column }}) as {{ column }},
        coalesce(bool_or(claims.{{ claimed }} = facts.{{ column }}), false) as finds_{{ column }}
        {%- endfor %}
    from {{ model }} as facts
    left join {{ claims }} as claims
        on facts.{{ fact_key }} = claims.fact_id
    group by facts.{{ fact_key }}
)

select *
from compared
where
    {% for column in columns -%}
    ({{ column }} is not null and not finds_{{ column }}){% if not loop.last %} or {% endif %}
    {%- endfor %}
{% endtest %}
