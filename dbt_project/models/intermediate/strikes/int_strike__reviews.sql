-- Why a strike's numbers need a look before they are added up: more than any strike of this war, much more than any
-- other source says, an age read as a toll, a day after its reports.
-- What other sources than that of the number believed say on its day or later counts, and how many sources say at least
-- half of it. A toll rises: four dead in the first hour do not make 21 on the next day a misprint, nor does "nobody".
-- The sides at war differ about each other's losses as a rule: that is a dispute and no misprint.
with others as (
    select
        facts.strike_id,
        max(claims.killed) filter (
            where claims.source_id <> killed_claims.source_id
            and claims.article_published_at >= killed_claims.article_published_at
            and claims.killed > 0
            and not {{ sides_at_war('claims', 'killed_claims') }}
        ) as killed_elsewhere,
        max(claims.wounded) filter (
            where claims.source_id <> wounded_claims.source_id
            and claims.article_published_at >= wounded_claims.article_published_at
            and claims.wounded > 0
            and not {{ sides_at_war('claims', 'wounded_claims') }}
        ) as wounded_elsewhere,
        count(distinct claims.source_id) filter (where claims.killed * 2 >= facts.killed_best) as n_sources_killed,
        count(distinct claims.source_id) filter (where claims.wounded * 2 >= facts.wounded_best) as n_sources_wounded,
        coalesce(bool_or(
            facts.killed_best >= 10 and contains(killed_texts.quote, facts.killed_best || '-year-old')
            or facts.wounded_best >= 10 and contains(wounded_texts.quote, facts.wounded_best || '-year-old')
        ), false) as is_age
    from {{ ref('int_strike__facts') }} as facts
    inner join {{ ref('int_strike__ranked') }} as claims
        on facts.strike_id = claims.fact_id
    left join {{ ref('int_strike__ranked') }} as killed_claims
        on facts.killed_claim_id = killed_claims.claim_id
    left join {{ ref('int_strike__ranked') }} as wounded_claims
        on facts.wounded_claim_id = wounded_claims.claim_id
    left join {{ ref('int_strike__claims') }} as killed_texts
        on facts.killed_claim_id = killed_texts.claim_id
    left join {{ ref('int_strike__claims') }} as wounded_texts
        on facts.wounded_claim_id = wounded_texts.claim_id
    group by facts.strike_id
)

select
    facts.strike_id,
    {{ review_reasons({
        'more_killed_than_by_any_strike': 'facts.killed_best > ' ~ var('most_killed'),
        'more_wounded_than_by_any_strike': 'facts.wounded_best > ' ~ var('most_wounded'),
        'very_many_killed_by_one_source':
            'facts.killed_best > ' ~ var('killed_by_one_source') ~ ' and others.n_sources_killed = 1',
        'very_many_wounded_by_one_source':
            'facts.wounded_best > ' ~ var('wounded_by_one_source') ~ ' and others.n_sources_wounded = 1',
        'killed_far_above_other_sources':
            'facts.killed_best >= ' ~ var('far_above_killed')
            ~ ' and facts.killed_best >= others.killed_elsewhere * ' ~ var('far_above'),
        'wounded_far_above_other_sources':
            'facts.wounded_best >= ' ~ var('far_above_wounded')
            ~ ' and facts.wounded_best >= others.wounded_elsewhere * ' ~ var('far_above'),
        'age_as_toll': 'others.is_age',
        'dated_after_reports': is_dated_after_reports('facts.event_date'),
    }) }} as review_reasons
from {{ ref('int_strike__facts') }} as facts
inner join others
    on facts.strike_id = others.strike_id
