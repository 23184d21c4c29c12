-- Aid claims and the package that each tells of. Claims are one package when donor, recipient and kind (package or
-- running total) are the same, the amounts lie within 1 % and the dates within 7 days of the next: two chains of
-- neighbours, found by cutting the sorted amounts and dates at gaps. Claims without a day join the package of their
-- window, or the one that lies nearest before their article.
with claims as (
    select
        claims.*,
        articles.article_published_at,
        articles.origin_source_id as source_id,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.announced_date, inferred.inferred_date) as resolved_date,
        case
            when {{ names_a_day('coalesce(claims.announced_date, inferred.inferred_date)', 'claims.date_precision') }}
                then coalesce(claims.announced_date, inferred.inferred_date)
        end as home_date,
        concat_ws(
            '|',
            coalesce(claims.donor, {{ fold_name('claims.donor_name') }}, '?'),
            coalesce(claims.recipient, '?'),
            case when claims.is_cumulative then 'total' else 'package' end
        ) as party_key,
        case when claims.aid_type not in ('unknown', 'mixed') then claims.aid_type end as purpose,
        array_to_string(list_sort(list_transform(claims.items, lambda item: {{ fold_name('item') }})), ';') as items_key
    from {{ ref('stg_raw__aid_claims') }} as claims
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
),

amount_gaps as (
    select
        claim_id,
        -- Sums of ten billion and more are rounded more coarsely: one law is told as 60, 60.8 and 61 billion.
        coalesce(
            amount
            > case when amount >= 1e10 and not is_cumulative then 1.02 else 1.01 end * lag(amount) over amounts,
            true
        ) as starts_amount
    from claims
    where amount is not null
    window amounts as (partition by party_key, currency order by amount, claim_id)
),

amount_groups as (
    select
        claims.claim_id,
        concat_ws(
            '|',
            claims.party_key,
            coalesce(claims.currency, '?'),
            sum(amount_gaps.starts_amount::integer) over (
                partition by claims.party_key, claims.currency
                order by claims.amount, claims.claim_id
            ),
            -- "2 billion dollars, and 400 million of it": an undated part is never the package of its own size, unless
            -- it is the only one of that size.
            case
                when
                    claims.is_part and claims.amount < 1e10
                    and claims.announced_date is null and claims.date_start is null
                    then 'part'
            end
        ) as amount_group,
        claims.home_date,
        -- A window that begins after the report is when money is to flow, not when it was promised.
        case
            when coalesce(
                claims.date_start
                <= claims.article_published_at + case when claims.status = 'planned' then 31 else 1 end,
                true
            ) then claims.date_start
        end as date_start,
        claims.date_end,
        claims.is_background,
        claims.article_published_at as reported_on,
        -- How long after its announcement a package is still told of, in days: small round sums come again every few
        -- months, a sum of ten billion stays the only one of its size.
        case when claims.amount >= 1e10 and not claims.is_cumulative then 400 else 60 end as days_told,
        claims.status = 'planned' or claims.amount >= 1e10 as may_precede,
        claims.amount >= 1e10 and not claims.is_cumulative as is_large
    from claims
    inner join amount_gaps
        on claims.claim_id = amount_gaps.claim_id
),

date_gaps as (
    select
        claim_id,
        amount_group,
        home_date,
        is_background,
        coalesce(home_date > lag(home_date) over dates + 7, true) as starts_package
    from amount_groups
    where home_date is not null
    window dates as (partition by amount_group order by home_date, claim_id)
),

dated_packages as (
    select
        claim_id,
        amount_group,
        home_date,
        is_background,
        sum(starts_package::integer) over (partition by amount_group order by home_date, claim_id) as package_number
    from date_gaps
),

package_days as (
    select
        amount_group,
        'day ' || package_number as package,
        min(home_date) as first_date,
        max(home_date) as last_date,
        coalesce(bool_and(is_background), false) as is_recalled
    from dated_packages
    group by amount_group, package_number
),

