"""All SQL of the dashboard. Each function takes `rows` (runs SQL with parameters, gives a data frame) and plain values.

Values from the reader of the page only ever travel as parameters; names of tables and columns come from KINDS below.
Facts without a date are in tables and counts when no period is chosen, and never in a time series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

Rows = Callable[..., pd.DataFrame]

#: What a filter's value stands for where the column is null (or the list empty).
NOT_STATED = "not_stated"
#: Most rows that a table shows; the page says when there are more.
TABLE_ROWS = 1000


@dataclass(frozen=True)
class Kind:
    """Where the facts of one kind and their claims lie. `filters` maps a filter's name to its SQL expression."""

    name: str
    noun: str
    facts: str
    fact_id: str
    date: str
    claims: str
    filters: tuple[tuple[str, str], ...]
    #: SQL (over fact `f`) of the line that names one fact in lists
    line: str


def _or_not_stated(column: str) -> str:
    return f"coalesce(f.{column}, '{NOT_STATED}')"


def _country(column: str, otherwise: str = "'country not stated'") -> str:
    return (
        f"coalesce((select c.country_name from dim_countries c where c.country_code = {column}), {column}, {otherwise})"
    )


_WEAPONS = f"case when len(f.weapon_classes) > 0 then f.weapon_classes else ['{NOT_STATED}'] end"

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "strike", "strike", "fct_strikes", "strike_id", "event_date", "strike_claims",
            (("attacker", _or_not_stated("attacker_country")), ("region", _or_not_stated("admin1")),
             ("weapon", _WEAPONS), ("target", _or_not_stated("target_class"))),
            "concat_ws(', ', coalesce(f.place, f.admin1, f.target_country, 'place not stated'),"
            " nullif(replace(array_to_string(f.weapon_classes, ' and '), '_', ' '), ''))",
        ),
        Kind(
            "interception", "interception count", "fct_interceptions", "interception_id", "event_date",
            "interception_claims",
            (("defender", _or_not_stated("defender_country")), ("weapon", _or_not_stated("weapon_class")),
             ("scope", _or_not_stated("scope"))),
            f"concat({_country('f.defender_country')}, ': ', coalesce(f.intercepted::varchar, 'number not stated'),"
            " coalesce(' of ' || f.launched, ''), ' brought down (', replace(f.weapon_class, '_', ' '), ')')",
        ),
        Kind(
            "aid", "aid package", "fct_aid_packages", "aid_package_id", "announced_date", "aid_claims",
            (("donor", _or_not_stated("donor")), ("recipient", _or_not_stated("recipient")),
             ("type", _or_not_stated("aid_type")), ("status", _or_not_stated("status"))),
            "concat(coalesce(f.donor_name, f.donor, 'donor not stated'), ' to ',"
            f" {_country('f.recipient')},"
            " coalesce(': ' || format('{:,.0f}', f.amount) || ' ' || coalesce(f.currency, ''), ''),"
            " coalesce(', ' || nullif(array_to_string(f.items, ', '), ''), ''))",
        ),
        Kind(
            "meeting", "meeting", "fct_diplomatic_meetings", "meeting_id", "event_date", "meeting_claims",
            (("status", _or_not_stated("status")), ("format", _or_not_stated("format")),
             ("country", "list_distinct(list_concat(f.countries, f.bodies))")),
            "concat_ws(', ', coalesce(nullif(array_to_string(list_concat(f.participants, f.bodies), ' and '), ''),"
            " (select string_agg(c.country_name, ' and ' order by c.country_name) from dim_countries c"
            " where list_contains(f.countries, c.country_code)), 'participants not stated'),"
            f" coalesce(f.place, {_country('f.country', 'null')}), f.status)",
        ),
    )
}  # fmt: skip

