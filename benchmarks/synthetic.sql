-- Synthetic news for benchmarks/warehouse.py: articles and what a reader would have read in them, as tables of a schema
-- `synthetic` that have the columns of the raw layer. Every value is a function of a number and the seed, so that two
-- runs make the same rows.
--
-- How it repeats itself is taken from news: an event has 1 to 40 reports (P(n) falls with n^1.5, 6 on average) within
-- days, places are hit by rank (the first some thousand times as often as the last), tolls rise from report to report,
-- bulletins are printed again as they are, packages of aid are told of again, without a date or without an amount, some
-- dates lack the year, some are the day of publication, some are only a week or nothing.
--
-- Given: variables `seed`, `n_places` and `words` (1,500 of them); temporary tables `settings` (n_articles, first_day, n_days) and `gazetteer`
-- (place_rank, location_id, name, admin1, admin1_code, country, latitude, longitude).

create or replace macro chance(number, salt) as hash(number, salt, getvariable('seed')) / 18446744073709551616.0;
create or replace macro pick(options, number, salt) as options[1 + floor(chance(number, salt) * len(options))::integer];
-- Rank from 1 to n_ranks, rank r as often as 1 / (r + 8).
create or replace macro rank_of(number, salt, n_ranks) as least(
    n_ranks, greatest(1, ceil(8 * (power((n_ranks + 8) / 8.0, chance(number, salt)) - 1))::integer)
);
-- Reports of an event: the inverse of P(more than n) = n^-0.5 cut at 40, which gives P(n) ~ n^-1.5.
create or replace macro reports_of(number, salt) as least(40, floor(power(1 - chance(number, salt) * 0.842, -2))::integer);

create or replace temp table kinds as
select * from (values ('strike', 0.60), ('interception', 0.40), ('aid', 0.10), ('meeting', 0.15)) as t (kind, per_article);

create or replace temp table events as
select
    kinds.kind,
    number as event,
    settings.first_day + floor(chance(number, kinds.kind || 'day') * settings.n_days)::integer as day,
    reports_of(number, kinds.kind || 'reports') as n_reports
from settings
cross join kinds
cross join lateral (select unnest(range(ceil(kinds.per_article * settings.n_articles / 6)::bigint)) as number) as numbers;

-- One report of one event: when it was published, and which article of that day it stands in.
create or replace temp table reports as
with told as (
    select
        events.*,
        unnest(range(n_reports)) as report
    from events
),

published as (
    select
        *,
        row_number() over (order by kind, event, report) as claim,
        day + least(floor(-1.2 * ln(1 - chance(event * 64 + report, kind || 'lag')))::integer, 20)
        + case when kind = 'meeting' and chance(event * 64 + report, 'plan') < 0.3 then -3 else 0 end as published_at
    from told
)

