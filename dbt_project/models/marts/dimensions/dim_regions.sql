select
    admin1_code,
    admin1,
    country_code,
    kind
from {{ ref('regions') }}
