select
    'strike' as kind,
    count(*) as n_facts
from {{ ref('fct_strikes') }}
where event_date is null
union all
select
    'interception' as kind,
    count(*) as n_facts
from {{ ref('fct_interceptions') }}
where event_date is null
union all
select
    'aid' as kind,
    count(*) as n_facts
from {{ ref('fct_aid_packages') }}
where announced_date is null
union all
select
    'meeting' as kind,
    count(*) as n_facts
from {{ ref('fct_diplomatic_meetings') }}
where event_date is null
