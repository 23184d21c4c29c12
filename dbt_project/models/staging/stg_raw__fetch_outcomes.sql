with source as (
    select * from {{ source('raw', 'fetch_outcomes') }}
    where {{ not_quarantined('fetch_outcomes', 'outcome_id') }}
),

renamed as (
    select
        outcome_id,
        source_name,
        role,
        address,
        url,
        status,
        reason_code,
        reason,
        http_status,
        bytes_received,
        seconds,
        fetched_at,
        loaded_at
    from source
)

select * from renamed
