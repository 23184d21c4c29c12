-- Which meeting claims are compared at all: a block (`partition_key`) is one day; who met whom is decided pair by pair
-- inside it. Without a day two reports are compared that name the same states in the same window, or were published in
-- the same week, and the same host or the same people.
with keyed as (
    select
        *,
        case
            when date_start is not null then date_start::text || '..' || date_end::text
            else coalesce('published ' || date_trunc('week', reported_on)::date::text, 'undated')
        end as window_key,
        case
            when
                date_end > date_start + {{ var('meeting_window_days') }}
                or (date_start is null and reported_on is null)
                then 'claim:' || claim_id
            when country is not null and len(country_keys) + len(body_keys) >= 2
                then concat_ws('|', nullif(array_to_string(body_keys, ','), ''), '@' || country)
            when len(person_keys) >= 2 then array_to_string(person_keys, ',')
            else 'claim:' || claim_id
        end as party_key
    from {{ ref('int_meeting__dated') }}
)

select
    claim_id,
    article_id,
    batch_id,
    person_keys,
    country_keys,
    body_keys,
    place_key,
    reported_on,
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    day_rule,
    case
        when home_date is not null then home_date::text
        when date_partial is not null then '--' || date_partial
        else concat_ws('|', window_key, array_to_string(country_keys, ','), party_key)
    end as partition_key
from keyed
