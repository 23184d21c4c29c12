with source as (
    select * from {{ source('raw', 'articles') }}
    where {{ not_quarantined('articles', 'article_id') }}
),

renamed as (
    select
        article_id,
        document_id,
        article_index,
        source_uri,
        source_name,
        url,
        title,
        publisher,
        agency,
        byline,
        dateline_place,
        published_at,
        -- Earlier readers left it null where there was no date, and called the metadata of a page html.
        case when published_basis = 'html' then 'meta' else coalesce(published_basis, 'none') end as published_basis,
        published_unusable,
        published_time,
        coalesce(is_correction, false) as is_correction,
        body_share,
        coalesce(is_stub, false) as is_stub,
        page_starts,
        not_read,
        language,
        body,
        body_hash,
        canonical_url,
        is_current,
        superseded_by,
        copy_of,
        fetched_at,
        ingested_at,
        batch_id,
        loaded_at
    from source
)

select * from renamed