_BELLIGERENTS = "('ua_official', 'ru_official')"
_GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class Scope:
    """What the reader chose. `choices` holds (filter name, allowed codes); an empty tuple of codes allows everything.

    `include_belligerent_only` False leaves out facts that nobody but an official of the two sides claims.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    min_sources: int = 1
    publishers: tuple[str, ...] = ()
    include_belligerent_only: bool = True
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def has_period(self) -> bool:
        return self.start is not None or self.end is not None


def _where(kind: Kind, scope: Scope, *, dated: bool = False) -> tuple[str, list[Any]]:
    """The condition over fact `f` and its parameters; `dated` leaves out facts without a date."""
    parts: list[str] = ["true"]
    parameters: list[Any] = []
    if dated or scope.has_period:
        parts.append(f"f.{kind.date} is not null")
    for bound, operator in ((scope.start, ">="), (scope.end, "<=")):
        if bound is not None:
            parts.append(f"f.{kind.date} {operator} ?")
            parameters.append(bound)
    if scope.min_sources > 1:
        parts.append("f.n_sources >= ?")
        parameters.append(scope.min_sources)
    if scope.publishers:
        parts.append(
            f"f.{kind.fact_id} in (select c.fact_id from {kind.claims} c join dim_articles a using (article_id)"
            " where list_contains(?, a.publisher))"
        )
        parameters.append(list(scope.publishers))
    if not scope.include_belligerent_only:
        parts.append(
            f"f.{kind.fact_id} in (select c.fact_id from {kind.claims} c"
            f" where coalesce(c.claimant_side, 'unknown') not in {_BELLIGERENTS})"
        )
    expressions = dict(kind.filters)
    for name, codes in scope.choices:
        if codes and name in expressions:
            test = "list_has_any(?, {})" if _is_list(name, kind) else "list_contains(?, {})"
            parts.append(test.format(expressions[name]))
            parameters.append(list(codes))
    return " and ".join(parts), parameters


def _is_list(name: str, kind: Kind) -> bool:
    return (kind.name, name) in {("strike", "weapon"), ("meeting", "country")}


def _grain(grain: str) -> str:
    if grain not in _GRAINS:
        raise ValueError(f"grain must be one of {_GRAINS}, not {grain!r}")
    return grain


# --- what there is ---------------------------------------------------------------------------------------------------


def publications(rows: Rows) -> pd.DataFrame:
    """Every published snapshot, newest first."""
    return rows("from publications order by published_at desc")


def date_span(rows: Rows) -> tuple[dt.date | None, dt.date | None]:
    """First and last date of any fact; None and None in an empty warehouse."""
    union = " union all ".join(f"select {kind.date} as d from {kind.facts}" for kind in KINDS.values())
    row = rows(f"select min(d) as first, max(d) as last from ({union})").iloc[0]
    return tuple(None if pd.isna(value) else pd.Timestamp(value).date() for value in (row["first"], row["last"]))  # type: ignore[return-value]


def country_names(rows: Rows) -> dict[str, str]:
    """Country code → English name."""
    frame = rows("select country_code, country_name from dim_countries where country_name is not null")
    return dict(zip(frame["country_code"], frame["country_name"], strict=True))


def publishers(rows: Rows) -> list[str]:
    """Publishers that any claim's article names, the most quoted first."""
    union = " union all ".join(f"select article_id from {kind.claims}" for kind in KINDS.values())
    frame = rows(
        f"select a.publisher, count(*) as n from ({union}) c join dim_articles a using (article_id)"
        " where a.publisher is not null group by 1 order by n desc, 1 limit 500"
    )
    return frame["publisher"].tolist()


def codes(rows: Rows, kind_name: str, filter_name: str) -> list[str]:
    """The codes that a filter of this kind can take, the most frequent first."""
    kind = KINDS[kind_name]
    expression = dict(kind.filters)[filter_name]
    code = f"unnest({expression})" if _is_list(filter_name, kind) else expression
    frame = rows(
        f"select code, count(*) as n from (select {code} as code from {kind.facts} f) group by 1 order by n desc, 1"
    )
    return frame["code"].tolist()


