"""One number, one definition: what a page says of its choice, whatever the choice."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from dashboards import queries, scope_words
from dashboards.queries import KINDS, Scope
from dashboards.snapshot import Snapshot
from ingest.warehouse.connect import connect_path

COUNT = {"n_facts": 12, "n_counted": 11, "n_undated": 4, "n_needs_review": 2}


def test_a_choice_is_one_sentence():
    scope = Scope(
        dt.date(2025, 1, 1), dt.date(2025, 12, 31), min_sources=2,
        choices=(("attacker", ("RU",)), ("region", ("Kharkiv Oblast", "not_stated")), ("weapon", ())),
    )  # fmt: skip
    assert scope_words.sentence(KINDS["strike"], scope, COUNT, {"RU": "Russia"}) == (
        "11 strikes, attacker Russia, Kharkiv Oblast or not stated, at least 2 sources, 2025;"
        " 1 more: sums of others; 4 more without a date; 2 in need of review left out."
    )


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (None, None, "all dates"),
        (dt.date(2025, 3, 1), None, "from 1 Mar 2025"),
        (None, dt.date(2025, 3, 1), "until 1 Mar 2025"),
        (dt.date(2025, 1, 1), dt.date(2026, 12, 31), "1 Jan 2025 to 31 Dec 2026"),
    ],
)
def test_a_period_reads_as_people_say_it(start, end, told):
    assert scope_words.period(Scope(start, end)) == told


@pytest.fixture(scope="module")
def snapshot(sample_warehouse):
    with connect_path(sample_warehouse.pointer.resolve()) as connection:
        yield Snapshot(sample_warehouse.pointer.resolve(), connection)


def scopes(rows, kind, number: int):
    """Random choices, of values that the facts have."""
    draw = random.Random(f"{kind.name} choices")
    options = {name: queries.codes(rows, kind.name, name) for name, _ in kind.filters}
    publishers = queries.publishers(rows)
    for _ in range(number):
        year = draw.choice([None, 2024, 2025])
        yield Scope(
            dt.date(year, 1, 1) if year else None, dt.date(year, 12, 31) if year else None,
            draw.choice([1, 1, 2]), tuple(draw.sample(publishers, draw.choice([0, 0, 1]))), draw.random() < 0.7,
            draw.random() < 0.5,
            tuple((name, tuple(draw.sample(codes, min(len(codes), draw.choice([0, 0, 1, 2])))))
                  for name, codes in options.items()),
        )  # fmt: skip


def test_figures_of_a_kind_agree_under_any_choice(snapshot):
    """The count of the sentence is that of the headline, of the overview and of the series with its undated facts."""
    rows, compared = snapshot.rows, 0
    for kind in KINDS.values():
        for scope in scopes(rows, kind, 40):
            count = queries.counts(rows, kind.name, scope)
            undated = 0 if scope.has_period else int(count["n_undated"])
            if kind.name == "strike":
                series = queries.strikes_over_time(rows, scope, "month", "attacker")["n_strikes"].sum()
                assert queries.toll(rows, scope)["n_strikes"] == count["n_counted"], scope
            elif kind.name == "aid":
                series = queries.aid_over_time(rows, scope, "type")["n_packages"].sum()
                totals = queries.aid_totals(rows, scope)
                assert totals["n_packages"] == count["n_counted"], scope
                assert totals["n_packages"] + totals["n_parts"] + totals["n_running_totals"] == count["n_facts"], scope
            elif kind.name == "meeting":
                series = queries.meetings_over_time(rows, scope, "month")["n_meetings"].sum()
            else:
                continue
            assert count["n_counted"] - undated <= series <= count["n_counted"], scope
            compared += 2
    assert compared == 240
