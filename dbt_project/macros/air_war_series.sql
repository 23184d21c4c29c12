{#-
    The series of the air war by a period of time: national counts of nights, summed by defender, class and definition.

    Left out are recaps, undated counts, counts that need review (they have a column of their own), and counts that another one holds already (interception_overlaps). Only counts that
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
        suppressed,
        {{ awaits_review('interception') }} as awaits_review
    from {{ ref('fct_interceptions') }}
    where
        event_date is not null
        and {{ is_of_sums('interception') }}
        and coalesce(review_state, 'automatic') <> 'rejected'
        and not {{ is_held_count() }}
)

select
    {{ period_name }},
    defender_country,
    weapon_class,
    count_definition,
    (sum(launched) filter (where not awaits_review))::bigint as launched,
    (sum(intercepted) filter (where not awaits_review))::bigint as intercepted,
    (sum(shot_down) filter (where not awaits_review))::bigint as shot_down,
    (sum(suppressed) filter (where not awaits_review))::bigint as suppressed,
    (sum(intercepted) filter (where launched is not null and not awaits_review))::double
    / nullif(sum(launched) filter (where intercepted is not null and not awaits_review), 0) as interception_rate,
    count(*) filter (where not awaits_review) as n_facts,
    count(*) filter (where launched is not null and intercepted is not null and not awaits_review) as n_facts_with_rate,
    count(*) filter (where awaits_review) as n_needs_review
from counts
group by {{ period_name }}, defender_country, weapon_class, count_definition
{%- endmacro %}
