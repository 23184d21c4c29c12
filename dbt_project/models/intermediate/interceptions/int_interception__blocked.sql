-- Every interception claim with its partition, the small group inside which claims can be one count: one defender, one
-- weapon class, one scope, one day. Nights and recaps of longer windows never share a partition.
select
    claim_id,
    article_id,
    batch_id,
    resolved_date,
    year_inferred,
    year_rule,
    home_date,
    day_rule,
    case
        when is_recap and date_start < date_end
            then date_start::text || '..' || date_end::text || '|' || count_key
        when home_date is not null then home_date::text || '|' || count_key
        when date_partial is not null then '--' || date_partial || '|' || count_key
        -- Without a day only both numbers together say that two articles mean the same night.
        else concat_ws(
            '|',
            coalesce(date_start::text || '..' || date_end::text, 'undated'),
            count_key,
            case
                when launched is not null and intercepted is not null
                    then launched::text || '/' || intercepted::text
                else 'article:' || article_id
            end
        )
    end as partition_key
from {{ ref('int_interception__dated') }}