# --- all kinds -------------------------------------------------------------------------------------------------------


def counts(rows: Rows, kind_name: str, scope: Scope) -> dict[str, Any]:
    """Facts in scope: n_facts, n_dated, n_disputed, n_claims; and n_undated of all facts, whatever the scope."""
    kind = KINDS[kind_name]
    condition, parameters = _where(kind, scope)
    frame = rows(
        f"select count(*) as n_facts, count({kind.date}) as n_dated, count(*) filter (f.is_disputed) as n_disputed,"
        f" coalesce(sum(f.n_claims), 0)::bigint as n_claims from {kind.facts} f where {condition}",
        parameters,
    )
    undated = rows("select coalesce(sum(n_facts), 0)::bigint as n from agg_undated where kind = ?", [kind.name])
    return {**frame.iloc[0].to_dict(), "n_undated": int(undated["n"].iloc[0])}


def latest_facts(rows: Rows, scope: Scope, limit: int = 12) -> pd.DataFrame:
    """The newest dated facts of all kinds: kind, fact_id, date, line, n_articles, n_sources, is_disputed."""
    parts, parameters = [], []
    for kind in KINDS.values():
        condition, values = _where(kind, scope, dated=True)
        parts.append(
            f"select '{kind.name}' as kind, f.{kind.fact_id} as fact_id, f.{kind.date} as date, {kind.line} as line,"
            f" f.n_articles, f.n_sources, f.is_disputed from {kind.facts} f where {condition}"
        )
        parameters += values
    return rows(f"{' union all '.join(parts)} order by date desc, kind, fact_id limit {int(limit)}", parameters)


def facts_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """Dated facts of each kind: period, kind, n_facts."""
    parts, parameters = [], []
    for kind in KINDS.values():
        condition, values = _where(kind, scope, dated=True)
        parts.append(
            f"select date_trunc('{_grain(grain)}', f.{kind.date})::date as period, '{kind.name}' as kind,"
            f" count(*) as n_facts from {kind.facts} f where {condition} group by 1"
        )
        parameters += values
    return rows(f"{' union all '.join(parts)} order by period, kind", parameters)


# --- strikes ---------------------------------------------------------------------------------------------------------


def strikes_over_time(rows: Rows, scope: Scope, grain: str, by: str) -> pd.DataFrame:
    """Strikes per period and value of the filter `by`: period, series, n_strikes.

    By weapon, a strike with two weapons counts once under each.
    """
    kind = KINDS["strike"]
    condition, parameters = _where(kind, scope, dated=True)
    expression = dict(kind.filters)[by]
    series = f"unnest({expression})" if _is_list(by, kind) else expression
    return rows(
        f"select period, series, count(*) as n_strikes from (select date_trunc('{_grain(grain)}', f.event_date)::date"
        f" as period, {series} as series from fct_strikes f where {condition}) group by 1, 2 order by 1, 2",
        parameters,
    )


def tolls_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """Tolls per period: period, toll (killed or wounded), low, best, high, n_stated, n_strikes.

    Sums of the strikes that state a toll; a period in which none does has null, not 0.
    """
    condition, parameters = _where(KINDS["strike"], scope, dated=True)
    select = " union all ".join(
        f"select period, '{toll}' as toll, sum({toll}_low)::bigint as low, sum({toll}_best)::bigint as best,"
        f" sum({toll}_high)::bigint as high, count({toll}_best) as n_stated, count(*) as n_strikes"
        " from scoped group by 1"
        for toll in ("killed", "wounded")
    )
    return rows(
        f"with scoped as (select date_trunc('{_grain(grain)}', f.event_date)::date as period, f.*"
        f" from fct_strikes f where {condition}) {select} order by toll, period",
        parameters,
    )


