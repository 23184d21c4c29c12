{{ config(severity='warn') }}
-- A report (or its reading) gives more weapons brought down than launched. The claim is kept, the fact keeps the count
-- without the launches. What to do: read the quote; if the article is misread, add it to the reader's tests.
select
    claim_id,
    article_id,
    fact_id,
    launched,
    intercepted,
    quote
from {{ ref('interception_claims') }}
where is_impossible
