select
    target_class,
    target_class_name,
    family,
    sort_order::integer as sort_order,
    definition
from {{ ref('target_classes') }}
