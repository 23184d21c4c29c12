-- Facts that stand in a larger or a newer one of their kind, those that await review among them.
select
    'aid' as fact_kind,
    child_id,
    parent_id,
    kind,
    claim_id
from {{ ref('int_aid__relations') }}
union all
select
    'interception' as fact_kind,
    interception_id as child_id,
    included_in as parent_id,
    case overlap_rule when 'partial_bulletin' then 'update_of' else 'included_in' end as kind,
    null::varchar as claim_id
from {{ ref('interception_overlaps') }}
where included_in is not null
union all
select
    'strike' as fact_kind,
    child_id,
    parent_id,
    'region_of' as kind,
    null::varchar as claim_id
from {{ ref('int_strike__relations') }}
union all
select
    'meeting' as fact_kind,
    child_id,
    parent_id,
    kind,
    null::varchar as claim_id
from {{ ref('int_meeting__relations') }}
