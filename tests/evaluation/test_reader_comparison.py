"""Two readers are compared over the same articles: the better one is ahead, equal ones are not."""

from __future__ import annotations

from typing import Any

from evaluation.reader_comparison import as_text, compare
from evaluation.scoring import KINDS

STRIKES = next(kind for kind in KINDS if kind.labels == "strikes")


def _label(place: str) -> dict[str, Any]:
    return {"date": "2025-03-06", "attacker": "RU", "place": place, "admin1": None, "evidence": f"In {place}."}


def _claim(place: str, start: int = 0) -> dict[str, Any]:
    return {
        "event_date": "2025-03-06", "attacker_country": "RU", "place": place, "admin1": None, "quote": f"In {place}.",
        "char_start": start, "char_end": start + 9,
    }  # fmt: skip


def test_the_reader_that_finds_more_is_ahead_and_rows_of_one_are_counted() -> None:
    labels = [{"id": str(n), "strikes": [_label("Sumy"), _label("Lutsk")]} for n in range(12)]
    before = {str(n): {"strikes": [_claim("Sumy")]} for n in range(12)}
    after = {str(n): {"strikes": [_claim("Sumy"), _claim("Lutsk", 20), _claim("Odesa", 40)]} for n in range(12)}
    found = compare(STRIKES, labels, before, after)
    assert found.found == {"both": 12, "before": 0, "after": 12, "neither": 0}
    assert found.false_alarms == {"both": 0, "before": 0, "after": 12}
    assert found.ahead == 1.0
    assert found.interval[0] > 0
    assert "F1 0.667" in as_text(found)


def test_equal_readers_are_not_ahead() -> None:
    labels = [{"id": str(n), "strikes": [_label("Sumy")]} for n in range(3)]
    claims = {str(n): {"strikes": [_claim("Sumy")]} for n in range(3)}
    assert compare(STRIKES, labels, claims, claims).ahead == 0.0
