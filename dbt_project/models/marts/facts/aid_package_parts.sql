-- Packages that are part of a larger one, where an article says so: "275 million dollars as part of a package of six
-- billion". Both sums stand in one passage of one article, and its words tell part from whole.
with claims as (
    select
        claim_id,
        article_id,
        fact_id,
        donor,
        recipient,
        currency,
        amount,
        quote,
        char_start,
        char_end
    from {{ ref('int_aid_clusters') }}
    where amount is not null and not is_cumulative and donor is not null
),

told as (
    select
        part.fact_id,
        part.claim_id,
        whole.fact_id as parent_package_id,
        whole.amount as parent_amount
    from claims as part
    inner join claims as whole
        on
            part.article_id = whole.article_id
            and part.donor = whole.donor
            and part.recipient is not distinct from whole.recipient
            and part.currency = whole.currency
            and part.amount < whole.amount
            and part.char_start < whole.char_end
            and part.char_end > whole.char_start
            and part.fact_id <> whole.fact_id
    where
        regexp_matches(
            part.quote,
            '\b(?:(?:part|tranches?|instal+ments?|share) of|includ(?:es|ed|ing)|of (?:which|it|that|them)|earmarked)\b',
            'i'
        )
)

select
    fact_id as aid_package_id,
    -- Of several larger sums the largest: "160 million, of them 60 for heating and 100 for repairs".
    arg_max(parent_package_id, (parent_amount, parent_package_id)) as parent_package_id,
    arg_max(claim_id, (parent_amount, claim_id)) as claim_id
from told
group by fact_id
