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
from {{ ref('stg_raw__quarantined_rows') }}