def toll(rows: Rows, scope: Scope) -> dict[str, Any]:
    """Sums over the strikes in scope: killed_low/best/high, wounded_…, n_killed_stated, n_wounded_stated, n_strikes."""
    condition, parameters = _where(KINDS["strike"], scope)
    sums = ", ".join(
        f"sum(f.{name}_{level})::bigint as {name}_{level}"
        for name in ("killed", "wounded")
        for level in ("low", "best", "high")
    )
    frame = rows(
        f"select {sums}, count(f.killed_best) as n_killed_stated, count(f.wounded_best) as n_wounded_stated,"
        f" count(*) as n_strikes from fct_strikes f where {condition}",
        parameters,
    )
    return frame.iloc[0].to_dict()


def strikes_by(rows: Rows, scope: Scope, by: str, limit: int = 20) -> pd.DataFrame:
    """Strikes per value of the filter `by` (and attacker): series, attacker, n_strikes, killed_best, wounded_best."""
    kind = KINDS["strike"]
    condition, parameters = _where(kind, scope)
    expression = dict(kind.filters)[by]
    series = f"unnest({expression})" if _is_list(by, kind) else expression
    return rows(
        f"with scoped as (select {series} as series, coalesce(f.attacker_country, '{NOT_STATED}') as attacker,"
        f" f.killed_best, f.wounded_best from fct_strikes f where {condition}),"
        " top as (select series from scoped group by 1 order by count(*) desc, 1 limit ?)"
        " select series, attacker, count(*) as n_strikes, sum(killed_best)::bigint as killed_best,"
        " sum(wounded_best)::bigint as wounded_best from scoped semi join top using (series)"
        " group by 1, 2 order by n_strikes desc, 1, 2",
        [*parameters, int(limit)],
    )


def strike_points(rows: Rows, scope: Scope) -> pd.DataFrame:
    """Strikes whose place is a settlement (or near one), one row a place: place, admin1, latitude, longitude, …"""
    condition, parameters = _where(KINDS["strike"], scope)
    return rows(
        "select coalesce(f.place, f.admin1) as place, f.admin1, f.latitude, f.longitude,"
        f" coalesce(f.attacker_country, '{NOT_STATED}') as attacker, count(*) as n_strikes,"
        " sum(f.killed_best)::bigint as killed_best, sum(f.wounded_best)::bigint as wounded_best"
        f" from fct_strikes f where {condition} and f.geo_precision in ('settlement', 'near')"
        " and f.latitude is not null and f.longitude is not null group by all order by n_strikes desc, 1, attacker",
        parameters,
    )


def strikes_by_region(rows: Rows, scope: Scope) -> pd.DataFrame:
    """Strikes per first-level region: admin1_code, admin1, n_strikes, killed_best, wounded_best."""
    condition, parameters = _where(KINDS["strike"], scope)
    return rows(
        "select f.admin1_code, any_value(f.admin1) as admin1, count(*) as n_strikes,"
        " sum(f.killed_best)::bigint as killed_best, sum(f.wounded_best)::bigint as wounded_best"
        f" from fct_strikes f where {condition} and f.admin1_code is not null group by 1 order by n_strikes desc, 1",
        parameters,
    )


_STRIKE_COLUMNS = """f.strike_id as fact_id, f.event_date as date, f.date_precision, f.attacker_country,
    f.target_country, f.admin1, f.place,
    nullif(replace(array_to_string(f.weapon_classes, ', '), '_', ' '), '') as weapons,
    f.target_class, f.killed_low, f.killed_best, f.killed_high, f.wounded_low, f.wounded_best, f.wounded_high,
    f.n_articles, f.n_sources, f.is_disputed, f.geo_precision, f.last_reported_at"""
_INTERCEPTION_COLUMNS = """f.interception_id as fact_id, f.event_date as date, f.date_precision, f.defender_country,
    f.weapon_class, f.launched, f.intercepted, f.interception_rate, f.shot_down, f.suppressed, f.count_definition,
    f.scope, f.n_articles, f.n_sources, f.is_disputed, f.last_reported_at"""
