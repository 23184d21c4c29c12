"""The worked example of docs/extraction.md is what the reader does."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from ingest.claims import read_claims
from ingest.claims.reading import Reading
from ingest.core.documents import Article


def example(page: str) -> str:
    """The body of the worked example: the paragraphs of its block quotation."""
    section = page.split("### One sentence through every stage", 1)[1].split("| stage |", 1)[0]
    lines = [line.removeprefix(">").strip() for line in section.splitlines() if line.startswith(">")]
    paragraphs = " ".join(line or "\n\n" for line in lines)
    return re.sub(r" *\n\n *", "\n\n", paragraphs).strip()


def test_the_worked_example_holds(root: Path) -> None:
    page = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    body = example(page)
    article = Article("d", 0, "memory", "test", body, published_at=dt.date(2025, 2, 12))
    reading = Reading(article)
    spans = "characters " + " and ".join(f"{s.start}-{s.end}" for s in reading.sentences)
    assert spans in page
    (claim,) = read_claims(article).strikes
    told = (
        f"{claim.place}, {claim.event_date}, {claim.attacker_country}, {claim.weapon_classes[0]}, {claim.target_class}"
    )
    tolls = f"killed {claim.killed} ({claim.killed_qualifier}), wounded {claim.wounded}"
    assert f"{told}, {tolls}" in page
    assert (claim.claimant, claim.claimant_side, len(claim.evidence)) == ("mayor", "ua_official", 1)
