with counts as (
    select
        event_date,
        defender_country,
        weapon_class,
        count_definition,
        launched,
        intercepted,
        shot_down,
        suppressed
    from {{ ref('fct_interceptions') }}
    where
        event_date is not null
        and scope = 'national'
        and not is_recap
)

select
    event_date,
    defender_country,
    weapon_class,
    count_definition,
    sum(launched)::bigint as launched,
    sum(intercepted)::bigint as intercepted,
    sum(shot_down)::bigint as shot_down,
    sum(suppressed)::bigint as suppressed,
    -- Only counts that tell both numbers go into the rate.
    sum(intercepted) filter (where launched is not null)::double
    / nullif(sum(launched) filter (where intercepted is not null), 0) as interception_rate,
    count(*) as n_facts,
    count(*) filter (where launched is not null and intercepted is not null) as n_facts_with_rate
from counts
group by event_date, defender_country, weapon_class, count_definition
