"""Corrections by people: what command line, form and review page write, all through `correct`.

Targets are ids of claims or facts as the published warehouse has them; what is written names claims by article, kind
and passage, so that it outlives another reading. The next build applies it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import duckdb

from ingest.core import corrections as rules
from ingest.core.corrections import Entry, Passage, Refused
from ingest.landing import corrections as ledger
from ingest.settings import Settings
from ingest.warehouse.codes import code_lists
from ingest.warehouse.connect import connect_published


@dataclass(frozen=True)
class _Kind:
    """Tables of a kind, the fact's id and figures (those of macro fact_figures), and which claim says which field."""

    claims: str
    facts: str
    fact_id: str
    figures: tuple[str, ...]
    origins: Mapping[str, str]


KINDS = {
    "strike": _Kind("strike_claims", "fct_strikes", "strike_id", ("event_date", "killed_best", "wounded_best"),
                    {"killed": "killed_claim_id", "wounded": "wounded_claim_id"}),
    "interception": _Kind("interception_claims", "fct_interceptions", "interception_id",
                          ("event_date", "launched", "intercepted"),
                          {"launched": "launched_claim_id", "intercepted": "intercepted_claim_id"}),
    "aid": _Kind("aid_claims", "fct_aid_packages", "aid_package_id", ("announced_date", "amount", "currency", "status"),
                 {"amount": "amount_claim_id", "currency": "amount_claim_id", "status": "status_claim_id"}),
    "meeting": _Kind("meeting_claims", "fct_diplomatic_meetings", "meeting_id", ("event_date", "status"),
                     {"status": "status_claim_id"}),
}  # fmt: skip
#: The day that a claim states, where its table gives the day of its fact under that name.
_STATED = {"event_date": "event_date_stated", "announced_date": "announced_date_stated"}
#: Days after its report on which a strike or a count may lie at most, and anything else.
_DAYS_AFTER_REPORT = {"strike": 31, "interception": 31}


@dataclass(frozen=True)
class Request:
    """What somebody wants to say. `targets`: ids of claims or facts; `values`: new values by field, None for null."""

    action: str
    by: str
    why: str
    targets: Sequence[str] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)
    article: str | None = None
    source: str | None = None
    entry: str | None = None


@dataclass(frozen=True)
class Written:
    """One entry. `is_new` is False where the ledger had it already, and for a dry run."""

    entry: Entry
    is_new: bool

    def sentence(self) -> str:
        """The entry in one line."""
        return f"{self.entry.entry_id or 'not written'}: {describe(self.entry)}"


def correct(settings: Settings, request: Request, *, dry_run: bool = False) -> list[Written]:
    """Write what is asked for, one entry a value, and return it. Raises Refused with a sentence for people; then
    nothing is written. Raises NoWarehouse when nothing is published.
    """
    entries, claim = _entries(settings, request)
    codes, today = code_lists(settings), dt.datetime.now(dt.UTC).date()
    for entry in entries:
        _accept(entry, ledger.read(settings), codes, claim, today)
    if dry_run:
        return [Written(entry, False) for entry in entries]
    written = []
    for entry in entries:
        check = partial(_accept, entry, codes=codes, claim=claim, today=today)
        written.append(Written(*ledger.append(settings, entry, check)))
    return written


def correct_by_form(
    settings: Settings,
    action: str,
    by: str,
    why: str,
    ids: Sequence[str] | None = None,
    values: Sequence[str] | None = None,
    article: str | None = None,
    source: str | None = None,
    entry: str | None = None,
) -> list[str]:
    """`correct` for a form's fields (`values` as "field=value"); a sentence for each entry."""
    pairs = dict(text.partition("=")[::2] for text in values or ())
    request = Request(action, by, why, ids or (), pairs, article, source, entry)
    return [item.sentence() for item in correct(settings, request)]


def _accept(
    entry: Entry, known: list[Entry], codes: Mapping[str, Sequence[str]], claim: Mapping[str, Any], today: dt.date
) -> None:
    if any(item.says() == entry.says() for item in rules.live(known)):
        return
    rules.checked(entry, known, codes, claim, today=today)


def _entries(settings: Settings, request: Request) -> tuple[list[Entry], dict[str, Any]]:
    """The entries that a request comes to, and the claim as it would be (for values that belong together)."""
    plain = Entry(request.action, request.by.strip(), request.why.strip())
    if request.action == "undo":
        return [replace(plain, undoes=request.entry or None)], {}
    with connect_published(settings) as connection:
        if request.action == "leave_out":
            return [_left_out(connection, plain, request)], {}
        if again := _rejected(settings, request):
            return [again], {}
        found = [_target(connection, target, request) for target in dict.fromkeys(request.targets)]
        if not found:
            return [plain], {}
        kinds = {item.kind for item in found}
        if len(kinds) > 1:
            raise Refused(f"these are of different kinds: {', '.join(sorted(kinds))}")
        plain = replace(plain, kind=found[0].kind, fact_id=found[0].fact_id, claims=tuple(i.passage for i in found))
        if request.action == "value":
            return _values(plain, found[0], request)
        if request.action == "confirm":
            plain = replace(plain, as_read=found[0].figures)
        if request.action == "split":
            plain = replace(plain, other_claims=_others(connection, found))
        if request.action == "merge" and len(found) > 1 and len({item.fact_id for item in found}) == 1:
            raise Refused("these are one fact already")
        return [plain], {}