_AID_COLUMNS = """f.aid_package_id as fact_id, f.announced_date as date, f.date_precision, f.donor, f.donor_name,
    f.recipient, f.aid_type, f.status, f.amount, f.currency, f.amount_usd, f.amount_eur,
    nullif(array_to_string(f.items, ', '), '') as items, f.is_cumulative, f.n_articles, f.n_sources, f.is_disputed,
    f.last_reported_at"""
_MEETING_COLUMNS = """f.meeting_id as fact_id, f.event_date as date, f.date_precision, f.status, f.format,
    nullif(array_to_string(list_concat(f.participants, f.bodies), ', '), '') as participants,
    (select string_agg(c.country_name, ', ' order by c.country_name) from dim_countries c
     where list_contains(f.countries, c.country_code)) as countries,
    f.place, f.country, f.topic, f.n_articles, f.n_sources, f.is_disputed, f.last_reported_at"""
_TABLE_COLUMNS = {
    "strike": _STRIKE_COLUMNS,
    "interception": _INTERCEPTION_COLUMNS,
    "aid": _AID_COLUMNS,
    "meeting": _MEETING_COLUMNS,
}


def fact_table(rows: Rows, kind_name: str, scope: Scope, extra_id: str | None = None) -> pd.DataFrame:
    """The newest TABLE_ROWS facts in scope, undated ones last, and `line` that names each.

    The fact `extra_id` (from a shared link) is there even if the scope leaves it out.
    """
    kind = KINDS[kind_name]
    condition, parameters = _where(kind, scope)
    return rows(
        f"select {_TABLE_COLUMNS[kind_name]}, {kind.line} as line from {kind.facts} f"
        f" where ({condition}) or f.{kind.fact_id} = ?"
        f" order by f.{kind.fact_id} = ? desc, f.{kind.date} desc nulls last, f.{kind.fact_id} limit {TABLE_ROWS}",
        [*parameters, extra_id or "", extra_id or ""],
    ).sort_values("date", ascending=False, na_position="last", kind="stable", ignore_index=True)


# --- interceptions ---------------------------------------------------------------------------------------------------


def interceptions_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """National counts per period, weapon class and definition.

    period, weapon_class, count_definition, n_counts; `launched`, `intercepted` and `rate` (0 to 1) over the counts
    that tell both numbers; `intercepted_alone` over those that tell no number launched. Null where no count tells.
    Recaps ("since January") are left out, since they repeat the nights.
    """
    condition, parameters = _where(KINDS["interception"], scope, dated=True)
    return rows(
        f"with scoped as (select date_trunc('{_grain(grain)}', f.event_date)::date as period, f.weapon_class,"
        " coalesce(f.count_definition, 'unspecified') as count_definition, f.launched, f.intercepted,"
        " f.launched is not null and f.intercepted is not null as both_told"
        f" from fct_interceptions f where {condition} and f.scope = 'national' and not f.is_recap)"
        " select period, weapon_class, count_definition, count(*) as n_counts,"
        " sum(launched) filter (both_told)::bigint as launched,"
        " sum(intercepted) filter (both_told)::bigint as intercepted,"
        " sum(intercepted) filter (both_told) / nullif(sum(launched) filter (both_told), 0)::double as rate,"
        " sum(intercepted) filter (launched is null)::bigint as intercepted_alone"
        " from scoped group by 1, 2, 3 order by 1, 2, 3",
        parameters,
    )


