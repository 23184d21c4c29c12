-- What year inference compares: for every claim the day that it states, and a key of everything else that makes two
-- claims the same event. A null key never matches.
with strikes as (
    select
        'strike' as kind,
        claim_id,
        article_id,
        event_date as stated_date,
        date_precision,
        date_partial,
        attacker_country as actor,
        {{ place_key() }} as place_key,
        case when place is not null or admin1 is not null or admin1_code is not null then {{ place_key() }} end
            as match_key
    from {{ ref('int_strike__claims') }}
),

interceptions as (
    select
        'interception' as kind,
        claim_id,
        article_id,
        event_date as stated_date,
        date_precision,
        date_partial,
        attacker_country as actor,
        null as place_key,
        concat_ws('|', defender_country, weapon_class, scope, coalesce(launched::text, '-'), intercepted::text)
            as match_key
    from {{ ref('int_interception__claims') }}
    where defender_country is not null and intercepted is not null
),

aid as (
    select
        'aid' as kind,
        claim_id,
        article_id,
        announced_date as stated_date,
        date_precision,
        date_partial,
        donor as actor,
        null as place_key,
        concat_ws('|', donor, recipient, amount::text, currency) as match_key
    from {{ ref('int_aid__claims') }}
    where donor is not null and amount is not null and not is_cumulative
),

meetings as (
    select
        'meeting' as kind,
        claim_id,
        article_id,
        event_date as stated_date,
        date_precision,
        date_partial,
        null as actor,
        null as place_key,
        array_to_string(list_sort(countries), '|') as match_key
    from {{ ref('int_meeting__claims') }}
    where len(countries) >= 2
),

unioned as (
    select * from strikes
    union all
    select * from interceptions
    union all
    select * from aid
    union all
    select * from meetings
)

select
    unioned.kind,
    unioned.claim_id,
    unioned.article_id,
    articles.article_published_at,
    unioned.actor,
    unioned.match_key,
    case when coalesce(unioned.date_precision, 'day') in ('hour', 'day') then unioned.stated_date end as stated_day,
    case
        when unioned.stated_date is null and regexp_full_match(unioned.date_partial, '\d\d-\d\d')
            then unioned.date_partial
    end as month_day
from unioned
left join {{ ref('int_articles') }} as articles
    on unioned.article_id = articles.article_id
