{#-
    The series of the air war by a period of time: national counts of nights, summed by defender, class and definition.

    Left out are recaps, undated counts, and counts that another one holds already (interception_overlaps). Only counts that
    tell both numbers go into the rate.
-#}
{% macro air_war_series(period, period_name) -%}
with counts as (
    select
        {{ period }} as {{ period_name }},
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
        and interception_id not in (select held.interception_id from {{ ref('interception_overlaps') }} as held)
)

select
    {{ period_name }},
    defender_country,
    weapon_class,
    count_definition,
    sum(launched)::bigint as launched,
    sum(intercepted)::bigint as intercepted,
    sum(shot_down)::bigint as shot_down,
    sum(suppressed)::bigint as suppressed,
    sum(intercepted) filter (where launched is not null)::double
    / nullif(sum(launched) filter (where intercepted is not null), 0) as interception_rate,
    count(*) as n_facts,
    count(*) filter (where launched is not null and intercepted is not null) as n_facts_with_rate
from counts
group by {{ period_name }}, defender_country, weapon_class, count_definition
{%- endmacro %}
