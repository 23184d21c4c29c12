{#- What meetings are looked up by: each person, each body, and the list of states as one. -#}
{% macro meeting_tokens() -%}
    list_concat(person_keys, body_keys, [array_to_string(country_keys, ',')])
{%- endmacro %}

{#-
    What the claims of a relation that state their day name on it, once however many name the same: a row for each person, each
    body and the list of states (`token`), by which reports are found that say less of their day.
-#}
{% macro meeting_days(relation) -%}
    select
        *,
        unnest({{ meeting_tokens() }}) as token
    from (
        select distinct
            resolved_date,
            person_keys,
            country_keys,
            body_keys,
            place_key,
            country,
            format
        from {{ relation }}
        where {{ names_a_day('resolved_date', 'date_precision') }}
    ) as stated_days
{%- endmacro %}

{#-
    Talks of two on the margins of a summit are not the summit. (A summit of two without a body is their meeting, whoever else
    a report of it names.)
-#}
{% macro is_on_the_margins(talks, summit) -%}
    (
        {{ summit }}.is_multilateral
        and {{ talks }}.format = 'bilateral'
        and (
            {{ summit }}.country_keys <> {{ talks }}.country_keys
            or (len({{ summit }}.body_keys) > 0 and len({{ talks }}.body_keys) = 0)
        )
        and not (
            len({{ summit }}.country_keys) = 2
            and coalesce(len({{ summit }}.body_keys), 0) = 0
            and coalesce({{ summit }}.place_key = {{ talks }}.place_key, false)
        )
    )
{%- endmacro %}
