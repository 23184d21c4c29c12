"""Counts, series and tables that every kind of fact has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from typing import Any

import pandas as pd

from dashboards import frames
from dashboards.queries.interceptions import air_war
from dashboards.queries.review import CORRECTIONS_OF_FACT
from dashboards.queries.scope import (
    FELL,
    KINDS,
    MET_ONCE,
    TABLE_ROWS,
    Kind,
    Rows,
    Scope,
    checked_grain,
    countries,
    donor,
    strikes_held,
    where,
    whole_packages,
)
from dashboards.queries.strikes import toll


def _adds_up(kind_name: str, scope: Scope) -> str:
    """The condition on facts `f` that are counted: none that is a sum or a part of others, as in the figures."""
    conditions = {"strike": FELL, "aid": whole_packages(scope), "meeting": MET_ONCE}
    return conditions.get(kind_name, "true")


def counts(rows: Rows, kind_name: str, scope: Scope) -> dict[str, Any]:
    """Facts in scope: n_facts, n_counted (without sums, parts and copies of others), n_dated, n_disputed, n_claims,
    n_needs_review; n_undated are those that the other filters allow and that have no date, whether a period leaves them
    out of n_facts or not."""
    kind = KINDS[kind_name]
    condition, parameters = where(kind, scope)
    held, held_parameters = (f"{strikes_held(condition)} ", parameters) if kind_name == "strike" else ("", [])
    frame = rows(
        f"{held}select count(*) as n_facts, count(*) filter ({_adds_up(kind_name, scope)}) as n_counted,"
        f" count({kind.date}) as n_dated, count(*) filter (f.is_disputed) as n_disputed,"
        f" coalesce(sum(f.n_claims), 0)::bigint as n_claims from {kind.facts} f where {condition}",
        [*held_parameters, *parameters],
    )
    condition, parameters = where(kind, replace(scope, start=None, end=None))
    undated = rows(f"select count(*) as n from {kind.facts} f where f.{kind.date} is null and {condition}", parameters)
    return {
        **frame.iloc[0].to_dict(),
        "n_undated": int(undated["n"].iloc[0]),
        "n_needs_review": count_needing_review(rows, kind_name, scope),
    }


def count_needing_review(rows: Rows, kind_name: str, scope: Scope) -> int:
    """Facts of the scope whose numbers are implausible and not yet looked at, whether it brings them in or not."""
    kind = KINDS[kind_name]
    condition, parameters = where(kind, replace(scope, include_needs_review=True))
    found = rows(
        f"select count(*) as n from {kind.facts} f where {condition} and f.review_state = 'needs_review'", parameters
    )
    return int(found["n"].iloc[0])


def headline(rows: Rows, scope: Scope) -> dict[str, Any]:
    """The figures at the top of the overview: those of `toll` and `air_war`, n_aid and n_meeting."""
    both = {"n_aid": "aid", "n_meeting": "meeting"}
    return {
        **toll(rows, scope),
        **air_war(rows, scope),
        **{key: counts(rows, name, scope)["n_counted"] for key, name in both.items()},
    }


def latest_facts(rows: Rows, scope: Scope, limit: int = 12) -> pd.DataFrame:
    """The newest dated facts of all kinds: kind, fact_id, date, line, n_articles, n_sources, is_disputed."""
    parts, parameters = [], []
    for kind in KINDS.values():
        condition, values = where(kind, scope, dated=True)
        # The newest of each kind first, so that `line` is made for these only and not for a million facts.
        parts.append(
            f"select * from (select '{kind.name}' as kind, f.{kind.fact_id} as fact_id, f.{kind.date} as date,"
            f" {kind.line} as line, f.n_articles, f.n_sources, f.is_disputed from"
            f" (select * from {kind.facts} f where {condition} order by f.{kind.date} desc, f.{kind.fact_id}"
            f" limit {int(limit)}) f)"
        )
        parameters += values
    return rows(f"{' union all '.join(parts)} order by date desc, kind, fact_id limit {int(limit)}", parameters)


def facts_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """Dated facts of each kind: period, kind, n_facts."""
    parts, parameters = [], []
    for kind in KINDS.values():
        condition, values = where(kind, scope, dated=True)
        parts.append(
            f"select date_trunc('{checked_grain(grain)}', f.{kind.date})::date as period, '{kind.name}' as kind,"
            f" count(*) as n_facts from {kind.facts} f where {condition} group by 1"
        )
        parameters += values
    return rows(f"{' union all '.join(parts)} order by period, kind", parameters)


def newest_week(rows: Rows, scope: Scope, last: dt.date) -> pd.DataFrame:
    """Facts that are counted, dated to the seven days up to `last` and to the 28 before: kind, n_week, n_before."""
    week, before = last - dt.timedelta(days=6), last - dt.timedelta(days=34)
    found = []
    for kind in KINDS.values():
        both = replace(scope, start=before, end=last)
        condition, parameters = where(kind, both, dated=True)
        held, held_parameters = (f"{strikes_held(condition)} ", parameters) if kind.name == "strike" else ("", [])
        part = rows(
            f"{held}select '{kind.name}' as kind, count(*) filter (f.{kind.date} >= ?) as n_week,"
            f" count(*) filter (f.{kind.date} < ?) as n_before from {kind.facts} f where {condition}"
            f" and {_adds_up(kind.name, scope)}",
            [*held_parameters, week, week, *parameters],
        )
        found.append(part)
    return pd.concat(found, ignore_index=True)


_STRIKE_COLUMNS = """f.strike_id as fact_id, f.event_date as date, f.date_precision, f.attacker_country,
    f.target_country, f.admin1, f.place,
    nullif(replace(array_to_string(f.weapon_classes, ', '), '_', ' '), '') as weapons,
    f.target_class, f.killed_low, f.killed_best, f.killed_high, f.wounded_low, f.wounded_best, f.wounded_high,
    f.n_articles, f.n_sources, f.is_disputed, array_to_string(f.review_reasons, ', ') as review_reasons,
    f.geo_precision, f.last_reported_at"""
_INTERCEPTION_COLUMNS = """f.interception_id as fact_id, f.event_date as date, f.date_precision, f.defender_country,
    f.weapon_class, f.launched, f.intercepted, f.interception_rate, f.shot_down, f.suppressed, f.count_definition,
    f.scope, f.n_articles, f.n_sources, f.is_disputed, array_to_string(f.review_reasons, ', ') as review_reasons,
    f.last_reported_at"""
_AID_COLUMNS = """f.aid_package_id as fact_id, f.announced_date as date, f.date_precision, f.donor,
    {donor} as donor_name, f.recipient, f.aid_type, f.status, f.amount, f.currency, f.amount_usd, f.amount_eur,
    nullif(array_to_string(f.items, ', '), '') as items, f.is_cumulative, f.n_articles, f.n_sources, f.is_disputed,
    f.last_reported_at"""
_MEETING_COLUMNS = """f.meeting_id as fact_id, f.event_date as date, f.date_precision, f.status, f.format,
    nullif(array_to_string(list_concat(f.participants, f.bodies), ', '), '') as participants,
    {countries} as countries,
    f.place, f.country, f.topic, f.n_articles, f.n_sources, f.is_disputed, f.last_reported_at"""
_TABLE_COLUMNS = {
    "strike": _STRIKE_COLUMNS,
    "interception": _INTERCEPTION_COLUMNS,
    "aid": _AID_COLUMNS,
    "meeting": _MEETING_COLUMNS,
}


def _table_columns(kind_name: str) -> str:
    """The columns of a kind's table, names of countries in the language in use."""
    named = {"{countries}": countries("f.countries", "', '"), "{donor}": donor()}
    columns = _TABLE_COLUMNS[kind_name]
    for place, sql in named.items():
        columns = columns.replace(place, sql)
    return columns


