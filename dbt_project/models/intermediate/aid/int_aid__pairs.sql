-- Packages that are another one of their donor: the same sum in another currency, or rounded, or the next step of its
-- life.
with packages as (
    select
        packages.package_key,
        any_value(packages.block_key) as block_key,
        any_value(dated.party_key) as party_key,
        any_value(dated.currency) as currency,
        min(dated.amount) as amount_low,
        max(dated.amount) as amount_high,
        coalesce(min(dated.home_date), min(dated.date_start), min(dated.article_published_at)) as first_date,
        min(dated.home_date) as first_day,
        coalesce(max(dated.home_date), max(dated.date_end), max(dated.article_published_at)) as last_date,
        case when count(distinct dated.purpose) = 1 then min(dated.purpose) end as purpose,
        min(nullif({{ aid_stage('dated.status') }}, 0)) as first_stage,
        max({{ aid_stage('dated.status') }}) as last_stage,
        coalesce(bool_and(dated.status in ('suspended', 'resumed')), false) as is_halt,
        count(*) as n_claims
    from {{ ref('int_aid__packages') }} as packages
    inner join {{ ref('int_aid__dated') }} as dated
        on packages.claim_id = dated.claim_id
    where not dated.is_cumulative
    group by packages.package_key
),

euro_values as (
    select
        packages.*,
        packages.amount_low / rates.units_per_euro as euro_low,
        packages.amount_high / rates.units_per_euro as euro_high
    from packages
    asof inner join {{ ref('int_fx_rates') }} as rates
        on packages.currency = rates.currency and packages.first_date >= rates.rate_date
    where packages.first_date - rates.rate_date <= 7
),

-- "50 billion euros" and "54 billion dollars": the sums agree at the first day's rate (it moves, and sums are rounded).
-- The package with more claims keeps its key.
in_other_currency as (
    select
        other.package_key,
        arg_max(kept.package_key, (kept.n_claims, kept.package_key)) as kept_key
    from euro_values as other
    inner join euro_values as kept
        on
            other.party_key = kept.party_key
            and other.currency <> kept.currency
            and other.euro_low <= kept.euro_high * {{ var('aid_same_converted_sum') }}
            and kept.euro_low <= other.euro_high * {{ var('aid_same_converted_sum') }}
            and abs(other.first_date - kept.first_date) <= {{ var('aid_other_currency_days') }}
            and not {{ contradicts('other.purpose', 'kept.purpose') }}
            and (other.n_claims, other.package_key) < (kept.n_claims, kept.package_key)
    group by other.package_key
),

-- "1.1 billion" and "another billion" on one day: rounded to its first figure, and less than a tenth off. The exact sum
-- keeps its key.
in_round_numbers as (
    select
        other.package_key,
        arg_max(kept.package_key, (kept.n_claims, kept.package_key)) as kept_key
    from packages as other
    inner join packages as kept
        on
            other.party_key = kept.party_key
            and other.currency = kept.currency
            and other.first_day = kept.first_day
            and other.amount_low <> kept.amount_low
            and other.amount_low between kept.amount_low * 0.9 and kept.amount_low * 1.1
            and other.amount_low = round(kept.amount_low, -floor(log10(kept.amount_low))::integer)
            and kept.amount_low <> round(kept.amount_low, -floor(log10(kept.amount_low))::integer)
    where other.amount_low > 0 and kept.amount_low > 0
    group by other.package_key
),

one_sum as (
    select
        packages.package_key,
        coalesce(in_round_numbers.kept_key, in_other_currency.kept_key) as kept_key,
        if(in_round_numbers.kept_key is not null, 'amount+round', 'amount+currency') as match_rule
    from packages
    left join in_round_numbers
        on packages.package_key = in_round_numbers.package_key
    left join in_other_currency
        on packages.package_key = in_other_currency.package_key
    where coalesce(in_round_numbers.kept_key, in_other_currency.kept_key) is not null
),

-- What is further along when its sum comes up again is the same package: announced, approved, delivered. A halt and its
-- end are of the package before them, and the step after them is compared with the last one before the halt. Announced
-- again, or paid again, it is another. (A halt without a day may be of any year, and is of no life.)
steps_before as (
    select
        *,
        lag(last_date) over lives as date_before,
        last_value(if(is_halt, null, struct_pack(stage := last_stage, purpose := purpose)) ignore nulls) over (
            partition by block_key
            order by first_date, package_key
            rows between unbounded preceding and 1 preceding
        ) as step_before
    from packages
    where
        package_key not in (select one_sum.package_key from one_sum)
        and not (is_halt and first_day is null)
    window lives as (partition by block_key order by first_date, package_key)
),

life_gaps as (
    select
        package_key,
        block_key,
        first_date,
        not coalesce(
            (is_halt or first_stage > step_before.stage)
            and first_date <= date_before
            + if(
                is_halt or first_stage = {{ aid_stage("'delivered'") }},
                {{ var('aid_delivery_days') }},
                {{ var('aid_approval_days') }}
            )
            and not {{ contradicts('purpose', 'step_before.purpose') }},
            false
        ) as starts_life
    from steps_before
),

numbered_lives as (
    select
        *,
        sum(starts_life::integer) over (partition by block_key order by first_date, package_key) as life_number
    from life_gaps
),

steps as (
    select
        package_key,
        first_value(package_key) over (
            partition by block_key, life_number
            order by first_date, package_key
        ) as kept_key,
        'amount+stage' as match_rule
    from numbered_lives
    qualify not starts_life
)

select * from one_sum
union all
select * from steps
