{% set kinds = {
    'strike': 'fct_strikes', 'interception': 'fct_interceptions', 'aid': 'fct_aid_packages',
    'meeting': 'fct_diplomatic_meetings',
} -%}
{% set ids = {
    'strike': 'strike_id', 'interception': 'interception_id', 'aid': 'aid_package_id', 'meeting': 'meeting_id',
} -%}
with entries as (
    select
        written.*,
        undoing.entry_id as undone_by
    from {{ ref('stg_raw__corrections') }} as written
    left join {{ ref('stg_raw__corrections') }} as undoing
        on written.entry_id = undoing.undoes
),

claims as (
    {%- for kind in kinds %}
        select
            '{{ kind }}' as kind,
            claim_id,
            fact_id
        from {{ ref(kind ~ '_claims') }}
        where claim_id in (select passages.claim_id from {{ ref('int_corrections__passages') }} as passages)
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

passages as (
    select
        passages.entry_id,
        list(passages.claim_id order by passages.claim_number) filter (
            where passages.claim_id is not null and not passages.is_other
        ) as claim_ids,
        arg_min(claims.fact_id, passages.claim_number) filter (where not passages.is_other) as fact_id,
        bool_or(passages.is_applied) filter (where not passages.is_other) as is_applied,
        bool_or(passages.claim_id is not null) as is_found
    from {{ ref('int_corrections__passages') }} as passages
    left join claims
        on passages.kind = claims.kind and passages.claim_id = claims.claim_id
    group by passages.entry_id
),

figures as (
    {%- for kind, table in kinds.items() %}
        select
            {{ ids[kind] }} as fact_id,
            {{ fact_figures(kind) }} as figures
        from {{ ref(table) }}
        where {{ ids[kind] }} in (select passages.fact_id from passages)
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

judged as (
    select
        entries.*,
        passages.claim_ids,
        passages.fact_id as fact_id_now,
        case
            when entries.undone_by is not null or entries.action = 'undo' then null
            when entries.action = 'leave_out' and left_out.article_id is null and entries.article_id is not null
                then 'article_gone'
            when entries.action = 'leave_out' then null
            when not coalesce(passages.is_found, false) then 'passage_read_differently'
            when not passages.is_applied then 'value_read_differently'
            when entries.action = 'confirm' and coalesce(figures.figures <> entries.as_read, true)
                then 'figures_changed'
        end as stale_reason
    from entries
    left join passages
        on entries.entry_id = passages.entry_id
    left join figures
        on passages.fact_id = figures.fact_id
    left join {{ ref('int_articles') }} as left_out
        on entries.article_id = left_out.article_id
)

select
    entry_id,
    action,
    kind,
    case
        when undone_by is not null then 'undone'
        when stale_reason is not null then 'stale'
        else 'live'
    end as state,
    stale_reason,
    coalesce(fact_id_now, fact_id) as fact_id,
    coalesce(claim_ids, list_transform(claims, lambda claim: claim.claim_id)) as claim_ids,
    case
        when article_id is not null then [article_id]
        else list_distinct(list_transform(claims, lambda claim: claim.article_id))
    end as article_ids,
    list_transform(claims, lambda claim: claim.quote) as quotes,
    field_name as field,
    new_value,
    as_read,
    source_label as publisher,
    undoes,
    undone_by,
    corrected_by,
    reason,
    written_at
from judged
