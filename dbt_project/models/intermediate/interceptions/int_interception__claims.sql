{{ config(materialized='view') }}
-- The interception claims as they count: with what people have corrected, without what they have rejected or left out.
{{ claims_that_count('interception', [
    corrected_date('event_date'),
    corrected('defender_country', 'varchar'),
    corrected('attacker_country', 'varchar'),
    corrected('weapon_class', 'varchar'),
    corrected('scope', 'varchar'),
    corrected('launched', 'bigint'),
    corrected('intercepted', 'bigint'),
    corrected('shot_down', 'bigint'),
    corrected('suppressed', 'bigint'),
    corrected('count_definition', 'varchar'),
    corrected('is_recap', 'boolean'),
]) }}
