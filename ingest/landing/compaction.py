"""Many small landing files → few: what hourly runs leave behind in a year would otherwise take minutes to look through.

Consecutive batches become one batch that stands for them (`compacts` in its manifest), the outcome files of a past day
one file. The new one is put in place by a rename before the old ones go, and whatever was killed in between is finished
the next time: everything is there once or twice, never not at all, and the loader counts it once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.landing import confirmations, outcomes, zone
from ingest.landing.damage import sound, write_manifest
from ingest.landing.raw import CLAIM_TABLES, arrow_schemas
from ingest.landing.writers import partial_folder, whole_file
from ingest.settings import Settings

#: Batches that are this old are no longer worked on by anybody.
MIN_AGE = dt.timedelta(days=1)
#: Fewer small batches in a row are left as they are.
MIN_BATCHES = 8
#: Batches beyond this size are left alone, and a compacted one grows to about as much.
LARGE_BYTES = 128_000_000
#: Rows in memory at a time; a document row holds the document's bytes.
ROWS = 64
#: Key of a day's outcome file under which it names the files that it stands for.
MERGED = b"warledger.merged"


@dataclass
class Compacted:
    """What was made: batches into fewer, files of fetch outcomes into fewer."""

    batches: int = 0
    into: int = 0
    outcome_files: int = 0
    outcome_days: int = 0
    confirmation_files: int = 0

    def lines(self) -> Iterator[str]:
        """What was merged, as lines for a log."""
        yield f"landing: {self.batches} batches became {self.into}"
        yield f"fetch outcomes: {self.outcome_files} files became {self.outcome_days}"
        if self.confirmation_files:
            yield f"confirmed readings: {self.confirmation_files} files became 1"


def compact(settings: Settings, *, now: dt.datetime | None = None, min_age: dt.timedelta = MIN_AGE) -> Compacted:
    """Merge what is older than `min_age`. The caller holds the writer lock, and nobody reads the landing zone.

    Raises OSError (a full disk) after removing what was half written, and DamagedFile for a batch that is not as it
    was written: it is left alone then, with everything else.
    """
    moment = now or dt.datetime.now(dt.UTC)
    finish(settings)
    done = Compacted()
    for run in _runs(settings, moment - min_age):
        _merge_batches(settings, run)
        done.batches += len(run)
        done.into += 1
    for folder in sorted((settings.landing_dir / outcomes.FOLDER).glob("[!.]*")):
        files = sorted(folder.glob("[!.]*.parquet"))
        if len(files) > 1 and folder.name < f"{moment - min_age:%Y-%m-%d}":
            _merge_outcomes(folder, files)
            done.outcome_files += len(files)
            done.outcome_days += 1
    done.confirmation_files = confirmations.fold(settings)
    return done


def finish(settings: Settings) -> None:
    """Remove what compacted batches and files stand for, should a kill have left it."""
    zone.remove_abandoned(settings)
    for batch in zone.batches(settings):
        if (settings.landing_dir / batch).is_dir():  # not one that was removed just now
            for old in zone.manifest(settings, batch).get("compacts", []):
                _remove(settings.landing_dir / old)
    for folder in settings.landing_dir.glob(".removed-*"):
        shutil.rmtree(folder)
    for path in (settings.landing_dir / outcomes.FOLDER).glob("*/all-*.parquet"):
        named = pq.read_schema(path).metadata or {}
        for name in json.loads(named.get(MERGED, b"[]")):
            (path.parent / name).unlink(missing_ok=True)


@dataclass
class _Run:
    """Small batches in a row, of one kind (read first, or read again)."""

    batches: list[str] = field(default_factory=list)
    size: int = 0


def _runs(settings: Settings, before: dt.datetime) -> list[list[str]]:
    """The batches to merge: in the order in which they were made, neighbours of one kind."""
    notes = {batch: zone.manifest(settings, batch) for batch in zone.batches(settings)}
    order = sorted(notes, key=lambda batch: (notes[batch]["created_at"], batch))
    found: list[_Run] = [_Run()]
    kind = None
    for batch in order:
        note = notes[batch]
        size = sum(path.stat().st_size for path in (settings.landing_dir / batch).iterdir())
        again = bool(note.get("reread"))
        if size >= LARGE_BYTES or dt.datetime.fromisoformat(note["created_at"]) >= before:
            found.append(_Run())
            continue
        if again != kind or found[-1].size + size > LARGE_BYTES:
            found.append(_Run())
        kind = again
        found[-1].batches.append(batch)
        found[-1].size += size
    return [run.batches for run in found if len(run.batches) >= MIN_BATCHES]


def _merge_batches(settings: Settings, batches: list[str]) -> None:
    """One batch in place of these. Of a document that several hold, the reading that counts stays."""
    notes = [zone.manifest(settings, batch) for batch in batches]
    last, again = notes[-1], bool(notes[-1].get("reread"))
    name = _name(batches[-1])
    partial = partial_folder(settings.landing_dir, name)
    partial.mkdir()
    try:
        writer = _Writer(partial)
        seen: dict[str, set[str]] = {"documents": set(), "rejected_documents": set()}
        for batch in batches:
            sound(settings.landing_dir / batch)  # or what a disk has changed would be as it was written
        # The loader takes the first reading of a document, or the newest of those that were made again.
        for batch in reversed(batches) if again else batches:
            _copy_batch(settings.landing_dir / batch, writer, seen)
        rows = writer.close()
        claims = {kind: rows.get(table, 0) for kind, table in CLAIM_TABLES.items()}
        note = {
            **last,
            "batch_id": name,
            "compacts": [old for note in notes for old in (*note.get("compacts", []), note["batch_id"])],
            "n_documents": rows.get("documents", 0),
            "n_articles": rows.get("articles", 0),
            "n_rejected": rows.get("rejected_documents", 0),
            "claims": claims,
            "n_claims": sum(claims.values()),
            "rejections": [],
        }
        write_manifest(partial, note)
        partial.rename(settings.landing_dir / name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    for batch in batches:
        _remove(settings.landing_dir / batch)


def _name(last: str) -> str:
    """A name that sorts right after the last of the batches, so that it takes their place in every order."""
    base, _, number = last.partition("-c")
    return f"{base}-c{int(number or 0) + 1:04d}"


def _copy_batch(folder: Path, writer: _Writer, seen: dict[str, set[str]]) -> None:
    documents = _ids(folder, "documents", "document_id") - seen["documents"]
    stories: set[str] = set()
    for rows in _read(folder, "articles", ["article_id", "document_id"]):
        stories.update(row["article_id"] for row in rows.to_pylist() if row["document_id"] in documents)
    rejections = _ids(folder, "rejected_documents", "rejection_id") - seen["rejected_documents"]
    kept = {
        "documents": ("document_id", documents),
        "articles": ("document_id", documents),
        **dict.fromkeys(CLAIM_TABLES.values(), ("article_id", stories)),
        "rejected_documents": ("rejection_id", rejections),
    }
    for table, (column, ids) in kept.items():
        if not ids:
            continue
        wanted = pa.array(sorted(ids), pa.string())
        for rows in _read(folder, table):
            writer.add(table, rows.filter(pc.is_in(rows.column(column), value_set=wanted)))
    seen["documents"] |= documents
    seen["rejected_documents"] |= rejections


def _ids(folder: Path, table: str, column: str) -> set[str]:
    return {value for rows in _read(folder, table, [column]) for value in rows.column(column).to_pylist()}


def _read(folder: Path, table: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
    for path in sorted(folder.glob(f"{table}-*.parquet")):
        with pq.ParquetFile(path) as file:
            for rows in file.iter_batches(ROWS, columns=columns):
                yield pa.Table.from_batches([rows])


class _Writer:
    """One part file a table; columns that an older version did not have are null."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, tuple[Any, pq.ParquetWriter]] = {}
        self.rows: dict[str, int] = {}
        self.waiting: dict[str, list[pa.Table]] = {}

    def add(self, table: str, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        schema = arrow_schemas()[table]
        columns = [
            rows.column(item.name).cast(item.type) if item.name in rows.column_names else pa.nulls(len(rows), item.type)
            for item in schema
        ]
        if table not in self.files:
            handle = (self.folder / f"{table}-00000.parquet").open("wb")
            self.files[table] = (handle, pq.ParquetWriter(handle, schema, compression="zstd"))
        self.waiting.setdefault(table, []).append(pa.Table.from_arrays(columns, schema=schema))
        self.rows[table] = self.rows.get(table, 0) + rows.num_rows
        # Row groups of a useful size: documents are large, claims are small.
        if sum(part.nbytes for part in self.waiting[table]) > 32_000_000:
            self._flush(table)

    def _flush(self, table: str) -> None:
        if self.waiting.get(table):
            self.files[table][1].write_table(pa.concat_tables(self.waiting[table]))
            self.waiting[table] = []

    def close(self) -> dict[str, int]:
        """Finish the files on disk; returns rows by table."""
        for table, (handle, writer) in self.files.items():
            self._flush(table)
            writer.close()
            handle.flush()
            os.fsync(handle.fileno())
            handle.close()
        return self.rows


def _merge_outcomes(folder: Path, files: list[Path]) -> None:
    """One file in place of a day's, every outcome once."""
    merged: list[str] = []
    for path in files:
        merged += [*json.loads((pq.read_schema(path).metadata or {}).get(MERGED, b"[]")), path.name]
    table = pa.concat_tables([pq.read_table(path) for path in files], promote_options="default")
    first = {outcome_id: row for row, outcome_id in reversed(list(enumerate(table["outcome_id"].to_pylist())))}
    table = table.take(sorted(first.values())).replace_schema_metadata({MERGED: json.dumps(merged).encode()})
    # The loader knows files by their names: one of its own for each day, and for each time a day is merged.
    path = folder / f"all-{folder.name}-{len(merged):06d}.parquet"
    with whole_file(path) as handle:
        pq.write_table(table, handle, compression="zstd")
    for old in files:
        old.unlink()


def _remove(folder: Path) -> None:
    """Take a batch out of sight by one rename, then delete it."""
    if folder.is_dir():
        hidden = folder.with_name(f".removed-{folder.name}")
        folder.rename(hidden)
        shutil.rmtree(hidden)
