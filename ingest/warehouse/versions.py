"""Versions of one page: the newest counts, the older ones stay and say which article took their place.

A version is what one document says at one address. Ordered by when it was published, then fetched, a document that has
another day of publication than the one before it and hardly a passage in common begins an article of its own: addresses
such as that of a ministry's daily bulletin show another text every day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import duckdb
import numpy as np

from ingest.core.fingerprint import Values, containment, resemblance

#: Documents of one address with other days of publication are versions of one article from this containment on.
SAME_ARTICLE = 0.3
#: SQL of a page's number, made of its address: numbers are looked through ten times as fast.
PAGE_ID = "(md5_number_lower({}) >> 1)::bigint"


@dataclass(frozen=True)
class _Story:
    """One article as far as versions are concerned."""

    article_id: str
    document_id: str
    article_index: int
    published_at: dt.date | None
    published_time: dt.datetime | None
    fetched_at: dt.datetime | None
    text_id: int | None
    is_current: bool
    superseded_by: str | None


def settle(connection: duckdb.DuckDBPyConnection, addresses: set[str]) -> tuple[list[str], list[str]]:
    """Set `is_current` and `superseded_by` for all articles of these addresses.

    Returns the ids of articles that were superseded (or got another successor) and that became current again.
    """
    if not addresses:
        return [], []
    rows = connection.execute(
        f"""
        select
            canonical_url, article_id, document_id, article_index, published_at, published_time, fetched_at, text_id,
            is_current, superseded_by
        from raw.articles
        where page_id in (select {PAGE_ID.format("address")} from (select unnest($addresses) as address))
        """,
        {"addresses": sorted(addresses)},
    ).fetchall()
    pages: dict[str, list[_Story]] = defaultdict(list)
    for address, *values in rows:
        pages[address].append(_Story(*values))
    successors: dict[str, str | None] = {}
    before = {story.article_id: story for stories in pages.values() for story in stories}
    for stories in pages.values():
        successors.update(_successors(connection, stories))
    changed = {
        article_id: successor
        for article_id, successor in successors.items()
        if before[article_id].superseded_by != successor or before[article_id].is_current != (successor is None)
    }
    if changed:
        connection.execute(
            """
            update raw.articles set is_current = changed.successor is null, superseded_by = changed.successor
            from (select unnest($ids) as article_id, unnest($successors) as successor) as changed
            where articles.article_id = changed.article_id
            """,
            {"ids": list(changed), "successors": list(changed.values())},
        )
    superseded = [article_id for article_id, successor in changed.items() if successor is not None]
    current = [article_id for article_id, successor in changed.items() if successor is None]
    return sorted(superseded), sorted(current)


def _successors(connection: duckdb.DuckDBPyConnection, stories: list[_Story]) -> dict[str, str | None]:
    """For each article of one address, the current article in its place, or None when it is current itself."""
    documents: dict[str, list[_Story]] = defaultdict(list)
    for story in sorted(stories, key=lambda story: story.article_index):
        documents[story.document_id].append(story)
    ordered = sorted(documents.values(), key=lambda parts: _when(parts[0]))
    found: dict[str, str | None] = {}
    newest = newer = ordered[-1]
    for parts in reversed(ordered):
        if not _is_version(connection, parts, newer):
            newest = parts
        newer = parts
        for story in parts:
            found[story.article_id] = None if parts is newest else _counterpart(story, newest)
    return found


def _when(story: _Story) -> tuple[dt.date, float, float, str]:
    """When a version was made: its time of publication, then of fetching; the id only where both are equal."""
    fetched = story.fetched_at.timestamp() if story.fetched_at else 0.0
    day = story.published_at or (story.fetched_at.date() if story.fetched_at else dt.date.min)
    hour = story.published_time.timestamp() if story.published_time else fetched
    return day, hour, fetched, story.document_id


def _is_version(connection: duckdb.DuckDBPyConnection, older: list[_Story], newer: list[_Story]) -> bool:
    """Whether two documents that follow each other at one address tell one story (or several)."""
    first, second = older[0], newer[0]
    if first.document_id == second.document_id:
        return True
    if first.published_at is None or second.published_at is None or first.published_at == second.published_at:
        return True
    ours, theirs = _text(connection, first), _text(connection, second)
    if ours is None or theirs is None:
        return False
    shared = resemblance(ours[1], theirs[1])
    return containment(shared, ours[0], theirs[0]) >= SAME_ARTICLE


def _text(connection: duckdb.DuckDBPyConnection, story: _Story) -> tuple[int, Values] | None:
    """Runs and signature of an article's text; looked for in its day alone, which leaves out most of the table."""
    row = connection.execute(
        "select n_shingles, signature from raw.article_texts"
        " where day = coalesce(?::date, ?::timestamptz::date) and text_id = ? and signature is not null",
        [story.published_at, story.fetched_at, story.text_id],
    ).fetchone()
    return (row[0], np.frombuffer(row[1], np.uint32)) if row else None


def _counterpart(story: _Story, newest: list[_Story]) -> str:
    """The article of the current document that stands where this one stood; its first where there is none."""
    same = [other for other in newest if other.article_index == story.article_index]
    return (same or newest)[0].article_id
