"""Facts of a warehouse beside the hand-made table of the facts that the bundled samples tell.

The table (`evaluation/data/sample_facts.jsonl`, one object a fact) lists each event once, over all articles that report
it. An `optional` row is one that a careful reader could leave out: neither finding nor missing it counts. `accept`
gives further right values of a column. Table and facts are paired one to one, the likeliest pairs first, by what
identifies a fact and by the passages that it rests on; a fact without a partner has no truth behind it.

Run as a script: `python -m evaluation.sample_facts WAREHOUSE.duckdb`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from evaluation.scoring import Row, accepted, day_of, pair, place_key, states, surnames, weapon_family
from ingest.warehouse.connect import connect_path

TABLE = Path(__file__).parent / "data" / "sample_facts.jsonl"

#: Two passages are about the same when they share a run of so many words.
RUN_OF_WORDS = 5
#: An event can be dated a few days off; further apart it is another event.
MAX_DAYS_APART = 3

Check = Callable[[Row, Row], bool]


# --- comparing values -------------------------------------------------------------------------------------------------


def _value(name: str) -> Check:
    return lambda row, fact: fact.get(name) in accepted(row, name)


def _place(name: str) -> Check:
    return lambda row, fact: place_key(fact.get(name)) in {place_key(right) for right in accepted(row, name)}


def _date(name: str) -> Check:
    return lambda row, fact: day_of(fact.get(name)) in {day_of(right) for right in accepted(row, name)}


def _weapons(row: Row, fact: Row) -> bool:
    found = {weapon_family(weapon) for weapon in fact["weapon_classes"] or ()}
    return any({weapon_family(weapon) for weapon in right} == found for right in accepted(row, "weapon_classes"))


def _weapon(row: Row, fact: Row) -> bool:
    return weapon_family(fact["weapon_class"]) in {weapon_family(right) for right in accepted(row, "weapon_class")}


def _countries(row: Row, fact: Row) -> bool:
    return any(states(right) == states(fact["countries"]) for right in accepted(row, "countries"))


def _participants(row: Row, fact: Row) -> bool:
    """The same people by surname; bodies are named in too many ways to be compared."""
    bodies = surnames(fact["bodies"]) | surnames(right for right in row["participants"] if " " not in right)
    people = surnames(fact["participants"]) - bodies
    return any(surnames(right) - bodies == people for right in accepted(row, "participants"))


def _is_part(row: Row, fact: Row) -> bool:
    return fact["is_part"] in {bool(right) for right in accepted(row, "part_of")}


def _has_items(row: Row, fact: Row) -> bool:
    return bool(fact["items"]) in {bool(right) for right in accepted(row, "items")}


# --- how likely a row and a fact are the same event -------------------------------------------------------------------


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + RUN_OF_WORDS]) for at in range(max(1, len(words) - RUN_OF_WORDS + 1))}


def shares_passage(row: Row, fact: Row) -> bool:
    """Whether a quote of the fact and a sentence of the row, of one document, have a run of words in common."""
    return any(
        source["document"] == document and _runs(source["sentence"]) & _runs(quote)
        for source in row["sources"]
        for document, quote in fact["quotes"]
    )


def _near(row: Row, fact: Row, name: str) -> float:
    """How well the days agree: 1 the same, 0.5 one side undated, 0 days apart, -9 another event."""
    right = {day_of(value) for value in accepted(row, name)}
    found = day_of(fact[name])
    if found in right:
        return 1
    apart = [abs((found - day).days) for day in right if found and day]
    return 0.5 if not apart else 0 if min(apart) <= MAX_DAYS_APART else -9


def _strike_likeness(row: Row, fact: Row) -> float:
    near, passage = _near(row, fact, "event_date"), shares_passage(row, fact)
    if near < 0 or not (passage or near == 1):
        return 0
    if _place("place")(row, fact):
        if not (row["place"] or fact["place"] or _place("admin1")(row, fact)):
            return 0
        likeness = 3.0
    elif (row["place"] and fact["place"]) or not (passage and _place("admin1")(row, fact)):
        return 0
    else:
        likeness = 1.0
    tolls = sum(row[name] is not None and _value(name)(row, fact) for name in ("killed_best", "wounded_best"))
    same_region = _place("admin1")(row, fact)
    return likeness + near + passage + same_region + 0.6 * tolls + 0.3 * _weapons(row, fact)


def _interception_likeness(row: Row, fact: Row) -> float:
    near, passage = _near(row, fact, "event_date"), shares_passage(row, fact)
    brought_down = _value("intercepted")(row, fact) or fact["intercepted"] in accepted(row, "shot_down")
    launched = row["launched"] is not None and _value("launched")(row, fact)
    if near < 0 or not (passage or near == 1) or not (brought_down or launched):
        return 0
    if not _value("defender_country")(row, fact) or not _weapon(row, fact):
        return 0
    same_class = _value("weapon_class")(row, fact)
    return (
        2 * brought_down
        + launched
        + near
        + passage
        + _value("scope")(row, fact)
        + _place("admin1")(row, fact)
        + same_class
    )


def _aid_likeness(row: Row, fact: Row) -> float:
    near, passage = _near(row, fact, "announced_date"), shares_passage(row, fact)
    if near < 0 or not (passage or near == 1) or not _value("recipient")(row, fact):
        return 0
    if row["amount"] != fact["amount"] or row["currency"] != fact["currency"]:
        return 0
    if fact["donor"] and not _value("donor")(row, fact):
        return 0
    if row["amount"] is None and not passage:
        return 0
    return 3 + near + passage + _value("is_cumulative")(row, fact) + 0.5 * _value("status")(row, fact)


def _meeting_likeness(row: Row, fact: Row) -> float:
    near, passage = _near(row, fact, "event_date"), shares_passage(row, fact)
    found = states(fact["countries"])
    overlaps = [states(right) for right in accepted(row, "countries")]
    overlap = max(len(right & found) / len(right | found) if right | found else 0.5 for right in overlaps)
    people = len(surnames(row["participants"]) & surnames(fact["participants"]))
    if near < 0 or not (passage or (near == 1 and people)) or not (overlap or people):
        return 0
    same_place = _place("place")(row, fact)
    is_call = (row["format"] == "call") == (fact["format"] == "call")
    return float(overlap + 0.5 * people + 0.5 * near + passage + same_place + is_call + _value("status")(row, fact))


# --- the four kinds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How one kind is compared: its tables and key, the pairing, and the checks of three sorts.

    `identity` and `numbers` together make a fact exact; `others` are only reported.
    """

    facts: str
    claims: str
    key: str
    likeness: Callable[[Row, Row], float]
    identity: Mapping[str, Check]
    numbers: Mapping[str, Check]
    others: Mapping[str, Check]


