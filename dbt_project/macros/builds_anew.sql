{#- true where the marts are made anew (--full-refresh) or are gone: then a build resolves every partition. -#}
{% macro builds_anew() -%}
    {%- if execute and (
        flags.FULL_REFRESH or adapter.get_relation(database='marts', schema='main', identifier='fct_strikes') is none
    ) -%}
        true
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
