-- Every strike claim beside those of its partition (one place, one day) that may lead a strike (claim_clusters): may
-- they be one strike, and how much do they share? One disagreement alone is how reports of one strike differ; two make
-- two strikes. Another attacker always does, and so does another region of a place that no gazetteer knows: there are
-- many villages of one name. Two tolls that one article tells of two targets are two strikes, though elsewhere the
-- larger could be the later of one.
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
            a.location_id is null
            and b.location_id is null
            and {{ contradicts('a.admin1_code', 'b.admin1_code') }} as differs_region,
            a.article_id = b.article_id
            and {{ contradicts('a.target_family', 'b.target_family') }}
            and (
                {{ contradicts('a.killed', 'b.killed') }} or {{ contradicts('a.wounded', 'b.wounded') }}
            ) as told_as_two,
            len(a.weapon_families) > 0
            and len(b.weapon_families) > 0
            and len(list_intersect(a.weapon_families, b.weapon_families)) = 0 as differs_weapon,
            {{ contradicts('a.target_family', 'b.target_family') }} as differs_target,
            -- More dead but fewer wounded: no toll that rises with the hours can be both.
            coalesce((a.killed - b.killed) * (a.wounded - b.wounded) < 0, false) as differs_toll,
            len(list_intersect(a.weapon_families, b.weapon_families)) > 0 as shares_weapon,
            coalesce(a.target_family = b.target_family, false) as shares_target,
            coalesce(a.killed = b.killed, false) or coalesce(a.wounded = b.wounded, false) as shares_toll,
            differs_attacker
            or differs_region
            or told_as_two
            or differs_weapon::integer + differs_target::integer + differs_toll::integer >= 2 as is_conflict
        from {{ ref('int_strike__touched') }} as a
        inner join {{ ref('int_strike__touched') }} as b
            on a.partition_key = b.partition_key and a.claim_id <> b.claim_id
        where {{ may_lead }}
    )
    {%- if not loop.last %},
    {% endif %}
{%- endfor %}

select
    *,
    4 * shares_toll::integer + 2 * shares_target::integer + 2 * shares_weapon::integer - differs_weapon::integer
    - differs_target::integer - differs_toll::integer as score,
    concat_ws(
        '+',
        'place',
        'day',
        case when shares_target then 'target' end,
        case when shares_weapon then 'weapon' end,
        case when shares_toll then 'toll' end
    ) as rule
from (
    select * from pairs_with_first
    union all
    select * from pairs_with_next
) as pairs
