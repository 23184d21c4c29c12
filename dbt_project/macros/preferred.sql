{#- The value that the best of a fact's claims gives for a column; claims that give none are passed over. -#}
{% macro preferred(column, rank='claim_rank') -%}
    min_by({{ column }}, {{ rank }}) filter (where {{ column }} is not null)
{%- endmacro %}

{#- When a fact happened, as its claims say; `day` is the claims' own column of the day. -#}
{% macro fact_days(day) -%}
    any_value(partition_key) as partition_key,
    min(home_date) as {{ day }},
    min_by(date_precision, {{ date_precision_rank('date_precision') }} * 100000 + claim_rank) as date_precision,
    min(coalesce(date_start, resolved_date)) as date_start,
    max(coalesce(date_end, resolved_date)) as date_end,
    {{ preferred('date_partial') }} as date_partial,
    bool_or(year_inferred) and not bool_or({{ day }} is not null) as year_inferred
{%- endmacro %}

{#- Columns that every fact has, over claims joined to their fact (source_id, article_published_at, is_background). -#}
{% macro fact_counts() -%}
    count(*) as n_claims,
    count(distinct article_id) as n_articles,
    count(distinct source_id) as n_sources,
    {{ fact_confidence() }} as confidence,
    min(article_published_at) as first_reported_at,
    max(article_published_at) as last_reported_at,
    coalesce(
        list_sort(list(distinct claimant_side) filter (where claimant_side <> 'unknown')), []
    ) as claimant_sides,
    coalesce(
        bool_and(claimant_side in ('ua_official', 'ru_official')) filter (where claimant_side <> 'unknown'), false
    ) as is_belligerent_only
{%- endmacro %}

{#-
    The order in which claims of a fact are believed for one number, best first: a rank to order by.

    The latest published news comes first. An article without a date, or one that only recalls the event, counts as later
    than all news when its number is larger (a toll rises), else as earlier: such numbers are often the first day's,
    repeated. At one date authorities come before media and media before witnesses, exact numbers before rounded ones.
    `largest_news` is the largest number that dated news gives for the fact.
-#}
{% macro belief_order(number, qualifier, largest_news) -%}
    case
        when {{ number }} is null then 5
        when is_taken_back then 4
        when article_published_at is not null and not coalesce(is_background, false) then 2
        when {{ number }} > coalesce({{ largest_news }}, -1) then 1
        else 3
    end,
    {{ newest_first() }},
    case when article_published_at is null then {{ number }} end desc nulls last,
    {{ claimant_rank('claimant_side') }},
    {{ qualifier_rank(qualifier) }},
    {{ last_fetched_first() }}
{%- endmacro %}

{#-
    Newest report first: by day, on one day corrections and what their outlet reported after them, then by the hour where all reports of that day state one
    (`day_has_hours`). What authority and exactness leave open, `last_fetched_first` decides, and never an id.
-#}
{% macro newest_first() -%}
    article_published_at desc nulls last,
    is_corrected desc,
    case when day_has_hours then article_published_time end desc nulls last
{%- endmacro %}

{% macro last_fetched_first() -%}
    article_published_time desc nulls last,
    article_fetched_at desc nulls last,
    claim_id
{%- endmacro %}

{#-
    What an outlet has taken back: its claims of the event up to its last correction of it (on the correction's day, all but
    those that are known to be of a later hour). `is_corrected`: corrections, and what their outlet reported after them on
    their day. As windows over a fact's claims, with `day_has_hours`.
-#}
{% macro order_of_news() -%}
    coalesce(
        not coalesce(is_correction, false)
        and row(
            coalesce(article_published_at, date '0001-01-01'),
            coalesce(article_published_time, '-infinity'::timestamptz)
        )
        <= max(
            case
                when is_correction and article_published_at is not null
                    then row(article_published_at, coalesce(article_published_time, 'infinity'::timestamptz))
            end
        ) over (partition by fact_id, source_id),
        false
    ) as is_taken_back,
    coalesce(bool_or(is_correction) over (partition by fact_id, source_id, article_published_at), false) as is_corrected,
    bool_and(article_published_time is not null) over (partition by fact_id, article_published_at) as day_has_hours
{%- endmacro %}

{#- The largest number that dated news (no recalls) gives for a fact, as a window over its claims. -#}
{% macro largest_news(number) -%}
    max({{ number }}) filter (where article_published_at is not null and not coalesce(is_background, false))
        over (partition by fact_id)
{%- endmacro %}
