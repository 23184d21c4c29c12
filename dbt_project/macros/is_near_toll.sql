{#- Two numbers of one rising toll: both are large enough to tell a strike, and they lie near each other. -#}
{% macro is_near_toll(number, other) -%}
    (
        {{ number }} >= {{ var('strike_telling_toll') }}
        and {{ other }} >= {{ var('strike_telling_toll') }}
        and {{ number }} between {{ other }} * {{ var('strike_falling_toll') }}
        and {{ other }} * {{ var('strike_rising_toll') }}
    )
{%- endmacro %}
