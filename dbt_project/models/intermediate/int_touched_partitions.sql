-- The partitions whose facts this build makes anew: those in which a claim is new, gone, changed or moved since the
-- marts were published, and those that a correction ties to them. All of them when nothing is published or the marts
-- are made anew.
with recursive changed as (
    select
        coalesce(current_states.kind, earlier_states.kind) as kind,
        current_states.partition_key as partition_now,
        earlier_states.partition_key as partition_before
    from {{ ref('int_states') }} as current_states
    full outer join {{ source('raw', 'published_states') }} as earlier_states
        on current_states.kind = earlier_states.kind and current_states.id = earlier_states.id
    where current_states.state is distinct from earlier_states.state or {{ builds_anew() }}
),

touched as (
    select
        kind,
        partition_now as partition_key
    from changed
    where partition_now is not null
    union
    select
        kind,
        partition_before as partition_key
    from changed
    where partition_before is not null
),

joined as (
    select
        kind,
        partition_key
    from touched
    union
    select
        tied.kind,
        tied.partition_key
    from joined
    inner join {{ ref('int_joined_partitions') }} as own
        on joined.kind = own.kind and joined.partition_key = own.partition_key
    inner join {{ ref('int_joined_partitions') }} as tied
        on own.kind = tied.kind and own.entry_id = tied.entry_id
)

select
    kind,
    partition_key
from joined
