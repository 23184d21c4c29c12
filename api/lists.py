"""Pages of facts, claims and articles: which rows, in which order, and where the next page begins."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from api.filters import BadFilter
from api.published import Snapshot
from dashboards.queries import KINDS, Kind, Scope
from dashboards.queries.scope import where

#: What a page of each kind is called in addresses.
PLURALS = {"strikes": "strike", "interceptions": "interception", "aid": "aid", "meetings": "meeting"}
_HISTORY_COLUMNS = ("version_id", "changed_at", "valid_from", "valid_to")


@dataclass(frozen=True)
class Part:
    """Which part of a list is asked for, and whether as a table (for files) or as objects (for JSON)."""

    limit: int
    cursor: str | None = None
    as_table: bool = False


@dataclass(frozen=True)
class Page:
    """Rows of a list, how many there are in all, and the cursor of the next page (None on the last one)."""

    rows: pa.Table | list[dict[str, Any]]
    n_total: int
    next_cursor: str | None


def facts(snapshot: Snapshot, kind: Kind, scope: Scope, part: Part, as_of: dt.date | None = None) -> Page:
    """Facts in scope, newest first, undated last; `line` names each. `as_of`: as known at that day's end (UTC)."""
    if as_of is not None:
        kind = replace(kind, facts=f"({_known(kind.facts, as_of)})")
    condition, parameters = where(kind, scope)
    columns = "f.* exclude (partition_key)"
    if kind.name == "meeting":
        columns += ", l.latitude, l.longitude"
    source = f"{kind.facts} f" + (" left join dim_locations l using (location_id)" if kind.name == "meeting" else "")
    return _page(
        snapshot, f"{columns}, {kind.line} as line", f"{source} where {condition}", parameters,
        date=kind.date, key=kind.fact_id, part=part,
    )  # fmt: skip


def _known(table: str, as_of: dt.date) -> str:
    """The rows of a fact table that the warehouse held at the end of a day (UTC), as a query."""
    end = f"timestamptz '{as_of + dt.timedelta(days=1)} 00:00:00+00'"
    return (
        f"select * exclude ({', '.join(_HISTORY_COLUMNS)}) from {table}_history"
        f" where valid_from < {end} and (valid_to is null or valid_to >= {end})"
    )


_CLAIM_COLUMNS = (
    "claim_id", "fact_id", "match_rule", "article_id", "date_precision", "claimant", "claimant_side",
    "is_background", "rule_id", "confidence", "quote", "char_start", "char_end",
)  # fmt: skip


def claims(snapshot: Snapshot, kinds: list[str], fact: str | None, article: str | None, part: Part) -> Page:
    """What every claim has, newest event first, with its article's publisher, day and address."""
    queries, parameters = [], []
    for kind in (KINDS[name] for name in kinds):
        conditions = ["true"]
        for column, value in (("fact_id", fact), ("article_id", article)):
            if value is not None:
                conditions.append(f"c.{column} = ?")
                parameters.append(value)
        columns = ", ".join(f"c.{name}" for name in _CLAIM_COLUMNS)
        queries.append(
            f"select '{kind.name}' as kind, c.{kind.date} as date, {columns}"
            f" from {kind.claims} c where {' and '.join(conditions)}"
        )
    return _page(
        snapshot, "c.*, a.title, a.publisher, a.published_at, a.url",
        f"({' union all '.join(queries)}) c join dim_articles a using (article_id)", parameters,
        date="date", key="claim_id", part=part,
    )  # fmt: skip


def articles(snapshot: Snapshot, source: list[str], with_claims: bool, part: Part) -> Page:
    """Current articles, newest first, without their texts, which belong to their publishers."""
    conditions, parameters = ["is_current"], []
    if source:
        conditions.append(f"publisher in ({', '.join('?' * len(source))})")
        parameters += source
    if with_claims:
        conditions.append("n_claims > 0")
    return _page(
        snapshot,
        "article_id, title, publisher, published_at, published_basis, url, language, copy_of, is_correction, n_claims,"
        " ingested_at", f"dim_articles where {' and '.join(conditions)}", parameters,
        date="published_at", key="article_id", part=part,
    )  # fmt: skip


def _page(
    snapshot: Snapshot, columns: str, source: str, parameters: list[Any], *, date: str, key: str, part: Part
) -> Page:
    """The page in two looks: the days of its rows, by the narrow columns of all rows; then the wide columns of these
    days alone, which lie together in a snapshot (`ingest.warehouse.indexes`). A page that ends with undated rows is
    looked for everywhere."""
    after, values = _after(part.cursor, date, key)
    n_wanted = int(part.limit) + 1
    found = snapshot.records(
        f"select count(*) as n_total, count(*) filter (where {after}) as n_after,"
        f" max({date}, {n_wanted}) filter (where {after}) as days from (select {date}, {key} from {source})",
        [*values, *values, *parameters],
    )[0]
    days = found["days"] or []
    near, bounds = "true", []
    if days and len(days) == min(found["n_after"], n_wanted):
        near, bounds = f"{date} between ? and ?", [days[-1], days[0]]
    ask = snapshot.table if part.as_table else snapshot.records
    rows = ask(
        f"from (select {columns} from {source}) where {near} and {after} order by {date} desc nulls last, {key}"
        f" limit {n_wanted}",
        [*parameters, *bounds, *values],
    )
    if len(rows) < n_wanted:
        return Page(rows, found["n_total"], None)
    rows = rows[: part.limit]
    (last,) = rows[-1:] if isinstance(rows, list) else rows.slice(part.limit - 1).to_pylist()
    return Page(rows, found["n_total"], _cursor(last[date], last[key]))


def _cursor(date: dt.date | None, key: str) -> str:
    text = json.dumps([date and date.isoformat(), key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(cursor: str | None, date: str, key: str) -> tuple[str, list[Any]]:
    """The condition that a row comes after the cursor; raises BadFilter for a cursor that this service did not give."""
    if cursor is None:
        return "true", []
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        stated, last = json.loads(text)
        day = None if stated is None else dt.date.fromisoformat(stated)
        if not isinstance(last, str):
            raise TypeError
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadFilter("cursor", cursor, ["the `next` of the page before"]) from error
    if day is None:
        return f"({date} is null and {key} > ?)", [last]
    return f"({date} < ? or {date} is null or ({date} = ? and {key} > ?))", [day, day, last]
