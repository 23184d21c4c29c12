-- Interception claims with the day, scope and class that they are compared on. A partition is one defender, one weapon
-- class, one scope, one day; nights and recaps of longer windows never share a partition.
with claims as (
    select
        claims.*,
        articles.article_published_at,
        articles.source_id,
        inferred.inferred_date is not null as year_inferred,
        inferred.year_rule,
        coalesce(claims.event_date, inferred.inferred_date) as resolved_date
    from {{ ref('stg_raw__interception_claims') }} as claims
    left join {{ ref('int_articles') }} as articles
        on claims.article_id = articles.article_id
    left join {{ ref('int_inferred_dates') }} as inferred
        on claims.claim_id = inferred.claim_id
),

keyed as (
    select
        *,
        concat_ws(
            '|',
            case when is_recap then 'recap' else 'night' end,
            coalesce(defender_country, '?'),
            coalesce(weapon_class, '?'),
            scope,
            case
                when scope <> 'national'
                    then
                        coalesce({{ fold_name('place') }} || '@', '')
                        || coalesce(admin1_code, {{ fold_name('admin1') }}, '')
            end
        ) as count_key
    from claims
),

-- "Overnight", told a day late: the same number of thirty and more, brought down on two days running, is one night when
-- nothing else of the two counts differs. It belongs to the first day, for a report can be late but not early.
late_days as (
    select
        later.claim_id,
        min(earlier.resolved_date) as home_date
    from keyed as later
    inner join keyed as earlier
        on
            later.count_key = earlier.count_key
            and later.intercepted = earlier.intercepted
            and later.resolved_date - 1 = earlier.resolved_date
            and later.article_id <> earlier.article_id
    where
        later.intercepted >= 30
        and coalesce(later.date_precision, 'day') in ('hour', 'day')
        and coalesce(earlier.date_precision, 'day') in ('hour', 'day')
        and later.count_definition is not distinct from earlier.count_definition
        and not later.is_recap
        and not {{ contradicts('later.launched', 'earlier.launched') }}
    group by later.claim_id
),

placed as (
    select
        keyed.*,
        case
            when {{ names_a_day('keyed.resolved_date', 'keyed.date_precision') }}
                then coalesce(late_days.home_date, keyed.resolved_date)
        end as home_date
    from keyed
    left join late_days
        on keyed.claim_id = late_days.claim_id
),

partitioned as (
    select
        *,
        case
            when is_recap and date_start < date_end
                then date_start::text || '..' || date_end::text || '|' || count_key
            when home_date is not null then home_date::text || '|' || count_key
            when date_partial is not null then '--' || date_partial || '|' || count_key
            -- Without a day only both numbers together say that two articles mean the same night.
            else concat_ws(
                '|',
                coalesce(date_start::text || '..' || date_end::text, 'undated'),
                count_key,
                case
                    when launched is not null and intercepted is not null
                        then launched::text || '/' || intercepted::text
                    else 'article:' || article_id
                end
            )
        end as partition_key
    from placed
)

select
    *,
    -- A count above what was launched is a misreading or a misprint: it is kept, and never used for a rate.
    coalesce(intercepted > launched, false) as is_impossible,
    '' as id_signature,
    row_number() over (
        partition by partition_key
        order by
            coalesce(intercepted > launched, false)::integer,
            (launched is not null)::integer + (intercepted is not null)::integer + (shot_down is not null)::integer
            + (suppressed is not null)::integer desc,
            {{ claimant_rank('claimant_side') }},
            article_published_at nulls last,
            claim_id
    ) as lead_rank
from partitioned
