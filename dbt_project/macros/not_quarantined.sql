{#- True for rows of a raw table that break no rule (ingest/warehouse/quarantine_rules.csv): the others go no further. -#}
{% macro not_quarantined(table_name, key) -%}
    {{ key }} not in (
        select quarantined.row_id from {{ source('raw', 'quarantined_rows') }} as quarantined
        where quarantined.table_name = '{{ table_name }}'
    )
{%- endmacro %}
