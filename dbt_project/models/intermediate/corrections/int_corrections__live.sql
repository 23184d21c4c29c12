-- The entries of the ledger that no later one undoes, in the order in which they were written.
select
    *,
    row_number() over (order by written_at, entry_id) as entry_number
from {{ ref('stg_raw__corrections') }}
where
    action <> 'undo'
    and entry_id not in (
        select undoing.undoes
        from {{ ref('stg_raw__corrections') }} as undoing
        where undoing.undoes is not null
    )
