with outcomes as (
    select * from {{ ref('stg_raw__fetch_outcomes') }}
),

addresses as (
    select
        source_name,
        address,
        min(fetched_at) as first_fetched_at,
        max(fetched_at) filter (where status = 'new') as last_new_at,
        count(*) as n_fetches
    from outcomes
    group by source_name, address
),

newest as (
    select *
    from outcomes
    qualify row_number() over (partition by source_name, address order by fetched_at desc, outcome_id asc) = 1
)

select
    newest.outcome_id,
    newest.source_name,
    newest.role,
    newest.url,
    newest.status,
    newest.reason_code,
    newest.reason,
    newest.http_status,
    newest.bytes_received,
    newest.seconds,
    newest.fetched_at,
    addresses.first_fetched_at,
    addresses.last_new_at,
    addresses.n_fetches
from newest
inner join addresses
    on newest.source_name = addresses.source_name and newest.address = addresses.address
