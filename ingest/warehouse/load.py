"""Landing batches → raw tables of the build database: all batches not loaded yet, in one transaction.

A row whose id stands already is left as it is, so that loading twice, or loading two batches that hold the same
document, changes nothing; a load that is killed leaves the tables as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingest.settings import Settings
from ingest.warehouse import landing
from ingest.warehouse.raw import KEYS, LOADER_COLUMNS, arrow_schemas, create_raw


@dataclass
class LoadSummary:
    """Batches loaded now, and rows that were new by raw table."""

    batches: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KEYS, 0))


def open_build(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The build database for writing; the caller holds the writer lock."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(settings.build_db))
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"set memory_limit = '{settings.memory_limit}'")
    return connection


def attach_marts(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Make the marts readable as `marts.<table>` beside the build database."""
    connection.execute(f"attach '{quoted(settings.marts_db)}' as marts (read_only)")


def quoted(path: Path) -> str:
    """A path between single quotes of SQL."""
    return str(path).replace("'", "''")


def load_batches(settings: Settings) -> LoadSummary:
    """Load every batch that `raw.load_batches` does not name."""
    summary = LoadSummary()
    with open_build(settings) as connection:
        create_raw(connection)
        loaded = {row[0] for row in connection.execute("select batch_id from raw.load_batches").fetchall()}
        pending = [batch for batch in landing.batches(settings) if batch not in loaded]
        if not pending:
            return summary
        connection.execute("begin")
        try:
            for batch in pending:
                _load_batch(connection, settings, batch, summary)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
    summary.batches = pending
    return summary


def _load_batch(connection: duckdb.DuckDBPyConnection, settings: Settings, batch: str, summary: LoadSummary) -> None:
    folder = settings.landing_dir / batch
    for table, key in KEYS.items():
        files = sorted(str(path) for path in folder.glob(f"{table}-*.parquet"))
        if not files:
            continue
        columns = [name for name in arrow_schemas()[table].names if name != "content"]
        names = ", ".join(f'"{name}"' for name in columns)
        inserted = connection.execute(
            f"""
            insert into raw.{table} ({names}, {", ".join(LOADER_COLUMNS)})
            select {names}, ?, now()
            from read_parquet(?, union_by_name = true) as new
            where not exists (select 1 from raw.{table} as old where old.{key} = new.{key})
            qualify row_number() over (partition by {key}) = 1
            """,
            [batch, files],
        ).fetchone()
        summary.rows[table] += int(inserted[0]) if inserted else 0
    note: dict[str, Any] = landing.manifest(settings, batch)
    connection.execute(
        "insert into raw.load_batches values (?, ?, now(), ?, ?, ?, ?)",
        [batch, note["created_at"], note["n_documents"], note["n_articles"], note["n_claims"], note["n_rejected"]],
    )
