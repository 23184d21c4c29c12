-- Claims that name day and month only, and the year that other claims supply. Claims whose year stays open are not
-- here.
with days as (
    select * from {{ ref('int_claim_days') }}
),

-- Rule 1: a dated claim of another article matches in everything but the year. Two years in question: no answer.
matched as (
    select
        yearless.claim_id,
        yearless.article_id,
        min(dated.stated_day) as inferred_date,
        min(dated.claim_id) as anchor_claim_id
    from days as yearless
    inner join days as dated
        on
            yearless.kind = dated.kind
            and yearless.match_key = dated.match_key
            and yearless.month_day = strftime(dated.stated_day, '%m-%d')
            and yearless.article_id <> dated.article_id
            and not {{ contradicts('yearless.actor', 'dated.actor') }}
            -- No report tells of what comes a month after it; plans to meet reach further.
            and not coalesce(
                dated.stated_day
                > yearless.article_published_at + case when yearless.kind = 'meeting' then 366 else 31 end,
                false
            )
    group by yearless.claim_id, yearless.article_id
    having count(distinct dated.stated_day) = 1
),

-- Rule 2: what else that article tells without a year lies within half a year of the dates that rule 1 fixed. Two
-- fixed dates that lie further apart than that are no anchor.
article_anchors as (
    select
        article_id,
        min(inferred_date) as anchor_date,
        min(anchor_claim_id) as anchor_claim_id
    from matched
    group by article_id
    having date_diff('day', min(inferred_date), max(inferred_date)) <= 183
),

candidate_years as (
    select
        days.claim_id,
        article_anchors.anchor_claim_id,
        article_anchors.anchor_date,
        try_cast((year(article_anchors.anchor_date) + shifts.n_years)::text || '-' || days.month_day as date)
            as candidate_date
    from days
    inner join article_anchors
        on days.article_id = article_anchors.article_id
    cross join (values (-1), (0), (1)) as shifts (n_years)
    where
        days.month_day is not null
        and days.claim_id not in (select matched.claim_id from matched)
),

neighbours as (
    select
        claim_id,
        min_by(candidate_date, abs(date_diff('day', anchor_date, candidate_date))) as inferred_date,
        min(anchor_claim_id) as anchor_claim_id
    from candidate_years
    where abs(date_diff('day', anchor_date, candidate_date)) <= 183
    group by claim_id
)

select
    claim_id,
    inferred_date,
    anchor_claim_id,
    'same_event' as year_rule
from matched
union all
select
    claim_id,
    inferred_date,
    anchor_claim_id,
    'same_article' as year_rule
from neighbours
