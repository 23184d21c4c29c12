{#-
    Two counts cannot be the same count. Null contradicts nothing, equal numbers agree, and a rounded number leaves room:
    "about N" within 10 %, "more than N" up to 10 % above it, "up to N" down to 10 % below it.
    10 % is the step of round numbers in reports ("more than 100" is said of 104, not of 123).
-#}
{% macro numbers_conflict(a, a_qualifier, b, b_qualifier) -%}
    coalesce(
        {{ a }} <> {{ b }}
        and not (
            (
                ({{ a_qualifier }} in ('about', 'at_least') or {{ b_qualifier }} in ('about', 'at_most'))
                and {{ b }} between {{ a }} and {{ a }} * 1.1
            )
            or (
                ({{ b_qualifier }} in ('about', 'at_least') or {{ a_qualifier }} in ('about', 'at_most'))
                and {{ a }} between {{ b }} and {{ b }} * 1.1
            )
        ),
        false
    )
{%- endmacro %}
