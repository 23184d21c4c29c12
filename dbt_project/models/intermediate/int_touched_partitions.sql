-- The partitions whose facts this build makes anew: those in which a claim is new, gone or moved since the marts were
-- published, and those that are resolved together with them. All of them when nothing is published.
with now as (
    select * from {{ ref('int_states') }}
),

before as (
    select * from {{ source('raw', 'published_states') }}
),

changed as (
    select
        coalesce(now.kind, before.kind) as kind,
        now.unit_key as unit_now,
        before.unit_key as unit_before
    from now
    full outer join before
        on now.kind = before.kind and now.id = before.id
    where now.state is distinct from before.state
),

changed_units as (
    select
        kind,
        unit_now as unit_key
    from changed
    union
    select
        kind,
        unit_before as unit_key
    from changed
),

everything as (
    select
        kind,
        unit_key,
        partition_key
    from now
    union all
    select
        kind,
        unit_key,
        partition_key
    from before
)

select distinct
    everything.kind,
    everything.partition_key
from everything
inner join changed_units
    on everything.kind = changed_units.kind and everything.unit_key = changed_units.unit_key
