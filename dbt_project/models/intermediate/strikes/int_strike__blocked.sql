-- Every strike claim with its partition, the small group inside which claims can be one strike: one place and day.
-- Everything else about resolution happens inside one partition.
with claims as (
    select
        *,
        coalesce(killed, 0) + coalesce(wounded, 0) > 0 as has_toll
    from {{ ref('int_strike__dated') }}
),

-- "The oil terminal in Crimea", then "near Feodosia": a region without a toll of its own is the one town of it that the
-- same article has hit on that day at the same kind of target, and other articles' reports of the region and target go
-- along. Of two such towns it may be either.
own_towns as (
    select
        region.place_key as region_key,
        region.target_class,
        region.resolved_date,
        min(town.place_key) as place_key
    from claims as region
    inner join claims as town
        on
            region.article_id = town.article_id
            and region.admin1_code = town.admin1_code
            and region.target_class = town.target_class
            and region.resolved_date = town.resolved_date
            and not {{ contradicts('region.attacker_country', 'town.attacker_country') }}
    where
        region.place is null
        and town.place is not null
        and not region.has_toll
        and region.has_stated_day
        and town.has_stated_day
    group by region.place_key, region.target_class, region.resolved_date
    having count(distinct town.place_key) = 1
),

-- "Six killed in a village of the region": a region's toll that is that of one of its towns on that day, and differs in
-- neither number, is the town's strike. (A sum over towns is larger than each, or is that town's alone.)
towns_of_tolls as (
    select
        region.claim_id,
        min(town.place_key) as place_key
    from claims as region
    inner join claims as town
        on
            region.admin1_code = town.admin1_code
            and region.home_date = town.home_date
            and not {{ contradicts('region.attacker_country', 'town.attacker_country') }}
            and not {{ contradicts('region.killed', 'town.killed') }}
            and not {{ contradicts('region.wounded', 'town.wounded') }}
            and (
                (region.killed = town.killed and region.killed >= {{ var('strike_same_toll') }})
                or (region.wounded = town.wounded and region.wounded >= {{ var('strike_telling_toll') }})
            )
    where region.place is null and town.place is not null
    group by region.claim_id
    having count(distinct town.place_key) = 1
),

placed as (
    select
        claims.* exclude (place_key),
        coalesce(own_towns.place_key, towns_of_tolls.place_key, claims.place_key) as place_key
    from claims
    left join towns_of_tolls
        on claims.claim_id = towns_of_tolls.claim_id
    left join own_towns
        on
            claims.place_key = own_towns.region_key
            and claims.target_class = own_towns.target_class
            and claims.resolved_date = own_towns.resolved_date
            and not claims.has_toll
)

select
    claim_id,
    article_id,
    batch_id,
    place_key,
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    day_rule,
    case
        when place_key is null then 'article:' || article_id || '|' || coalesce(home_date::text, date_partial, '')
        when home_date is not null then home_date::text || '|' || place_key
        when date_partial is not null then '--' || date_partial || '|' || place_key
        -- Without a day only the same toll in the same window is the same strike, else every article has its own.
        else concat_ws(
            '|',
            coalesce(date_start::text || '..' || date_end::text, 'undated'),
            place_key,
            coalesce(attacker_country, ''),
            case
                when has_toll then coalesce(killed::text, '-') || '/' || coalesce(wounded::text, '-')
                else 'article:' || article_id
            end
        )
    end as partition_key
from placed
