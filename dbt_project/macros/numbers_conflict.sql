{#-
    Two counts cannot be the same count. Null contradicts nothing, equal numbers agree, and a rounded number leaves room:
    "about N" up to `rounded_count` times as many or as few, "more than N" up to so many more, "up to N" down to so many
    fewer.
-#}
{% macro numbers_conflict(a, a_qualifier, b, b_qualifier) -%}
    coalesce(
        {{ a }} <> {{ b }}
        and not (
            (
                ({{ a_qualifier }} in ('about', 'at_least') or {{ b_qualifier }} in ('about', 'at_most'))
                and {{ b }} between {{ a }} and {{ a }} * {{ var('rounded_count') }}
            )
            or (
                ({{ b_qualifier }} in ('about', 'at_least') or {{ a_qualifier }} in ('about', 'at_most'))
                and {{ a }} between {{ b }} and {{ b }} * {{ var('rounded_count') }}
            )
        ),
        false
    )
{%- endmacro %}