def air_war(rows: Rows, scope: Scope) -> dict[str, Any]:
    """National counts in scope, recaps left out: `launched`, `intercepted`, `rate` where both are told, `n_counts`,
    `n_both_told`, and `intercepted_all` with the counts that tell no number launched."""
    condition, parameters = _where(KINDS["interception"], scope)
    frame = rows(
        "with scoped as (select f.launched, f.intercepted, f.launched is not null and f.intercepted is not null as b"
        f" from fct_interceptions f where {condition} and f.scope = 'national' and not f.is_recap)"
        " select sum(launched) filter (b)::bigint as launched, sum(intercepted) filter (b)::bigint as intercepted,"
        " sum(intercepted) filter (b) / nullif(sum(launched) filter (b), 0)::double as rate, count(*) as n_counts,"
        " count(*) filter (b) as n_both_told, sum(intercepted)::bigint as intercepted_all from scoped",
        parameters,
    )
    return frame.iloc[0].to_dict()


def interceptions_by_weapon(rows: Rows, scope: Scope) -> pd.DataFrame:
    """Counts per weapon class, scope and definition: launched, intercepted, rate (both told), n_counts, n_both_told."""
    condition, parameters = _where(KINDS["interception"], scope)
    return rows(
        "with scoped as (select f.*, f.launched is not null and f.intercepted is not null as b"
        f" from fct_interceptions f where {condition} and not f.is_recap)"
        " select weapon_class, scope, coalesce(count_definition, 'unspecified') as count_definition,"
        " sum(launched) filter (b)::bigint as launched, sum(intercepted) filter (b)::bigint as intercepted,"
        " sum(intercepted) filter (b) / nullif(sum(launched) filter (b), 0)::double as rate,"
        " sum(intercepted)::bigint as intercepted_all, count(*) as n_counts, count(*) filter (b) as n_both_told"
        " from scoped group by 1, 2, 3 order by n_counts desc, 1, 2, 3",
        parameters,
    )


# --- aid -------------------------------------------------------------------------------------------------------------


#: Suspended packages count as packages, but their money is in no sum (as in agg_aid_by_donor).
_AID_SUMS = (
    "sum(f.amount_usd) filter (f.status is distinct from 'suspended') as amount_usd,"
    " sum(f.amount_eur) filter (f.status is distinct from 'suspended') as amount_eur"
)


def aid_by(rows: Rows, scope: Scope, by: str) -> pd.DataFrame:
    """Packages (no running totals) per donor, recipient, type or status: series, n_packages, n_without_amount,
    amount_usd, amount_eur (sums of the packages with an amount, suspended ones left out; null where none has one)."""
    kind = KINDS["aid"]
    condition, parameters = _where(kind, scope)
    return rows(
        f"select {dict(kind.filters)[by]} as series, count(*) as n_packages,"
        f" count(*) filter (f.amount is null) as n_without_amount, {_AID_SUMS} from fct_aid_packages f"
        f" where {condition} and not f.is_cumulative group by 1"
        " order by amount_usd desc nulls last, n_packages desc, 1",
        parameters,
    )


def aid_over_time(rows: Rows, scope: Scope, by: str) -> pd.DataFrame:
    """Packages (no running totals) per month and value of `by`: period, series, n_packages, amount_usd, amount_eur."""
    kind = KINDS["aid"]
    condition, parameters = _where(kind, scope, dated=True)
    return rows(
        f"select date_trunc('month', f.announced_date)::date as period, {dict(kind.filters)[by]} as series,"
        f" count(*) as n_packages, {_AID_SUMS} from fct_aid_packages f where {condition} and not f.is_cumulative"
        " group by 1, 2 order by 1, 2",
        parameters,
    )


