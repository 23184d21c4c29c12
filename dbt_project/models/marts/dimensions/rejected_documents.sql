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
from {{ ref('stg_raw__rejected_documents') }}
