{#- The comments of a fact's columns, said again of the same columns of its history. -#}
{% macro describe_history(fact) -%}
    {%- if execute -%}
        {%- for column in graph.nodes['model.warledger.' ~ fact].columns.values() -%}
            comment on column {{ this }}."{{ column.name }}" is '{{ column.description | replace("'", "''") }}';
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
