with source as (
    select * from {{ source('raw', 'corrections') }}
),

renamed as (
    select
        entry_id,
        action,
        kind,
        claims,
        other_claims,
        field as field_name,
        value as new_value,
        as_read,
        article_id,
        source as source_label,
        fact_id,
        undoes,
        corrected_by,
        reason,
        written_at,
        written_on
    from source
)

select * from renamed
