"""Links to other stories that a source left inside a line, in capitals, are no sentences of the article."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims import read_claims
from ingest.claims.text import split_sentences
from ingest.core.documents import Article


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        (
            "The envoys left early.PEACE TALKS END WITHOUT A RESULT, RUSSIAN ENVOYS SAYThe next round is open.",
            ["The envoys left early.", "The next round is open."],
        ),
        (
            "(Agency/A. Writer)DRONES HIT THE PORT OF ODESA FOR A THIRD NIGHTOne topic was grain.",
            ["(Agency/A. Writer)", "One topic was grain."],
        ),
        ("He wrote: “NOBODY HAS EVER SEEN ANYTHING LIKE THIS BEFORE,” and left.", None),
        ("DRONES HIT THE PORT OF ODESA FOR A THIRD NIGHT", None),
        ("The NATO, EU, UN, IMF and WB envoys met.", None),
        ("KYIV, March 5 (MPA) - A drone hit a port.", None),
    ],
)
def test_links_in_capitals(line: str, texts: list[str] | None) -> None:
    assert [s.text for s in split_sentences(line)] == (texts or [line])
    assert all(line[s.start : s.end] == s.text for s in split_sentences(line))


def test_a_link_tells_no_strike() -> None:
    body = (
        "Ukraine's harvest was poor, he said on Monday.RUSSIAN MISSILES KILL NINE PEOPLE IN A HOTEL IN ODESAFarmers "
        "near Odesa asked for help."
    )
    article = Article("d", 0, "memory", "test", body, published_at=dt.date(2025, 3, 11))
    assert read_claims(article).strikes == []
