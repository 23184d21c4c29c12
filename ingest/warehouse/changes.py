"""After a load: versions of one page, copies of one text, and the note of every article that changed thereby.

What comes out depends on the stored articles alone, not on the order or the portions in which they were loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from ingest.warehouse import copies, versions

#: Articles whose bodies are in memory at a time.
CHUNK = 2_000
#: What one load says of an article when several things happened to it, most telling first.
_ORDER = ("removed", "new", "reread", "superseded", "current", "copy")


@dataclass
class Changes:
    """What a load has done so far: articles with their batch and change, pages and texts that lost an article."""

    articles: dict[str, tuple[str, str]] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)

    def note(self, article_ids: list[str], change: str, batch: str) -> None:
        """Note a change of articles; of several of one article the first of the order counts."""
        for article_id in article_ids:
            known = self.articles.get(article_id)
            if known is None or _ORDER.index(change) < _ORDER.index(known[1]):
                self.articles[article_id] = (batch, change)


def settle(connection: duckdb.DuckDBPyConnection, changes: Changes) -> int:
    """Work out canonical versions and copies for everything that the load touched; returns how many articles changed.

    The caller has begun the transaction. Articles of databases made before there were texts are taken up too.
    """
    fresh = connection.execute(
        "select article_id, batch_id, canonical_url from raw.articles where text_id is null"
    ).fetchall()
    if not fresh and not changes.articles:
        return 0
    batch = max([row[1] or "" for row in fresh] + [batch for batch, _ in changes.articles.values()])
    for article_id, own_batch, address in fresh:
        if article_id not in changes.articles:
            changes.articles[article_id] = (own_batch or batch, "new")
        if address is not None:
            changes.addresses.add(address)
    copies.prepare(connection)
    touched = copies.add_texts(connection, [row[0] for row in fresh], CHUNK)
    touched |= copies.drop_unused(connection, changes.texts)
    superseded, current = versions.settle(connection, changes.addresses)
    changes.note(superseded, "superseded", batch)
    changes.note(current, "current", batch)
    gone = [article_id for article_id, (_, change) in changes.articles.items() if change == "removed"]
    changes.note(copies.settle(connection, touched, [*superseded, *current], gone), "copy", batch)
    return _write(connection, changes)


def _write(connection: duckdb.DuckDBPyConnection, changes: Changes) -> int:
    rows = [(batch, article_id, change) for article_id, (batch, change) in sorted(changes.articles.items())]
    connection.execute(
        """
        insert into raw.article_changes
        select
            (select coalesce(max(load_id), 0) + 1 from raw.article_changes),
            unnest($batches), unnest($articles), unnest($changes), now()
        """,
        {
            "batches": [row[0] for row in rows],
            "articles": [row[1] for row in rows],
            "changes": [row[2] for row in rows],
        },
    )
    return len(rows)
