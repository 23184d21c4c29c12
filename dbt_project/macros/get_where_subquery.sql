{#-
    What a generic test reads. Of the tables that are kept piece by piece (`narrowed_tables` in dbt_project.yml), tests that
    look at single rows (`narrowed_tests`) read the rows of
    the partitions that this build has made anew: the others stand as an earlier build with the same models and tests left
    and checked them. (Ids are hashes of their partition, and a claim that moves is in two touched partitions, so that
    uniqueness is such a test too.) Tests that compare whole tables, as same_rows, read everything.
-#}
{% macro get_where_subquery(relation) -%}
    {#- By its name and not by ref(): dbt reads a generic test's references before it calls this. -#}
    {%- set touched = api.Relation.create(
        database=target.database, schema='intermediate', identifier='int_touched_partitions'
    ) -%}
    {%- if
        relation.identifier in var('narrowed_tables')
        and model.test_metadata.name in var('narrowed_tests')
        and not config.get('where')
    -%}
        (
            select *
            from {{ relation }}
            where partition_key in (
                select touched.partition_key
                from {{ touched }} as touched
                where touched.kind = '{{ var('narrowed_tables')[relation.identifier] }}'
            )
        )
    {%- else -%}
        {{ default__get_where_subquery(relation) }}
    {%- endif -%}
{%- endmacro %}