def fact_table(rows: Rows, kind_name: str, scope: Scope, extra_id: str | None = None) -> pd.DataFrame:
    """The newest TABLE_ROWS facts in scope, undated ones last, and `line` that names each.

    The fact `extra_id` (from a shared link) is there even if the scope leaves it out.
    """
    kind = KINDS[kind_name]
    condition, parameters = where(kind, scope)
    # The newest first, so that `line` and lists as text are made for the rows shown only.
    newest = (
        f"select f.* from {kind.facts} f where {condition}"
        f" order by f.{kind.date} desc nulls last, f.{kind.fact_id} limit {TABLE_ROWS}"
    )
    if extra_id:
        newest = (
            f"with newest as ({newest}) from newest union all select f.* from {kind.facts} f"
            f" where f.{kind.fact_id} = ? and f.{kind.fact_id} not in (select {kind.fact_id} from newest)"
        )
        parameters.append(extra_id)
    return rows(
        f"select {_table_columns(kind_name)}, {kind.line} as line from ({newest}) f"
        f" order by f.{kind.date} desc nulls last, f.{kind.fact_id}",
        parameters,
    )


def one_fact(rows: Rows, kind_name: str, fact_id: str) -> pd.DataFrame:
    """The fact of that id as a row of `fact_table`, with participants, states and bodies of a meeting; or no row."""
    kind = KINDS[kind_name]
    return rows(
        f"select {_table_columns(kind_name)}, {kind.line} as line, f.n_claims, f.confidence, f.review_state"
        f"{_PLACE_OF.get(kind_name, '')} from {kind.facts} f where f.{kind.fact_id} = ?",
        [fact_id],
    )


