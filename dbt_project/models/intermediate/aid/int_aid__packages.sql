-- Every claim on a sum and its package. One sum for two purposes is two packages where no day ties the reports
-- together, or one article tells both ("400 million for arms and 400 million for roads"); two articles on one day may
-- each tell another use of one package. The purpose reported first keeps the claims that tell none.
with claims as (
    select
        placed.claim_id,
        dated.article_id,
        placed.block_key,
        placed.package,
        placed.match_rule,
        dated.party_key,
        dated.currency,
        dated.amount,
        dated.purpose,
        dated.home_date,
        dated.date_start,
        dated.article_published_at
    from {{ ref('int_aid__by_report') }} as placed
    inner join {{ ref('int_aid__dated') }} as dated
        on placed.claim_id = dated.claim_id
),

first_purposes as (
    select
        block_key,
        package,
        arg_min(purpose, (coalesce(article_published_at, date '9999-12-31'), purpose)) as purpose
    from claims
    where purpose is not null
    group by block_key, package
),

first_articles as (
    select distinct
        claims.block_key,
        claims.package,
        claims.article_id
    from claims
    inner join first_purposes
        on
            claims.block_key = first_purposes.block_key
            and claims.package = first_purposes.package
            and claims.purpose = first_purposes.purpose
),

parted as (
    select
        claims.*,
        case
            when
                claims.purpose <> first_purposes.purpose
                and (claims.package not like 'day %' or first_articles.article_id is not null)
                then claims.purpose
        end as other_purpose
    from claims
    left join first_purposes
        on claims.block_key = first_purposes.block_key and claims.package = first_purposes.package
    left join first_articles
        on
            claims.block_key = first_articles.block_key
            and claims.package = first_articles.package
            and claims.article_id = first_articles.article_id
)

-- The key names the smallest amount and the first day of the package instead of its number, so that other packages of
-- the same donor do not change it.
select
    claim_id,
    block_key,
    match_rule,
    concat_ws(
        '|',
        party_key,
        coalesce(currency, '?'),
        min(amount) over package_claims,
        coalesce(
            (min(home_date) over package_claims)::text,
            case when block_key like '%|part' then 'part ' || (min(article_published_at) over package_claims)::text end,
            'window ' || (min(date_start) over package_claims)::text,
            'report ' || (min(article_published_at) over package_claims)::text,
            'undated'
        ),
        'for ' || other_purpose
    ) as package_key
from parted
window package_claims as (partition by block_key, package, other_purpose)
