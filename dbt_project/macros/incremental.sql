{#-
    Marts that are kept current piece by piece: the rows of the touched partitions are deleted and made anew by the same
    query that makes the whole table when there is none. A partition that has become empty simply stays deleted.
-#}
{% macro forget_touched(kind, column='partition_key') -%}
    {%- set touched = ref('int_touched_partitions') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where {{ column }} in (select touched.partition_key from {{ touched }} as touched where touched.kind = '{{ kind }}')
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro %}
