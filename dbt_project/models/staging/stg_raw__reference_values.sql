with source as (
    select * from {{ source('raw', 'reference_values') }}
),

renamed as (
    select
        reference,
        row_number as line_number,
        event_date,
        window_end,
        entity,
        measure,
        quantity
    from source
)

select * from renamed
