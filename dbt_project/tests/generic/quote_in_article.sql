{#- Every quote is an exact slice of its article's body: body[char_start:char_end], counted from 0. -#}
{% test quote_in_article(model, articles) %}
select
    claims.claim_id,
    claims.article_id,
    claims.quote
from {{ model }} as claims
left join {{ articles }} as articles
    on claims.article_id = articles.article_id
where
    substr(articles.body, (claims.char_start + 1)::bigint, (claims.char_end - claims.char_start)::bigint)
    is distinct from claims.quote
{% endtest %}
