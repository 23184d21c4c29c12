with source as (
    select * from {{ source('raw', 'reference_counts') }}
),

renamed as (
    select
        row_number as line_number,
        night,
        time_start,
        time_end,
        model,
        weapon_class,
        launched,
        destroyed,
        not_reach_goal,
        source as source_post
    from source
)

select * from renamed
