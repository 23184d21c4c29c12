-- The strike claims of the partitions that are resolved in this build, with what they are compared by.
with claims as (
    select
        claims.* exclude ({{ texts_of_claims() }}),
        blocked.place_key,
        blocked.resolved_date,
        blocked.year_inferred,
        blocked.year_rule,
        blocked.day_rule,
        blocked.home_date,
        blocked.partition_key,
        articles.article_published_at,
        articles.article_published_time,
        articles.article_fetched_at,
        articles.is_correction,
        articles.origin_source_id as source_id
    from {{ ref('int_strike__claims') }} as claims
    inner join {{ ref('int_strike__blocked') }} as blocked
        on claims.claim_id = blocked.claim_id
    inner join {{ ref('int_touched_partitions') }} as touched
        on blocked.partition_key = touched.partition_key and touched.kind = 'strike'
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
),

weapons as (
    select
        classes_of_claims.claim_id,
        list_sort(list(distinct classes.family)) as weapon_families
    from (
        select
            claim_id,
            unnest(weapon_classes) as weapon_class
        from claims
    ) as classes_of_claims
    inner join {{ ref('weapon_classes') }} as classes
        on classes_of_claims.weapon_class = classes.weapon_class
    where classes.family <> 'other'
    group by classes_of_claims.claim_id
),

compared_by as (
    select
        claims.claim_id,
        coalesce(weapons.weapon_families, []) as weapon_families,
        case when targets.family <> 'any' then targets.family end as target_family,
        row_number() over (
            partition by claims.partition_key
            order by
                (len(coalesce(weapons.weapon_families, [])) > 0)::integer
                + coalesce(targets.family <> 'any', false)::integer
                + (claims.attacker_country is not null)::integer
                + (claims.killed is not null)::integer
                + (claims.wounded is not null)::integer desc,
                claims.article_published_at asc nulls last,
                claims.claim_id asc
        ) as lead_rank
    from claims
    left join weapons
        on claims.claim_id = weapons.claim_id
    left join {{ ref('target_classes') }} as targets
        on claims.target_class = targets.target_class
)

select
    claims.*,
    compared_by.weapon_families,
    compared_by.target_family,
    '' as id_signature,
    compared_by.lead_rank
from claims
inner join compared_by
    on claims.claim_id = compared_by.claim_id
