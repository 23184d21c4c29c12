"""One fact with its claims, the versions that it had, and its relations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from api.lists import PLURALS
from api.published import Snapshot
from dashboards.queries import KINDS, Kind, evidence, review
from dashboards.queries.facts import OF_THE_BUILD, versions

_SINGULARS = {singular: plural for plural, singular in PLURALS.items()}


class Unknown(LookupError):
    """There is no such fact and there never was."""


@dataclass
class Gone(LookupError):
    """The id was a fact and is none any more. `current_id` is the fact that its claim belongs to now, if any."""

    kind: str
    old_id: str
    current_id: str | None
    known_until: dt.datetime | None
    corrections: list[dict[str, Any]]

    def __str__(self) -> str:
        said = next((item for item in self.corrections if item["state"] == "live"), None)
        why = (
            f"{said['corrected_by']} corrected what it rested on ({said['reason']})"
            if said
            else "the claim that it rested on has gone"
        )
        until = f"; it was known until {self.known_until:%Y-%m-%d}" if self.known_until else ""
        return f"the fact {self.old_id} is no more: {why}{until}"


@dataclass(frozen=True)
class Fact:
    """A fact as pages and the service show it. `row` holds the columns of its table, `line` names it."""

    kind: Kind
    row: dict[str, Any]
    line: str
    claims: list[dict[str, Any]]
    history: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    corrections: list[dict[str, Any]]

    @property
    def fact_id(self) -> str:
        """Its id."""
        return str(self.row[self.kind.fact_id])

    @property
    def path(self) -> str:
        """The address of its page, from the root of the service."""
        return f"/f/{self.fact_id}"


def kind_of(snapshot: Snapshot, fact_id: str) -> Kind | None:
    """The kind of the fact with this id; None where no table has it."""
    union = " union all ".join(
        f"select '{kind.name}' as kind from {kind.facts} where {kind.fact_id} = ?" for kind in KINDS.values()
    )
    found = snapshot.records(union, [fact_id] * len(KINDS))
    return KINDS[found[0]["kind"]] if found else None


def fact(snapshot: Snapshot, fact_id: str, kind: Kind | None = None) -> Fact:
    """The fact with this id; raises Unknown, or Gone where it was merged, split or its claim has gone."""
    row = _row(snapshot, kind, fact_id) if kind else None
    if row is None:
        known = kind_of(snapshot, fact_id)
        if known is None:
            raise _gone(snapshot, fact_id)
        if kind is not None:
            raise Unknown(f"{fact_id} is a fact of the kind {known.name}: /v1/{_SINGULARS[known.name]}/{fact_id}")
        kind, row = known, _row(snapshot, known, fact_id)
    assert kind is not None
    assert row is not None
    return Fact(
        kind,
        {name: value for name, value in row.items() if name not in {*OF_THE_BUILD, "line"}},
        str(row["line"]),
        _claims(snapshot, kind, fact_id),
        versions(snapshot.records, kind, fact_id),
        _relations(snapshot, kind, fact_id),
        _corrections(snapshot, fact_id),
    )


def _row(snapshot: Snapshot, kind: Kind, fact_id: str) -> dict[str, Any] | None:
    found = snapshot.records(
        f"select f.*, {kind.line} as line from (from {kind.facts} where {kind.fact_id} = ?) f", [fact_id]
    )
    return found[0] if found else None


def _claims(snapshot: Snapshot, kind: Kind, fact_id: str) -> list[dict[str, Any]]:
    """The rows of queries.claims_of_fact, without the cost of a data frame."""
    claims = snapshot.records(evidence.claims_sql(kind.name), [fact_id])
    claims = sorted(claims, key=itemgetter(*evidence.CLAIM_ORDER))[: evidence.MOST_CLAIMS]
    ids = list(dict.fromkeys(claim["article_id"] for claim in claims))
    articles = {row["article_id"]: row for row in snapshot.records(evidence.articles_sql(len(ids)), ids)}
    found = []
    for claim in claims:
        article = articles[claim["article_id"]]
        page = evidence.page_of(article["page_starts"], claim["char_start"])
        found.append({**claim, **article, "page": page})
    return sorted(found, key=lambda row: row["published_at"] or dt.date.max)


def _gone(snapshot: Snapshot, fact_id: str) -> LookupError:
    found = snapshot.records("from fact_id_changes where old_id = ?", [fact_id])
    if not found:
        return Unknown(f"no fact has the id {fact_id[:80]}")
    row = found[0]
    return Gone(row["kind"], fact_id, row["current_id"], row["known_until"], _corrections(snapshot, fact_id))


def _corrections(snapshot: Snapshot, fact_id: str) -> list[dict[str, Any]]:
    """What people have said of the fact, newest first (queries.corrections_of_fact)."""
    return snapshot.records(review.CORRECTIONS_OF_FACT, [fact_id])


def _relations(snapshot: Snapshot, kind: Kind, fact_id: str) -> list[dict[str, Any]]:
    """Facts that hold this one (`is` parent) or that it holds (child): kind, fact_id, line, is_counted_in_parent."""
    related = snapshot.records(
        "select kind, 'parent' as role, parent_id as fact_id, is_counted_in_parent from fact_relations"
        " where child_id = ? union all select kind, 'child', child_id, is_counted_in_parent from fact_relations"
        " where parent_id = ?",
        [fact_id, fact_id],
    )
    if not related:
        return []
    ids = list({row["fact_id"] for row in related})
    holes = ", ".join("?" * len(ids))
    named = snapshot.records(
        f"select f.{kind.fact_id} as id, {kind.line} as line from"
        f" (from {kind.facts} where {kind.fact_id} in ({holes})) f",
        ids,
    )
    lines = {row["id"]: row["line"] for row in named}
    found = [{**row, "line": lines[row["fact_id"]]} for row in related if row["fact_id"] in lines]
    return sorted(found, key=lambda row: (row["role"] != "parent", row["kind"], row["fact_id"]))


_CLAIM_LEFT_OUT = frozenset({"partition_key", "body", "page_starts", "batch_id", "loaded_at", "source_uri"})


def as_json(found: Fact, base_url: str) -> dict[str, Any]:
    """The fact for programs: fact, line, url, claims with quotes and articles, history, relations, corrections."""
    claims = [{name: value for name, value in row.items() if name not in _CLAIM_LEFT_OUT} for row in found.claims]
    return {
        "kind": found.kind.name,
        "id": found.fact_id,
        "line": found.line,
        "url": f"{base_url}{found.path}",
        "fact": found.row,
        "claims": claims,
        "history": found.history,
        "relations": found.relations,
        "corrections": found.corrections,
    }
