{{ config(materialized='view') }}
-- The strike claims as they count: with what people have corrected, without what they have rejected or left out.
{{ claims_that_count('strike', [
    corrected_date('event_date'),
    corrected('attacker_country', 'varchar'),
    corrected_target_country(),
    corrected_geo_precision(),
    corrected('place', 'varchar', told='place'),
    corrected('location_id', 'varchar', told='place'),
    corrected('admin1', 'varchar', told='place'),
    corrected('admin1_code', 'varchar', told='place'),
    corrected('latitude', 'double', told='place'),
    corrected('longitude', 'double', told='place'),
    corrected('target_class', 'varchar'),
    corrected('weapon_classes', 'varchar[]'),
    corrected('killed', 'bigint'),
    corrected('killed_qualifier', 'varchar'),
    corrected('wounded', 'bigint'),
    corrected('wounded_qualifier', 'varchar'),
]) }}
