{#- Two tables hold the same keys, each as often as the other: nothing was dropped and nothing doubled on the way. -#}
{% test same_rows(model, column_name, source) %}
with here as (
    select
        {{ column_name }},
        count(*) as n_here
    from {{ model }}
    group by all
),

there as (
    select
        {{ column_name }},
        count(*) as n_there
    from {{ source }}
    group by all
)

select
    {{ column_name }},
    here.n_here,
    there.n_there
from here
full outer join there using ({{ column_name }})
where here.n_here is distinct from there.n_there
{% endtest %}
