-- Every strike claim with the day and the place that its own article gives, before other claims move either.
with claims as (
    select
        claims.claim_id,
        claims.article_id,
        claims.batch_id,
        claims.date_precision,
        claims.date_start,
        claims.date_end,
        claims.date_partial,
        claims.date_text,
        claims.attacker_country,
        claims.target_country,
        claims.place,
        claims.location_id,
        claims.admin1_code,
        claims.target_class,
        claims.char_start,
        claims.killed,
        claims.wounded,
        claims.is_background,
        -- Neither toll nor weapon: such a claim tells nothing that another report of the strike would not.
        claims.killed is null and claims.wounded is null and len(claims.weapon_classes) = 0 as tells_nothing_new,
        articles.article_published_at,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.event_date, inferred.inferred_date) as resolved_date,
        {{ fold_name('claims.place') }} as place_name,
        {{ place_key() }} as place_key
    from {{ ref('int_strike__claims') }} as claims
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
),

-- A name that the reader could not place ("in Trostianets", of which there are several) is the one town of that name
-- that another article has hit on that day or beside it.
placed_names as (
    select
        unplaced.claim_id,
        min(located.place_key) as place_key
    from claims as unplaced
    inner join claims as located
        on
            unplaced.place_name = located.place_name
            and unplaced.target_country = located.target_country
            and located.resolved_date
            between unplaced.resolved_date - {{ var('strike_name_days') }}
            and unplaced.resolved_date + {{ var('strike_name_days') }}
            and not {{ contradicts('unplaced.admin1_code', 'located.admin1_code') }}
            and not {{ contradicts('unplaced.attacker_country', 'located.attacker_country') }}
    where unplaced.location_id is null and located.location_id is not null
    group by unplaced.claim_id
    having count(distinct located.place_key) = 1
)

select
    claims.* exclude (location_id, target_country, place_name, place_key),
    coalesce(placed_names.place_key, claims.place_key) as place_key,
    {{ names_a_day('claims.resolved_date', 'claims.date_precision') }} as has_day,
    -- The text fixes the day; an assumed one is the day of publication.
    claims.resolved_date is not null and coalesce(claims.date_precision, 'day') in ('hour', 'day') as has_stated_day,
    -- "Overnight", read as the night to its day: such a claim is no evening's.
    coalesce(claims.date_start < claims.resolved_date, false) as is_night
from claims
left join placed_names
    on claims.claim_id = placed_names.claim_id