#: Where a fact lies on a map: a point where its place is a settlement, else the code of its region.
_PLACE_OF = {
    "strike": ", f.admin1_code, case when f.geo_precision in ('settlement', 'near') then f.latitude end as latitude,"
    " case when f.geo_precision in ('settlement', 'near') then f.longitude end as longitude",
    "meeting": "".join(
        f", (select l.{column} from dim_locations l where l.location_id = f.location_id"
        f" and l.location_kind is distinct from 'country') as {column}"
        for column in ("latitude", "longitude")
    ),
}

#: Gives the rows of SQL with its parameters as dictionaries of Python's own values.
Records = Callable[[str, list[Any]], list[dict[str, Any]]]
#: Columns of a version that say nothing about the event: bookkeeping.
OF_THE_BUILD = frozenset({"partition_key", "version_id", "changed_at", "valid_from", "valid_to"})
#: Columns whose change is not reported as a change of the fact: they follow from its claims.
_DERIVED = frozenset({"n_claims", "n_articles", "n_sources", "confidence", "first_reported_at", "last_reported_at",
                      "best_claim_id", "killed_claim_id", "wounded_claim_id", "amount_claim_id"})  # fmt: skip


def versions(records: Records, kind: Kind, fact_id: str) -> list[dict[str, Any]]:
    """What the warehouse knew, oldest first: valid_from, valid_to, `changes` against the version before (column, old,
    new), and `why` it came (`_why`); both empty for the first one."""
    table = f"{kind.facts}_history where {kind.fact_id} = ?"
    found = records(f"select valid_from, valid_to from {table}", [fact_id])
    corrections = []
    # Most facts have one version: what it holds would be compared with nothing.
    if len(found) > 1:
        found = records(f"from {table}", [fact_id])
        corrections = records(CORRECTIONS_OF_FACT, [fact_id])
    found.sort(key=itemgetter("valid_from"))
    history = []
    for before, row in zip([None, *found], found, strict=False):
        changes, why = (changed(before, row), _why(before, row, corrections)) if before else ([], [])
        history.append({"valid_from": row["valid_from"], "valid_to": row["valid_to"], "changes": changes, "why": why})
    return history


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns that differ between two versions, those that follow from others left out: column, old, new."""
    return [
        {"column": name, "old": frames.plain(before.get(name)), "new": frames.plain(value)}
        for name, value in after.items()
        if name not in OF_THE_BUILD | _DERIVED and before.get(name) != value
    ]


def _why(before: dict[str, Any], after: dict[str, Any], corrections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Why a version took the place of the one before: people who corrected it in between (cause `correction`, with `by`
    and `reason`), claims that came or went (`claims`, with `n`), else the same claims `read_anew`."""
    why: list[dict[str, Any]] = [
        {"cause": "correction", "by": item["corrected_by"], "reason": item["reason"]}
        for item in corrections
        if item["state"] != "stale" and before["valid_from"] < item["written_at"] <= after["valid_from"]
    ]
    if n_more := (after["n_claims"] or 0) - (before["n_claims"] or 0):
        why.append({"cause": "claims", "n": n_more})
    return why or [{"cause": "read_anew"}]


def fact_history(rows: Rows, kind_name: str, fact_id: str) -> list[dict[str, Any]]:
    """The `versions` of a fact."""
    return versions(lambda sql, values: frames.records(rows(sql, values)), KINDS[kind_name], fact_id)


def facts_like(rows: Rows, fact_id: str, limit: int = 3) -> pd.DataFrame:
    """Facts of any kind with that id, or whose id begins with it (eight characters or more): kind, fact_id, line."""
    parts, parameters = [], []
    for kind in KINDS.values():
        parts.append(
            f"select '{kind.name}' as kind, f.{kind.fact_id} as fact_id, {kind.line} as line from {kind.facts} f"
            f" where f.{kind.fact_id} = ? or (len(?) >= 8 and starts_with(f.{kind.fact_id}, ?))"
        )
        parameters += [fact_id] * 3
    return rows(f"from ({' union all '.join(parts)}) order by kind, fact_id limit {int(limit)}", parameters)
