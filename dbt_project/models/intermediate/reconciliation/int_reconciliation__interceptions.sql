-- Our national counts beside the reference series, night by night and class by class. What is compared with
-- "intercepted" depends on what ours counts: weapons shot down, or the suppressed too.
with nights as (
    select * from {{ ref('int_reconciliation__nights') }}
),

reference_nights as (
    select * from {{ ref('int_reconciliation__reference_nights') }}
),

bounds as (
    select
        any_value(reference) as reference,
        min(night) as first_night,
        max(night) as last_night
    from reference_nights
),

our_bounds as (
    select
        min(night) as first_night,
        max(night) as last_night
    from nights
),

compared as (
    select
        coalesce(nights.night, reference_nights.night) as night,
        coalesce(nights.weapon_class, reference_nights.weapon_class) as weapon_class,
        nights.count_definition,
        nights.launched as launched_ours,
        reference_nights.launched as launched_reference,
        nights.intercepted as intercepted_ours,
        case
            when nights.count_definition = 'shot_down' then reference_nights.shot_down
            -- A count that does not say what it counts may be either: the nearer one is meant.
            when
                nights.count_definition = 'unspecified'
                and abs(nights.intercepted - reference_nights.shot_down)
                < abs(nights.intercepted - reference_nights.intercepted)
                then reference_nights.shot_down
            else reference_nights.intercepted
        end as intercepted_reference,
        reference_nights.shot_down as shot_down_reference,
        reference_nights.intercepted as all_stopped_reference,
        coalesce(nights.interception_ids, []) as interception_ids,
        nights.night is not null as is_ours,
        reference_nights.night is not null as is_reference,
        reference_nights.n_windows,
        bounds.reference,
        bounds.first_night,
        bounds.last_night
    from nights
    full outer join reference_nights
        on nights.night = reference_nights.night and nights.weapon_class = reference_nights.weapon_class
    cross join bounds
    cross join our_bounds
    where
        bounds.first_night is not null
        -- Nights before our first count and after our last one were never to be found here.
        and coalesce(nights.night, reference_nights.night) between our_bounds.first_night and our_bounds.last_night
),

-- Ours, a day early or late: the neighbouring night of the series has exactly our numbers.
shifted as (
    select
        nights.night,
        nights.weapon_class,
        min(reference_nights.night) as other_night
    from nights
    inner join reference_nights
        on
            nights.weapon_class = reference_nights.weapon_class
            and nights.night >= reference_nights.night - 1
            and nights.night <= reference_nights.night + 1
            and nights.night <> reference_nights.night
            and nights.launched = reference_nights.launched
            and (
                nights.intercepted = reference_nights.shot_down or nights.intercepted = reference_nights.intercepted
            )
    group by nights.night, nights.weapon_class
),

judged as (
    select
        compared.*,
        shifted.other_night,
        coalesce(launched_ours <> launched_reference, false) as differs_launched,
        coalesce(intercepted_ours <> intercepted_reference, false) as differs_intercepted,
        coalesce(launched_ours = launched_reference, false)
        or coalesce(intercepted_ours = intercepted_reference, false) as shares_number
    from compared
    left join shifted
        on compared.night = shifted.night and compared.weapon_class = shifted.weapon_class
)

select
    reference,
    night,
    weapon_class,
    case
        when not is_reference then 'missing_in_reference'
        when not is_ours then 'missing_here'
        when shares_number and not differs_launched and not differs_intercepted then 'matched'
        else 'different'
    end as status,
    case
        when not is_reference and night < first_night then 'before the first night of the reference'
        when not is_reference and night > last_night then 'after the last night of the reference'
        when not is_reference and other_night is not null
            then 'the reference has these numbers on ' || other_night::text
        when not is_reference then 'the reference has no row of this night and class'
        when not is_ours then 'no article here tells of it'
        when not differs_launched and not differs_intercepted and not shares_number
            then 'no number in common to compare'
        when not differs_launched and not differs_intercepted
            then
                case
                    when launched_ours is null then 'equal number stopped; launches not stated here'
                    when intercepted_ours is null then 'equal launches; number stopped not stated here'
                    else 'equal'
                end
        when other_night is not null then 'the reference has these numbers on ' || other_night::text
        else concat_ws(
            '; ',
            case when differs_launched then 'launched ' || printf('%+d', launched_ours - launched_reference) end,
            case
                when differs_intercepted
                    then 'intercepted ' || printf('%+d', intercepted_ours - intercepted_reference)
            end,
            case
                when
                    differs_intercepted
                    and intercepted_ours in (shot_down_reference, all_stopped_reference)
                    then 'equal under the other definition'
            end,
            case when n_windows > 1 then 'the reference adds ' || n_windows::text || ' windows of the day' end
        )
    end as reason,
    launched_ours,
    launched_reference,
    intercepted_ours,
    intercepted_reference,
    count_definition,
    interception_ids
from judged
