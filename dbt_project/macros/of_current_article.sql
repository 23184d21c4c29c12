{#-
    True for claims of articles that no newer version of the same page replaces. An older version's claims stay in the raw
    layer and count nowhere: what a page says now is what it says.
-#}
{% macro of_current_article() -%}
    article_id not in (select articles.article_id from {{ source('raw', 'articles') }} as articles where not articles.is_current)
{%- endmacro %}
