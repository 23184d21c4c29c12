"""Articles for tests of versions and copies: long enough to be compared, no two alike unless they are meant to be."""

from __future__ import annotations

import datetime as dt
import random

from ingest.claims.model import Claims, Span, StrikeClaim
from ingest.core.documents import Article, Document
from ingest.core.identity import article_address
from ingest.core.results import ArticleResult, ReadResult

_WORDS = """
harbour bridge governor sirens windows rescuers quarter depot night morning report officials wreckage fire district
hospital school street power station crews debris shelter train market river village oblast statement residents
volunteers ambulance engineers repair grid column smoke crater façade roof pipeline warehouse
""".split()  # noqa: SIM905 - a list of one word a line would be a page long


def text(seed: int, words: int = 240) -> str:
    """A report of its own: words and figures drawn by its seed, in paragraphs."""
    draw = random.Random(seed)
    chosen = [draw.choice(_WORDS) for _ in range(words)]
    for place in range(7, words, 29):
        chosen[place] = str(draw.randint(2, 900))
    return "\n\n".join(" ".join(chosen[start : start + 60]).capitalize() + "." for start in range(0, words, 60))


def result(
    body: str,
    *,
    url: str | None = None,
    day: str | None = "2025-03-04",
    fetched: str = "2025-03-04T06:00:00+00:00",
    publisher: str = "The Test Wire",
    uri: str | None = None,
    killed: int = 2,
    source: str = "outlet",
    content: bytes | None = None,
) -> ReadResult:
    """One article with one claim, as a reader would give it."""
    meta = {"publisher": publisher, **({"url": url} if url else {}), **({"published": day} if day else {})}
    document = Document(
        uri or url or f"{abs(hash(body))}.txt",
        content or body.encode(),
        source,
        "text/html" if content else "text/plain",
        meta,
        dt.datetime.fromisoformat(fetched),
    )
    story = Article(
        document_id=document.document_id,
        article_index=0,
        source_uri=document.source_uri,
        source_name=source,
        body=body,
        title="Night",
        publisher=publisher,
        url=url,
        published_at=dt.date.fromisoformat(day) if day else None,
        published_basis="meta" if day else "none",
        language="en",
    )
    claim = StrikeClaim(
        span=Span(0, body.index(".") + 1), event_date=story.published_at, attacker_country="RU", killed=killed
    )
    return ReadResult(document, [ArticleResult(story, Claims(strikes=[claim]).rows(story))], [])


def address(read: ReadResult) -> str | None:
    assert read.document is not None
    return article_address(read.articles[0].article, read.document)


def article_id(read: ReadResult) -> str:
    return read.articles[0].article.article_id
