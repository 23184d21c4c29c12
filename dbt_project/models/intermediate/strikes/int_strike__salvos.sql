-- A salvo told by its list of towns: a passage that names several places, tells nothing new of them and is dated by its
-- publication means the salvo of the day before of which another article lists them all. A weapon is nothing new where
-- both list the same kind of target for each place (four airfields); of four towns alone it may be another night's. One
-- row a claim.
with claims as (
    select *
    from {{ ref('int_strike__located') }}
    where has_day
),

crowded as (
    select
        article_id,
        char_start,
        resolved_date
    from claims
    where place_key is not null
    group by article_id, char_start, resolved_date
    having count(*) >= {{ var('strike_salvo_places') }}
),

place_lists as (
    select
        claims.article_id,
        claims.char_start,
        claims.resolved_date,
        list(distinct claims.place_key) as place_keys,
        list(distinct claims.place_key || ' ' || claims.target_class) as targets,
        bool_and(coalesce(claims.resolved_date = claims.article_published_at, false)) as is_dated_by_publication,
        bool_and(claims.tells_nothing_new) as tells_nothing_new,
        bool_and(claims.killed is null and claims.wounded is null) as tells_no_toll
    from claims
    inner join crowded
        on
            claims.article_id = crowded.article_id
            and claims.char_start = crowded.char_start
            and claims.resolved_date = crowded.resolved_date
    group by claims.article_id, claims.char_start, claims.resolved_date
),

listed_days as (
    select distinct
        later.article_id,
        later.char_start,
        later.resolved_date,
        earlier.resolved_date as home_date
    from place_lists as later
    inner join place_lists as earlier
        on
            later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
            and list_has_all(earlier.place_keys, later.place_keys)
    where
        later.is_dated_by_publication
        and len(later.place_keys) >= {{ var('strike_salvo_places') }}
        and (
            later.tells_nothing_new
            or (
                later.tells_no_toll
                and len(later.targets) = len(later.place_keys)
                and list_has_all(earlier.targets, later.targets)
            )
        )
)

select
    claims.claim_id,
    listed_days.home_date,
    'salvo' as day_rule
from claims
inner join listed_days
    on
        claims.article_id = listed_days.article_id
        and claims.char_start = listed_days.char_start
        and claims.resolved_date = listed_days.resolved_date
