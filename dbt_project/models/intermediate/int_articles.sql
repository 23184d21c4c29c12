with articles as (
    select * from {{ ref('stg_raw__articles') }}
),

named as (
    select
        article_id,
        published_at,
        batch_id,
        -- Who answers for the text: the outlet, else the site, else the agency, else the feed or folder it came by.
        coalesce(
            publisher,
            nullif(regexp_extract(url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''),
            agency,
            source_name
        ) as source_label
    from articles
),

identified as (
    select
        *,
        {{ hashed_id("'source|' || coalesce(" ~ fold_name('source_label') ~ ", '')") }} as source_id
    from named
)

select
    article_id,
    published_at as article_published_at,
    source_label,
    source_id,
    -- What of an article goes into facts and dimensions, as one number (int_states).
    hash(batch_id, published_at, source_id) as state
from identified
