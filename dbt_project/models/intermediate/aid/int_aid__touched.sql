-- The aid claims of the packages that are resolved in this build.
select clusters.*
from {{ ref('int_aid__facts') }} as clusters
inner join {{ ref('int_touched_partitions') }} as touched
    on clusters.partition_key = touched.partition_key and touched.kind = 'aid'
