-- Names as the lexicon has them, and every other name that a claim gives. The class of a name that the lexicon lacks is
-- taken from claims only where it cannot be mistaken: from a count, or from a strike with one weapon class.
with seen as (
    select
        claim_id,
        weapon_class,
        unnest(weapon_names) as weapon_name,
        'interception' as kind
    from {{ ref('int_interception__claims') }}
    union all
    select
        claim_id,
        case when len(weapon_classes) = 1 then weapon_classes[1] end as weapon_class,
        unnest(weapon_names) as weapon_name,
        'strike' as kind
    from {{ ref('int_strike__claims') }}
),

seen_names as (
    select
        {{ fold_name('weapon_name') }} as weapon_key,
        min(weapon_name) as weapon_name,
        mode(weapon_class order by weapon_class) as weapon_class,
        count(*) filter (where kind = 'strike') as n_strike_claims,
        count(*) filter (where kind = 'interception') as n_interception_claims
    from seen
    where {{ fold_name('weapon_name') }} <> ''
    group by weapon_key
),

lexicon as (
    select
        {{ fold_name('weapon_name') }} as weapon_key,
        weapon_name,
        weapon_class,
        origin_country
    from {{ ref('weapons') }}
)

select
    {{ hashed_id("'weapon|' || coalesce(lexicon.weapon_key, seen_names.weapon_key)") }} as weapon_id,
    coalesce(lexicon.weapon_name, seen_names.weapon_name) as weapon_name,
    coalesce(lexicon.weapon_class, seen_names.weapon_class) as weapon_class,
    lexicon.origin_country,
    lexicon.weapon_key is not null as is_in_lexicon,
    coalesce(seen_names.n_strike_claims, 0) as n_strike_claims,
    coalesce(seen_names.n_interception_claims, 0) as n_interception_claims
from lexicon
full outer join seen_names
    on lexicon.weapon_key = seen_names.weapon_key
