with source as (
    select * from {{ source('raw', 'interception_claims') }}
    where {{ of_current_article() }} and {{ not_quarantined('interception_claims', 'claim_id') }}
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
        defender_country,
        attacker_country,
        weapon_class,
        coalesce(weapon_names, []) as weapon_names,
        launched,
        launched_qualifier,
        intercepted,
        intercepted_qualifier,
        shot_down,
        suppressed,
        hit,
        still_airborne,
        count_definition,
        coalesce(scope, 'national') as scope,
        coalesce(is_recap, false) as is_recap,
        time_start,
        time_end,
        place,
        admin1,
        admin1_code,
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
