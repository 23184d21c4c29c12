"""What lies in the landing zone, taken out again: documents as they came, and what was last read in them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow.parquet as pq

from ingest.core.documents import META_FIELDS, Document
from ingest.landing import zone
from ingest.landing.raw import CLAIM_TABLES
from ingest.settings import Settings

#: Documents whose bytes are in memory at a time.
_ROWS = 32


@dataclass(frozen=True)
class Selection:
    """Which documents: fetched on these days (UTC, both included), by these sources, of these ids; None: whatever."""

    since: dt.date | None = None
    until: dt.date | None = None
    sources: Collection[str] | None = None
    document_ids: Collection[str] | None = None

    def holds(self, document_id: str, fetched_at: dt.datetime, source_name: str) -> bool:
        """Whether this document, fetched then from that source, is selected."""
        day = fetched_at.astimezone(dt.UTC).date()
        return (
            (self.document_ids is None or document_id in self.document_ids)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and (self.sources is None or source_name in self.sources)
        )


def documents(settings: Settings, selection: Selection) -> Iterator[Document]:
    """Every stored document of the selection once, read or rejected, oldest batch first."""
    seen: set[str] = set()
    for batch in zone.batches(settings):
        for table in ("documents", "rejected_documents"):
            for path in sorted(zone.folder(settings, batch).glob(f"{table}-*.parquet")):
                file = pq.ParquetFile(path)
                if "document_id" not in file.schema_arrow.names:
                    continue  # rejected by a version that did not keep what it takes to read them again
                if selection.document_ids is not None:
                    ids = file.read(["document_id"])["document_id"].to_pylist()
                    if not any(document_id in selection.document_ids for document_id in ids):
                        continue  # the bytes, which are most of the file, need not be read
                for portion in file.iter_batches(_ROWS):
                    for row in portion.to_pylist():
                        known = row["document_id"] is None or row["document_id"] in seen
                        if (
                            known
                            or row["content"] is None
                            or not selection.holds(row["document_id"], row["fetched_at"], row["source_name"])
                        ):
                            continue
                        seen.add(row["document_id"])
                        yield _document(row)


def _document(row: dict[str, Any]) -> Document:
    return Document(
        source_uri=row.get("document_uri") or row["source_uri"],
        content=row["content"],
        source_name=row["source_name"],
        media_type=row["media_type"],
        meta={name: row[name] for name in META_FIELDS if row.get(name) is not None},
        fetched_at=row["fetched_at"],
        headers=json.loads(row["headers"]) if row.get("headers") else {},
    )


@dataclass
class Readings:
    """The reading of each document that counts: its batch and the hash of what was found."""

    settings: Settings
    by_document: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def claims(self, document_ids: Iterable[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Claims by document and raw table, as they were last read."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        by_batch: dict[str, list[str]] = defaultdict(list)
        for document_id in document_ids:
            if document_id in self.by_document:
                by_batch[self.by_document[document_id][0]].append(document_id)
        with duckdb.connect(":memory:") as connection:
            connection.execute("set timezone = 'UTC'")
            for batch, ids in sorted(by_batch.items()):
                folder = zone.folder(self.settings, batch)
                stories = [str(path) for path in folder.glob("articles-*.parquet")]
                for table in CLAIM_TABLES.values():
                    claims = [str(path) for path in folder.glob(f"{table}-*.parquet")]
                    if not stories or not claims:
                        continue
                    cursor = connection.execute(
                        "select stories.document_id, claims.* from read_parquet($claims) as claims"
                        " join read_parquet($stories) as stories using (article_id)"
                        " where stories.document_id in (select unnest($ids))",
                        {"claims": claims, "stories": stories, "ids": ids},
                    )
                    names = [item[0] for item in cursor.description]
                    for values in cursor.fetchall():
                        row = dict(zip(names, values, strict=True))
                        found[row.pop("document_id")][table].append(row)
        return found


def readings(settings: Settings) -> Readings:
    """The counting reading of every document: the newest that was made of stored bytes, else the first one.

    The same rule as the loader's (`ingest.warehouse.load`).
    """
    found = Readings(settings)
    ranks: dict[str, tuple[bool, str, str]] = {}
    for batch in zone.batches(settings):
        note = zone.manifest(settings, batch)
        rank = (bool(note.get("reread")), note["created_at"], batch)
        for path in sorted(zone.folder(settings, batch).glob("documents-*.parquet")):
            file = pq.ParquetFile(path)
            names = [name for name in ("document_id", "reading_hash") if name in file.schema_arrow.names]
            for row in file.read(names).to_pylist():
                document_id = row["document_id"]
                known = ranks.get(document_id)
                if known is None or (rank > known if rank[0] else rank < known):
                    ranks[document_id] = rank
                    found.by_document[document_id] = (batch, row.get("reading_hash"))
    return found
