with source as (
    select * from {{ source('raw', 'rejected_documents') }}
    where {{ not_quarantined('rejected_documents', 'rejection_id') }}
),

renamed as (
    select
        rejection_id,
        source_uri,
        source_name,
        reason_code,
        reason,
        size_bytes,
        content_hash,
        fetched_at,
        batch_id,
        loaded_at
    from source
)

select * from renamed
