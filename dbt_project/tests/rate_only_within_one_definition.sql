-- A rate in the series is made of counts of one definition, and of counts that tell both numbers.
with facts as (
    select
        event_date,
        defender_country,
        weapon_class,
        count_definition,
        sum(intercepted)::double / nullif(sum(launched), 0) as expected_rate
    from {{ ref('fct_interceptions') }}
    where
        event_date is not null
        and {{ stands_in_sums('interception') }}
        and launched is not null
        and intercepted is not null
        and not {{ is_held_count() }}
    group by all
)

select
    series.*,
    facts.expected_rate
from {{ ref('agg_air_war_daily') }} as series
left join facts
    on
        series.event_date = facts.event_date
        and series.defender_country is not distinct from facts.defender_country
        and series.weapon_class is not distinct from facts.weapon_class
        and series.count_definition is not distinct from facts.count_definition
where
    series.interception_rate is distinct from facts.expected_rate
    and coalesce(abs(series.interception_rate - facts.expected_rate) > 1e-9, true)
