-- Every claim that live entries change, reject or put with others, and what they say of it.
with passages as (
    select
        *,
        -- Of two entries on one value the last counts (the ledger refuses the second, unless a reading brought them
        -- together).
        action = 'value'
        and is_applied
        and row_number() over (
            partition by kind, claim_id, action, field_name, is_applied
            order by entry_number desc
        ) = 1 as sets_value
    from {{ ref('int_corrections__passages') }}
    where claim_id is not null
)

select
    kind,
    claim_id,
    coalesce(bool_or(action = 'reject' and is_applied), false) as is_rejected,
    map_from_entries(
        coalesce(
            list(struct_pack(field_name := field_name, new_value := new_value) order by entry_number) filter (
                where sets_value
            ),
            []
        )
    ) as new_values,
    coalesce(
        list(struct_pack(field := field_name, as_read := value_now) order by entry_number) filter (where sets_value), []
    ) as as_read,
    hash(list(struct_pack(entry_id := entry_id, is_applied := is_applied) order by entry_number)) as state
from passages
group by kind, claim_id
