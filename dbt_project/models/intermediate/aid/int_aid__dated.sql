-- Every aid claim with its day, the rule that gave it, and what packages are compared by.
with claims as (
    select
        claims.claim_id,
        claims.article_id,
        claims.currency,
        claims.amount,
        claims.aid_type,
        claims.status,
        claims.is_cumulative,
        claims.is_background,
        claims.is_part,
        claims.announced_date,
        claims.date_precision,
        claims.date_start,
        claims.date_end,
        articles.article_published_at,
        articles.origin_source_id as source_id,
        inferred.year_rule,
        inferred.inferred_date is not null as year_inferred,
        coalesce(claims.announced_date, inferred.inferred_date) as resolved_date,
        concat_ws(
            '|',
            coalesce(claims.donor, {{ fold_name('claims.donor_name') }}, '?'),
            coalesce(claims.recipient, '?'),
            case when claims.is_cumulative then 'total' else 'package' end
        ) as party_key,
        -- Several purposes ("mixed") contradict none.
        case when claims.aid_type not in ('unknown', 'mixed') then claims.aid_type end as purpose,
        array_to_string(list_sort(list_transform(claims.items, lambda item: {{ fold_name('item') }})), ';') as items_key
    from {{ ref('int_aid__claims') }} as claims
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
)

select
    *,
    case when {{ names_a_day('resolved_date', 'date_precision') }} then resolved_date end as home_date,
    case
        when year_inferred then year_rule
        when {{ names_a_day('resolved_date', 'date_precision') }} then coalesce(nullif(date_precision, 'hour'), 'day')
        when date_start is not null then 'window'
        when article_published_at is not null then 'report'
        else 'none'
    end as day_rule
from claims
