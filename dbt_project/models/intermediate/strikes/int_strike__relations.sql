-- Places inside the sum of their region or country: a town's strike and the toll of all strikes on its region on that
-- day. A sum knows every number that its places have and is at least as large as all of them together; a strike on a
-- region's farm is no sum that holds a house of a town.
with facts as (
    select
        fact.strike_id,
        fact.event_date,
        fact.attacker_country,
        fact.target_country,
        fact.admin1_code,
        targets.family as target_family,
        fact.weapon_classes,
        fact.killed_best,
        fact.wounded_best,
        {{ is_believed() }} as is_believed,
        case
            when fact.place is not null then 'place'
            when fact.admin1_code is not null then 'region'
            when fact.admin1 is null and fact.target_country is not null then 'country'
        end as reach
    from {{ ref('fct_strikes') }} as fact
    left join {{ ref('target_classes') }} as targets
        on fact.target_class = targets.target_class and targets.family <> 'any'
    where fact.event_date is not null and ({{ stands_in_sums('strike') }} or {{ awaits_review('strike') }})
),

-- Twice: what stands in sums by itself, for a number that nobody believes must not tear the others apart; then with
-- what awaits review, as a reader may ask for.
strikes as (
    select
        *,
        false as with_review
    from facts
    where is_believed
    union all
    select
        *,
        true as with_review
    from facts
),

-- Of several sums of one region and day the largest.
sums as (
    select *
    from strikes
    where reach in ('region', 'country') and coalesce(killed_best, 0) + coalesce(wounded_best, 0) > 0
    qualify row_number() over (
        partition by
            with_review,
            reach,
            event_date,
            target_country,
            attacker_country,
            case when reach = 'region' then admin1_code end
        order by killed_best desc nulls last, wounded_best desc nulls last, strike_id asc
    ) = 1
),

inside as (
    select
        parts.strike_id as child_id,
        sums.strike_id as parent_id,
        sums.with_review,
        parts.is_believed and sums.is_believed as are_believed,
        sums.reach as parent_reach,
        parts.killed_best,
        parts.wounded_best,
        sums.killed_best as sum_killed,
        sums.wounded_best as sum_wounded
    from strikes as parts
    inner join sums
        on
            parts.with_review = sums.with_review
            and parts.event_date = sums.event_date
            and parts.target_country = sums.target_country
            and parts.attacker_country is not distinct from sums.attacker_country
            and parts.strike_id <> sums.strike_id
    where
        (
            (sums.reach = 'region' and parts.reach = 'place' and parts.admin1_code = sums.admin1_code)
            or (sums.reach = 'country' and parts.reach in ('place', 'region'))
        )
        and not {{ contradicts('parts.target_family', 'sums.target_family') }}
        and not (
            len(parts.weapon_classes) > 0
            and len(sums.weapon_classes) > 0
            and sums.target_family is not null
            and not list_has_any(parts.weapon_classes, sums.weapon_classes)
        )
        and not (coalesce(parts.killed_best, 0) > 0 and sums.killed_best is null)
        and not (coalesce(parts.wounded_best, 0) > 0 and sums.wounded_best is null)
),

of_regions as (
    select *
    from inside
    where parent_reach = 'region'
    qualify
        coalesce(sum(killed_best) over (partition by with_review, parent_id) <= sum_killed, true)
        and coalesce(sum(wounded_best) over (partition by with_review, parent_id) <= sum_wounded, true)
),

-- A country's sum holds its regions' sums, and of towns those that no region's sum holds.
of_countries as (
    select inside.*
    from inside
    left join of_regions
        on inside.child_id = of_regions.child_id and inside.with_review = of_regions.with_review
    where inside.parent_reach = 'country' and of_regions.child_id is null
    qualify
        coalesce(
            sum(inside.killed_best) over (partition by inside.with_review, inside.parent_id) <= inside.sum_killed, true
        )
        and coalesce(
            sum(inside.wounded_best) over (partition by inside.with_review, inside.parent_id) <= inside.sum_wounded,
            true
        )
),

held as (
    select * from of_regions
    union all
    select * from of_countries
)

-- Of two facts that stand in sums the first pass alone decides.
select
    child_id,
    parent_id
from held
where with_review <> are_believed
