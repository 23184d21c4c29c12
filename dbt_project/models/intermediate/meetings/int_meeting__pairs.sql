-- Each pair of meeting claims of one day that share anything, once: the same people, body or two countries make one
-- meeting; other people, another place, or countries of which neither list holds the other make two. A status never
-- separates: planned, held and cancelled are the life of one meeting.
with country_names as (
    select {{ fold_name('country_name') }} as country_key
    from {{ ref('country_codes') }}
),

-- Three parties around one table are more than talks of two, whatever a report calls them.
claims as (
    select
        *,
        -- Claims and what they share are found by numbers, which is half the cost of texts.
        row_number() over (order by partition_key, lead_rank) as claim_number,
        coalesce(format in ('multilateral', 'summit'), false)
        or (
            format is distinct from 'call'
            and len(country_keys) + coalesce(len(body_keys), 0) >= 3
            and len(person_keys) >= 3
        ) as is_multilateral
    from {{ ref('int_meeting__candidates') }}
),

-- What two claims must share to be one meeting, written out so that only such pairs are compared: a person, a body, two
-- states, or a state and the place.
tokens as (
    select
        claim_number,
        hash(partition_key, token) as token_number
    from (
        select
            claim_number,
            partition_key,
            unnest(list_concat(
                person_keys,
                body_keys,
                flatten(list_transform(
                    country_keys,
                    lambda one:
                    list_transform(list_filter(country_keys, lambda two: two > one), lambda two: one || '+' || two)
                )),
                list_transform(country_keys, lambda state: state || '@' || place_key)
            )) as token
        from claims
    ) as named
    where token is not null
),

sharing as (
    select distinct
        a.claim_number,
        b.claim_number as other_number
    from tokens as a
    inner join tokens as b
        on a.token_number = b.token_number and a.claim_number < b.claim_number
),

pairs as (
    select
        a.claim_id,
        b.claim_id as other_claim_id,
        a.partition_key,
        a.lead_rank,
        len(list_intersect(a.person_keys, b.person_keys)) as n_persons,
        len(list_intersect(a.country_keys, b.country_keys)) as n_countries,
        coalesce(len(list_intersect(a.body_keys, b.body_keys)), 0) as n_bodies,
        least(len(a.person_keys), len(b.person_keys)) as n_persons_least,
        least(len(a.country_keys), len(b.country_keys)) as n_countries_least,
        a.is_multilateral or b.is_multilateral as is_multilateral,
        a.is_multilateral and b.is_multilateral as are_multilateral,
        coalesce(a.place_key = b.place_key, false) as shares_place,
        -- A country told as the place says nothing against a town.
        {{ contradicts('a.place_key', 'b.place_key') }}
        and a.place_key not in (select country_names.country_key from country_names)
        and b.place_key not in (select country_names.country_key from country_names)
        -- Washington and the White House, Moscow and the Kremlin: one guest in one country on one day is one visit.
        and not coalesce(
            a.home_date is null and a.country = b.country and least(len(a.person_keys), len(b.person_keys)) = 0,
            false
        )
        and not coalesce(
            coalesce(a.country = b.country, len(list_intersect(a.person_keys, b.person_keys)) >= 2)
            and len(list_intersect(a.person_keys, b.person_keys)) > 0
            and len(list_intersect(a.country_keys, b.country_keys))
            = least(len(a.country_keys), len(b.country_keys)),
            false
        )
        -- The same three states or more meet once a day in one country, whichever house and guest a report names.
        and not coalesce(
            a.country = b.country and len(a.country_keys) >= 3 and a.country_keys = b.country_keys,
            false
        )
        -- One guest is not in two countries on one day. (Where both name the same two, a country is read wrongly.)
        or (
            {{ contradicts('a.country', 'b.country') }}
            and len(list_intersect(a.person_keys, b.person_keys)) < 2
            and not coalesce('call' in (a.format, b.format), false)
        ) as differs_place,
        coalesce(
            (a.format = 'call' and b.format in ('visit', 'summit', 'multilateral'))
            or (b.format = 'call' and a.format in ('visit', 'summit', 'multilateral'))
            or {{ is_on_the_margins('b', 'a') }}
            or {{ is_on_the_margins('a', 'b') }},
            false
        ) as differs_format,
        coalesce(a.format = b.format, false) as shares_format,
        a.home_date is null and a.date_partial is null as is_dayless,
        coalesce(abs(a.reported_on - b.reported_on) <= 1 and a.country = b.country, false)
            as shares_report
    from sharing
    inner join claims as a
        on sharing.claim_number = a.claim_number
    inner join claims as b
        on sharing.other_number = b.claim_number and a.partition_key = b.partition_key
),

compared as (
    select
        *,
        -- A summit's reports each name some of its guests; two bilateral talks with other people are two.
        n_persons = 0 and n_persons_least > 0 and not is_multilateral as differs_persons,
        n_countries < n_countries_least
        and not (n_countries >= 2 and (is_multilateral or shares_place))
        -- A round of many in one town is one, whichever of its guests beside the body or the host a report names.
        and not (are_multilateral and (n_bodies > 0 or n_persons > 0) and shares_place) as differs_countries,
        -- Without a day the states alone are not enough, for two delegations meet more than once a month: it needs a
        -- summit, or the same host and reports of one day or two.
        n_persons > 0
        or (n_countries >= 2 and (is_multilateral or shares_report or not is_dayless))
        or n_bodies > 0
        or (n_countries = 1 and shares_place and not is_dayless) as shares_anything
    from pairs
)

select
    *,
    differs_place or differs_format or differs_persons or differs_countries or not shares_anything as is_conflict,
    3 * n_persons + n_countries + n_bodies + 2 * shares_place::integer + shares_format::integer as score,
    concat_ws(
        '+',
        'day',
        case when n_countries > 0 then 'countries' end,
        case when n_bodies > 0 then 'bodies' end,
        case when n_persons > 0 then 'people' end,
        case when shares_place then 'place' end
    ) as rule
from compared
