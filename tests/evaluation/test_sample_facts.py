"""The facts of the samples' warehouse beside the hand-made table, and the table beside the texts.

The floors are not goals. They stand a little under what was reached when they were last set, so that a change that
makes the facts worse is seen at once; raise them when the facts get better.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sample_texts import texts

from evaluation.sample_facts import KINDS, Agreement, as_text, compare, read_facts, read_table
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


@dataclass(frozen=True)
class Floor:
    """Shares of the wanted facts: found, exact in every column, with exact numbers; and facts without truth at most."""

    found: float
    exact: float
    numbers: float
    without_truth: int


FLOORS = {
    "strike": Floor(found=0.66, exact=0.50, numbers=0.59, without_truth=8),
    "interception": Floor(found=0.95, exact=0.58, numbers=0.75, without_truth=1),
    "aid": Floor(found=0.59, exact=0.35, numbers=0.59, without_truth=2),
    "meeting": Floor(found=0.64, exact=0.40, numbers=0.64, without_truth=5),
}

CODES = {
    "date_precision": {"hour", "day", "week", "month", "year", "assumed", None},
    "scope": {"national", "regional", "local"},
    "count_definition": {"shot_down", "shot_down_or_suppressed", "unspecified"},
    "aid_type": {"military", "financial", "humanitarian", "energy", "reconstruction", "mixed", "unknown"},
    "format": {"bilateral", "multilateral", "summit", "call", "visit", "talks"},
}
STATUSES = {
    "aid": {"announced", "planned", "approved", "allocated", "delivered", "suspended", "resumed"},
    "meeting": {"held", "ongoing", "planned", "postponed", "cancelled", "denied"},
}
COUNTRY_COLUMNS = ("attacker_country", "target_country", "defender_country", "donor", "recipient")


def seed(name: str, column: str) -> set[str | None]:
    """The values of one column of a seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return {row[column] for row in csv.DictReader(stream)}


def values(row: dict, column: str) -> list:
    """The right values of a column, accepted ones too; none where the kind has no such column."""
    return [row[column], *row.get("accept", {}).get(column, [])] if column in row else []


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_table_has_facts_of_every_kind():
    counts = Counter(row["kind"] for row in read_table() if not row.get("optional"))
    assert set(counts) == set(KINDS)
    assert all(counts[kind] >= 30 for kind in KINDS), counts


def test_every_sentence_stands_in_its_document():
    documents = {name: " ".join(text.split()) for name, text in texts().items()}
    for row in read_table():
        assert row["sources"], row
        for source in row["sources"]:
            assert source["sentence"] in documents[source["document"]], source


def test_rows_of_a_kind_have_the_same_columns_and_accept_no_others():
    may_be_absent = {"accept", "optional", "note"}
    for kind in KINDS:
        rows = [row for row in read_table() if row["kind"] == kind]
        assert len({tuple(sorted(set(row) - may_be_absent)) for row in rows}) == 1, kind
        assert all(set(row.get("accept", {})) <= set(row) - may_be_absent for row in rows), kind


def test_dates_are_days_or_null():
    for row in read_table():
        for day in (*values(row, "event_date"), *values(row, "announced_date")):
            assert day is None or dt.date.fromisoformat(day).year in (2022, 2023, 2024, 2025), row


def test_codes_are_those_of_the_contract():
    states = seed("country_codes", "country_code")
    bodies = seed("bodies", "body_code")
    codes = {**CODES, "admin1": seed("regions", "admin1") | {None}, "weapon_class": {*WEAPONS, None}}
    for row in read_table():
        for column, allowed in codes.items():
            assert set(values(row, column)) <= allowed, (column, row)
        for column in COUNTRY_COLUMNS:
            assert set(values(row, column)) <= states | bodies | {None}, row
        assert all(set(each) <= states for each in values(row, "countries")), row
        assert all(set(each) <= WEAPONS for each in values(row, "weapon_classes")), row
        assert set(values(row, "status")) <= STATUSES.get(row["kind"], set()), row


