{#-
    A claim that a fact names as the origin of a value is one of that fact's own claims, and it says that value: `told` maps
    columns of the fact to those of the claim.
-#}
{% test claim_of_fact(model, column_name, fact_key, claims, told={}) %}
select
    facts.{{ fact_key }},
    facts.{{ column_name }}
from {{ model }} as facts
left join {{ claims }} as claims
    on
        facts.{{ column_name }} = claims.claim_id
        and facts.{{ fact_key }} = claims.fact_id
where
    facts.{{ column_name }} is not null
    and (
        claims.claim_id is null
        {%- for column, claimed in told.items() %}
        or facts.{{ column }} is distinct from claims.{{ claimed }}
        {%- endfor %}
    )
{% endtest %}
