{#- Why a fact needs a look, as a sorted list of codes: the conditions that hold, by the name of their reason. -#}
{% macro review_reasons(conditions) -%}
    list_sort(list_filter(
        [
            {%- for reason, condition in conditions.items() %}
            case when {{ condition }} then '{{ reason }}' end{{ ',' if not loop.last }}
            {%- endfor %}
        ],
        lambda reason: reason is not null
    ))
{%- endmacro %}

{#-
    The review of a fact: a person's word on its figures as they are, else a reason to look (it is published and marked, and
    stands in no sum), else a correction; and who said so last, and why. `corrections`: int_fact_corrections.
-#}
{% macro review_columns(kind, reasons) -%}
    case
        when corrections.is_stale then list_sort(list_append({{ reasons }}, 'correction_is_stale')) else {{ reasons }}
    end as review_reasons,
    case
        when corrections.confirmed_figures = {{ fact_figures(kind) }} then 'confirmed'
        when len({{ reasons }}) > 0 or coalesce(corrections.is_stale, false) then 'needs_review'
        when corrections.is_corrected then 'corrected'
        else 'automatic'
    end as review_state,
    case
        when corrections.confirmed_figures = {{ fact_figures(kind) }} then corrections.confirmed_by
        else corrections.corrected_by
    end as reviewed_by,
    case
        when corrections.confirmed_figures = {{ fact_figures(kind) }} then corrections.confirmation_reason
        else corrections.correction_reason
    end as review_note
{%- endmacro %}

{#- A report cannot be older than what it tells; a day is left for time zones. -#}
{% macro is_dated_after_reports(date) -%}
    {{ date }} > last_reported_at + 1
{%- endmacro %}

{#-
    How sure a fact is: its best claim's confidence, and of the doubt that is left three tenths less for every further
    source (a text that is printed twice has one).
-#}
{% macro fact_confidence() -%}
    round(1 - (1 - max(confidence)) * pow({{ var('doubt_left_by_a_source') }}, count(distinct source_id) - 1), 3)
{%- endmacro %}

{#- True where two claims are of the two sides at war. -#}
{% macro sides_at_war(a, b) -%}
    (
        {{ a }}.claimant_side in ('ua_official', 'ru_official')
        and {{ b }}.claimant_side in ('ua_official', 'ru_official')
        and {{ a }}.claimant_side <> {{ b }}.claimant_side
    ) is true
{%- endmacro %}
