"""Texts for the extraction benchmark: articles of about 660 words, the length of a wire report.

By default they are put together from the bundled sample articles, so that the benchmark runs anywhere; with
`--texts FILE.jsonl` (fields text, published) or a folder of .txt files it measures on somebody's own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

from ingest.core.documents import Article, Document

WORDS = 660
#: A text of one's own counts as "about 660 words" between these.
SHORTEST, LONGEST = 450, 900


def load(source: Path | None, number: int) -> list[tuple[str, str | None]]:
    """`number` pairs of body and publication date (ISO or None); the texts repeat in turn if they are too few."""
    return _repeated(list(_own(source) if source else _samples()), source, number)


def load_general(source: Path | None, number: int) -> list[tuple[str, str | None]]:
    """The same of articles that do not concern the war: one's own, or those among the samples joined to one text."""
    from ingest.claims.relevance import may_concern_war

    texts = [(body, date) for body, date in _own(source) if not may_concern_war(None, body)] if source else []
    if not source:
        bodies = [article.body for article in _sample_articles() if not may_concern_war(article.title, article.body)]
        texts = [("\n\n".join(bodies), None)]
    return _repeated(texts, source, number)


def _repeated(texts: list[tuple[str, str | None]], source: Path | None, number: int) -> list[tuple[str, str | None]]:
    if not texts:
        raise SystemExit(f"no text of {SHORTEST} to {LONGEST} words in {source}")
    # A running number keeps repeated texts from being equal, so that no cache can answer for them.
    return [(f"{body}\n\nReport number {i}.", date) for i in range(number) for body, date in [texts[i % len(texts)]]]


def _own(source: Path) -> Iterator[tuple[str, str | None]]:
    if source.is_dir():
        rows = [{"text": path.read_text(encoding="utf-8", errors="replace")} for path in sorted(source.rglob("*.txt"))]
    else:
        rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    for row in rows:
        if SHORTEST <= len(row["text"].split()) <= LONGEST:
            yield row["text"], row.get("published")


def _sample_articles() -> Iterator[Article]:
    from ingest.articles import read_document
    from ingest.settings import Settings
    from ingest.sources.folder import read_paths

    for document in read_paths([Settings.from_environment().samples_dir], max_bytes=10_000_000):
        if isinstance(document, Document):
            yield from read_document(document)[0]


def _samples() -> Iterator[tuple[str, str | None]]:
    """The samples' bodies one after another, cut at paragraphs into texts of about 660 words."""
    paragraphs: list[str] = []
    words = 0
    for article in _sample_articles():
        for paragraph in article.body.split("\n\n"):
            paragraphs.append(paragraph)
            words += len(paragraph.split())
            if words >= WORDS:
                yield "\n\n".join(paragraphs), (article.published_at or dt.date(2025, 2, 12)).isoformat()
                paragraphs, words = [], 0
