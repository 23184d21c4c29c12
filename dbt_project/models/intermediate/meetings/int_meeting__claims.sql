{{ config(materialized='view') }}
-- The meeting claims as they count: with what people have corrected, without what they have rejected or left out.
{{ claims_that_count('meeting', [
    corrected_date('event_date'),
    corrected('status', 'varchar'),
    corrected('format', 'varchar'),
    corrected('country', 'varchar'),
    corrected('countries', 'varchar[]'),
]) }}