-- "Last week", "in May": the first package announced in that window.
window_choices as (
    select
        amount_groups.claim_id,
        amount_groups.amount_group,
        min_by(package_days.package, package_days.first_date) as package
    from amount_groups
    inner join package_days
        on
            amount_groups.amount_group = package_days.amount_group
            and package_days.first_date <= amount_groups.date_end + 1
            and package_days.last_date >= amount_groups.date_start - 1
    where amount_groups.home_date is null and amount_groups.date_start is not null
    group by amount_groups.claim_id, amount_groups.amount_group
),

-- Windows that no dated package lies in: those that overlap are one package.
window_gaps as (
    select
        claim_id,
        amount_group,
        date_start,
        date_end,
        coalesce(
            date_start > max(date_end) over (
                partition by amount_group
                order by date_start, date_end, claim_id
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as starts_package
    from amount_groups
    where
        home_date is null
        and date_start is not null
        and not is_large
        and claim_id not in (select window_choices.claim_id from window_choices)
),

window_packages as (
    select
        *,
        'window ' || sum(starts_package::integer) over (
            partition by amount_group
            order by date_start, date_end, claim_id
        ) as package
    from window_gaps
),

known_packages as (
    select * from package_days
    union all
    select
        amount_group,
        package,
        min(date_start) as first_date,
        max(date_end) as last_date,
        false as is_recalled
    from window_packages
    group by amount_group, package
),

-- An undated claim belongs to the package of that amount that lies nearest before its article; a plan may also precede
-- its package. An article without a date can only mean the one package that there is.
undated_choices as (
    select
        amount_groups.claim_id,
        amount_groups.amount_group,
        min_by(
            known_packages.package,
            greatest(
                coalesce(amount_groups.reported_on - known_packages.last_date, 0),
                -- What lies ahead is the second choice, however near.
                coalesce(1000 + (known_packages.first_date - amount_groups.reported_on), 0)
                * (known_packages.first_date > amount_groups.reported_on + 1)::integer
            )
            -- A day that is only recalled in passing (the caption of an old picture) draws nothing to itself.
            + 500 * known_packages.is_recalled::integer
            + (known_packages.first_date - date '2000-01-01') / 1e6
        ) as package
    from amount_groups
    inner join known_packages
        on amount_groups.amount_group = known_packages.amount_group
    where
        amount_groups.home_date is null
        and (amount_groups.date_start is null or amount_groups.is_large)
        and amount_groups.claim_id not in (select window_choices.claim_id from window_choices)
        and coalesce(amount_groups.reported_on <= known_packages.last_date + amount_groups.days_told, true)
        and coalesce(
            amount_groups.reported_on
            >= known_packages.first_date - case when amount_groups.may_precede then amount_groups.days_told else 3 end,
            true
        )
    group by amount_groups.claim_id, amount_groups.amount_group
    having any_value(amount_groups.reported_on) is not null or count(*) = 1
),

-- What is left is told by its articles alone: reports within a month of the next are one package.
report_gaps as (
    select
        claim_id,
        amount_group,
        reported_on,
        coalesce(reported_on > lag(reported_on) over reports + least(days_told // 2, 180)::integer, true)
            as starts_package
    from amount_groups
    where
        home_date is null
        and (date_start is null or is_large)
        and claim_id not in (select undated_choices.claim_id from undated_choices)
        and claim_id not in (select window_choices.claim_id from window_choices)
    window reports as (partition by amount_group order by reported_on nulls last, claim_id)
),

reported_packages as (
    select
        *,
        case
            -- Without any date at all: with the reports of the only package, else with each other.
            when reported_on is null and max(package_number) over (partition by amount_group) > 1 then 'undated'
            else 'report ' || coalesce(package_number, 1)
        end as package
    from (
        select
            *,
            case
                when reported_on is not null
                    then
                        sum(starts_package::integer) over (
                            partition by amount_group
                            order by reported_on nulls last, claim_id
                        )
            end as package_number
        from report_gaps
    ) as numbered
),

by_amount as (
    select
        claim_id,
        amount_group,
        'day ' || package_number as package,
        'amount+date' as match_rule
    from dated_packages
    union all
    select
        claim_id,
        amount_group,
        package,
        'amount+window' as match_rule
    from window_choices
    union all
    select
        claim_id,
        amount_group,
        package,
        'amount+window' as match_rule
    from window_packages
    union all
    select
        claim_id,
        amount_group,
        package,
        'amount+report' as match_rule
    from undated_choices
    union all
    select
        claim_id,
        amount_group,
        package,
        'amount+report' as match_rule
    from reported_packages
),

purposes as (
    select
        by_amount.amount_group,
        by_amount.package,
        claims.purpose,
        min(coalesce(claims.article_published_at, date '9999-12-31')) as first_reported_at
    from by_amount
    inner join claims
        on by_amount.claim_id = claims.claim_id
    where claims.purpose is not null
    group by by_amount.amount_group, by_amount.package, claims.purpose
),

first_purposes as (
    select
        amount_group,
        package,
        arg_min(purpose, (first_reported_at, purpose)) as purpose
    from purposes
    group by amount_group, package
),

-- One sum for two purposes is two packages: arms beside anything civil, and without a day any two kinds of aid. The one
-- reported first keeps the claims that tell no purpose.
with_amount as (
    select
        by_amount.*,
        case
            when
                claims.purpose <> first_purposes.purpose
                and (
                    by_amount.package not like 'day %'
                    or (claims.purpose = 'military' and first_purposes.purpose <> 'financial')
                    or (first_purposes.purpose = 'military' and claims.purpose <> 'financial')
                )
                then claims.purpose
        end as other_purpose
    from by_amount
    inner join claims
        on by_amount.claim_id = claims.claim_id
    left join first_purposes
        on by_amount.amount_group = first_purposes.amount_group and by_amount.package = first_purposes.package
),

packages as (
    select
        with_amount.amount_group,
        with_amount.package,
        with_amount.other_purpose,
        any_value(claims.party_key) as party_key,
        any_value(claims.currency) as currency,
        min(claims.amount) as amount_low,
        max(claims.amount) as amount_high,
        bool_or(claims.is_cumulative) as is_cumulative,
        coalesce(min(claims.home_date), min(claims.date_start), min(claims.article_published_at)) as first_date,
        min(claims.home_date) as first_day,
        coalesce(max(claims.home_date), max(claims.date_end), max(claims.article_published_at)) as last_date,
        any_value(claims.purpose) as purpose,
        min(nullif({{ aid_stage('claims.status') }}, 0)) as first_stage,
        max({{ aid_stage('claims.status') }}) as last_stage,
        coalesce(bool_and(claims.status in ('suspended', 'resumed')), false) as is_halt,
        count(*) as n_claims,
        -- The key names the smallest amount and the first day of the package instead of its number, so that other
        -- packages of the same donor do not change it.
        concat_ws(
            '|',
            any_value(claims.party_key),
            coalesce(any_value(claims.currency), '?'),
            min(claims.amount),
            coalesce(
                min(claims.home_date)::text,
                case
                    when with_amount.amount_group like '%|part' then 'part ' || min(claims.article_published_at)::text
                end,
                'window ' || min(claims.date_start)::text,
                'report ' || min(claims.article_published_at)::text,
                'undated'
            ),
            'for ' || with_amount.other_purpose
        ) as partition_key
    from with_amount
    inner join claims
        on with_amount.claim_id = claims.claim_id
    group by with_amount.amount_group, with_amount.package, with_amount.other_purpose
),

-- The euro value of each package at the rate of its first day, for telling that two currencies name one sum.
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

-- "50 billion euros" and "54 billion dollars": one package when the sums agree within 3 % (the rate moves, and sums are
-- rounded) and the first days lie as near as those of reports in one currency do. The package with more claims keeps
-- its key.
in_other_currency as (
    select
        other.partition_key as other_key,
        arg_max(kept.partition_key, (kept.n_claims, kept.partition_key)) as partition_key
    from euro_values as other
    inner join euro_values as kept
        on
            other.party_key = kept.party_key
            and other.currency <> kept.currency
            and other.euro_low <= kept.euro_high * 1.03
            and kept.euro_low <= other.euro_high * 1.03
            and abs(other.first_date - kept.first_date) <= 31
            and (other.n_claims, other.partition_key) < (kept.n_claims, kept.partition_key)
    where not other.is_cumulative
    group by other.partition_key
),

-- "1.1 billion" and "another billion" on one day: a sum of the same donor and day, rounded to its first figure and
-- less than a tenth off. The exact sum keeps its key.
in_round_numbers as (
    select
        other.partition_key as other_key,
        arg_max(kept.partition_key, (kept.n_claims, kept.partition_key)) as partition_key
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
    where not other.is_cumulative and other.amount_low > 0 and kept.amount_low > 0
    group by other.partition_key
),

one_sum as (
    select
        packages.*,
        case
            when in_round_numbers.other_key is not null then 'amount+round'
            when in_other_currency.other_key is not null then 'amount+currency'
        end as sum_rule,
        coalesce(in_round_numbers.partition_key, in_other_currency.partition_key, packages.partition_key) as sum_key
    from packages
    left join in_round_numbers
        on packages.partition_key = in_round_numbers.other_key
    left join in_other_currency
        on packages.partition_key = in_other_currency.other_key
),

-- A package that is further along when its sum comes up again is the same one: announced, approved within a month,
-- delivered, halted or resumed within half a year. Announced again, or paid again, it is another.
life_gaps as (
    select
        sum_key,
        amount_group,
        first_date,
        not coalesce(
            -- A halt and its end are of the package before them.
            (is_halt or (first_stage > lag(last_stage) over lives and not lag(is_halt) over lives))
            and first_date <= lag(last_date) over lives
            + if(
                is_halt or first_stage = {{ aid_stage("'delivered'") }},
                {{ var('aid_delivery_days') }},
                {{ var('aid_approval_days') }}
            )
            and not {{ contradicts('purpose', 'lag(purpose) over lives') }},
            false
        ) as starts_life
    from one_sum
    where sum_key = partition_key and not is_cumulative
    window lives as (partition by amount_group order by first_date, partition_key)
),

lives as (
    select
        sum_key,
        first_value(sum_key) over (
            partition by amount_group, life_number
            order by first_date, sum_key
        ) as life_key
    from (
        select
            *,
            sum(starts_life::integer) over (partition by amount_group order by first_date, sum_key) as life_number
        from life_gaps
    ) as numbered
),

amounts as (
    select
        with_amount.claim_id,
        case
            when lives.life_key <> one_sum.sum_key then 'amount+stage'
            else coalesce(one_sum.sum_rule, with_amount.match_rule)
        end as match_rule,
        coalesce(lives.life_key, one_sum.sum_key) as partition_key
    from with_amount
    inner join one_sum
        on
            with_amount.amount_group = one_sum.amount_group
            and with_amount.package = one_sum.package
            and with_amount.other_purpose is not distinct from one_sum.other_purpose
    left join lives
        on one_sum.sum_key = lives.sum_key
),

-- Without an amount: the same goods on the same day; without goods either, one donor's news of a day and kind.
without_amount as (
    select
        claim_id,
        case when items_key <> '' then 'items+day' else 'donor+day' end as match_rule,
        concat_ws(
            '|',
            party_key,
            coalesce(home_date::text, 'article:' || article_id),
            case when items_key <> '' then items_key else 'unspecified:' || coalesce(aid_type, '?') end
        ) as partition_key
    from claims
    where amount is null
),

grouped as (
    select
        claim_id,
        match_rule,
        partition_key
    from amounts
    union all
    select
        claim_id,
        match_rule,
        partition_key
    from without_amount
)

select
    claims.*,
    grouped.partition_key,
    grouped.match_rule,
    {{ hashed_id("'aid|' || grouped.partition_key") }} as fact_id
from claims
inner join grouped
    on claims.claim_id = grouped.claim_id
