with source as (
    select * from {{ source('raw', 'quarantined_rows') }}
),

renamed as (
    select
        table_name,
        row_id,
        rule_id,
        reason,
        article_id,
        source_uri,
        source_name,
        details,
        reader_version,
        batch_id,
        loaded_at
    from source
)

select * from renamed
