-- Every interception claim beside those of its partition that may lead a count (claim_clusters): counts that contradict
-- each other are two counts. "71 shot down" and "71 shot down and 40 suppressed" agree although their totals differ:
-- they count by other definitions.
with
{%- for name, may_lead in [
    ('pairs_with_first', 'b.lead_rank = 1'),
    (
        'pairs_with_next',
        'b.claim_id in (select firsts.claim_id from pairs_with_first as firsts where firsts.is_conflict)',
    ),
] %}
    {{ name }} as (
        select
            a.claim_id,
            b.claim_id as other_claim_id,
            a.partition_key,
            a.lead_rank,
            {{ contradicts('a.attacker_country', 'b.attacker_country') }} as differs_attacker,
            {{ numbers_conflict('a.launched', 'a.launched_qualifier', 'b.launched', 'b.launched_qualifier') }}
                as differs_launched,
            {{ numbers_conflict(
                'a.intercepted', 'a.intercepted_qualifier', 'b.intercepted', 'b.intercepted_qualifier'
            ) }}
            and not coalesce(a.shot_down = b.shot_down, false) as differs_intercepted,
            coalesce(a.launched = b.launched, false) as shares_launched,
            coalesce(a.intercepted = b.intercepted, false) or coalesce(a.shot_down = b.shot_down, false)
                as shares_intercepted,
            differs_attacker or differs_launched or differs_intercepted as is_conflict
        from {{ ref('int_interception__touched') }} as a
        inner join {{ ref('int_interception__touched') }} as b
            on a.partition_key = b.partition_key and a.claim_id <> b.claim_id
        where {{ may_lead }}
    )
    {%- if not loop.last %},
    {% endif %}
{%- endfor %}

select
    *,
    2 * shares_intercepted::integer + 2 * shares_launched::integer as score,
    concat_ws(
        '+',
        'defender',
        'class',
        'window',
        case when shares_launched then 'launched' end,
        case when shares_intercepted then 'intercepted' end
    ) as rule
from (
    select * from pairs_with_first
    union all
    select * from pairs_with_next
) as pairs
