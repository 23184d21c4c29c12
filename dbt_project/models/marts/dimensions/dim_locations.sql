-- One row a key that strikes and meetings are located by.
with strikes as (
    select
        blocked.place_key as location_id,
        claims.place,
        claims.admin1,
        claims.admin1_code,
        claims.target_country as country_code,
        claims.latitude,
        claims.longitude,
        claims.geo_precision,
        claims.claim_id
    from {{ ref('int_strike__claims') }} as claims
    inner join {{ ref('int_strike__blocked') }} as blocked
        on claims.claim_id = blocked.claim_id
    where blocked.place_key is not null
),

meetings as (
    select
        claims.location_id,
        claims.place,
        null::varchar as admin1,
        null::varchar as admin1_code,
        claims.country as country_code,
        null::double as latitude,
        null::double as longitude,
        null::varchar as geo_precision,
        claims.claim_id
    from {{ ref('int_meeting__claims') }} as claims
    where claims.location_id is not null
),

claims as (
    select * from strikes
    union all
    select * from meetings
),

places as (
    select
        location_id,
        min_by(place, claim_id) filter (where place is not null) as place,
        min_by(admin1, claim_id) filter (where admin1 is not null) as admin1,
        min_by(admin1_code, claim_id) filter (where admin1_code is not null) as admin1_code,
        min_by(country_code, claim_id) filter (where country_code is not null) as country_code,
        min_by(latitude, claim_id) filter (where latitude is not null) as latitude,
        min_by(longitude, claim_id) filter (where latitude is not null) as longitude,
        count(*) as n_claims
    from claims
    group by location_id
)

select
    places.location_id,
    case
        when places.location_id like 'admin1:%' then 'region'
        when places.location_id like 'country:%' then 'country'
        else 'settlement'
    end as location_kind,
    places.place,
    places.admin1,
    places.admin1_code,
    places.country_code,
    coalesce(places.latitude, settlements.latitude) as latitude,
    coalesce(places.longitude, settlements.longitude) as longitude,
    places.n_claims
from places
left join {{ ref('settlements') }} as settlements
    on places.location_id = settlements.location_id
