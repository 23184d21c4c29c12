-- Every aid claim and its package: the partition, which is the fact. A package that is another one (int_aid__pairs)
-- goes to it, and on to what that one is in turn, however long the way: all packages of a chain end at one.
with recursive followed as (
    select
        package_key,
        kept_key,
        match_rule
    from {{ ref('int_aid__pairs') }}
    union
    select
        followed.package_key,
        pairs.kept_key,
        pairs.match_rule
    from followed
    inner join {{ ref('int_aid__pairs') }} as pairs
        on followed.kept_key = pairs.package_key
),

-- A chain ends at the package that is no other; one that comes back to itself at its first key.
ends as (
    select
        package_key,
        arg_min(kept_key, kept_key) as kept_key,
        arg_min(match_rule, (kept_key, match_rule)) as match_rule
    from followed
    where
        kept_key not in (select pairs.package_key from {{ ref('int_aid__pairs') }} as pairs)
        or kept_key in (
            select rings.kept_key
            from followed as rings
            where rings.package_key = rings.kept_key
        )
    group by package_key
),

sums as (
    select
        packages.claim_id,
        coalesce(ends.match_rule, packages.match_rule) as match_rule,
        coalesce(ends.kept_key, packages.package_key) as partition_key
    from {{ ref('int_aid__packages') }} as packages
    left join ends
        on packages.package_key = ends.package_key
),

-- Without an amount: the same goods on the same day; without goods either, one donor's news of a day and kind.
goods as (
    select
        claim_id,
        case when items_key <> '' then 'items+day' else 'donor+day' end as match_rule,
        concat_ws(
            '|',
            party_key,
            coalesce(home_date::text, 'article:' || article_id),
            case when items_key <> '' then items_key else 'unspecified:' || coalesce(aid_type, '?') end
        ) as partition_key
    from {{ ref('int_aid__dated') }}
    where amount is null
),

clusters as (
    select * from sums
    union all
    select * from goods
),

steered as (
    {{ steered('aid', 'clusters', 'partition_key') }}
)

select
    *,
    {{ hashed_id("'aid|' || partition_key") }} as fact_id
from steered
