with source as (
    select * from {{ source('raw', 'documents') }}
    where {{ not_quarantined('documents', 'document_id') }}
),

renamed as (
    select
        document_id,
        source_uri,
        source_name,
        media_type,
        size_bytes,
        content_hash,
        url,
        title,
        publisher,
        published,
        fetched_at,
        batch_id,
        loaded_at
    from source
)

select * from renamed