_TOLLS = [f"{toll}_{estimate}" for toll in ("killed", "wounded") for estimate in ("low", "best", "high")]

KINDS = {
    "strike": Kind(
        "fct_strikes",
        "strike_claims",
        "strike_id",
        _strike_likeness,
        {
            "event_date": _date("event_date"),
            "attacker_country": _value("attacker_country"),
            "target_country": _value("target_country"),
            "place": _place("place"),
            "admin1": _place("admin1"),
            "weapon_classes": _weapons,
        },
        {name: _value(name) for name in _TOLLS},
        {},
    ),
    "interception": Kind(
        "fct_interceptions",
        "interception_claims",
        "interception_id",
        _interception_likeness,
        {
            "event_date": _date("event_date"),
            "defender_country": _value("defender_country"),
            "weapon_class": _value("weapon_class"),
            "scope": _value("scope"),
            "place": _place("place"),
            "admin1": _place("admin1"),
            "count_definition": _value("count_definition"),
        },
        {name: _value(name) for name in ("launched", "intercepted", "shot_down", "suppressed")},
        {},
    ),
    "aid": Kind(
        "fct_aid_packages",
        "aid_claims",
        "aid_package_id",
        _aid_likeness,
        {
            "announced_date": _date("announced_date"),
            **{name: _value(name) for name in ("donor", "recipient", "aid_type", "status", "is_cumulative")},
        },
        {name: _value(name) for name in ("amount", "currency")},
        {"part_of": _is_part, "items": _has_items},
    ),
    "meeting": Kind(
        "fct_diplomatic_meetings",
        "meeting_claims",
        "meeting_id",
        _meeting_likeness,
        {
            "event_date": _date("event_date"),
            "status": _value("status"),
            "countries": _countries,
            "place": _place("place"),
        },
        {},
        {"format": _value("format"), "participants": _participants},
    ),
}


# --- counting ---------------------------------------------------------------------------------------------------------


@dataclass
class Agreement:
    """Counts of one kind. `judged` are the pairs with a wanted row, the denominators of `columns`.

    `without_truth` are facts that no row of the table stands for; `misread` are those of them whose passage tells
    something else that is in the table: a wrong place, or an event a second time.
    """

    wanted: int = 0
    found: int = 0
    exact: int = 0
    numbers: int = 0
    optional_found: int = 0
    facts: int = 0
    without_truth: int = 0
    misread: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def compare(rows: list[dict[str, Any]], facts: Mapping[str, list[dict[str, Any]]]) -> dict[str, Agreement]:
    """Agreement by kind of the warehouse's facts (`read_facts`) with the table's rows (`read_table`)."""
    return {
        name: _agreement(kind, [row for row in rows if row["kind"] == name], facts[name])
        for name, kind in KINDS.items()
    }


