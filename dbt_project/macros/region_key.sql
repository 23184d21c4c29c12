{#- A region's name without case, accents and the word for its kind ("Kharkiv Oblast", "Kharkiv region"), for comparing only. -#}
{% macro region_key(name) -%}
    regexp_replace({{ fold_name(name) }}, ' (oblast|region)$', '')
{%- endmacro %}
