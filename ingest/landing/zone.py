"""The landing zone: what a run read, as one immutable folder of Parquet files.

A batch appears under its name by one rename, whole or not at all; nothing in it is changed afterwards.
Landing is also the ledger of what is known: an input that lies here already is not read again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.core.documents import META_FIELDS, Document, Rejection, content_id, to_json
from ingest.core.fingerprint import fingerprint
from ingest.core.identity import article_address
from ingest.core.results import ReadResult
from ingest.core.urls import page_address
from ingest.landing.damage import MANIFEST, read_manifest, write_manifest
from ingest.landing.objects import shared
from ingest.landing.raw import CLAIM_TABLES, KEYS, arrow_schemas
from ingest.landing.writers import PREFIX, TOUCH_EVERY, BatchRemoved, is_abandoned, partial_folder
from ingest.settings import Settings

#: Rows kept in memory before a part file is written (an article row is some 5 kB).
ROWS_PER_PART = 5_000


@dataclass
class BatchSummary:
    """What a batch holds. `batch_id` is None when there was nothing new and no folder was written."""

    batch_id: str | None
    n_documents: int = 0
    n_articles: int = 0
    n_rejected: int = 0
    claims: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLAIM_TABLES, 0))
    rejections: list[dict[str, str]] = field(default_factory=list)

    @property
    def n_claims(self) -> int:
        """Claims of all kinds."""
        return sum(self.claims.values())


def new_batch_id(now: dt.datetime | None = None) -> str:
    """A name that sorts by time and does not collide: UTC time and six random hexadecimal digits."""
    moment = now or dt.datetime.now(dt.UTC)
    return f"{moment:%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"


class KnownIds:
    """Ids of one table of the landing zone, and those added since; each is 64 bits (16 hexadecimal digits): 8 bytes."""

    def __init__(self, numbers: npt.NDArray[np.uint64]) -> None:
        self._numbers = numbers
        self._added: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._added or _holds(self._numbers, int(name, 16))

    def add(self, name: str) -> None:
        """Know this one from now on."""
        self._added.add(name)


def known_ids(settings: Settings) -> tuple[KnownIds, KnownIds]:
    """Ids of the documents and of the rejections that lie in the landing zone."""
    documents, rejections = (
        _numbers(files(settings, table), f"('0x' || {KEYS[table]})::ubigint")
        for table in ("documents", "rejected_documents")
    )
    return KnownIds(documents), KnownIds(rejections)


class KnownPages:
    """Whether a page lies in the landing zone, by its address (`page_address`), however it came there.

    Looked up when it is first asked for; a million pages take 8 MB.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __contains__(self, address: object) -> bool:
        page = page_address(str(address))
        if page is None:
            return False
        digest = hashlib.md5(page.encode(), usedforsecurity=False).hexdigest()
        return _holds(self._pages, int(digest[:16], 16))

    @cached_property
    def _pages(self) -> npt.NDArray[np.uint64]:
        """The first 64 bits of the MD5 of each page's address, sorted."""
        stories = files(self._settings, "articles")
        stories = [path for path in stories if "canonical_url" in pq.read_schema(path).names]
        return _numbers(stories, "('0x' || left(md5(canonical_url), 16))::ubigint", "canonical_url is not null")


def _holds(numbers: npt.NDArray[np.uint64], number: int) -> bool:
    place = int(np.searchsorted(numbers, np.uint64(number)))
    return place < len(numbers) and int(numbers[place]) == number


def _numbers(paths: list[Path], expression: str, condition: str = "true") -> npt.NDArray[np.uint64]:
    """An expression (SQL, ubigint) over the rows of Parquet files, sorted. Nothing larger than the answer is made."""
    if not paths:
        return np.empty(0, np.uint64)
    # Rows by the files' footers: an upper bound, so that the parts are put in place as they come.
    numbers = np.empty(sum(pq.read_metadata(path).num_rows for path in paths), np.uint64)
    filled = 0
    with duckdb.connect(":memory:") as connection:
        query = f"select {expression} as number from read_parquet(?) where {condition}"
        for part in connection.execute(query, [[str(path) for path in paths]]).to_arrow_reader(500_000):
            numbers[filled : filled + len(part)] = part.column(0).to_numpy()
            filled += len(part)
    numbers = numbers[:filled]
    numbers.sort()
    return numbers


def batches(settings: Settings) -> list[str]:
    """Names of the complete batches, oldest first."""
    if bucket := shared(settings):
        return bucket.batches()
    if not settings.landing_dir.is_dir():
        return []
    return sorted(path.parent.name for path in settings.landing_dir.glob(f"[!.]*/{MANIFEST}"))


def files(settings: Settings, table: str) -> list[Path]:
    """A table's files in the complete batches, oldest batch first; of a shared landing zone without large columns."""
    if bucket := shared(settings):
        return [path for batch in batches(settings) for path in bucket.slim(batch, table)]
    folders = [settings.landing_dir / batch for batch in batches(settings)]
    return [path for folder in folders for path in sorted(folder.glob(f"{table}-*.parquet"))]


def folder(settings: Settings, batch_id: str) -> Path:
    """The folder of a complete batch, with all of its files."""
    bucket = shared(settings)
    return bucket.whole(batch_id) if bucket else settings.landing_dir / batch_id


def manifest(settings: Settings, batch_id: str) -> dict[str, Any]:
    """The manifest of a batch; raises DamagedFile when it cannot be read."""
    return read_manifest(settings.landing_dir / batch_id)


