{{ config(materialized='incremental', pre_hook="{{ forget_touched('aid') }}") }}
with facts as (
    select * from {{ ref('int_aid__believed') }}
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
        coalesce(facts.items, []) as items,
        coalesce(facts.shared_with, []) as shared_with,
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
    left join own_rates
        on facts.fact_id = own_rates.fact_id
    left join dollar_rates
        on facts.fact_id = dollar_rates.fact_id
    left join {{ ref('country_codes') }} as donors
        on facts.donor = donors.country_code
),

reviews as (
    select
        *,
        {{ review_reasons({
            'more_than_any_package': 'not is_cumulative and amount_usd > ' ~ var('most_aid_usd'),
            'more_than_a_state_ever_gave':
                "not is_cumulative and donor not in ('US', 'EU', 'G7', 'IMF', 'WB', 'NATO') and n_sources = 1"
                ~ ' and amount_usd > ' ~ var('most_aid_of_a_state_usd'),
        }) }} as reasons
    from packages
)

select
    reviews.* exclude (reasons),
    {{ review_columns('aid', 'reviews.reasons') }}
from reviews
left join {{ ref('int_fact_corrections') }} as corrections
    on reviews.aid_package_id = corrections.fact_id and corrections.kind = 'aid'
