{#- One time for all that one build learns: its start. dbt would take the moment of each statement. -#}
{% macro duckdb__snapshot_get_time() -%}
    timestamptz '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f+00") }}'
{%- endmacro %}