def _rejected(settings: Settings, request: Request) -> Entry | None:
    """The live entry that rejects a claim named here, which is in no published table: the same again is that entry, and
    anything else is refused."""
    for entry in rules.live(ledger.read(settings)):
        if entry.action == "reject" and entry.claims[0].claim_id in request.targets:
            if (request.action, request.by.strip(), request.why.strip()) == (
                "reject",
                entry.corrected_by,
                entry.reason,
            ):
                return entry
            raise Refused(
                f"that claim is rejected (entry {entry.entry_id} of {entry.corrected_by}): undo that entry first"
            )
    return None


@dataclass(frozen=True)
class _Target:
    kind: str
    fact_id: str
    passage: Passage
    claim: dict[str, Any]
    figures: str


def _target(connection: duckdb.DuckDBPyConnection, target: str, request: Request) -> _Target:
    """The claim that an id of a claim or fact means; raises Refused."""
    for name, kind in KINDS.items():
        claim_id = target
        fact = _row(connection, f"from {kind.facts} where {kind.fact_id} = ?", [target])
        if fact:
            if request.action in ("reject", "split") and fact["n_claims"] > 1:
                ids = _row(connection, f"select list(claim_id) as ids from {kind.claims} where fact_id = ?", [target])
                raise Refused(f"that fact has several claims, name those that you mean: {', '.join(ids['ids'])}")
            first = next(iter(request.values), "")
            claim_id = fact.get(kind.origins.get(first, "")) or fact["best_claim_id"]
        figures = ", ".join(f"{column} := {column}" for column in kind.figures)
        row = _row(
            connection,
            f"select c.*, to_json(c)::varchar as json, a.published_at, (select to_json(struct_pack({figures}))::varchar"
            f" from {kind.facts} f where f.{kind.fact_id} = c.fact_id) as figures"
            f" from {kind.claims} c join dim_articles a using (article_id) where c.claim_id = ?",
            [claim_id],
        )
        if row:
            passage = Passage(**{name: row[name] for name in Passage.__dataclass_fields__})
            return _Target(name, row["fact_id"], passage, row, row["figures"])
    raise Refused(f"it names nothing: no claim or fact of the published warehouse has the id {target[:40]!r}")