def write_batch(
    settings: Settings, batch_id: str, results: Iterable[ReadResult], *, reread: bool = False
) -> BatchSummary:
    """Write a batch folder from read results; an empty batch leaves nothing behind.

    `reread`: these documents lie in the landing zone already and were read once more. Their bytes stay where they
    are, and the loader puts the new reading in the place of the old one, even one that found nothing.
    Raises OSError (no space, no permission) after removing what it had written, and BatchRemoved when another did.
    """
    remove_abandoned(settings)
    summary = BatchSummary(batch_id)
    partial = partial_folder(settings.landing_dir, batch_id)
    partial.mkdir(parents=True)
    try:
        writer = _BatchWriter(partial)
        now = dt.datetime.now(dt.UTC)
        for result in results:
            writer.touch()
            _add(writer, result, summary, now, reread)
        writer.close()
        if not (summary.n_documents or summary.n_rejected):
            shutil.rmtree(partial)
            summary.batch_id = None
            return summary
        note = {"batch_id": batch_id, "created_at": now.isoformat(), "reread": reread, **asdict(summary)}
        write_manifest(partial, note | {"n_claims": summary.n_claims})
        if bucket := shared(settings):
            bucket.add_batch(batch_id, partial)
        else:
            partial.rename(settings.landing_dir / batch_id)
    except BaseException as error:
        if isinstance(error, FileNotFoundError) and not partial.is_dir():
            raise BatchRemoved(f"{partial} was removed while it was being written; nothing of it is landed") from error
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return summary


def remove_abandoned(settings: Settings) -> None:
    """Remove the partial folders of runs that were killed; never one that somebody may be writing."""
    for path in settings.landing_dir.glob(f"{PREFIX}*"):
        if is_abandoned(path):
            shutil.rmtree(path, ignore_errors=True)


def _add(writer: _BatchWriter, result: ReadResult, summary: BatchSummary, now: dt.datetime, reread: bool) -> None:
    document = result.document
    kept = _kept(document, reread) if document else {}
    if document is not None and (reread or result.articles or not result.rejections):
        summary.n_documents += 1
        writer.add(
            "documents",
            {
                **kept,
                "source_uri": document.source_uri,
                "source_name": document.source_name,
                "size_bytes": len(document.content),
                "content_hash": document.content_hash,
                "fetched_at": document.fetched_at or now,
                "reading_hash": reading_hash(result),
                "reader_version": result.reader_version,
            },
        )
    for item in result.articles:
        summary.n_articles += 1
        article = item.article
        print_of_body = fingerprint(article.body)
        signature = print_of_body.signature
        writer.add(
            "articles",
            {
                **asdict(article),
                "n_shingles": print_of_body.n_shingles,
                "numbers": print_of_body.numbers,
                "signature": None if signature is None else signature.tobytes(),
                "article_id": article.article_id,
                "body_hash": article.body_hash,
                "ingested_at": now,
                "canonical_url": article_address(article, document) if document else None,
            },
        )
        for kind, rows in item.claims.items():
            summary.claims[kind] += len(rows)
            for claim in rows:
                writer.add(CLAIM_TABLES[kind], claim)
    for rejection in result.rejections:
        summary.n_rejected += 1
        summary.rejections.append(_brief(rejection))
        writer.add(
            "rejected_documents",
            {
                **kept,
                **asdict(rejection),
                "rejection_id": rejection.rejection_id,
                "fetched_at": rejection.fetched_at or now,
                "reader_version": result.reader_version,
            },
        )


def _kept(document: Document, reread: bool) -> dict[str, Any]:
    """What it takes to read a document again; the bytes themselves only where they do not lie here yet."""
    return {
        **{name: document.meta.get(name) for name in META_FIELDS},
        "document_id": document.document_id,
        "document_uri": document.source_uri,
        "media_type": document.media_type,
        "headers": json.dumps(document.headers, ensure_ascii=False) if document.headers else None,
        "content": None if reread else document.content,
    }


def reading_hash(result: ReadResult) -> str:
    """A hash of all that a reading found; equal for two readers that read the document alike."""
    found = [
        [asdict(item.article), {kind: [_comparable(row) for row in rows] for kind, rows in item.claims.items()}]
        for item in result.articles
    ]
    return content_id("reading", json.dumps(found, sort_keys=True, ensure_ascii=False, default=to_json))


def _comparable(claim: dict[str, Any]) -> dict[str, Any]:
    """A claim without the version of the reader that made it."""
    return {name: value for name, value in claim.items() if name != "reader_version"}


def _brief(rejection: Rejection) -> dict[str, str]:
    return {"source_uri": rejection.source_uri, "reason_code": rejection.reason_code, "reason": rejection.reason}


class _BatchWriter:
    """Collects rows and writes each table's part files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in KEYS}
        self.parts = dict.fromkeys(KEYS, 0)
        self.touched = time.monotonic()

    def touch(self) -> None:
        """Show other hosts that this batch is being written."""
        if time.monotonic() - self.touched >= TOUCH_EVERY:
            os.utime(self.folder)
            self.touched = time.monotonic()

    def add(self, table: str, row: dict[str, Any]) -> None:
        rows = self.rows[table]
        rows.append(row)
        if len(rows) >= ROWS_PER_PART:
            self.flush(table)

    def flush(self, table: str) -> None:
        if not self.rows[table]:
            return
        schema = arrow_schemas()[table]
        path = self.folder / f"{table}-{self.parts[table]:05d}.parquet"
        data = pa.Table.from_pylist(self.rows[table], schema=schema)
        with path.open("wb") as handle:
            pq.write_table(data, handle, compression="zstd")
            handle.flush()
            os.fsync(handle.fileno())
        self.parts[table] += 1
        self.rows[table] = []

    def close(self) -> None:
        for table in KEYS:
            self.flush(table)
