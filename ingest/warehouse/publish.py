"""Audited marts → a published snapshot: a file of its own, then one atomic move of the pointer.

Readers hold the snapshot that they opened; a file that somebody may hold open is never written again. It has no write
permission, so that a program that opens it for writing is refused, and a checksum beside it (`sha256sum -c` reads it).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest import __version__
from ingest.core.reader_version import reader_version
from ingest.landing import run_outcomes
from ingest.landing.damage import file_hash
from ingest.settings import Settings
from ingest.warehouse.connect import NoWarehouse, connect_path, published_path, quoted
from ingest.warehouse.indexes import create_indexes, open_copy, order_facts
from ingest.warehouse.quality import COLUMNS, QualityResult

PUBLICATIONS = {
    "run_id": "varchar",
    "published_at": "timestamp with time zone",
    "snapshot_file": "varchar",
    "n_articles": "bigint",
    "n_strike_facts": "bigint",
    "n_interception_facts": "bigint",
    "n_aid_facts": "bigint",
    "n_meeting_facts": "bigint",
    "n_claims": "bigint",
    "n_rejected": "bigint",
    "n_quarantined": "bigint",
    "first_event_date": "date",
    "last_event_date": "date",
    "git_commit": "varchar",
    "warledger_version": "varchar",
    "reader_version": "varchar",
    "inputs_fingerprint": "varchar",
}

_COMMENTS = {
    "quality_results": "One check of the run that published this snapshot.",
    "publications": "One published snapshot, this one and those before it.",
}


@dataclass
class Publication:
    """A published snapshot: its file and the row that describes it."""

    path: Path
    row: dict[str, Any]


def publish(settings: Settings, run_id: str, results: Sequence[QualityResult], fingerprint: str) -> Publication:
    """Write a snapshot of the marts and move the pointer to it; the caller holds the writer lock.

    Raises OSError when the disk is full; the pointer then still names the old snapshot.
    """
    settings.published_dir.mkdir(parents=True, exist_ok=True)
    for leftover in settings.published_dir.glob(".partial-*"):
        leftover.unlink()
    name = _free_name(settings, run_id)
    partial = settings.published_dir / f".partial-{name}"
    moment = dt.datetime.now(dt.UTC)
    try:
        _copy_marts(settings, partial)
        with open_copy(partial) as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute(f"attach '{quoted(settings.build_db)}' as build (read_only)")
            _write_quality(connection, run_id, results, moment)
            row = _write_publications(connection, settings, run_id, name, fingerprint, moment)
            run_outcomes.write_table(connection, settings)
            connection.execute("detach build")
            order_facts(connection)
            create_indexes(connection)
            connection.execute("checkpoint")
        path = settings.published_dir / name
        partial.chmod(0o444)
        _sync(partial)
        _write_checksum(path, file_hash(partial))
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        Path(f"{partial}.wal").unlink(missing_ok=True)
        raise
    _sync(settings.published_dir)
    move_pointer(settings, path)
    prune(settings)
    return Publication(path, row)


def checksum_file(path: Path) -> Path:
    """Where the checksum of a snapshot stands."""
    return path.with_name(f"{path.name}.sha256")


def _write_checksum(path: Path, checksum: str) -> None:
    note = checksum_file(path)
    note.unlink(missing_ok=True)
    note.write_text(f"{checksum}  {path.name}\n", encoding="ascii")
    _sync(note)


def changed(path: Path) -> str | None:
    """How a snapshot differs from what was published; None when it does not, or has no checksum (older versions)."""
    if Path(f"{path}.wal").exists():
        return "another program has written to it (a write-ahead log lies beside it)"
    note = checksum_file(path)
    if note.is_file() and note.read_text(encoding="ascii", errors="replace").split()[:1] != [file_hash(path)]:
        return "its bytes have changed since it was published"
    return None


def _free_name(settings: Settings, run_id: str) -> str:
    """A file name of its own even when a run is published again: DuckDB goes on serving the old file for a path."""
    names = (f"warehouse-{run_id}{suffix}.duckdb" for suffix in ("", *(f"-{n}" for n in range(2, 1_000))))
    return next(name for name in names if not (settings.published_dir / name).exists())


def move_pointer(settings: Settings, path: Path) -> None:
    """Point readers at `path` by one atomic rename of a symbolic link."""
    fresh = settings.pointer.with_name(f".{settings.pointer.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(path, settings.pointer.parent))
    fresh.replace(settings.pointer)
    _sync(settings.pointer.parent)


def prune(settings: Settings) -> list[str]:
    """Remove all but the newest `keep_snapshots` snapshots (never the one that the pointer names); returns names."""
    current = published_path(settings)
    files = sorted(settings.published_dir.glob("warehouse-*.duckdb"), reverse=True)
    keep = {current, *[path.resolve() for path in files[: max(1, settings.keep_snapshots)]]}
    removed = []
    for path in files:
        if path.resolve() not in keep:
            path.unlink()
            for beside in (checksum_file(path), Path(f"{path}.wal")):
                beside.unlink(missing_ok=True)
            removed.append(path.name)
    for note in settings.published_dir.glob("warehouse-*.sha256"):
        if not note.with_suffix("").exists():  # a run was killed before its snapshot stood there
            note.unlink()
    return removed


def current_publication(settings: Settings) -> dict[str, Any] | None:
    """The row of `publications` for the snapshot that readers see now, or None."""
    try:
        path = published_path(settings)
    except NoWarehouse:
        return None
    with connect_path(path) as connection:
        cursor = connection.execute("select * from publications where snapshot_file = ?", [path.name])
        row = cursor.fetchone()
        names = [item[0] for item in cursor.description]
    return dict(zip(names, row, strict=True)) if row else None


def _copy_marts(settings: Settings, path: Path) -> None:
    """The file of the marts as it is: its cost does not depend on what a build has changed.

    Raises FileNotFoundError when no build has made any marts.
    """
    if not settings.marts_db.is_file():
        raise FileNotFoundError(f"{settings.marts_db} does not exist; run dbt first")
    with duckdb.connect(str(settings.marts_db)) as connection:
        connection.execute("checkpoint")  # what a write-ahead log holds would not be copied
    shutil.copyfile(settings.marts_db, path)


def _comment(connection: duckdb.DuckDBPyConnection, target: str, comment: str | None) -> None:
    if comment:
        connection.execute(f"comment on {target} is '{comment.replace(chr(39), chr(39) * 2)}'")


def _write_quality(
    connection: duckdb.DuckDBPyConnection, run_id: str, results: Sequence[QualityResult], moment: dt.datetime
) -> None:
    connection.execute(f"create table quality_results ({_definition(COLUMNS)})")
    _comment(connection, "table quality_results", _COMMENTS["quality_results"])
    rows = [result.to_row(run_id, moment) for result in results]
    if rows:
        marks = ", ".join("?" for _ in COLUMNS)
        connection.executemany(
            f"insert into quality_results values ({marks})", [[row[name] for name in COLUMNS] for row in rows]
        )


def _write_publications(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str,
    name: str,
    fingerprint: str,
    moment: dt.datetime,
) -> dict[str, Any]:
    """The history of the snapshot before, and this one's row."""
    connection.execute(f"create table publications ({_definition(PUBLICATIONS)})")
    _comment(connection, "table publications", _COMMENTS["publications"])
    try:
        previous = published_path(settings)
    except NoWarehouse:
        previous = None
    if previous:
        connection.execute(f"attach '{quoted(previous)}' as previous (read_only)")
        connection.execute("insert into publications by name select * from previous.publications")
        connection.execute("detach previous")
    counts = connection.execute(
        """
        select
            (select count(*) from dim_articles),
            (select count(*) from fct_strikes),
            (select count(*) from fct_interceptions),
            (select count(*) from fct_aid_packages),
            (select count(*) from fct_diplomatic_meetings),
            (select count(*) from strike_claims) + (select count(*) from interception_claims)
                + (select count(*) from aid_claims) + (select count(*) from meeting_claims),
            (select count(*) from build.raw.rejected_documents),
            (select count(*) from build.raw.quarantined_rows),
            (select min(event_date) from (select event_date from fct_strikes union all
                select event_date from fct_interceptions)),
            (select max(event_date) from (select event_date from fct_strikes union all
                select event_date from fct_interceptions))
        """
    ).fetchone()
    assert counts is not None
    values = [run_id, moment, name, *counts, git_commit(settings), __version__, reader_version(), fingerprint]
    connection.execute(f"insert into publications values ({', '.join('?' for _ in PUBLICATIONS)})", values)
    return dict(zip(PUBLICATIONS, values, strict=True))


def _definition(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def git_commit(settings: Settings) -> str | None:
    """The checkout's commit, or the one that an image was built from; None where neither is known."""
    note = settings.project_dir / ".revision"
    if note.is_file():
        return note.read_text(encoding="ascii").strip() or None
    git = shutil.which("git")
    if git is None:
        return None
    call = [git, "-C", str(settings.project_dir), "rev-parse", "HEAD"]
    answer = subprocess.run(call, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None if answer.returncode == 0 else None


def _sync(path: Path) -> None:
    """Flush a file or folder to disk, so that the rename after it never shows an empty file after a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
