"""Bulletins of both air defences, governors' posts, wire reports: which interceptions they tell, which they do not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from ingest.claims.document import Document
from ingest.claims.kinds import interceptions
from ingest.claims.kinds.interception_accounts import family
from ingest.claims.reading import Reading
from ingest.core.documents import Article

CASES = yaml.safe_load((Path(__file__).parent / "data" / "interceptions.yml").read_text(encoding="utf-8"))
#: A Tuesday.
PUBLISHED = dt.date(2025, 6, 10)


def read(case):
    day = case.get("published", PUBLISHED)
    return interceptions.read(Document(Reading(Article("d", 0, "test", "files", case["text"], published_at=day))))


def is_row(claim, row) -> bool:
    """Whether a claim is the row; a row without a place is national."""
    side, kind, launched, intercepted, where = row
    told = (claim.defender_country, family(claim.weapon_class), claim.launched, claim.intercepted)
    placed = claim.scope == "national" if where is None else where in f"{claim.place} {claim.admin1}"
    return told == (side, family(kind), launched, intercepted) and placed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_the_rows_that_a_text_tells_are_read_and_no_others(case):
    claims = read(case)
    for row in case["rows"]:
        assert any(is_row(claim, row) for claim in claims), (row, claims)
    parts = [(side, family(kind), count) for side, kind, count in case.get("parts", [])]
    others = [c for c in claims if not any(is_row(c, row) for row in case["rows"])]
    assert [c for c in others if (c.defender_country, family(c.weapon_class), c.intercepted) not in parts] == []


def test_the_corpus_has_texts_that_tell_no_interception():
    assert sum(not case["rows"] for case in CASES) >= 15


COUNT = "Ukraine shot down 71 of 92 drones launched by Russia"


@pytest.mark.parametrize(
    ("text", "window", "hours", "is_recap"),
    [
        (f"{COUNT} overnight, the Air Force said on Tuesday.", ("06-09", "06-10"), (None, None), False),
        (f"{COUNT} since 18:00 on Monday, it said on Tuesday.", ("06-09", "06-10"), ("18:00", None), False),
        (f"{COUNT} between 9:00 and 5.30 p.m. on Monday.", ("06-09", "06-09"), ("09:00", "17:30"), False),
        (
            f"{COUNT} between 22:00 on Monday and 8:00 on Tuesday, it said.",
            ("06-09", "06-10"), ("22:00", "08:00"), False,
        ),
        (f"{COUNT} between 9 and 10 June, it said.", None, (None, None), False),
        (f"Over the past week {COUNT}, the Air Force said on Monday.", None, (None, None), True),
        ("Russia launched 92 drones at Ukraine this week, and 71 were shot down, it said.", None, (None, None), True),
        (f"{COUNT} since January, the Air Force said on Monday.", None, (None, None), True),
    ],
)  # fmt: skip
def test_when_a_count_was_made(text, window, hours, is_recap):
    (claim,) = read({"text": text})
    assert (claim.is_recap, (claim.time_start, claim.time_end)) == (is_recap, hours)
    if window:
        assert (f"{claim.date_start:%m-%d}", f"{claim.date_end:%m-%d}") == window
