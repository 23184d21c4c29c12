-- The reference's nights, as far as ours can be compared with them. The series tells cruise and ballistic missiles
-- apart, articles often only "missiles": a count of ours of all missiles is compared with the sum of the series'
-- kinds, and then the kinds are not missed.
with nights as (
    select * from {{ ref('int_reconciliation__nights') }}
),

reference_kinds as (
    select
        points.reference,
        points.event_date as night,
        points.entity as weapon_class,
        sum(points.quantity) filter (where points.measure = 'launched')::bigint as launched,
        sum(points.quantity) filter (where points.measure = 'shot_down')::bigint as shot_down,
        coalesce(sum(points.quantity) filter (where points.measure <> 'launched'), 0)::bigint as intercepted,
        count(distinct points.window_end) as n_windows
    from {{ ref('stg_raw__reference_values') }} as points
    inner join {{ ref('stg_raw__reference_series') }} as series
        on points.reference = series.reference and series.subject = 'interceptions'
    where points.entity in ('drone', 'missile', 'cruise_missile', 'ballistic_missile')
    group by points.reference, points.event_date, points.entity
),

all_missiles as (
    select
        reference,
        night,
        'missile' as weapon_class,
        sum(launched)::bigint as launched,
        sum(shot_down)::bigint as shot_down,
        sum(intercepted)::bigint as intercepted,
        max(n_windows) as n_windows
    from reference_kinds
    where weapon_class <> 'drone'
    group by reference, night
)

-- The kinds are wanted only where ours tells them; a night without any missile of ours misses all of them as one row.
select *
from reference_kinds
where weapon_class = 'drone'
union all
select kinds.*
from reference_kinds as kinds
inner join nights
    on kinds.night = nights.night and kinds.weapon_class = nights.weapon_class
where kinds.weapon_class in ('cruise_missile', 'ballistic_missile')
union all
select all_missiles.*
from all_missiles
where
    all_missiles.night not in (
        select nights.night
        from nights
        where nights.weapon_class in ('cruise_missile', 'ballistic_missile')
    )
    or all_missiles.night in (
        select nights.night
        from nights
        where nights.weapon_class = 'missile'
    )
