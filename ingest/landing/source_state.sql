-- What is known of one address of one source: its newest outcome, and the newest validators that a server gave for it.
create or replace view raw.source_state as
with addresses as (
    select
        source_name,
        address,
        arg_max(o, fetched_at) as newest,
        arg_max(o, fetched_at) filter (where status in ('new', 'known')) as last_good,
        min(fetched_at) as first_fetched_at,
        max(fetched_at) as last_fetched_at,
        max(fetched_at) filter (where status = 'new') as last_new_at,
        count(*) as n_fetches
    from raw.fetch_outcomes as o
    group by source_name, address
)

select
    source_name,
    address,
    newest.url as url,
    newest.role as role,
    newest.status as status,
    newest.reason_code as reason_code,
    newest.reason as reason,
    newest.http_status as http_status,
    newest.retry_after_seconds as retry_after_seconds,
    newest.listed_title as listed_title,
    newest.listed_published as listed_published,
    newest.listed_updated as listed_updated,
    last_good.etag as etag,
    last_good.last_modified as last_modified,
    last_good.content_hash as content_hash,
    first_fetched_at,
    last_fetched_at,
    last_new_at,
    n_fetches
from addresses;