def aid_totals(rows: Rows, scope: Scope) -> dict[str, Any]:
    """Packages in scope without running totals: n_packages, n_without_amount, amount_usd, amount_eur, n_donors,
    n_without_rate (an amount in a currency or of a date that has no reference rate); and n_running_totals."""
    condition, parameters = _where(KINDS["aid"], scope)
    frame = rows(
        f"with scoped as (select f.* from fct_aid_packages f where {condition})"
        " select count(*) filter (not f.is_cumulative) as n_packages,"
        " count(*) filter (not f.is_cumulative and f.amount is null) as n_without_amount,"
        " count(*) filter (not f.is_cumulative and f.amount is not null and f.amount_usd is null) as n_without_rate,"
        " sum(f.amount_usd) filter (not f.is_cumulative and f.status is distinct from 'suspended') as amount_usd,"
        " sum(f.amount_eur) filter (not f.is_cumulative and f.status is distinct from 'suspended') as amount_eur,"
        " count(distinct f.donor) filter (not f.is_cumulative) as n_donors,"
        " count(*) filter (f.is_cumulative) as n_running_totals from scoped f",
        parameters,
    )
    return frame.iloc[0].to_dict()


# --- diplomacy -------------------------------------------------------------------------------------------------------


def meetings_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """Meetings per period and status: period, series, n_meetings."""
    kind = KINDS["meeting"]
    condition, parameters = _where(kind, scope, dated=True)
    return rows(
        f"select date_trunc('{_grain(grain)}', f.event_date)::date as period, {dict(kind.filters)['status']} as series,"
        f" count(*) as n_meetings from fct_diplomatic_meetings f where {condition} group by 1, 2 order by 1, 2",
        parameters,
    )


def country_pairs(rows: Rows, scope: Scope, limit: int = 12) -> pd.DataFrame:
    """How often two countries (or bodies) meet, each pair both ways round: country_a, country_b, n_meetings.

    Only the `limit` most frequent countries.
    """
    condition, parameters = _where(KINDS["meeting"], scope)
    return rows(
        "with members as (select f.meeting_id, unnest(list_distinct(list_concat(f.countries, f.bodies))) as country"
        f" from fct_diplomatic_meetings f where {condition}),"
        " top as (select country from members group by 1 order by count(*) desc, 1 limit ?),"
        " kept as (from members semi join top using (country))"
        " select a.country as country_a, b.country as country_b, count(*) as n_meetings from kept a join kept b"
        " on a.meeting_id = b.meeting_id and a.country <> b.country group by 1, 2 order by 3 desc, 1, 2",
        [*parameters, int(limit)],
    )


def upcoming_meetings(rows: Rows) -> pd.DataFrame:
    """Planned meetings dated after the newest article: date, line, fact_id, n_sources."""
    kind = KINDS["meeting"]
    return rows(
        f"select f.event_date as date, {kind.line} as line, f.meeting_id as fact_id, f.n_sources"
        " from fct_diplomatic_meetings f where f.status = 'planned'"
        " and f.event_date > (select max(published_at) from dim_articles) order by 1, 3 limit 50"
    )


# --- evidence --------------------------------------------------------------------------------------------------------


def claims_of_fact(rows: Rows, kind_name: str, fact_id: str, limit: int = 100) -> pd.DataFrame:
    """Every claim behind a fact (all columns of the claims table) with its article: title, publisher, published_at,
    url, source_uri, body, copy_of. Earliest article first."""
    kind = KINDS[kind_name]
    return rows(
        "select c.*, a.title, a.publisher, a.published_at, a.url, a.source_uri, a.body, a.copy_of"
        f" from {kind.claims} c join dim_articles a using (article_id) where c.fact_id = ?"
        f" order by a.published_at nulls last, c.article_id, c.char_start limit {int(limit)}",
        [fact_id],
    )


def article(rows: Rows, article_id: str) -> pd.DataFrame:
    """The article with that id: one row or none."""
    return rows("from dim_articles where article_id = ?", [article_id])


def claims_of_article(rows: Rows, article_id: str) -> pd.DataFrame:
    """Every claim of an article: kind, claim_id, fact_id, line (of the fact), quote, char_start, char_end, evidence,
    claimant, claimant_side, is_background; in reading order."""
    union = " union all ".join(
        f"select '{kind.name}' as kind, k.claim_id, k.fact_id, {kind.line} as line, k.quote, k.char_start, k.char_end,"
        f" k.evidence, k.claimant, k.claimant_side, k.is_background from {kind.claims} k"
        f" left join {kind.facts} f on f.{kind.fact_id} = k.fact_id where k.article_id = ?"
        for kind in KINDS.values()
    )
    return rows(f"{union} order by char_start, char_end, kind, claim_id", [article_id] * len(KINDS))


