with source as (
    select * from {{ source('raw', 'meeting_claims') }}
    where {{ of_current_article() }} and {{ not_quarantined('meeting_claims', 'claim_id') }}
),

renamed as (
    select
        claim_id,
        article_id,
        date_precision,
        date_start,
        date_end,
        date_partial,
        date_text,
        claimant,
        claimant_side,
        coalesce(is_background, false) as is_background,
        rule_id,
        confidence,
        event_date,
        status,
        format,
        coalesce(participants, []) as participants,
        coalesce(countries, []) as countries,
        coalesce(bodies, []) as bodies,
        place,
        country,
        location_id,
        topic,
        quote,
        char_start,
        char_end,
        evidence,
        reader_version,
        batch_id,
        loaded_at
    from source
)

select * from renamed
