-- Counts that another count of the same day holds already, so that sums must leave them out. Compared are national
-- counts of one defender and one day, and only those that tell a number: once those that stand in sums by themselves,
-- then with those that await review, as a reader may ask for.
with facts as (
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
        intercepted,
        {{ is_believed() }} as is_believed
    from {{ ref('fct_interceptions') }}
    where
        ({{ stands_in_sums('interception') }} or {{ awaits_review('interception') }})
        and event_date is not null
        and coalesce(launched, intercepted) is not null
),

counts as (
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

-- A bulletin of the evening or the early morning, and the one of the whole night: both of its numbers are at most as
-- large, and its window lies inside the other's. (The night before a day's larger attack has a window that begins
-- earlier: both count.) An evening's bulletin can have the day before: it is inside where its hours are, and a night of
-- which no hours are told begins at 18:00, as the Air Force counts. Windows that touch and do not overlap add up.
-- (Both days are written out, so that the join is by day.)
days_of_parts as (
    select
        *,
        unnest([event_date, event_date + 1]) as whole_date
    from counts
),

partial_bulletins as (
    select
        part.interception_id,
        part.with_review,
        'partial_bulletin' as overlap_rule,
        arg_max(whole.interception_id, (coalesce(whole.intercepted, whole.launched), whole.interception_id))
            as included_in
    from days_of_parts as part
    inner join counts as whole
        on
            part.with_review = whole.with_review
            and part.whole_date = whole.event_date
            and (
                part.event_date = whole.event_date
                or (
                    part.date_start = whole.date_start
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
    group by part.interception_id, part.with_review
),

whole_counts as (
    select counts.*
    from counts
    left join partial_bulletins
        on
            counts.interception_id = partial_bulletins.interception_id
            and counts.with_review = partial_bulletins.with_review
    where partial_bulletins.interception_id is null
),

-- "102 missiles" and "99 of them cruise missiles": the kinds are inside the sum of all missiles.
missile_kinds as (
    select
        kinds.with_review,
        kinds.event_date,
        kinds.defender_country,
        sum(kinds.launched) as launched,
        sum(kinds.intercepted) as intercepted
    from whole_counts as kinds
    where kinds.weapon_class in ('cruise_missile', 'ballistic_missile')
    group by kinds.with_review, kinds.event_date, kinds.defender_country
),

kinds_of_missile as (
    select
        kinds.interception_id,
        kinds.with_review,
        'kind_of_missile' as overlap_rule,
        missiles.interception_id as included_in
    from whole_counts as kinds
    inner join missile_kinds
        on
            kinds.with_review = missile_kinds.with_review
            and kinds.event_date = missile_kinds.event_date
            and kinds.defender_country = missile_kinds.defender_country
    inner join whole_counts as missiles
        on
            kinds.with_review = missiles.with_review
            and kinds.event_date = missiles.event_date
            and kinds.defender_country = missiles.defender_country
            and missiles.weapon_class = 'missile'
            and not coalesce(missile_kinds.launched > missiles.launched, false)
            and not coalesce(missile_kinds.intercepted > missiles.intercepted, false)
    where kinds.weapon_class in ('cruise_missile', 'ballistic_missile')
    qualify row_number() over (
        partition by kinds.interception_id, kinds.with_review
        order by missiles.interception_id
    ) = 1
),

-- "92 of 151 targets" beside 55 of 63 drones and 37 of 88 missiles: a sum over classes, whose parts are there.
sums_of_classes as (
    select
        total.interception_id,
        total.with_review,
        'sum_of_classes' as overlap_rule,
        null::varchar as included_in
    from whole_counts as total
    inner join whole_counts as parts
        on
            total.with_review = parts.with_review
            and total.event_date = parts.event_date
            and total.defender_country = parts.defender_country
            and parts.weapon_class <> 'other'
    left join kinds_of_missile
        on
            parts.interception_id = kinds_of_missile.interception_id
            and parts.with_review = kinds_of_missile.with_review
    where total.weapon_class = 'other' and kinds_of_missile.interception_id is null
    group by total.interception_id, total.with_review, total.launched, total.intercepted
    having
        count(*) > 1
        and (total.launched = sum(parts.launched) or total.intercepted = sum(parts.intercepted))
),

held_counts as (
    select * from partial_bulletins
    union all
    select * from kinds_of_missile
    union all
    select * from sums_of_classes
)

-- What holds without the counts that await review, holds with them.
select
    interception_id,
    overlap_rule,
    included_in,
    with_review as only_with_review
from held_counts
qualify row_number() over (partition by interception_id order by with_review) = 1
