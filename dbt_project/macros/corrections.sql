{#-
    What a correction knows a claim by: article, kind and passage, and what tells claims on one passage apart. It stays the
    same when another reader reads the passage alike.
-#}
{% macro claim_key(kind) -%}
    {%- set subjects = {
        'strike': "coalesce(claims.place, claims.admin1, claims.target_country, '')",
        'interception':
            "concat_ws('|', claims.weapon_class, claims.defender_country, claims.scope, claims.place, claims.admin1)",
        'aid': "concat_ws('|', claims.donor, claims.donor_name, claims.recipient, claims.amount, claims.currency)",
        'meeting': "concat_ws('|', array_to_string(list_sort(claims.countries), ','), claims.place)",
    } -%}
    {{ hashed_id("concat_ws('|', '" ~ kind ~ "', claims.article_id, claims.quote, " ~ subjects[kind] ~ ")") }}
{%- endmacro %}

{#- A field of a claim as it counts: as a live correction has it, else as it was read. -#}
{% macro corrected(field, type, told=none) -%}
    {%- set told_value = "corrections.new_values['" ~ (told or field) ~ "']" -%}
    case
        when map_contains(corrections.new_values, '{{ told or field }}')
            then
                {% if type == 'varchar[]' -%}
                    from_json({{ told_value }}, '["varchar"]')
                {%- elif told -%}
                    ({{ told_value }}::json ->> '{{ field }}')::{{ type }}
                {%- else -%}
                    {{ told_value }}::{{ type }}
                {%- endif %}
        else claims.{{ field }}
    end as {{ field }}
{%- endmacro %}

{#- The columns of a claim's date as they count: a corrected day is that day, or none. -#}
{% macro corrected_date(field) -%}
    {%- set is_corrected = "map_contains(corrections.new_values, '" ~ field ~ "')" -%}
    {%- set day = "corrections.new_values['" ~ field ~ "']::date" -%}
    {{ corrected(field, 'date') }},
    case when {{ is_corrected }} then if({{ day }} is null, null, 'day') else claims.date_precision end as date_precision,
    case when {{ is_corrected }} then {{ day }} else claims.date_start end as date_start,
    case when {{ is_corrected }} then {{ day }} else claims.date_end end as date_end,
    case when {{ is_corrected }} then null else claims.date_partial end as date_partial
{%- endmacro %}

{#- The country that was hit, which a corrected place brings along; and how well a place is known. -#}
{% macro corrected_target_country() -%}
    coalesce(
        corrections.new_values['target_country'],
        corrections.new_values['place']::json ->> 'target_country',
        claims.target_country
    ) as target_country
{%- endmacro %}

{% macro corrected_geo_precision() -%}
    case when corrections.new_values['place'] is not null then 'settlement' else claims.geo_precision end as geo_precision
{%- endmacro %}

{#- A kind's claims as they count: what is rejected or left out is gone, what is corrected has its new value. -#}
{% macro claims_that_count(kind, corrected_columns) -%}
select
    claims.* replace (
        {{ corrected_columns | join(',\n        ') }}
    ),
    {{ claim_key(kind) }} as claim_key,
    coalesce(corrections.as_read, []) as as_read
from {{ ref('stg_raw__' ~ kind ~ '_claims') }} as claims
left join {{ ref('int_corrected_claims') }} as corrections
    on claims.claim_id = corrections.claim_id and corrections.kind = '{{ kind }}'
where
    not coalesce(corrections.is_rejected, false)
    and claims.article_id not in (select left_out.article_id from {{ ref('int_left_out_articles') }} as left_out)
{%- endmacro %}

{#-
    The facts of claims after people have spoken: claims that are another event leave their fact, and facts of which claims
    are one event become one, which keeps the id of the fact that was named first. `resolved`: claim_id and `id`, in which
    an added part makes another id.
-#}
{% macro steered(kind, resolved, id) -%}
with recursive steering as (
    select
        passages.entry_id,
        passages.entry_number,
        passages.claim_number,
        passages.action,
        passages.is_other,
        passages.claim_id,
        resolved.{{ id }} as own_id
    from {{ ref('int_corrections__passages') }} as passages
    inner join {{ resolved }} as resolved
        on passages.claim_id = resolved.claim_id
    where passages.kind = '{{ kind }}' and passages.action in ('merge', 'split') and passages.is_applied
),

-- The last entry counts, and a fact of which nothing would be left stays as it is.
taken_out as (
    select
        steering.claim_id,
        max_by(steering.own_id || '|split:' || steering.entry_id, steering.entry_number) as new_id
    from steering
    where
        steering.action = 'split'
        and not steering.is_other
        and exists (
            select 1
            from {{ resolved }} as others
            where
                others.{{ id }} = steering.own_id
                and others.claim_id not in (
                    select named.claim_id
                    from steering as named
                    where named.entry_id = steering.entry_id and not named.is_other
                )
        )
    group by steering.claim_id
),

members as (
    select
        steering.entry_id,
        steering.entry_number,
        steering.claim_number,
        coalesce(taken_out.new_id, steering.own_id) as own_id
    from steering
    left join taken_out
        on steering.claim_id = taken_out.claim_id
    where steering.action = 'merge'
),

reached as (
    select
        own_id,
        own_id as other_id
    from members
    union
    select
        reached.own_id,
        others.own_id as other_id
    from reached
    inner join members
        on reached.other_id = members.own_id
    inner join members as others
        on members.entry_id = others.entry_id
),

first_named as (
    select
        own_id,
        min((entry_number, claim_number)) as place
    from members
    group by own_id
),

brought_together as (
    select
        reached.own_id,
        arg_min(reached.other_id, first_named.place) as new_id
    from reached
    inner join first_named
        on reached.other_id = first_named.own_id
    group by reached.own_id
)

select
    resolved.* exclude ({{ id }}),
    coalesce(brought_together.new_id, taken_out.new_id, resolved.{{ id }}) as {{ id }}
from {{ resolved }} as resolved
left join taken_out
    on resolved.claim_id = taken_out.claim_id
left join brought_together
    on coalesce(taken_out.new_id, resolved.{{ id }}) = brought_together.own_id
{%- endmacro %}

{#- What a person confirms of a fact, as JSON: other figures are not what was confirmed. -#}
{% macro fact_figures(kind) -%}
    {%- set columns = {
        'strike': ['event_date', 'killed_best', 'wounded_best'],
        'interception': ['event_date', 'launched', 'intercepted'],
        'aid': ['announced_date', 'amount', 'currency', 'status'],
        'meeting': ['event_date', 'status'],
    } -%}
    to_json(struct_pack(
        {%- for column in columns[kind] %}{{ column }} := {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ))::varchar
{%- endmacro %}
