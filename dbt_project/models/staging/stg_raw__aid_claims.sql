with source as (
    select * from {{ source('raw', 'aid_claims') }}
    where {{ of_current_article() }} and {{ not_quarantined('aid_claims', 'claim_id') }}
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
        announced_date,
        donor,
        donor_name,
        recipient,
        amount,
        amount_qualifier,
        currency,
        aid_type,
        status,
        coalesce(is_cumulative, false) as is_cumulative,
        coalesce(items, []) as items,
        coalesce(is_part, false) as is_part,
        part_of,
        part_of_amount,
        part_of_currency,
        coalesce(shared_with, []) as shared_with,
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