def search_articles(
    rows: Rows, words: str, published_by: tuple[str, ...] = (), with_claims: bool = False, limit: int = 50
) -> pd.DataFrame:
    """Articles whose title or body holds every one of the words, whatever their case; newest first, undated last.

    article_id, published_at, publisher, title, url, language, copy_of, n_claims.
    """
    parts, parameters = ["true"], []
    for word in words.lower().split()[:12]:
        parts.append("contains(lower(concat_ws(' ', title, body)), ?)")
        parameters.append(word)
    if published_by:
        parts.append("list_contains(?, publisher)")
        parameters.append(list(published_by))
    if with_claims:
        parts.append("n_claims > 0")
    return rows(
        "select article_id, published_at, publisher, title, url, language, copy_of, n_claims from dim_articles"
        f" where {' and '.join(parts)} order by published_at desc nulls last, article_id limit {int(limit)}",
        parameters,
    )


# --- quality ---------------------------------------------------------------------------------------------------------


def checks(rows: Rows) -> pd.DataFrame:
    """Every check of the build that published this snapshot, failed and severe ones first."""
    return rows(
        "from quality_results order by list_position(['error', 'fail', 'warn', 'skipped', 'pass'], status),"
        " list_position(['critical', 'warning', 'info'], severity), object_name, check_name"
    )


def check_summary(rows: Rows) -> pd.DataFrame:
    """Checks per origin, severity and status: n_checks."""
    return rows(
        "select origin, severity, status, count(*) as n_checks from quality_results group by 1, 2, 3 order by 1, 2, 3"
    )


def gaps(rows: Rows) -> pd.DataFrame:
    """What facts do not tell, per kind: n_facts, n_undated, n_unplaced (null for kinds without a place), n_disputed,
    n_one_source."""
    parts = []
    for kind in KINDS.values():
        unplaced = "count(*) filter (admin1 is null and place is null)" if kind.name == "strike" else "null::bigint"
        if kind.name == "meeting":
            unplaced = "count(*) filter (place is null and country is null)"
        parts.append(
            f"select '{kind.name}' as kind, count(*) as n_facts, count(*) filter ({kind.date} is null) as n_undated,"
            f" {unplaced} as n_unplaced, count(*) filter (is_disputed) as n_disputed,"
            f" count(*) filter (n_sources = 1) as n_one_source from {kind.facts}"
        )
    return rows(" union all ".join(parts))


def rejections(rows: Rows) -> pd.DataFrame:
    """Documents that could not be read, per reason: reason_code, n_documents, size_bytes, example (one source)."""
    return rows(
        "select reason_code, count(*) as n_documents, sum(size_bytes)::bigint as size_bytes, min(reason) as reason,"
        " min(source_uri) as example from rejected_documents group by 1 order by 2 desc, 1"
    )


# --- schema ----------------------------------------------------------------------------------------------------------


def schema(rows: Rows) -> pd.DataFrame:
    """Every table and column of the snapshot: table_name, n_rows, table_comment, column_name, data_type,
    column_comment; facts and claims first, aggregates last."""
    return rows(
        "select t.table_name, t.estimated_size as n_rows, t.comment as table_comment, c.column_name, c.data_type,"
        " c.comment as column_comment from duckdb_tables() t join duckdb_columns() c using (table_oid)"
        " where not t.internal and not c.internal order by case when t.table_name like 'fct%' then 0"
        " when t.table_name like '%claims' then 1 when t.table_name like 'agg%' then 3 else 2 end,"
        " t.table_name, c.column_index"
    )
