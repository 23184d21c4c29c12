-- One package of those that are resolved in this build, with what is believed of it, in its own currency.
with news as (
    select
        *,
        max(article_published_at) filter (where status in ('suspended', 'resumed')) over (partition by fact_id)
            as halted_on,
        max(article_published_at) filter (where status not in ('suspended', 'resumed')) over (partition by fact_id)
            as told_on
    from {{ ref('int_aid__touched') }}
),

claims as (
    select
        *,
        -- The order of belief: the latest report, at one date authorities before media, exact amounts before rounded
        -- ones.
        row_number() over (
            partition by fact_id
            order by
                article_published_at desc nulls last,
                {{ claimant_rank('claimant_side') }},
                {{ qualifier_rank('amount_qualifier') }},
                {{ aid_stage('status') }} desc,
                claim_id
        ) as claim_rank,
        -- A package only moves forward: who recalls in May that it was announced in April does not undo the delivery. A
        -- halt, or its end, counts when nothing newer is told.
        row_number() over (
            partition by fact_id
            order by
                (status in ('suspended', 'resumed'))
                = coalesce(halted_on >= coalesce(told_on, halted_on), told_on is null) desc,
                case when status in ('suspended', 'resumed') then article_published_at end desc nulls last,
                {{ aid_stage('status') }} desc,
                article_published_at asc nulls last,
                claim_id asc
        ) as status_rank
    from news
),

-- A package may be told of in two currencies; its low and high are those of the currency that is believed.
currencies as (
    select
        *,
        first_value(currency) over (
            partition by fact_id
            order by (amount is null)::integer, claim_rank
        ) as believed_currency
    from claims
)

select
    fact_id,
    {{ fact_days('announced_date') }},
    {{ preferred('donor') }} as donor,
    {{ preferred('donor_name') }} as donor_name,
    {{ preferred('recipient') }} as recipient,
    min_by(aid_type, claim_rank + 100000 * (aid_type = 'unknown')::integer) filter (
        where aid_type is not null
    ) as aid_type,
    {{ preferred('status', 'status_rank') }} as status,
    {{ preferred('case when status is not null then claim_id end', 'status_rank') }} as status_claim_id,
    {{ preferred('amount') }} as amount,
    {{ preferred('case when amount is not null then claim_id end') }} as amount_claim_id,
    {{ preferred('amount_qualifier') }} as amount_qualifier,
    {{ preferred('currency') }} as currency,
    min(amount) filter (where currency is not distinct from believed_currency) as amount_low,
    max(amount) filter (where currency is not distinct from believed_currency) as amount_high,
    bool_or(is_cumulative) as is_cumulative,
    list_sort(list_distinct(flatten(list(items)))) as items,
    list_sort(list_distinct(flatten(list(shared_with)))) as shared_with,
    min_by(claim_id, claim_rank) as best_claim_id,
    bool_and(is_background) as is_background,
    count(distinct aid_type) filter (where aid_type not in ('unknown', 'mixed')) > 1 as is_disputed,
    {{ fact_counts() }}
from currencies
group by fact_id
