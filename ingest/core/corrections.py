"""One entry of the ledger of corrections, and whether it may be written: what people say of what was read.

An entry names claims by what another reading leaves as it is: article, kind and passage (`Passage.claim_key`). Nothing
here reads or writes anything: the caller brings the ledger, the claims and the code lists.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.core.documents import content_id

#: What an entry says. value: a claim's field is this; reject: a claim is none; merge: claims are one event; split:
#: claims are another event than the rest of their fact; leave_out: an article's or a source's claims count nowhere;
#: confirm: a fact is as it stands; undo: an earlier entry no longer counts.
ACTIONS = ("value", "reject", "merge", "split", "leave_out", "confirm", "undo")
_FIELDS = Path(__file__).parent / "data" / "correctable_fields.csv"
#: Most characters of a name, of a reason.
MOST_NAME, MOST_REASON = 100, 1000
#: More people than any strike, and more weapons than any night, could count; more money than all aid of the war.
MOST_COUNT, MOST_AMOUNT = 1_000_000, 10_000_000_000_000.0
#: No event before this day belongs to the war; plans reach a year ahead at most.
FIRST_DAY, DAYS_AHEAD = dt.date(2014, 1, 1), 366
#: Fields of which the first cannot be larger than the second.
_NOT_ABOVE = (("intercepted", "launched"), ("shot_down", "intercepted"), ("suppressed", "intercepted"))


class Refused(ValueError):
    """An entry that is not written; the message is one sentence for whoever wrote it."""


@dataclass(frozen=True)
class Passage:
    """One claim, by article, kind and passage. `claim_id` and the offsets are those of the reading that was judged."""

    claim_key: str
    claim_id: str
    article_id: str
    quote: str
    char_start: int
    char_end: int


@dataclass(frozen=True)
class Entry:
    """One entry. `value` and `as_read` are text (null is null; lists are JSON); of a confirmation `as_read` are the
    fact's figures as JSON. `fact_id`: the fact as it was when the entry was written. Times are UTC.
    """

    action: str
    corrected_by: str
    reason: str
    kind: str | None = None
    claims: tuple[Passage, ...] = ()
    other_claims: tuple[Passage, ...] = ()
    field: str | None = None
    value: str | None = None
    as_read: str | None = None
    article_id: str | None = None
    source: str | None = None
    fact_id: str | None = None
    undoes: str | None = None
    written_at: dt.datetime | None = None
    written_on: str | None = None
    entry_id: str = ""

    def says(self) -> tuple[Any, ...]:
        """What makes two entries the same one, whenever they were written."""
        return (
            self.action, self.corrected_by, self.reason, self.kind,
            sorted(item.claim_key for item in self.claims), sorted(item.claim_key for item in self.other_claims),
            self.field, self.value, self.as_read if self.action == "confirm" else None,
            self.article_id, self.source, self.undoes,
        )  # fmt: skip

    def to_json(self) -> str:
        """The entry as its file holds it."""
        values = asdict(self) | {"written_at": self.written_at.isoformat() if self.written_at else None}
        return json.dumps(values, ensure_ascii=False, indent=1)


def from_json(text: str) -> Entry:
    """The entry of a file; raises ValueError, KeyError or TypeError for what is none."""
    values = json.loads(text)
    for name in ("claims", "other_claims"):
        values[name] = tuple(Passage(**item) for item in values[name])
    values["written_at"] = dt.datetime.fromisoformat(values["written_at"])
    entry = Entry(**values)
    if entry.action not in ACTIONS or not entry.entry_id:
        raise ValueError("it is no correction")
    return entry


@dataclass(frozen=True)
class Field:
    """A field that can be corrected; `type` is count, amount, date, flag, code, codes, currency or place."""

    kind: str
    name: str
    type: str
    code_list: str


@cache
def fields() -> dict[tuple[str, str], Field]:
    """Every field that can be corrected, by kind and name."""
    with _FIELDS.open(encoding="utf-8", newline="") as file:
        rows = [Field(row["kind"], row["field"], row["type"], row["code_list"]) for row in csv.DictReader(file)]
    return {(row.kind, row.name): row for row in rows}


def live(ledger: Sequence[Entry]) -> list[Entry]:
    """The entries that count: neither undone nor an undoing themselves."""
    undone = {entry.undoes for entry in ledger}
    return [entry for entry in ledger if entry.action != "undo" and entry.entry_id not in undone]


def entry_id(entry: Entry, ledger: Sequence[Entry]) -> str:
    """Its id: a hash of what it says, and of how often the same was said and undone before."""
    undone = {item.undoes for item in ledger}
    rounds = sum(item.says() == entry.says() and item.entry_id in undone for item in ledger)
    return content_id("correction", json.dumps([*entry.says(), rounds], ensure_ascii=False))


def checked(
    entry: Entry,
    ledger: Sequence[Entry],
    codes: Mapping[str, Sequence[str]],
    claim: Mapping[str, Any] | None = None,
    *,
    today: dt.date,
) -> None:
    """Raises Refused for an entry that names nothing, contradicts a live entry or has an impossible value.

    `codes`: lists of codes by name; `claim`: the claim of a value, by field, as it counts now.
    """
    _check_words(entry)
    _check_target(entry)
    if entry.action == "value":
        _check_value(entry, codes, today)
        _check_numbers(entry, claim or {})
    _check_ledger(entry, ledger)


def _check_words(entry: Entry) -> None:
    if entry.action not in ACTIONS:
        raise Refused(f"{entry.action!r} is no kind of correction: use one of {', '.join(ACTIONS)}")
    for name, text, most in (("who", entry.corrected_by, MOST_NAME), ("why", entry.reason, MOST_REASON)):
        if not text.strip():
            raise Refused(f"say {name}: a correction without it cannot be checked")
        if len(text) > most or not text.replace("\n", " ").isprintable():
            raise Refused(f"{name} is longer than {most} characters or holds characters that cannot be shown")


def _check_target(entry: Entry) -> None:
    n_claims = len({item.claim_key for item in entry.claims})
    named = {
        "value": n_claims == 1,
        "reject": n_claims == 1,
        "confirm": n_claims == 1 and entry.as_read is not None,
        "merge": n_claims >= 2,
        "split": n_claims >= 1 and bool(entry.other_claims),
        "leave_out": (entry.article_id is None) != (entry.source is None),
        "undo": entry.undoes is not None,
    }
    if not named[entry.action]:
        needs = {
            "merge": "two claims or facts of one kind that are different now",
            "split": "claims of one fact, and at least one claim that stays",
            "leave_out": "one article or one source",
            "undo": "the id of an entry",
        }.get(entry.action, "one claim or fact")
        raise Refused(f"it names nothing: {entry.action} needs {needs}")


def parsed(kind: str | None, name: str | None, text: str | None) -> Any:
    """The value of a field as Python has it: int, float, date, bool, str or list; None for null; raises Refused."""
    known = fields().get((str(kind), str(name)))
    if known is None:
        names = ", ".join(field.name for field in fields().values() if field.kind == kind)
        raise Refused(f"{name!r} is no field of a {kind} that can be corrected: use one of {names}")
    if text is None:
        return None
    try:
        return _PARSERS.get(known.type, str)(text)
    except (ValueError, TypeError, KeyError):
        raise Refused(f"{text[:60]!r} is no {known.type} for {known.name}: {_FORMS[known.type]}") from None


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _codes(text: str) -> list[str]:
    found = json.loads(text) if text.startswith("[") else [code for code in text.replace(" ", "").split(",") if code]
    return sorted(set(map(str, found)))


#: What a place is set to: the gazetteer's settlement, as the reader would have placed the claim.
PLACE_COLUMNS = ("place", "location_id", "admin1", "admin1_code", "target_country", "latitude", "longitude")


def _place(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict) or set(found) != set(PLACE_COLUMNS):
        raise ValueError
    return found


_PARSERS: dict[str, Callable[[str], Any]] = {
    "count": int,
    "amount": float,
    "date": dt.date.fromisoformat,
    "flag": _flag,
    "codes": _codes,
    "place": _place,
}
_FORMS = {
    "count": "a whole number such as 43, or null",
    "amount": "a number such as 185000000, or null",
    "date": "a day such as 2025-02-12, or null",
    "flag": "true or false",
    "codes": "codes with commas between them",
    "place": "a settlement of the gazetteer",
}
#: What must always be known.
_NEVER_NULL = {"place", "weapon_class", "scope", "weapon_classes", "countries", "is_recap", "is_cumulative"}


def stored(kind: str, name: str, text: str | None) -> str | None:
    """A value as the ledger holds it, the same text for the same value; "null" and "" are null. Raises Refused."""
    value = parsed(kind, name, None if text is None or text.strip().lower() in ("", "null") else text.strip())
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, list | dict) else str(value)
    )


def _check_value(entry: Entry, codes: Mapping[str, Sequence[str]], today: dt.date) -> None:
    value = parsed(entry.kind, entry.field, entry.value)
    known = fields()[(str(entry.kind), str(entry.field))]
    if value is None:
        if known.name in _NEVER_NULL:
            raise Refused(f"{known.name} cannot be unknown")
    elif known.type in ("count", "amount"):
        most = MOST_COUNT if known.type == "count" else MOST_AMOUNT
        if not math.isfinite(value) or not 0 <= value <= most:
            raise Refused(f"{known.name} {entry.value} is impossible: it lies between 0 and {most:,.0f}")
    elif known.type == "date" and not FIRST_DAY <= value <= today + dt.timedelta(days=DAYS_AHEAD):
        raise Refused(f"{known.name} {entry.value} is impossible: the war began in 2014, and plans reach a year ahead")
    elif known.type == "currency" and not (len(value) == 3 and value.isalpha() and value.isupper()):
        raise Refused(f"{entry.value!r} is no currency: use a code of three letters such as USD")
    elif known.code_list:
        wrong = [code for code in (value if isinstance(value, list) else [value]) if code not in codes[known.code_list]]
        if wrong:
            raise Refused(f"{', '.join(wrong)[:60]!r} is no {known.code_list}")
    if entry.value == entry.as_read:
        raise Refused(f"{known.name} is {'null' if entry.value is None else entry.value} already")


def _check_numbers(entry: Entry, claim: Mapping[str, Any]) -> None:
    changed = {**claim, str(entry.field): parsed(entry.kind, entry.field, entry.value)}
    for low, high in _NOT_ABOVE:
        known = None not in (changed.get(low), changed.get(high))
        if entry.field in (low, high) and known and changed[low] > changed[high]:
            raise Refused(f"{low} {changed[low]} of {high} {changed[high]} is impossible")


def _check_ledger(entry: Entry, ledger: Sequence[Entry]) -> None:
    if entry.action == "undo":
        target = next((item for item in ledger if item.entry_id == entry.undoes), None)
        if target is None:
            raise Refused(f"it names nothing: there is no entry {str(entry.undoes)[:40]}")
        if target.action == "undo":
            raise Refused(f"{target.entry_id} undoes another entry: write that one again instead")
        if target not in live(ledger):
            raise Refused(f"{target.entry_id} is undone already")
        return
    for item in live(ledger):
        if problem := _contradiction(entry, item):
            raise Refused(f"{problem} (entry {item.entry_id} of {item.corrected_by}): undo that entry first")


def _keys(passages: Sequence[Passage]) -> set[str]:
    return {item.claim_key for item in passages}


def _contradiction(entry: Entry, earlier: Entry) -> str | None:
    """Why two entries cannot both count; None where they can."""
    if entry.action == earlier.action == "leave_out":
        same = (entry.article_id, entry.source) == (earlier.article_id, earlier.source)
        return "that is left out already" if same else None
    mine, theirs = _keys(entry.claims), _keys(earlier.claims)
    if entry.kind != earlier.kind or not mine & (theirs | _keys(earlier.other_claims)):
        return None
    pair = {entry.action, earlier.action}
    if "reject" in pair:
        return None if not mine & theirs else _of_rejected(entry, earlier)
    if pair == {"value"} and entry.field == earlier.field:
        return f"{entry.field} is corrected already"
    if pair == {"confirm"} and entry.as_read == earlier.as_read:
        return "that fact is confirmed already, with the same figures"
    if pair == {"merge"} and mine <= theirs:
        return "these claims are one event already"
    if pair == {"split"} and mine & theirs:
        return "that claim is another event already"
    if pair == {"merge", "split"}:
        merge, split = (entry, earlier) if entry.action == "merge" else (earlier, entry)
        together = _keys(merge.claims)
        if together & _keys(split.claims) and together & _keys(split.other_claims):
            return "that says of the same claims that they are one event and that they are two"
    return None


def _of_rejected(entry: Entry, earlier: Entry) -> str:
    if entry.action == earlier.action:
        return "that claim is rejected already"
    if earlier.action == "reject":
        return "that claim is rejected"
    return f"that claim is rested on by an earlier entry ({earlier.action})"
