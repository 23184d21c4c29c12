select
    country_code,
    country_name,
    kind
from {{ ref('country_codes') }}
