with source as (
    select * from {{ source('raw', 'articles') }}
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
        published_basis,
        language,
        body,
        body_hash,
        canonical_url,
        is_current,
        superseded_by,
        copy_of,
        ingested_at,
        batch_id,
        loaded_at
    from source
)

select * from renamed
