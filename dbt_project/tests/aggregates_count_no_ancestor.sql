-- Every aggregate holds the numbers of the facts that no other one holds, no more and no less: worked out here from the
-- facts and their relations, without the macros that the aggregates use.
with recursive facts as (
    select
        'strike' as kind,
        strike_id as fact_id,
        place is null and admin1_code is null as is_of_country,
        event_date is not null as has_day,
        killed_best::double as first_number,
        wounded_best::double as second_number
    from {{ ref('fct_strikes') }}
    where review_state not in ('needs_review', 'rejected')
    union all
    select
        'interception' as kind,
        interception_id as fact_id,
        false as is_of_country,
        event_date is not null as has_day,
        launched as first_number,
        intercepted as second_number
    from {{ ref('fct_interceptions') }}
    where review_state not in ('needs_review', 'rejected') and scope = 'national' and not is_recap
    union all
    select
        'aid' as kind,
        aid_package_id as fact_id,
        false as is_of_country,
        announced_date is not null as has_day,
        amount_usd as first_number,
        amount_eur as second_number
    from {{ ref('fct_aid_packages') }}
    where
        review_state not in ('needs_review', 'rejected')
        and not is_cumulative
        and len(shared_with) = 0
        and status is distinct from 'suspended'
),

ancestors as (
    select
        child_id,
        parent_id as ancestor_id
    from {{ ref('fact_relations') }}
    union
    select
        ancestors.child_id,
        relations.parent_id as ancestor_id
    from ancestors
    inner join {{ ref('fact_relations') }} as relations
        on ancestors.ancestor_id = relations.child_id
),

-- A package without an amount holds no money.
held as (
    select
        ancestors.child_id,
        ancestors.ancestor_id,
        holders.is_of_country
    from ancestors
    inner join facts as holders
        on ancestors.ancestor_id = holders.fact_id
    inner join facts as children
        on ancestors.child_id = children.fact_id
    where
        holders.kind <> 'aid'
        or holders.fact_id in (
            select packages.aid_package_id
            from {{ ref('fct_aid_packages') }} as packages
            where packages.amount is not null
        )
),

sums_of_classes as (
    select interception_id
    from {{ ref('interception_overlaps') }}
    where overlap_rule = 'sum_of_classes' and not only_with_review
),

roots as (
    select facts.*
    from facts
    where
        facts.fact_id not in (select held.child_id from held)
        and facts.fact_id not in (select sums_of_classes.interception_id from sums_of_classes)
),

leaves as (
    select facts.*
    from facts
    where facts.fact_id not in (select held.ancestor_id from held)
),

held_in_regions as (
    select child_id
    from held
    where not is_of_country
),

countries as (
    select ancestor_id
    from held
    where is_of_country
),

-- The toll of regions: their own sums, and of a country's none that holds another.
of_regions as (
    select facts.*
    from facts
    where
        facts.fact_id not in (select held_in_regions.child_id from held_in_regions)
        and facts.fact_id not in (select countries.ancestor_id from countries)
),

series as (
    select
        'agg_strikes_daily' as series_name,
        sum(killed_best) as first_sum,
        sum(wounded_best) as second_sum
    from {{ ref('agg_strikes_daily') }}
    union all
    select
        'agg_strikes_daily, strikes' as series_name,
        sum(n_strikes) as first_sum,
        0 as second_sum
    from {{ ref('agg_strikes_daily') }}
    union all
    select
        'agg_strikes_by_target' as series_name,
        sum(killed_best) as first_sum,
        sum(wounded_best) as second_sum
    from {{ ref('agg_strikes_by_target') }}
    union all
    select
        'agg_strikes_by_region' as series_name,
        sum(killed_best) as first_sum,
        sum(wounded_best) as second_sum
    from {{ ref('agg_strikes_by_region') }}
    union all
    select
        'agg_air_war_daily' as series_name,
        sum(launched) as first_sum,
        sum(intercepted) as second_sum
    from {{ ref('agg_air_war_daily') }}
    union all
    select
        'agg_air_war_weekly' as series_name,
        sum(launched) as first_sum,
        sum(intercepted) as second_sum
    from {{ ref('agg_air_war_weekly') }}
    union all
    select
        'agg_aid_by_donor' as series_name,
        sum(amount_usd) as first_sum,
        sum(amount_eur) as second_sum
    from {{ ref('agg_aid_by_donor') }}
    union all
    select
        'agg_aid_monthly' as series_name,
        sum(amount_usd) as first_sum,
        sum(amount_eur) as second_sum
    from {{ ref('agg_aid_monthly') }}
),

wanted as (
    select
        'agg_strikes_daily' as series_name,
        first_number,
        second_number
    from roots
    where kind = 'strike' and has_day
    union all
    select
        'agg_strikes_daily, strikes' as series_name,
        1 as first_number,
        0 as second_number
    from leaves
    where kind = 'strike' and has_day
    union all
    select
        'agg_strikes_by_target' as series_name,
        first_number,
        second_number
    from leaves
    where kind = 'strike'
    union all
    select
        'agg_strikes_by_region' as series_name,
        first_number,
        second_number
    from of_regions
    where kind = 'strike'
    union all
    select
        unnest(['agg_air_war_daily', 'agg_air_war_weekly']) as series_name,
        first_number,
        second_number
    from roots
    where kind = 'interception' and has_day
    union all
    select
        'agg_aid_by_donor' as series_name,
        first_number,
        second_number
    from roots
    where kind = 'aid'
    union all
    select
        'agg_aid_monthly' as series_name,
        first_number,
        second_number
    from roots
    where kind = 'aid' and has_day
),

wanted_sums as (
    select
        series_name,
        sum(first_number) as first_sum,
        sum(second_number) as second_sum
    from wanted
    group by series_name
)

-- Sums of money differ in their last digits by the order of adding up.
select
    series.*,
    wanted_sums.first_sum as wanted_first_sum,
    wanted_sums.second_sum as wanted_second_sum
from series
left join wanted_sums
    on series.series_name = wanted_sums.series_name
where
    abs(coalesce(series.first_sum, 0) - coalesce(wanted_sums.first_sum, 0)) > 0.5
    or abs(coalesce(series.second_sum, 0) - coalesce(wanted_sums.second_sum, 0)) > 0.5
