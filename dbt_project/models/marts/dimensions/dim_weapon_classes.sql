select
    weapon_class,
    weapon_class_name,
    family,
    sort_order::integer as sort_order,
    definition
from {{ ref('weapon_classes') }}
