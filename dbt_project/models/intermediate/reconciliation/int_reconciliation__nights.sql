-- Our national counts of weapons launched at Ukraine, a night and class a row.
select
    event_date as night,
    weapon_class,
    list_sort(list(interception_id)) as interception_ids,
    case when count(*) = count(launched) then sum(launched)::bigint end as launched,
    case when count(*) = count(intercepted) then sum(intercepted)::bigint end as intercepted,
    case when count(distinct count_definition) = 1 then any_value(count_definition) else 'mixed' end
        as count_definition
from {{ ref('fct_interceptions') }}
where
    event_date is not null
    and defender_country = 'UA'
    and scope = 'national'
    and not is_recap
    and weapon_class in ('drone', 'missile', 'cruise_missile', 'ballistic_missile')
    and interception_id not in (
        select held.interception_id
        from {{ ref('interception_overlaps') }} as held
        where held.overlap_rule <> 'kind_of_missile' and held.only_with_review is not true
    )
group by event_date, weapon_class
