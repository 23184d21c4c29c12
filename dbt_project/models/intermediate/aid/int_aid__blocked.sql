-- Which claims on sums may be one package: a block is one donor, recipient and kind (package or running total), one
-- currency, and sums each at most 1 % (large ones 2 %) above the next.
with claims as (
    select
        *,
        amount >= {{ var('aid_large_sum') }} and not is_cumulative as is_large
    from {{ ref('int_aid__dated') }}
    where amount is not null
),

amount_gaps as (
    select
        *,
        coalesce(
            amount > lag(amount) over amounts
            * if(is_large, {{ var('aid_same_large_sum') }}, {{ var('aid_same_sum') }}),
            true
        ) as starts_amount
    from claims
    window amounts as (partition by party_key, currency order by amount, claim_id)
),

-- A part that another article tells by itself on the same day.
told_alone as (
    select distinct part.claim_id
    from claims as part
    inner join claims as package
        on
            part.party_key = package.party_key
            and part.currency = package.currency
            and part.amount = package.amount
            and part.article_published_at = package.article_published_at
            and part.article_id <> package.article_id
    where part.is_part and not coalesce(package.is_part, false)
)

select
    claim_id,
    concat_ws(
        '|',
        party_key,
        coalesce(currency, '?'),
        sum(starts_amount::integer) over (partition by party_key, currency order by amount, claim_id),
        -- "2 billion dollars, and 400 million of it": an undated part is never the package of its own size, unless it
        -- is the only one of that size, or another article of its day tells it alone.
        case
            when
                is_part
                and amount < {{ var('aid_large_sum') }}
                and announced_date is null
                and date_start is null
                and claim_id not in (select told_alone.claim_id from told_alone)
                then 'part'
        end
    ) as block_key,
    home_date,
    -- A window that begins after the report is when money is to flow, not when it was promised.
    case
        when coalesce(date_start <= article_published_at + if(status = 'planned', 31, 1), true) then date_start
    end as date_start,
    date_end,
    is_background,
    article_published_at as reported_on,
    if(is_large, {{ var('aid_large_report_days') }}, {{ var('aid_report_days') }}) as days_reported,
    -- Plans, and sums of which there is only one, are also reported before the day of the package.
    status = 'planned' or amount >= {{ var('aid_large_sum') }} as may_precede,
    is_large
from amount_gaps
