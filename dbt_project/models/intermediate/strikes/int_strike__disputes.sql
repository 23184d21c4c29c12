-- Strikes whose toll is in dispute: one that falls, that the two sides give differently, or of which neither of two
-- reports of one day can be the earlier one (more killed here, more wounded there). One that rises with time is not,
-- nor is "more than 60" after 78.
select distinct earlier.fact_id
from {{ ref('int_strike__ranked') }} as earlier
inner join {{ ref('int_strike__ranked') }} as later
    on
        earlier.fact_id = later.fact_id
        and earlier.claim_id <> later.claim_id
        -- What an outlet has taken back, nobody holds any more.
        and not earlier.is_taken_back
        and not later.is_taken_back
        and (
            (
                earlier.article_published_at < later.article_published_at
                and (
                    (earlier.killed > later.killed and {{ qualifier_rank('later.killed_qualifier') }} = 1)
                    or (earlier.wounded > later.wounded and {{ qualifier_rank('later.wounded_qualifier') }} = 1)
                )
                and not coalesce(later.is_background, false)
            )
            or (
                earlier.article_published_at = later.article_published_at
                and earlier.killed > later.killed
                and earlier.wounded < later.wounded
            )
            or (
                earlier.claimant_side = 'ua_official'
                and later.claimant_side = 'ru_official'
                and (earlier.killed <> later.killed or earlier.wounded <> later.wounded)
            )
        )