def _row(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> dict[str, Any]:
    cursor = connection.execute(query, parameters)
    names = [item[0] for item in cursor.description or ()]
    values = cursor.fetchone()
    return dict(zip(names, values, strict=True)) if values else {}


def _others(connection: duckdb.DuckDBPyConnection, found: list[_Target]) -> tuple[Passage, ...]:
    """One claim of the fact that stays: the best one that is not named."""
    facts = {item.fact_id for item in found}
    if len(facts) > 1:
        raise Refused("these claims are of several facts: split them off one by one")
    kind = KINDS[found[0].kind]
    names = ", ".join(f"c.{name}" for name in Passage.__dataclass_fields__)
    row = _row(
        connection,
        f"select {names} from {kind.claims} c join {kind.facts} f on f.{kind.fact_id} = c.fact_id"
        " where c.fact_id = ? and not list_contains(?, c.claim_id)"
        " order by (c.claim_id = f.best_claim_id) desc, c.claim_id limit 1",
        [found[0].fact_id, [item.passage.claim_id for item in found]],
    )
    if not row:
        raise Refused("these are all claims of their fact: nothing would stay")
    return (Passage(**row),)


def _left_out(connection: duckdb.DuckDBPyConnection, plain: Entry, request: Request) -> Entry:
    if request.article and not _row(connection, "from dim_articles where article_id = ?", [request.article]):
        raise Refused(f"it names nothing: no article has the id {request.article[:40]!r}")
    if request.source:
        row = _row(
            connection, "select publisher from dim_sources where lower(publisher) = lower(?)", [request.source.strip()]
        )
        if not row:
            raise Refused(f"it names nothing: no article is of {request.source[:60]!r} (dim_sources.publisher)")
        return replace(plain, source=row["publisher"], article_id=request.article or None)
    return replace(plain, article_id=request.article or None)


def _values(plain: Entry, found: _Target, request: Request) -> tuple[list[Entry], dict[str, Any]]:
    """One entry a field."""
    as_counts = json.loads(found.claim["json"])
    as_read = {item["field"]: item["as_read"] for item in found.claim["as_read"]}
    entries = []
    for name, text in request.values.items():
        known = rules.fields().get((found.kind, name))
        value = _place(text) if known and known.type == "place" else rules.stored(found.kind, name, text)
        column = _STATED.get(name, name)
        read = as_read[name] if name in as_read else _text(as_counts.get(column))
        entries.append(replace(plain, field=name, value=value, as_read=read))
        as_counts[name] = rules.parsed(found.kind, name, value)
        _check_day(found, name, as_counts[name])
    return entries or [plain], as_counts


def _text(value: Any) -> str | None:
    """A value of a row as JSON, as the text that `->>` gives of it."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check_day(found: _Target, name: str, day: Any) -> None:
    published = found.claim["published_at"]
    most = _DAYS_AFTER_REPORT.get(found.kind, rules.DAYS_AHEAD)
    if name in _STATED and day is not None and published is not None and day > published + dt.timedelta(days=most):
        raise Refused(f"{name} {day} is impossible: it lies more than {most} days after the report of {published}")


def _place(text: str | None) -> str:
    """The settlement of that name ("Kharkiv", "Trostianets, Sumy Oblast") or id, as a claim's columns; JSON."""
    from ingest.claims.gazetteer import gazetteer

    name, _, region = (text or "").partition(",")
    found = [
        place
        for place in gazetteer().find(name.strip())
        if not region.strip() or region.strip().lower() in (place.admin1 or "").lower()
    ]
    if not found:
        raise Refused(f"the gazetteer has no settlement {str(text)[:60]!r}: give its name, or name and region")
    best = found[0]
    columns = {
        "place": best.name,
        "location_id": best.location_id,
        "admin1": best.admin1,
        "admin1_code": best.admin1_code,
        "target_country": best.country,
        "latitude": best.latitude,
        "longitude": best.longitude,
    }
    return json.dumps({name: columns[name] for name in rules.PLACE_COLUMNS}, ensure_ascii=False)


def fields_of(kind: str) -> list[str]:
    """The fields of a kind's claims that can be corrected."""
    return [name for of_kind, name in rules.fields() if of_kind == kind]


def describe(entry: Entry) -> str:
    """An entry in one line, for lists and logs."""
    claims = f"{len(entry.claims)} claims" if len(entry.claims) != 1 else f"claim {entry.claims[0].claim_id}"
    value = entry.value
    if entry.field == "place" and value:
        value = json.loads(value)["place"]
    texts = {
        "value": f"{entry.field} of {entry.kind} {claims}: {entry.as_read} → {value}",
        "reject": f"{entry.kind} {claims} is none",
        "merge": f"{entry.kind} {claims} are one event",
        "split": f"{entry.kind} {claims}: another event than the rest",
        "leave_out": f"left out: {entry.source or entry.article_id}",
        "confirm": f"{entry.kind} fact {entry.fact_id} confirmed: {entry.as_read}",
        "undo": f"entry {entry.undoes} undone",
    }
    return f"{texts[entry.action]} (by {entry.corrected_by}: {entry.reason})"


def states(settings: Settings) -> list[dict[str, Any]]:
    """Every entry, newest first, with its state: live, undone or stale as of the published snapshot, or pending."""
    entries = ledger.read(settings)
    known: dict[str, tuple[str, str | None]] = {}
    if settings.pointer.exists():
        with connect_published(settings) as connection:
            rows = connection.execute("select entry_id, state, stale_reason from corrections").fetchall()
            known = {row[0]: (row[1], row[2]) for row in rows}
    undone = {entry.undoes for entry in entries}
    found = []
    for entry in reversed(entries):
        state, why = known.get(entry.entry_id, ("pending", None))
        state = "undone" if entry.entry_id in undone else state
        found.append({"entry_id": entry.entry_id, "state": state, "stale_reason": why, "says": describe(entry),
                      "written_at": entry.written_at})  # fmt: skip
    return found


def labels(settings: Settings) -> list[dict[str, Any]]:
    """Live corrections of reading as labels for the reader's tests: one passage each, with what it says.

    `expected` is the field's value, or `is_claim` False for a passage that makes no claim of the kind.
    """
    entries = [entry for entry in rules.live(ledger.read(settings)) if entry.action in ("value", "reject")]
    if not entries:
        return []
    with connect_published(settings) as connection:
        rows = connection.execute(
            "select article_id, source_uri, title, published_at from dim_articles where list_contains(?, article_id)",
            [[entry.claims[0].article_id for entry in entries]],
        ).fetchall()
    articles = {row[0]: dict(zip(("source_uri", "title", "published_at"), row[1:], strict=True)) for row in rows}
    found = []
    for entry in entries:
        passage = entry.claims[0]
        label = {"entry_id": entry.entry_id, "kind": entry.kind, "article_id": passage.article_id,
                 **articles.get(passage.article_id, {}), "quote": passage.quote, "char_start": passage.char_start,
                 "char_end": passage.char_end}  # fmt: skip
        if entry.action == "reject":
            label |= {"is_claim": False}
        else:
            expected = rules.parsed(entry.kind, entry.field, entry.value)
            label |= {"is_claim": True, "field": entry.field, "as_read": entry.as_read, "expected": expected}
        found.append(label)
    return found


def queue(settings: Settings, most: int = 20) -> list[dict[str, Any]]:
    """The facts that are most worth a look (review_queue), first the one whose error would do most."""
    with connect_published(settings) as connection:
        cursor = connection.execute("from review_queue order by priority desc, fact_id limit ?", [most])
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
