-- Our facts beside the references that the user brought: sums by period and by who or where, and nights of air attacks.
with series as (
    select
        reference,
        any_value(subject) as subject,
        any_value(period) as period,
        any_value(tolerance) as tolerance,
        min(period_start) as first_period,
        max(period_start) as last_period
    from {{ ref('int_reconciliation__references') }}
    group by reference
),

measures as (
    select distinct
        reference,
        measure
    from {{ ref('int_reconciliation__references') }}
),

ours as (
    select
        series.reference,
        facts.measure,
        facts.entity,
        case when series.period <> 'all' then date_trunc(series.period, facts.event_date)::date end as period_start,
        sum(facts.quantity) as quantity,
        list_sort(list(facts.fact_id)) as fact_ids
    from {{ ref('int_reconciliation__ours') }} as facts
    inner join series
        on facts.subject = series.subject
    inner join measures
        on series.reference = measures.reference and facts.measure = measures.measure
    where
        facts.quantity is not null
        and facts.entity is not null
        and (series.period = 'all' or facts.event_date is not null)
    group by all
),

-- Periods before our first fact and after our last one were never to be found here.
our_bounds as (
    select
        reference,
        min(period_start) as first_period,
        max(period_start) as last_period
    from ours
    group by reference
),

compared as (
    select
        coalesce(ours.reference, theirs.reference) as reference,
        coalesce(ours.period_start, theirs.period_start) as period_start,
        coalesce(ours.entity, theirs.entity) as entity,
        coalesce(ours.measure, theirs.measure) as measure,
        ours.quantity as ours,
        theirs.quantity as reference_value,
        coalesce(theirs.is_known, true) as is_known,
        coalesce(ours.fact_ids, []) as fact_ids
    from ours
    full outer join {{ ref('int_reconciliation__references') }} as theirs
        on
            ours.reference = theirs.reference
            and ours.period_start is not distinct from theirs.period_start
            and ours.entity = theirs.entity
            and ours.measure = theirs.measure
),

judged as (
    select
        compared.*,
        series.subject,
        series.tolerance,
        case
            when compared.reference_value is null then 'missing_in_reference'
            when compared.ours is null then 'missing_here'
            when abs(compared.ours - compared.reference_value) <= series.tolerance * compared.reference_value + 1e-6
                then 'matched'
            else 'different'
        end as status,
        case
            when compared.period_start < series.first_period then 'before the first period of the reference'
            when compared.period_start > series.last_period then 'after the last period of the reference'
            when compared.reference_value is null then 'the reference has no line of it'
            when not compared.is_known then 'no such name is known here: translate it in [values] of the mapping'
            when compared.ours is null then 'no article here tells of it'
            when abs(compared.ours - compared.reference_value) <= 1e-6 then 'equal'
            when compared.reference_value = 0 then 'the reference has none'
            else printf('%+.1f %%', 100 * (compared.ours - compared.reference_value) / compared.reference_value)
        end as reason
    from compared
    inner join series
        on compared.reference = series.reference
    left join our_bounds
        on compared.reference = our_bounds.reference
    where
        compared.period_start is null
        or our_bounds.reference is null
        or compared.period_start between our_bounds.first_period and our_bounds.last_period
)

select
    reference,
    subject,
    period_start,
    entity,
    measure,
    ours,
    reference_value,
    status,
    reason,
    fact_ids
from judged
union all
select
    nights.reference,
    'interceptions' as subject,
    nights.night as period_start,
    nights.weapon_class as entity,
    numbers.measure,
    if(numbers.measure = 'launched', nights.launched_ours, nights.intercepted_ours)::double as ours,
    if(numbers.measure = 'launched', nights.launched_reference, nights.intercepted_reference)::double
        as reference_value,
    nights.status,
    nights.reason,
    nights.interception_ids as fact_ids
from {{ ref('int_reconciliation__interceptions') }} as nights
cross join (values ('launched'), ('intercepted')) as numbers (measure)
