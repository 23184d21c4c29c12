{{ config(materialized='incremental', pre_hook="{{ forget_touched('aid') }}") }}
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
),

goods as (
    select
        fact_id,
        list_sort(list(distinct item)) as items
    from (
        select
            fact_id,
            unnest(items) as item
        from claims
    ) as items_of_claims
    group by fact_id
),

sharers as (
    select
        fact_id,
        list_sort(list(distinct state)) as shared_with
    from (
        select
            fact_id,
            unnest(shared_with) as state
        from claims
    ) as states_of_claims
    group by fact_id
),

facts as (
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
        min_by(claim_id, claim_rank) as best_claim_id,
        bool_and(is_background) as is_background,
        count(distinct aid_type) filter (where aid_type not in ('unknown', 'mixed')) > 1 as is_disputed,
        {{ fact_counts() }}
    from currencies
    group by fact_id
),

-- The reference rate of the announcement day, without one of the first report's day; or of the last banking day before
-- it, at most a week back.
own_rates as (
    select
        facts.fact_id,
        rates.rate_date,
        rates.units_per_euro
    from facts
    asof inner join {{ ref('int_fx_rates') }} as rates
        on
            facts.currency = rates.currency
            and coalesce(facts.announced_date, facts.first_reported_at) >= rates.rate_date
    where coalesce(facts.announced_date, facts.first_reported_at) - rates.rate_date <= 7
),

dollar_rates as (
    select
        own_rates.fact_id,
        rates.units_per_euro
    from own_rates
    inner join {{ ref('int_fx_rates') }} as rates
        on own_rates.rate_date = rates.rate_date
    where rates.currency = 'USD'
),

packages as (
    select
        facts.fact_id as aid_package_id,
        facts.partition_key,
        facts.announced_date,
        facts.date_precision,
        facts.date_start,
        facts.date_end,
        facts.date_partial,
        facts.year_inferred,
        facts.donor,
        coalesce(donors.country_name, facts.donor_name) as donor_name,
        facts.recipient,
        coalesce(facts.aid_type, 'unknown') as aid_type,
        facts.status,
        facts.amount,
        facts.amount_qualifier,
        facts.currency,
        facts.amount_low,
        facts.amount_high,
        case
            when facts.currency = 'USD' then facts.amount
            else facts.amount / nullif(own_rates.units_per_euro, 0) * dollar_rates.units_per_euro
        end as amount_usd,
        case
            when facts.currency = 'EUR' then facts.amount
            else facts.amount / nullif(own_rates.units_per_euro, 0)
        end as amount_eur,
        case when facts.amount is not null then own_rates.rate_date end as fx_date,
        case
            when facts.amount is not null and own_rates.rate_date is not null
                then if(facts.announced_date is not null, 'announced', 'first_report')
        end as fx_basis,
        facts.is_cumulative,
        coalesce(goods.items, []) as items,
        coalesce(sharers.shared_with, []) as shared_with,
        facts.n_claims,
        facts.n_articles,
        facts.n_sources,
        facts.confidence,
        facts.first_reported_at,
        facts.last_reported_at,
        facts.best_claim_id,
        facts.amount_claim_id,
        facts.status_claim_id,
        facts.is_background,
        facts.claimant_sides,
        facts.is_belligerent_only,
        facts.is_disputed
    from facts
    left join goods
        on facts.fact_id = goods.fact_id
    left join sharers
        on facts.fact_id = sharers.fact_id
    left join own_rates
        on facts.fact_id = own_rates.fact_id
    left join dollar_rates
        on facts.fact_id = dollar_rates.fact_id
    left join {{ ref('country_codes') }} as donors
        on facts.donor = donors.country_code
)

select
    *,
    {{ review_reasons({
        'more_than_any_package': 'not is_cumulative and amount_usd > ' ~ var('most_aid_usd'),
        'more_than_a_state_ever_gave':
            "not is_cumulative and donor not in ('US', 'EU', 'G7', 'IMF', 'WB', 'NATO') and n_sources = 1"
            ~ ' and amount_usd > ' ~ var('most_aid_of_a_state_usd'),
    }) }} as review_reasons,
    {{ review_state('review_reasons') }} as review_state
from packages
