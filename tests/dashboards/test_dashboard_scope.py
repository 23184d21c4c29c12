"""One number, one definition: what a page says of its choice, whatever the choice."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboards import scope_words
from dashboards.queries import KINDS, Scope

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
