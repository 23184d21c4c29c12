-- Counts in dispute: exact numbers of one definition that differ, more brought down than launched, and the two sides at
-- war who contradict each other.
with claims as (
    select * from {{ ref('int_interception__ranked') }}
),

-- What the two sides at war say of one night: numbers that contradict each other make two counts, both disputed.
both_sides as (
    select partition_key
    from claims
    where claimant_side in ('ua_official', 'ru_official')
    group by partition_key
    having count(distinct claimant_side) = 2
),

sides_differ as (
    select distinct a.fact_id
    from claims as a
    inner join claims as b
        on a.partition_key = b.partition_key and a.claimant_side <> b.claimant_side
    where
        a.partition_key in (select both_sides.partition_key from both_sides)
        and a.claimant_side in ('ua_official', 'ru_official')
        and b.claimant_side in ('ua_official', 'ru_official')
        and (
            {{ numbers_conflict('a.launched', 'a.launched_qualifier', 'b.launched', 'b.launched_qualifier') }}
            or (
                a.count_definition is not distinct from b.count_definition
                and {{ numbers_conflict(
                    'a.intercepted', 'a.intercepted_qualifier', 'b.intercepted', 'b.intercepted_qualifier'
                ) }}
            )
        )
),

differing as (
    select
        fact_id,
        bool_or(is_impossible)
        or count(distinct launched) filter (where coalesce(launched_qualifier, 'exact') = 'exact') > 1
        or count(distinct concat_ws(' ', coalesce(count_definition, 'unspecified'), intercepted)) filter (
            where intercepted is not null and coalesce(intercepted_qualifier, 'exact') = 'exact'
        )
        > count(distinct coalesce(count_definition, 'unspecified')) filter (
            where intercepted is not null and coalesce(intercepted_qualifier, 'exact') = 'exact'
        ) as is_told_differently
    from claims
    group by fact_id
)

select fact_id
from differing
where is_told_differently
union
select fact_id
from sides_differ
