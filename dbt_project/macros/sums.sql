{#-
    Whether a fact's numbers may stand in sums by themselves, whatever holds it. A running total is no package, suspended
    aid is not given, and of a sum for several recipients nobody says how much is this one's. What needs review waits.
-#}
{% macro stands_in_sums(kind) -%}
    ({{ is_of_sums(kind) }} and {{ is_believed() }})
{%- endmacro %}

{% macro is_believed() -%}
    coalesce(review_state, 'automatic') not in ('needs_review', 'rejected')
{%- endmacro %}

{#- True where a fact would stand in sums and waits for review: aggregates count these apart (n_needs_review). -#}
{% macro awaits_review(kind) -%}
    ({{ is_of_sums(kind) }} and coalesce(review_state = 'needs_review', false))
{%- endmacro %}

{% macro is_of_sums(kind) -%}
    {%- if kind == 'aid' -%}
        (not is_cumulative and status is distinct from 'suspended' and len(shared_with) = 0)
    {%- elif kind == 'interception' -%}
        (scope = 'national' and not is_recap)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- True where a fact is counted: it stands in sums and no fact that holds it does. Every aggregate filters by this. -#}
{% macro is_counted(kind, id) -%}
    (
        {{ stands_in_sums(kind) }}
        and {{ id }} not in (
            select relations.child_id
            from {{ ref('fact_relations') }} as relations
            where relations.fact_kind = '{{ kind }}' and relations.is_counted_in_parent
        )
    )
{%- endmacro %}

{#- True where another count of its day holds the weapons of a count, or its classes are there (interception_overlaps). -#}
{% macro is_held_count() -%}
    (
        interception_id in (
            select held.interception_id
            from {{ ref('interception_overlaps') }} as held
            where not held.only_with_review
        )
    )
{%- endmacro %}

{#- True where a fact stands in sums and holds no other that does: what counts events, where is_counted adds up numbers. -#}
{% macro is_leaf(kind, id) -%}
    (
        {{ stands_in_sums(kind) }}
        and {{ id }} not in (
            select ancestors.ancestor_id
            from {{ ref('int_fact_ancestors') }} as ancestors
            where ancestors.fact_kind = '{{ kind }}' and ancestors.is_child_summed
        )
    )
{%- endmacro %}

{#-
    The sum of amounts, added up as decimals: a sum of floating-point numbers depends on the order of its rows, and that on
    the order in which articles came. (No amount that is believed is too large for a decimal.)
-#}
{% macro exact_sum(amount, condition) -%}
    (sum(try_cast({{ amount }} as decimal(38, 4))) filter (where {{ condition }}))::double
{%- endmacro %}
