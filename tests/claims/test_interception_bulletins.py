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
