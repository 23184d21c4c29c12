-- The strikes of the partitions that are resolved in this build: what is believed of each, and by which claim.
with joined as (
    select
        candidates.*,
        clusters.fact_id
    from {{ ref('int_strike_candidates') }} as candidates
    inner join {{ ref('int_strike_clusters') }} as clusters
        on candidates.claim_id = clusters.claim_id
),

news as (
    select
        *,
        {{ largest_news('killed') }} as largest_killed,
        {{ largest_news('wounded') }} as largest_wounded,
        {{ order_of_news() }}
    from joined
),

claims as (
    select
        *,
        -- The order of belief: the latest report, at one date authorities before media, exact numbers before rounded
        -- ones.
        row_number() over (
            partition by fact_id
            order by
                is_taken_back,
                {{ newest_first() }},
                {{ claimant_rank('claimant_side') }},
                {{ qualifier_rank('coalesce(killed_qualifier, wounded_qualifier)') }},
                {{ last_fetched_first() }}
        ) as claim_rank,
        row_number() over (
            partition by fact_id
            order by {{ belief_order('killed', 'killed_qualifier', 'largest_killed') }}
        ) as killed_rank,
        row_number() over (
            partition by fact_id
            order by {{ belief_order('wounded', 'wounded_qualifier', 'largest_wounded') }}
        ) as wounded_rank
    from news
),

-- A toll that falls, that the two sides give differently, or of which neither of two reports of one day can be the
-- earlier one (more killed here, more wounded there) is in dispute; one that rises with time is not, nor is "more than
-- 60" after 78.
disputes as (
    select distinct earlier.fact_id
    from claims as earlier
    inner join claims as later
        on
            earlier.fact_id = later.fact_id
            and earlier.claim_id <> later.claim_id
            -- What an outlet has taken back, nobody holds any more.
            and not earlier.is_taken_back
            and not later.is_taken_back
            and (
                (
                    earlier.article_published_at < later.article_published_at
                    and (
                        (earlier.killed > later.killed and {{ qualifier_rank('later.killed_qualifier') }} = 1)
                        or (earlier.wounded > later.wounded and {{ qualifier_rank('later.wounded_qualifier') }} = 1)
                    )
                    and not coalesce(later.is_background, false)
                )
                or (
                    earlier.article_published_at = later.article_published_at
                    and earlier.killed > later.killed
                    and earlier.wounded < later.wounded
                )
                or (
                    earlier.claimant_side = 'ua_official'
                    and later.claimant_side = 'ru_official'
                    and (earlier.killed <> later.killed or earlier.wounded <> later.wounded)
                )
            )
),

weapons as (
    select
        fact_id,
        list_sort(list(distinct weapon_class)) as weapon_classes
    from (
        select
            fact_id,
            unnest(weapon_classes) as weapon_class
        from claims
    ) as weapons_of_claims
    group by fact_id
),

weapon_names as (
    select
        fact_id,
        list_sort(list(distinct weapon_name)) as weapon_names
    from (
        select
            fact_id,
            unnest(weapon_names) as weapon_name
        from claims
    ) as names_of_claims
    group by fact_id
),

facts as (
    select
        fact_id,
        {{ fact_days('event_date') }},
        {{ preferred('attacker_country') }} as attacker_country,
        {{ preferred('target_country') }} as target_country,
        {{ preferred('admin1') }} as admin1,
        {{ preferred('admin1_code') }} as admin1_code,
        {{ preferred('place') }} as place,
        {{ preferred('place_key') }} as location_id,
        {{ preferred('latitude') }} as latitude,
        {{ preferred('longitude') }} as longitude,
        coalesce({{ preferred('geo_precision') }}, 'none') as geo_precision,
        min_by(
            target_class, claim_rank + 100000 * (target_class in ('other', 'infrastructure'))::integer
        ) filter (where target_class is not null) as target_class,
        min(killed) as killed_low,
        {{ preferred('killed', 'killed_rank') }} as killed_best,
        max(killed) as killed_high,
        min(wounded) as wounded_low,
        {{ preferred('wounded', 'wounded_rank') }} as wounded_best,
        max(wounded) as wounded_high,
        {{ preferred('case when killed is not null then claim_id end', 'killed_rank') }} as killed_claim_id,
        {{ preferred('case when wounded is not null then claim_id end', 'wounded_rank') }} as wounded_claim_id,
        min_by(claim_id, claim_rank) as first_rank_claim_id,
        bool_and(is_background) as is_background,
        {{ fact_counts() }}
    from claims
    group by fact_id
)

select
    facts.fact_id as strike_id,
    facts.partition_key,
    facts.event_date,
    facts.date_precision,
    facts.date_start,
    facts.date_end,
    facts.date_partial,
    facts.year_inferred,
    facts.attacker_country,
    facts.target_country,
    facts.admin1,
    facts.admin1_code,
    facts.place,
    facts.location_id,
    facts.latitude,
    facts.longitude,
    facts.geo_precision,
    facts.target_class,
    -- "Missile" says nothing more where another report names the kind.
    case
        when list_has_any(weapons.weapon_classes, ['cruise_missile', 'ballistic_missile'])
            then list_filter(weapons.weapon_classes, lambda weapon_class: weapon_class <> 'missile')
        else coalesce(weapons.weapon_classes, [])
    end as weapon_classes,
    coalesce(weapon_names.weapon_names, []) as weapon_names,
    facts.killed_low,
    facts.killed_best,
    facts.killed_high,
    facts.wounded_low,
    facts.wounded_best,
    facts.wounded_high,
    facts.n_claims,
    facts.n_articles,
    facts.n_sources,
    facts.confidence,
    facts.first_reported_at,
    facts.last_reported_at,
    coalesce(facts.killed_claim_id, facts.wounded_claim_id, facts.first_rank_claim_id) as best_claim_id,
    facts.killed_claim_id,
    facts.wounded_claim_id,
    facts.is_background,
    facts.claimant_sides,
    facts.is_belligerent_only,
    disputes.fact_id is not null as is_disputed
from facts
left join weapons
    on facts.fact_id = weapons.fact_id
left join weapon_names
    on facts.fact_id = weapon_names.fact_id
left join disputes
    on facts.fact_id = disputes.fact_id
