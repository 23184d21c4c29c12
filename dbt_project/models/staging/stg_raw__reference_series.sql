with source as (
    select * from {{ source('raw', 'reference_series') }}
),

renamed as (
    select
        reference,
        subject,
        period,
        tolerance,
        n_rows as n_values,
        loaded_at
    from source
)

select * from renamed