def test_numbers_are_in_order_and_close():
    for row in read_table():
        for toll in ("killed", "wounded"):
            told = [row.get(f"{toll}_{estimate}") for estimate in ("low", "best", "high")]
            assert None not in told or told == [None] * 3, row
            assert None in told or told == sorted(told), row
        if row["kind"] == "interception":
            assert row["launched"] is None or row["intercepted"] <= row["launched"], row
            parts = (row["shot_down"], row["suppressed"])
            assert None in parts or sum(parts) == row["intercepted"], row
        if row["kind"] == "aid":
            assert (row["amount"] is None) == (row["currency"] is None), row
            assert row["amount"] or row["items"] or row["status"] in ("suspended", "resumed"), row


WEAPONS = seed("weapon_classes", "weapon_class")


# --- the warehouse ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agreements(sample_warehouse: Settings) -> dict[str, Agreement]:
    with connect_published(sample_warehouse) as connection:
        found = compare(read_table(), read_facts(connection))
    print(as_text(found))  # shown when a test fails
    return found


@pytest.mark.parametrize("kind", list(FLOORS))
def test_facts_agree_with_the_table_as_well_as_they_did(agreements: dict[str, Agreement], kind: str):
    each, floor = agreements[kind], FLOORS[kind]
    told = "\n".join(each.notes)
    assert each.found >= floor.found * each.wanted, told
    assert each.exact >= floor.exact * each.wanted, told
    assert each.numbers >= floor.numbers * each.wanted, told
    assert each.without_truth <= floor.without_truth, told
    assert each.facts == each.found + each.optional_found + each.without_truth


# --- the comparison ---------------------------------------------------------------------------------------------------


STRIKE = {
    "kind": "strike",
    "event_date": "2025-01-02",
    "attacker_country": "RU",
    "target_country": "UA",
    "place": "Izium",
    "admin1": "Kharkiv Oblast",
    "weapon_classes": ["missile"],
    "killed_low": 2,
    "killed_best": 3,
    "killed_high": 3,
    "wounded_low": None,
    "wounded_best": None,
    "wounded_high": None,
    "sources": [{"document": "a.txt", "sentence": "Three people died in Izium when a missile struck."}],
}


def as_fact(row: dict, **changed: object) -> dict:
    """A fact that says what the row says, but for what is changed."""
    quotes = [(source["document"], source["sentence"]) for source in row["sources"]]
    return {**row, "event_date": dt.date.fromisoformat(row["event_date"]), "quotes": quotes, **changed}


def strikes(rows: list[dict], *facts: dict) -> Agreement:
    return compare(rows, {"strike": list(facts), "interception": [], "aid": [], "meeting": []})["strike"]


def test_an_equal_fact_is_exact():
    found = strikes([STRIKE], as_fact(STRIKE, weapon_classes=["ballistic_missile"]))
    assert (found.wanted, found.found, found.exact, found.numbers, found.without_truth) == (1, 1, 1, 1, 0)


def test_a_wrong_number_is_found_but_neither_exact_nor_right_in_numbers():
    found = strikes([STRIKE], as_fact(STRIKE, killed_low=3))
    assert (found.found, found.exact, found.numbers) == (1, 0, 0)
    assert found.columns["killed_low"] == 0
    assert found.columns["killed_best"] == 1


def test_zero_is_not_null():
    assert strikes([STRIKE], as_fact(STRIKE, wounded_low=0, wounded_best=0, wounded_high=0)).numbers == 0


def test_another_town_of_the_same_passage_is_a_miss_and_a_fact_without_truth():
    found = strikes([STRIKE], as_fact(STRIKE, place="Balakliia"))
    assert (found.found, found.without_truth, found.misread) == (0, 1, 1)


def test_the_second_fact_of_one_event_has_no_truth_behind_it():
    found = strikes([STRIKE], as_fact(STRIKE), as_fact(STRIKE, killed_low=3))
    assert (found.found, found.exact, found.without_truth) == (1, 1, 1)


def test_an_optional_row_is_neither_wanted_nor_untrue():
    found = strikes([{**STRIKE, "optional": True}], as_fact(STRIKE))
    assert (found.wanted, found.found, found.optional_found, found.without_truth) == (0, 0, 1, 0)
    assert strikes([{**STRIKE, "optional": True}]).notes == []
