"""Pages in the manner of content management systems, official bodies, live pages: the story whole and alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ingest.articles import read_document
from ingest.claims import read_claims
from ingest.core.documents import Document

PAGES = Path(__file__).parent / "data" / "pages"
EXPECTED = yaml.safe_load((PAGES / "expect.yml").read_text(encoding="utf-8"))


def test_every_page_has_its_expectation() -> None:
    assert {path.name for path in PAGES.glob("*.html")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_story_is_kept_whole_and_alone(name: str) -> None:
    document = Document(name, (PAGES / name).read_bytes(), meta={"published": "2025-03-03"})
    articles, rejections = read_document(document)
    assert articles and not rejections
    body = "\n\n".join(article.body for article in articles)
    expected = EXPECTED[name]
    assert [text for text in expected["kept"] if text not in body] == []
    assert [text for text in expected["gone"] if text in body] == []
    strikes = [strike for article in articles for strike in read_claims(article).strikes]
    assert [[strike.place, strike.killed, strike.wounded] for strike in strikes] == expected["strikes"]
