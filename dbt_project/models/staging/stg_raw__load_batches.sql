with source as (
    select * from {{ source('raw', 'load_batches') }}
),

renamed as (
    select
        batch_id,
        created_at,
        loaded_at,
        n_documents,
        n_articles,
        n_claims,
        n_rejected
    from source
)

select * from renamed
