{#- The value that the best of a fact's claims gives for a column; claims that give none are passed over. -#}
{% macro preferred(column, rank='claim_rank') -%}
    min_by({{ column }}, {{ rank }}) filter (where {{ column }} is not null)
{%- endmacro %}

{#- Columns that every fact has, over claims joined to their fact (source_id, article_published_at, is_background). -#}
{% macro fact_counts() -%}
    count(*) as n_claims,
    count(distinct article_id) as n_articles,
    count(distinct source_id) as n_sources,
    min(article_published_at) as first_reported_at,
    max(article_published_at) as last_reported_at
{%- endmacro %}
