-- Every ordered pair of meeting claims of one day: the same people, body or two countries make one meeting; other
-- people, another place, or countries of which neither list holds the other make two. A status never separates:
-- planned, held and cancelled are the life of one meeting.
with country_names as (
    select {{ fold_name('country_name') }} as country_key
    from {{ ref('country_codes') }}
),

-- Three parties around one table are more than talks of two, whatever a report calls them.
claims as (
    select
        *,
        coalesce(format in ('multilateral', 'summit'), false)
        or (
            format is distinct from 'call'
            and len(country_keys) + coalesce(len(body_keys), 0) >= 3
            and len(person_keys) >= 3
        ) as is_multilateral
    from {{ ref('int_meeting__candidates') }}
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
        ) as differs_place,
        coalesce(
            (a.format = 'call' and b.format in ('visit', 'summit', 'multilateral'))
            or (b.format = 'call' and a.format in ('visit', 'summit', 'multilateral'))
            -- Talks of two on the margins of a summit are not the summit.
            or (
                a.is_multilateral
                and b.format = 'bilateral'
                and (a.country_keys <> b.country_keys or (len(a.body_keys) > 0 and len(b.body_keys) = 0))
                -- A summit of two without a body is their meeting, whoever else a report of it names.
                and not (
                    len(a.country_keys) = 2
                    and coalesce(len(a.body_keys), 0) = 0
                    and coalesce(a.place_key = b.place_key, false)
                )
            )
            or (
                b.is_multilateral
                and a.format = 'bilateral'
                and (a.country_keys <> b.country_keys or (len(b.body_keys) > 0 and len(a.body_keys) = 0))
                -- A summit of two without a body is their meeting, whoever else a report of it names.
                and not (
                    len(b.country_keys) = 2
                    and coalesce(len(b.body_keys), 0) = 0
                    and coalesce(b.place_key = a.place_key, false)
                )
            ),
            false
        ) as differs_format,
        coalesce(a.format = b.format, false) as shares_format,
        a.home_date is null and a.date_partial is null as is_dayless,
        coalesce(abs(a.reported_on - b.reported_on) <= 1 and a.country = b.country, false)
            as shares_report
    from claims as a
    inner join claims as b
        on a.partition_key = b.partition_key and a.claim_id <> b.claim_id
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
