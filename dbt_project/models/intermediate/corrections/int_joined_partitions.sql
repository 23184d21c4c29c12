-- Partitions that an entry ties together, for claims of one are one event with claims of another: resolved together.
with partitions as (
    select
        'strike' as kind,
        claim_id,
        partition_key
    from {{ ref('int_strike__blocked') }}
    union all
    select
        'interception' as kind,
        claim_id,
        partition_key
    from {{ ref('int_interception__blocked') }}
    union all
    select
        'meeting' as kind,
        claim_id,
        partition_key
    from {{ ref('int_meeting__blocked') }}
)

select distinct
    passages.kind,
    passages.entry_id,
    partitions.partition_key
from {{ ref('int_corrections__passages') }} as passages
inner join partitions
    on passages.kind = partitions.kind and passages.claim_id = partitions.claim_id
where passages.action = 'merge' and passages.is_applied
