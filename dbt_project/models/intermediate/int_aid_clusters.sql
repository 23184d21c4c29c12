-- Aid claims and the package that each tells of. Claims are one package when donor, recipient and kind (package or
-- running total) are the same, the amounts lie within 1 % and the dates within 7 days of the next: two chains of
-- neighbours, found by cutting the sorted amounts and dates at gaps.
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
        coalesce(amount > 1.01 * lag(amount) over amounts, true) as starts_amount
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
            )
        ) as amount_group,
        claims.home_date
    from claims
    inner join amount_gaps
        on claims.claim_id = amount_gaps.claim_id
),

date_gaps as (
    select
        claim_id,
        amount_group,
        home_date,
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
        sum(starts_package::integer) over (partition by amount_group order by home_date, claim_id) as package_number
    from date_gaps
),

package_days as (
    select
        amount_group,
        package_number,
        min(home_date) as first_date,
        max(home_date) as last_date
    from dated_packages
    group by amount_group, package_number
),

-- An undated claim belongs to the package of that amount which its article's date is nearest to; without any dated one,
-- all undated claims of the amount are one package.
undated_choices as (
    select
        amount_groups.claim_id,
        amount_groups.amount_group,
        package_days.package_number,
        row_number() over (
            partition by amount_groups.claim_id
            order by
                abs(date_diff('day', package_days.first_date, claims.article_published_at)) nulls last,
                package_days.first_date
        ) as choice
    from amount_groups
    inner join claims
        on amount_groups.claim_id = claims.claim_id
    left join package_days
        on amount_groups.amount_group = package_days.amount_group
    where amount_groups.home_date is null
),

with_amount as (
    select
        claim_id,
        amount_group,
        package_number,
        'amount+date' as match_rule
    from dated_packages
    union all
    select
        claim_id,
        amount_group,
        package_number,
        'amount' as match_rule
    from undated_choices
    where choice = 1
),

amounts as (
    select
        with_amount.claim_id,
        with_amount.match_rule,
        with_amount.amount_group || '|' || coalesce(with_amount.package_number, 0) as group_key,
        -- The key names the smallest amount and the first day of the package instead of its number, so that other
        -- packages of the same donor do not change it.
        concat_ws(
            '|',
            claims.party_key,
            coalesce(claims.currency, '?'),
            min(claims.amount) over packages,
            coalesce(min(claims.home_date) over packages::text, 'undated')
        ) as partition_key
    from with_amount
    inner join claims
        on with_amount.claim_id = claims.claim_id
    window packages as (partition by with_amount.amount_group, with_amount.package_number)
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
