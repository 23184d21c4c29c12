{#- Order of trust at one date: authorities and international bodies, then media, then witnesses. -#}
{% macro claimant_rank(side) -%}
    case {{ side }}
        when 'ua_official' then 1
        when 'third_official' then 1
        when 'international_body' then 1
        when 'ru_official' then 2
        when 'media' then 3
        when 'witness' then 4
        else 5
    end
{%- endmacro %}

{#- Exact numbers before rounded ones; no word beside a number means that it was given as exact. -#}
{% macro qualifier_rank(qualifier) -%}
    case coalesce({{ qualifier }}, 'exact')
        when 'exact' then 1
        when 'at_least' then 2
        when 'at_most' then 3
        else 4
    end
{%- endmacro %}

{#- Finer dates first. -#}
{% macro date_precision_rank(precision) -%}
    case {{ precision }}
        when 'hour' then 1
        when 'day' then 2
        when 'assumed' then 3
        when 'week' then 4
        when 'month' then 5
        when 'year' then 6
        else 7
    end
{%- endmacro %}

{#- True where a claim's date names a day (an assumed day is the publication date). -#}
{% macro names_a_day(date, precision) -%}
    ({{ date }} is not null and coalesce({{ precision }}, 'day') in ('hour', 'day', 'assumed'))
{%- endmacro %}

{#-
    True where a claim's wording of its date names a day ("Tuesday", "6 August", not "overnight", "today" or "in the past 24
    hours").
-#}
{% macro names_its_day(date_text) -%}
    coalesce(
        regexp_matches(
            regexp_replace(lower({{ date_text }}), '\d+[\s-]*(?:hours?|hrs?)\b', '', 'g'),
            '\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day'
        ),
        false
    )
{%- endmacro %}
