{#-
    What a generic test reads. Of the tables that are kept piece by piece, tests that look at single rows read the rows of
    the partitions that this build has made anew: the others stand as an earlier build with the same models and tests left
    and checked them. (Ids are hashes of their partition, and a claim that moves is in two touched partitions, so that
    uniqueness is such a test too.) Tests that compare whole tables, as same_rows, read everything.
-#}
{% macro get_where_subquery(relation) -%}
    {%- set kinds = {
        'fct_strikes': 'strike',
        'strike_claims': 'strike',
        'fct_interceptions': 'interception',
        'interception_claims': 'interception',
        'fct_aid_packages': 'aid',
        'aid_claims': 'aid',
        'fct_diplomatic_meetings': 'meeting',
        'meeting_claims': 'meeting',
        'bridge_meeting_participants': 'meeting',
        'meeting_status_history': 'meeting',
    } -%}
    {%- set of_single_rows = [
        'accepted_values', 'accounts_close', 'adds_up', 'ascending', 'at_least_zero', 'claim_of_fact', 'in_codes', 'is_share', 'not_after_loading',
        'quote_in_article', 'relationships', 'told_by_claims', 'told_together', 'unique', 'unique_combination',
    ] -%}
    {#- By its name and not by ref(): dbt reads a generic test's references before it calls this. -#}
    {%- set touched = api.Relation.create(
        database=target.database, schema='intermediate', identifier='int_touched_partitions'
    ) -%}
    {%- if relation.identifier in kinds and model.test_metadata.name in of_single_rows and not config.get('where') -%}
        (
            select *
            from {{ relation }}
            where partition_key in (
                select touched.partition_key
                from {{ touched }} as touched
                where touched.kind = '{{ kinds[relation.identifier] }}'
            )
        )
    {%- else -%}
        {{ default__get_where_subquery(relation) }}
    {%- endif -%}
{%- endmacro %}
