-- Every interception claim with its partition, the small group inside which claims can be one count: one defender, one
-- weapon class, one scope, one day. Nights and recaps of longer windows never share a partition.
with claims as (
    select
        *,
        coalesce(home_date::text, '--' || date_partial) as day_key
    from {{ ref('int_interception__dated') }}
),

-- "Four missiles" are the four ballistic ones of which another article tells: the only kind with that number.
kinds_of_missile as (
    select
        missiles.claim_id,
        min(kinds.count_key) as count_key
    from claims as missiles
    inner join claims as kinds
        on
            missiles.side_key = kinds.side_key
            and missiles.reach_key = kinds.reach_key
            and missiles.day_key = kinds.day_key
            and missiles.intercepted = kinds.intercepted
            and missiles.article_id <> kinds.article_id
            and not {{ contradicts('missiles.launched', 'kinds.launched') }}
    where missiles.weapon_class = 'missile' and kinds.weapon_class in ('cruise_missile', 'ballistic_missile')
    group by missiles.claim_id
    having count(distinct kinds.count_key) = 1
),

keyed as (
    select
        claims.* exclude (count_key),
        coalesce(kinds_of_missile.count_key, claims.count_key) as count_key
    from claims
    left join kinds_of_missile
        on claims.claim_id = kinds_of_missile.claim_id
)

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
from keyed
