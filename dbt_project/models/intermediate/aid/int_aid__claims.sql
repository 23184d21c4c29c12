{{ config(materialized='view') }}
-- The aid claims as they count: with what people have corrected, without what they have rejected or left out.
{{ claims_that_count('aid', [
    corrected_date('announced_date'),
    corrected('donor', 'varchar'),
    corrected('recipient', 'varchar'),
    corrected('amount', 'double'),
    corrected('currency', 'varchar'),
    corrected('aid_type', 'varchar'),
    corrected('status', 'varchar'),
    corrected('is_cumulative', 'boolean'),
]) }}
