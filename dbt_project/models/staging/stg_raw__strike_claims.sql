with source as (
    select * from {{ source('raw', 'strike_claims') }}
    where {{ of_current_article() }} and {{ not_quarantined('strike_claims', 'claim_id') }}
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
        attacker_country,
        target_country,
        admin1,
        admin1_code,
        place,
        location_id,
        latitude,
        longitude,
        geo_precision,
        coalesce(weapon_classes, []) as weapon_classes,
        coalesce(weapon_names, []) as weapon_names,
        target_class,
        killed,
        killed_qualifier,
        wounded,
        wounded_qualifier,
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
