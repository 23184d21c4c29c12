-- Articles whose claims count nowhere: left out themselves, or with their source.
select articles.article_id
from {{ ref('int_articles') }} as articles
inner join {{ ref('int_corrections__live') }} as entries
    on articles.article_id = entries.article_id
where entries.action = 'leave_out'
union
select articles.article_id
from {{ ref('int_articles') }} as articles
inner join {{ ref('int_corrections__live') }} as entries
    on articles.source_id = {{ source_id('entries.source_label') }}
where entries.action = 'leave_out' and entries.source_label is not null
