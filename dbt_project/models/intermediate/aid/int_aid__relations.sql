-- Parts of packages and the packages that hold them. The reader says that a sum is a part, and how large the whole is;
-- the whole is the same donor's package of that size, first that of its article, else the one announced last before.
with parts as (
    select
        fact_id,
        claim_id,
        article_id,
        article_published_at,
        donor,
        recipient,
        amount,
        part_of_amount,
        status,
        coalesce(part_of_currency, currency) as part_of_currency
    from {{ ref('int_aid__facts') }}
    where is_part and part_of_amount > amount and not is_cumulative and donor is not null
),

wholes as (
    select
        fact_id,
        article_id,
        donor,
        recipient,
        currency,
        amount,
        coalesce(home_date, date_start, article_published_at) as told_on
    from {{ ref('int_aid__facts') }}
    where amount is not null and not is_cumulative and donor is not null
),

choices as (
    select
        parts.fact_id as child_id,
        wholes.fact_id as parent_id,
        parts.claim_id,
        parts.part_of_amount,
        parts.status,
        parts.article_id = wholes.article_id as is_same_article,
        wholes.told_on
    from parts
    inner join wholes
        on
            (
                parts.donor = wholes.donor
                -- A member pays its share of what the body promised.
                or (wholes.donor in ('G7', 'EU', 'NATO') and wholes.amount >= {{ var('aid_large_sum') }})
            )
            and parts.recipient is not distinct from wholes.recipient
            and parts.part_of_currency = wholes.currency
            and wholes.amount between parts.part_of_amount / 1.01 and parts.part_of_amount * 1.01
            and parts.fact_id <> wholes.fact_id
    where
        parts.article_id = wholes.article_id
        -- No report takes a part from what is announced a month after it.
        or coalesce(wholes.told_on <= parts.article_published_at + 31, true)
)

-- Of several larger sums the largest: "160 million, of them 60 for heating and 100 for repairs".
select
    child_id,
    arg_max(
        parent_id,
        (part_of_amount, is_same_article, coalesce(told_on, date '1900-01-01'), parent_id)
    ) as parent_id,
    case when bool_or(status = 'delivered') then 'tranche_of' else 'part_of' end as kind,
    arg_max(claim_id, (part_of_amount, claim_id)) as claim_id
from choices
group by child_id
