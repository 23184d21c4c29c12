-- Every article with who answers for it, as far as facts and dimensions take anything from it.
with articles as (
    select
        article_id,
        published_at,
        published_time,
        fetched_at,
        is_correction,
        is_current,
        superseded_by,
        copy_of,
        canonical_url,
        batch_id,
        -- Who answers for the text: the outlet, else the site, else the agency, else the feed or folder it came by.
        coalesce(
            publisher,
            nullif(regexp_extract(url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''),
            agency,
            source_name
        ) as source_label
    from {{ ref('stg_raw__articles') }}
),

labels as (
    select
        source_label,
        {{ source_id('source_label') }} as source_id
    from articles
    group by source_label
),

identified as (
    select
        articles.*,
        labels.source_id
    from articles
    inner join labels
        on articles.source_label is not distinct from labels.source_label
)

select
    identified.article_id,
    identified.published_at as article_published_at,
    identified.published_time as article_published_time,
    identified.fetched_at as article_fetched_at,
    identified.is_correction,
    identified.source_label,
    identified.source_id,
    -- Of a copy whoever answers for its original: a text that is printed twice has one source.
    coalesce(originals.source_id, identified.source_id) as origin_source_id,
    -- What of an article goes into facts and dimensions, as one number (int_states).
    hash(
        identified.batch_id,
        identified.published_at,
        identified.published_time,
        identified.fetched_at,
        identified.is_correction,
        identified.source_id,
        originals.source_id,
        identified.is_current,
        identified.superseded_by,
        identified.copy_of,
        identified.canonical_url
    ) as state
from identified
left join identified as originals
    on identified.copy_of = originals.article_id
