"""Documents that a later reader read again and found alike, and which documents the reader of today has not read.

A document that reads otherwise lands again with its new reading. One that reads alike lands nowhere, so that it would
be read again for ever: a small Parquet file for each run, only ever added to, notes which reader confirmed it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.landing import zone
from ingest.landing.objects import shared
from ingest.landing.writers import whole_file
from ingest.settings import Settings

#: Folder of the files in the landing zone.
FOLDER = "confirmations"
_SCHEMA = pa.schema(
    [("document_id", pa.string()), ("reader_version", pa.string()), ("read_at", pa.timestamp("us", tz="UTC"))]
)
_NOTES = pa.schema([("batch_id", pa.string()), ("reread", pa.bool_()), ("created_at", pa.timestamp("us", tz="UTC"))])

#: What counts of a document is its newest reading of stored bytes, else its first (as in `stored.readings`). A first
#: reading is older than every confirmation, whatever the time of the batch that it was merged into.
_STALE_SQL = """
with readings as ({readings}),
counting as (
    select document_id, batch_id, reader_version, reread, created_at
    from readings
    inner join notes using (batch_id)
    qualify row_number() over (
        partition by document_id
        order by reread desc, case when reread then created_at end desc, is_read desc, created_at, batch_id
    ) = 1
),
confirmed as (
    select document_id, max(read_at) as read_at, arg_max(reader_version, read_at) as reader_version
    from confirmations
    group by document_id
)
select counting.document_id, counting.batch_id
from counting
left join confirmed using (document_id)
where $version is distinct from case
    when confirmed.read_at > counting.created_at or (confirmed.read_at is not null and not counting.reread)
        then confirmed.reader_version
    else counting.reader_version
end
"""


@dataclass
class Stale:
    """What another reader than the one asked for read last. Counts are of what the warehouse takes from the documents.

    `n_rejected` counts documents without an article.
    """

    document_ids: set[str] = field(default_factory=set)
    n_articles: int = 0
    n_rejected: int = 0


def write(settings: Settings, run_id: str, reader_version: str, document_ids: Sequence[str]) -> Path | None:
    """Note that this reader read these documents alike; the file appears whole. Nothing is written for no documents."""
    if not document_ids:
        return None
    now = dt.datetime.now(dt.UTC)
    columns = [list(document_ids), [reader_version] * len(document_ids), [now] * len(document_ids)]
    return _write(settings, f"{run_id}.parquet", pa.table(columns, schema=_SCHEMA))


def files(settings: Settings) -> list[Path]:
    """Every file of confirmations, oldest first."""
    if bucket := shared(settings):
        return bucket.fetch_below(FOLDER)
    return sorted((settings.landing_dir / FOLDER).glob("[!.]*.parquet"))


def fold(settings: Settings) -> int:
    """One file in place of many, with each document's last confirmation; returns how many there were.

    Nobody else may be in the landing zone. Killed in between, a confirmation stands twice, which changes nothing.
    """
    found = files(settings)
    if len(found) < 2:
        return 0
    with duckdb.connect(":memory:") as connection:
        last = connection.execute(
            "select document_id, reader_version, read_at from read_parquet(?)"
            " qualify row_number() over (partition by document_id order by read_at desc, reader_version) = 1"
            " order by document_id",
            [[str(path) for path in found]],
        ).to_arrow_table()
    kept = _write(settings, f"{zone.new_batch_id()}.parquet", last.cast(_SCHEMA))
    for path in found:
        if path != kept:
            path.unlink()
    return len(found)


def stale(settings: Settings, reader_version: str) -> Stale:
    """The stored documents that were last read by another reader (or by one that left no version)."""
    readings = _readings_sql(settings)
    if readings is None:
        return Stale()
    with duckdb.connect(":memory:") as connection:
        connection.execute("set timezone = 'UTC'")
        connection.register("notes", _notes(settings))
        connection.register("confirmations", _confirmations(settings))
        connection.execute(f"create table stale as {_STALE_SQL.format(readings=readings)}", {"version": reader_version})
        document_ids = {row[0] for row in connection.execute("select document_id from stale").fetchall()}
        n_articles, n_read = _count_articles(connection, settings)
    return Stale(document_ids, n_articles, len(document_ids) - n_read)


def _count_articles(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[int, int]:
    """How many articles the counting readings of stale documents hold, and how many of the documents have one."""
    stories = [str(path) for path in zone.files(settings, "articles")]
    if not stories:
        return 0, 0
    counts = connection.execute(
        """
        select count(*), count(distinct stories.document_id)
        from (
            select document_id, parse_path(filename)[-2] as batch_id
            from read_parquet(?, union_by_name = true, filename = true)
        ) as stories
        semi join stale using (document_id, batch_id)
        """,
        [stories],
    ).fetchone()
    assert counts is not None
    return counts


def _readings_sql(settings: Settings) -> str | None:
    """A query for every reading of a document that can be read again; None when there is none."""
    parts = []
    for table, is_read in (("documents", True), ("rejected_documents", False)):
        # Earlier versions landed no version of the reader, and of what they rejected no document.
        versioned: list[str] = []
        plain: list[str] = []
        for path in zone.files(settings, table):
            names = pq.read_schema(path).names
            if "document_id" in names:
                (versioned if "reader_version" in names else plain).append(str(path))
        for paths, column in ((versioned, "reader_version"), (plain, "null::varchar")):
            if paths:
                listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
                parts.append(
                    f"select document_id, parse_path(filename)[-2] as batch_id, {is_read} as is_read,"
                    f" {column} as reader_version from read_parquet([{listed}], filename = true, union_by_name = true)"
                    " where document_id is not null"
                )
    return " union all ".join(parts) or None


def _notes(settings: Settings) -> pa.Table:
    rows = []
    for batch in zone.batches(settings):
        note = zone.manifest(settings, batch)
        made = dt.datetime.fromisoformat(note["created_at"])
        rows.append({"batch_id": batch, "reread": bool(note.get("reread")), "created_at": made})
    return pa.Table.from_pylist(rows, schema=_NOTES)


def _confirmations(settings: Settings) -> pa.Table:
    return pa.concat_tables([_SCHEMA.empty_table(), *(pq.read_table(path, schema=_SCHEMA) for path in files(settings))])


def _write(settings: Settings, name: str, table: pa.Table) -> Path:
    folder = settings.landing_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with whole_file(path) as handle:
        pq.write_table(table, handle, compression="zstd")
    if bucket := shared(settings):
        bucket.add_file(path)
    return path
