-- Every aid claim and its package: the partition, which is the fact. A package that is another one (int_aid__pairs)
-- goes to it, and on to what that one is in turn.
with sums as (
    select
        packages.claim_id,
        coalesce(steps.match_rule, pairs.match_rule, packages.match_rule) as match_rule,
        coalesce(steps.kept_key, pairs.kept_key, packages.package_key) as partition_key
    from {{ ref('int_aid__packages') }} as packages
    left join {{ ref('int_aid__pairs') }} as pairs
        on packages.package_key = pairs.package_key
    left join {{ ref('int_aid__pairs') }} as steps
        on pairs.kept_key = steps.package_key
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
)

select
    *,
    {{ hashed_id("'aid|' || partition_key") }} as fact_id
from clusters
