-- Packages that sums leave out, because their money stands in another one or is not all the recipient's. A part is told
-- with its whole in one passage whose words tell part from whole: "275 million dollars as part of a package of six
-- billion". A sum for several recipients ("95 billion for Ukraine, Israel and Taiwan") is nobody's whole package: what
-- of it is the recipient's is a package of its own where it is told.
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

beside_ukraine as (
    select
        fact_id,
        claim_id,
        donor,
        unnest([
            regexp_extract(quote, '\b(?:to|for) Ukraine(?:, and|,| and) ((?:[A-Z]\w+ ?)+)', 1),
            regexp_extract(quote, '\b(?:to|for) (?:[A-Z][\w ]+, )*((?:[A-Z]\w+ ?)+)(?:, and|,|and) Ukraine\b', 1)
        ]) as neighbour
    from claims
    where recipient = 'UA' and quote like '%Ukraine%'
),

shared as (
    select
        beside_ukraine.fact_id,
        min(beside_ukraine.claim_id) as claim_id
    from beside_ukraine
    inner join {{ ref('country_codes') }} as countries
        on trim(beside_ukraine.neighbour) = countries.country_name
    where
        countries.kind = 'state'
        and countries.country_code not in ('UA', 'RU')
        and countries.country_code <> beside_ukraine.donor
    group by beside_ukraine.fact_id
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
        and part.fact_id not in (select shared.fact_id from shared)
        and whole.fact_id not in (select shared.fact_id from shared)
)

select
    fact_id as aid_package_id,
    'part' as reason,
    -- Of several larger sums the largest: "160 million, of them 60 for heating and 100 for repairs".
    arg_max(parent_package_id, (parent_amount, parent_package_id)) as parent_package_id,
    arg_max(claim_id, (parent_amount, claim_id)) as claim_id
from told
group by fact_id

union all

select
    fact_id as aid_package_id,
    'shared' as reason,
    null::varchar as parent_package_id,
    claim_id
from shared