select
    *,
    -- Articles of a day are those whose number leaves its rest: number = day of the span + k * n_days.
    greatest(published_at - settings.first_day, 0)
    + (settings.n_days + 21) * floor(
        chance(claim, 'article') * greatest(1, settings.n_articles // (settings.n_days + 21))
    )::bigint as article,
    chance(claim, 'form') as form
from published
cross join settings;

create or replace temp table said as
select
    reports.*,
    md5('claim' || claim || '-' || getvariable('seed'))[:16] as claim_id,
    md5('article' || article || '-' || getvariable('seed'))[:16] as article_id,
    -- How the day is told: stated, the day of publication, a week, without a year, not at all.
    case
        when form < 0.84 then 'day'
        when form < 0.88 then 'assumed'
        when form < 0.92 then 'week'
        when form < 0.95 then 'yearless'
        else 'none'
    end as dating,
    pick(['ua_official', 'ua_official', 'ru_official', 'media', 'media', 'unknown', 'witness'], claim, 'side') as side
from reports;

create or replace temp table dated as
select
    *,
    case dating when 'day' then day when 'assumed' then greatest(day, published_at) end as event_date,
    case dating when 'day' then 'day' when 'assumed' then 'assumed' when 'week' then 'week' end as date_precision,
    case
        when dating = 'week' then date_trunc('week', day)::date
        when dating = 'day' and chance(event, 'night') < 0.3 then day - 1
        when dating = 'day' then day
    end as date_start,
    case when dating = 'week' then date_trunc('week', day)::date + 6 when dating = 'day' then day end as date_end,
    case when dating = 'yearless' then strftime(day, '%m-%d') end as date_partial,
    case dating
        when 'day' then 'on ' || strftime(day, '%-d %B %Y')
        when 'assumed' then 'today'
        when 'week' then 'this week'
        when 'yearless' then 'on ' || strftime(day, '%B %-d')
        else 'earlier'
    end as date_text
from said;

create or replace temp table strikes as
with places as (
    select
        dated.*,
        gazetteer.* exclude (place_rank),
        floor(power(chance(event, 'killed'), -0.7) - 1)::integer + floor(report * chance(event, 'rise') / 6)::integer
            as dead,
        floor(2 * power(chance(event, 'wounded'), -0.7) - 2)::integer + floor(report * chance(event, 'rise') / 3)::integer
            as hurt
    from dated
    inner join gazetteer
        on rank_of(dated.event, 'place', getvariable('n_places')) = gazetteer.place_rank
    where dated.kind = 'strike'
)

select
    *,
    case when chance(claim, 'told dead') < 0.6 then least(dead, 300) end as killed,
    case when chance(claim, 'told hurt') < 0.6 then least(hurt, 900) end as wounded,
    pick(['drone', 'drone', 'drone', 'missile', 'ballistic_missile', 'glide_bomb', 'artillery'], event, 'weapon') as weapon,
    pick(['residential', 'energy', 'civilian', 'industrial', 'military', 'port', 'transport'], event, 'target') as target,
    format(
        '{} hit {} ({}) {}: {} killed and {} wounded, according to report {} of that attack.',
        pick(['Drones', 'Missiles', 'Guided bombs', 'Shells'], event, 'weapon word'), name, admin1, date_text, dead, hurt,
        report + 1
    ) as quote
from places;

create or replace temp table counts as
with numbers as (
    select
        *,
        pick(['UA', 'UA', 'UA', 'RU'], event, 'defender') as defender,
        pick(['drone', 'drone', 'drone', 'cruise_missile', 'ballistic_missile', 'missile'], event, 'class') as class,
        case when chance(event, 'scope') < 0.3 then 'national' else 'regional' end as scope,
        1 + floor(power(chance(event, 'launched'), -0.8) * 8)::integer as n_launched,
        chance(event, 'rate') as rate
    from dated
    where kind = 'interception'
)

select
    numbers.*,
    least(n_launched, 800) as launched,
    floor(least(n_launched, 800) * (0.5 + rate / 2))::integer as intercepted,
    regions.admin1,
    regions.admin1_code,
    format(
        'Air defence of {} brought down {} of {} weapons ({}) {}, bulletin {} says.',
        defender, floor(least(n_launched, 800) * (0.5 + rate / 2))::integer, least(n_launched, 800), class, date_text,
        report + 1
    ) as quote
from numbers
left join gazetteer as regions
    on case when numbers.scope = 'regional' then 1 + floor(chance(numbers.event, 'region') * 40)::integer end
    = regions.place_rank;

create or replace temp table packages as
select
    *,
    pick(['US', 'US', 'GB', 'DE', 'FR', 'PL', 'NO', 'EU', 'JP', 'CA'], event, 'donor') as donor,
    case when chance(event, 'amount told') < 0.8 then round(power(10, 6 + 3.5 * chance(event, 'amount')), -5) end as amount,
    pick(['USD', 'USD', 'EUR', 'EUR', 'GBP'], event, 'currency') as currency,
    pick(['military', 'military', 'financial', 'humanitarian', 'energy', 'unknown'], event, 'aid') as aid_type,
    pick(['announced', 'announced', 'approved', 'allocated', 'delivered'], event + report, 'status') as status,
    chance(event, 'total') < 0.05 as is_cumulative,
    format(
        'A package of aid was told of {} in report {}, number {} of the donor.', date_text, report + 1, event
    ) as quote
from dated
where kind = 'aid';

create or replace temp table talks as
with named as (
    select
        *,
        list_sort(list_distinct([
            'UA', pick(['US', 'GB', 'DE', 'FR', 'PL', 'TR', 'IT', 'JP', 'CA', 'NL', 'SE', 'FI'], event, 'partner')
        ])) as countries,
        [
            'Volodymyr Zelensky',
            'Minister ' || pick(['Adams', 'Baker', 'Clark', 'Davies', 'Evans', 'Frank', 'Gray', 'Hill'], event, 'first')
            || floor(chance(event, 'guest') * 30)::integer
        ] as people,
        pick(['Kyiv', 'Brussels', 'London', 'Paris', 'Warsaw', 'Munich', 'Washington'], event, 'venue') as place,
        pick(['UA', 'BE', 'GB', 'FR', 'PL', 'DE', 'US'], event, 'venue') as country
    from dated
    where kind = 'meeting'
)

select
    *,
    case when published_at < day then 'planned' else 'held' end as status,
    pick(['bilateral', 'talks', 'visit', 'call', 'summit'], event, 'format') as format,
    format('{} and {} met in {} {}, report {} of it says.', people[1], people[2], place, date_text, report + 1) as quote
from named;

-- Bodies: the quotes of an article's claims, one a paragraph, after a paragraph of words that mean nothing.
create or replace temp table quotes as
select article, claim, quote from strikes
union all
select article, claim, quote from counts
union all
select article, claim, quote from packages
union all
select article, claim, quote from talks;

create or replace temp table texts as
with numbered as (
    select unnest(range(n_articles)) as article
    from settings
)

select
    article,
    array_to_string(
        list_transform(range(60), lambda i: getvariable('words')[1 + (hash(article, i) % 1500)::integer]), ' '
    ) as opening
from numbered;

create or replace temp table placed_quotes as
select
    quotes.claim,
    length(texts.opening) + coalesce(
        sum(length(quote) + 2) over (
            partition by quotes.article order by claim rows between unbounded preceding and 1 preceding
        ), 0
    ) + 2 as char_start,
    length(quote) as n_characters
from quotes
inner join texts
    on quotes.article = texts.article;

create or replace temp table bodies as
select
    texts.article,
    concat_ws(chr(10) || chr(10), texts.opening, string_agg(quotes.quote, chr(10) || chr(10) order by quotes.claim)) as body
from texts
left join quotes
    on texts.article = quotes.article
group by texts.article, texts.opening;

create schema if not exists synthetic;

create or replace table synthetic.articles as
select
    md5('article' || article || '-' || getvariable('seed'))[:16] as article_id,
    md5('document' || article || '-' || getvariable('seed'))[:16] as document_id,
    0 as article_index,
    'synthetic/' || article || '.txt' as source_uri,
    'synthetic' as source_name,
    'Synthetic report ' || article as title,
    'Outlet ' || rank_of(article, 'outlet', 400) as publisher,
    first_day + (article % (n_days + 21))::integer as published_at,
    'meta' as published_basis,
    'en' as language,
    body,
    md5(body) as body_hash,
    now() as ingested_at
from bodies
cross join settings;

create or replace macro evidence_of(claim_quote, first_character, last_character) as
    [{'quote': claim_quote, 'char_start': first_character::bigint, 'char_end': last_character::bigint}][:0];

create or replace temp table shared as
select
    dated.claim,
    dated.claim_id,
    dated.article_id,
    dated.date_precision,
    dated.date_start,
    dated.date_end,
    dated.date_partial,
    dated.date_text,
    'Officials' as claimant,
    dated.side as claimant_side,
    chance(dated.claim, 'background') < 0.05 as is_background,
    dated.event_date,
    placed_quotes.char_start::bigint as char_start,
    (placed_quotes.char_start + placed_quotes.n_characters)::bigint as char_end
from dated
inner join placed_quotes
    on dated.claim = placed_quotes.claim;

create or replace table synthetic.strike_claims as
select
    shared.* exclude (claim, char_start, char_end),
    case when chance(claim, 'attacker told') < 0.85 then case strikes.country when 'UA' then 'RU' else 'UA' end end
        as attacker_country,
    strikes.country as target_country,
    strikes.admin1,
    strikes.admin1_code,
    case when chance(claim, 'town told') < 0.9 then strikes.name end as place,
    case when chance(claim, 'town told') < 0.9 then strikes.location_id end as location_id,
    case when chance(claim, 'town told') < 0.9 then strikes.latitude end as latitude,
    case when chance(claim, 'town told') < 0.9 then strikes.longitude end as longitude,
    case when chance(claim, 'town told') < 0.9 then 'settlement' else 'admin1' end as geo_precision,
    case when chance(claim, 'weapon told') < 0.8 then [strikes.weapon] else [] end as weapon_classes,
    case when strikes.weapon = 'drone' and chance(claim, 'name told') < 0.3 then ['Shahed'] else [] end as weapon_names,
    case when chance(claim, 'target told') < 0.6 then strikes.target end as target_class,
    strikes.killed,
    case when strikes.killed is not null then pick(['exact', 'exact', 'at_least', 'about'], claim, 'q1') end
        as killed_qualifier,
    strikes.wounded,
    case when strikes.wounded is not null then pick(['exact', 'exact', 'at_least', 'about'], claim, 'q2') end
        as wounded_qualifier,
    strikes.quote,
    shared.char_start,
    shared.char_end,
    evidence_of(strikes.quote, shared.char_start, shared.char_end) as evidence,
    'synthetic' as reader_version
from strikes
inner join shared using (claim);

create or replace table synthetic.interception_claims as
select
    shared.* exclude (claim, char_start, char_end),
    counts.defender as defender_country,
    case counts.defender when 'UA' then 'RU' else 'UA' end as attacker_country,
    counts.class as weapon_class,
    []::text[] as weapon_names,
    case when chance(claim, 'launched told') < 0.7 then counts.launched end as launched,
    case when chance(claim, 'launched told') < 0.7 then 'exact' end as launched_qualifier,
    counts.intercepted,
    'exact' as intercepted_qualifier,
    counts.intercepted as shot_down,
    null::bigint as suppressed,
    null::bigint as hit,
    null::bigint as still_airborne,
    'shot_down' as count_definition,
    counts.scope,
    false as is_recap,
    null::text as time_start,
    null::text as time_end,
    null::text as place,
    counts.admin1,
    counts.admin1_code,
    counts.quote,
    shared.char_start,
    shared.char_end,
    evidence_of(counts.quote, shared.char_start, shared.char_end) as evidence,
    'synthetic' as reader_version
from counts
inner join shared using (claim);

create or replace table synthetic.aid_claims as
select
    shared.* exclude (claim, event_date, char_start, char_end),
    shared.event_date as announced_date,
    packages.donor,
    packages.donor as donor_name,
    'UA' as recipient,
    case when chance(claim, 'sum told') < 0.9 then packages.amount end as amount,
    case when chance(claim, 'sum told') < 0.9 and packages.amount is not null then 'exact' end as amount_qualifier,
    case when chance(claim, 'sum told') < 0.9 and packages.amount is not null then packages.currency end as currency,
    packages.aid_type,
    packages.status,
    packages.is_cumulative,
    case when chance(claim, 'items told') < 0.3 then [floor(10 * chance(event, 'items'))::integer || ' launchers'] else [] end
        as items,
    packages.quote,
    shared.char_start,
    shared.char_end,
    evidence_of(packages.quote, shared.char_start, shared.char_end) as evidence,
    'synthetic' as reader_version
from packages
inner join shared using (claim);

create or replace table synthetic.meeting_claims as
select
    shared.* exclude (claim, char_start, char_end),
    talks.status,
    case when chance(claim, 'format told') < 0.7 then talks.format end as format,
    case when chance(claim, 'people told') < 0.8 then talks.people else [] end as participants,
    talks.countries,
    []::text[] as bodies,
    case when chance(claim, 'venue told') < 0.6 then talks.place end as place,
    case when chance(claim, 'venue told') < 0.6 then talks.country end as country,
    null::text as location_id,
    null::text as topic,
    talks.quote,
    shared.char_start,
    shared.char_end,
    evidence_of(talks.quote, shared.char_start, shared.char_end) as evidence,
    'synthetic' as reader_version
from talks
inner join shared using (claim);
