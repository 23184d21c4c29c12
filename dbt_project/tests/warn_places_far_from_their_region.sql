{{ config(severity='warn') }}
-- A place that lies far from the other places of its region: a town of that name elsewhere, or a region misread. Far is
-- 250 km more than three times as far from the region's middle as its places usually are; regions of fewer than four
-- other places are not judged.
with places as (
    select
        location_id,
        place,
        admin1_code,
        latitude,
        longitude
    from {{ ref('dim_locations') }}
    where latitude is not null and admin1_code is not null
),

middles as (
    select
        admin1_code,
        median(latitude) as latitude,
        median(longitude) as longitude
    from places
    group by admin1_code
    having count(*) > 4
),

distances as (
    select
        places.*,
        -- Kilometres on a plane: a degree of latitude is 111 km, one of longitude shrinks towards the pole.
        111 * sqrt(
            pow(places.latitude - middles.latitude, 2)
            + pow((places.longitude - middles.longitude) * cos(radians(middles.latitude)), 2)
        ) as km_from_middle
    from places
    inner join middles
        on places.admin1_code = middles.admin1_code
)

select
    location_id,
    place,
    admin1_code,
    round(km_from_middle) as km_from_middle
from distances
qualify km_from_middle > 250 + 3 * median(km_from_middle) over (partition by admin1_code)