def _agreement(kind: Kind, rows: list[dict[str, Any]], facts: list[dict[str, Any]]) -> Agreement:
    partner = dict(pair(rows, facts, kind.likeness))
    total = Agreement(facts=len(facts), columns=dict.fromkeys((*kind.identity, *kind.numbers, *kind.others), 0))
    for index, row in enumerate(rows):
        fact = facts[partner[index]] if index in partner else None
        if row.get("optional"):
            total.optional_found += fact is not None
            continue
        total.wanted += 1
        if fact is None:
            total.notes.append(f"missed: {_brief(row)}")
        else:
            _judge(total, kind, row, fact)
    for index in sorted(set(range(len(facts))) - set(partner.values())):
        misread = any(shares_passage(row, facts[index]) for row in rows)
        total.without_truth += 1
        total.misread += misread
        total.notes.append(f"{'misread' if misread else 'without truth'}: {_brief(facts[index])}")
    return total


def _judge(total: Agreement, kind: Kind, row: Row, fact: Row) -> None:
    total.found += 1
    wrong = set()
    for name, check in {**kind.identity, **kind.numbers, **kind.others}.items():
        if check(row, fact):
            total.columns[name] += 1
        else:
            wrong.add(name)
            total.notes.append(f"wrong {name}: want {row[name]!r}, not {fact.get(name)!r}, in {_brief(row)}")
    total.exact += not wrong & {*kind.identity, *kind.numbers}
    total.numbers += not wrong & set(kind.numbers)


#: What a note shows of a row or fact.
_BRIEF = (
    *("event_date", "announced_date", "attacker_country", "defender_country", "donor", "weapon_class", "scope"),
    *("place", "admin1", "killed_best", "wounded_best", "launched", "intercepted", "amount", "currency"),
    *("status", "countries", "participants"),
)


def _brief(row: Row) -> str:
    told = " ".join(str(row[name]) for name in _BRIEF if row.get(name) not in (None, []))
    quotes = row.get("quotes") or [(source["document"], source["sentence"]) for source in row["sources"]]
    return f"{told} ({quotes[0][0]}: {quotes[0][1][:90]!r})"


def as_text(agreements: Mapping[str, Agreement]) -> str:
    """A table for people: a line of counts and a line of right columns for each kind, and the sum."""
    lines = []
    for name, each in agreements.items():
        lines.append(
            f"{name:13} wanted {each.wanted}  found {each.found}  exact {each.exact}  numbers {each.numbers}"
            f"  optional {each.optional_found}  facts {each.facts}"
            f"  without truth {each.without_truth} (of them misread {each.misread})"
        )
        lines.append(" " * 14 + "  ".join(f"{column} {right}/{each.found}" for column, right in each.columns.items()))
    sums = {n: sum(getattr(a, n) for a in agreements.values()) for n in ("wanted", "found", "exact", "without_truth")}
    return "\n".join([*lines, "all           " + "  ".join(f"{name} {value}" for name, value in sums.items())])


# --- files ------------------------------------------------------------------------------------------------------------


def read_table(path: Path = TABLE) -> list[dict[str, Any]]:
    """The rows of the table."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """All facts by kind, each with its `quotes`: (document, quote) of every claim, white space normalised."""
    return {name: _facts_of(connection, kind) for name, kind in KINDS.items()}


def _facts_of(connection: duckdb.DuckDBPyConnection, kind: Kind) -> list[dict[str, Any]]:
    quotes: dict[str, list[tuple[str, str]]] = {}
    told = f"""
        select fact_id, split_part(source_uri, '/', -1), quote
        from {kind.claims} inner join dim_articles using (article_id)
        order by 1, 2, char_start, claim_id"""
    for fact_id, document, quote in connection.execute(told).fetchall():
        quotes.setdefault(fact_id, []).append((document, " ".join(quote.split())))
    cursor = connection.execute(f"select * from {kind.facts} order by {kind.key}")
    names = [column[0] for column in cursor.description]
    facts = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    parts = {row[0] for row in connection.execute("select aid_package_id from aid_package_parts").fetchall()}
    return [{**fact, "quotes": quotes[fact[kind.key]], "is_part": fact[kind.key] in parts} for fact in facts]


def main(arguments: list[str]) -> int:
    """Print every difference between a warehouse and the table; the exit status."""
    if len(arguments) != 1:
        print("usage: python -m evaluation.sample_facts WAREHOUSE.duckdb", file=sys.stderr)
        return 2
    with connect_path(Path(arguments[0]).resolve()) as connection:
        agreements = compare(read_table(), read_facts(connection))
    for name, each in agreements.items():
        print(*(f"{name} {note}" for note in each.notes), sep="\n")
    print(as_text(agreements))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
