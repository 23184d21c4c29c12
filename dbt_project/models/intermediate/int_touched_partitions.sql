-- The partitions whose facts this build makes anew: those in which a claim is new, gone, changed or moved since the marts
-- were published. All of them when nothing is published.
with changed as (
    select
        coalesce(now.kind, before.kind) as kind,
        now.partition_key as partition_now,
        before.partition_key as partition_before
    from {{ ref('int_states') }} as now
    full outer join {{ source('raw', 'published_states') }} as before
        on now.kind = before.kind and now.id = before.id
    where now.state is distinct from before.state
)

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
