-- Counts that another count of the same day holds already, so that sums must leave them out. Compared are national
-- counts of one defender and one day, and only those that tell a number.
with counts as (
    select
        interception_id,
        event_date,
        date_start,
        date_end,
        time_start,
        time_end,
        defender_country,
        weapon_class,
        launched,
        intercepted
    from {{ ref('fct_interceptions') }}
    where
        {{ stands_in_sums('interception') }}
        and event_date is not null
        and coalesce(launched, intercepted) is not null
),

-- A bulletin of the evening or the early morning, and the one of the whole night: both of its numbers are at most as
-- large, and its window lies inside the other's. (The night before a day's larger attack has a window that begins
-- earlier: both count.) An evening's bulletin can have the day before: it is inside where its hours are, and a night of
-- which no hours are told begins at 18:00, as the Air Force counts. Windows that touch and do not overlap add up.
partial_bulletins as (
    select
        part.interception_id,
        'partial_bulletin' as overlap_rule,
        arg_max(whole.interception_id, (coalesce(whole.intercepted, whole.launched), whole.interception_id))
            as included_in
    from counts as part
    inner join counts as whole
        on
            (
                part.event_date = whole.event_date
                or (
                    part.event_date + 1 = whole.event_date
                    and part.date_start = whole.date_start
                    and part.time_start >= coalesce(whole.time_start, '{{ var("night_begins") }}')
                )
            )
            and part.defender_country = whole.defender_country
            and part.weapon_class = whole.weapon_class
            and part.interception_id <> whole.interception_id
            and not coalesce(part.launched > whole.launched, false)
            and not coalesce(part.intercepted > whole.intercepted, false)
            and coalesce(part.launched < whole.launched or part.intercepted < whole.intercepted, false)
            and coalesce(part.date_start >= whole.date_start, true)
            and coalesce(part.date_end <= whole.date_end, true)
            and not coalesce(part.date_start = whole.date_start and part.time_start < whole.time_start, false)
            and not coalesce(part.date_end = whole.date_end and part.time_end > whole.time_end, false)
            and not coalesce(part.date_start = whole.date_end and part.time_start >= whole.time_end, false)
    group by part.interception_id
),

whole_counts as (
    select *
    from counts
    where interception_id not in (select partial_bulletins.interception_id from partial_bulletins)
),

-- "102 missiles" and "99 of them cruise missiles": the kinds are inside the sum of all missiles.
missile_kinds as (
    select
        kinds.event_date,
        kinds.defender_country,
        sum(kinds.launched) as launched,
        sum(kinds.intercepted) as intercepted
    from whole_counts as kinds
    where kinds.weapon_class in ('cruise_missile', 'ballistic_missile')
    group by kinds.event_date, kinds.defender_country
),

kinds_of_missile as (
    select
        kinds.interception_id,
        'kind_of_missile' as overlap_rule,
        missiles.interception_id as included_in
    from whole_counts as kinds
    inner join missile_kinds
        on kinds.event_date = missile_kinds.event_date and kinds.defender_country = missile_kinds.defender_country
    inner join whole_counts as missiles
        on
            kinds.event_date = missiles.event_date
            and kinds.defender_country = missiles.defender_country
            and missiles.weapon_class = 'missile'
            and not coalesce(missile_kinds.launched > missiles.launched, false)
            and not coalesce(missile_kinds.intercepted > missiles.intercepted, false)
    where kinds.weapon_class in ('cruise_missile', 'ballistic_missile')
    qualify row_number() over (partition by kinds.interception_id order by missiles.interception_id) = 1
),

-- "92 of 151 targets" beside 55 of 63 drones and 37 of 88 missiles: a sum over classes, whose parts are there.
sums_of_classes as (
    select
        total.interception_id,
        'sum_of_classes' as overlap_rule,
        null::varchar as included_in
    from whole_counts as total
    inner join whole_counts as parts
        on
            total.event_date = parts.event_date
            and total.defender_country = parts.defender_country
            and parts.weapon_class <> 'other'
    where
        total.weapon_class = 'other'
        and parts.interception_id not in (select kinds_of_missile.interception_id from kinds_of_missile)
    group by total.interception_id, total.launched, total.intercepted
    having
        count(*) > 1
        and (total.launched = sum(parts.launched) or total.intercepted = sum(parts.intercepted))
)

select * from partial_bulletins
union all
select * from kinds_of_missile
union all
select * from sums_of_classes
