"""What keeps a warehouse fit for years: fewer files, no leftovers, no empty space, and a look whether all is there.

Each step holds the writer's lock, so that it never meets a build, and may be repeated or killed at any point.
`warledger maintenance` does all of them, the DAG `maintenance` one a task.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingest.core.progress import Progress, silent
from ingest.landing import compaction, run_outcomes
from ingest.landing.damage import DamagedFile
from ingest.landing.lock import landing_to_oneself
from ingest.pipeline import doctor
from ingest.settings import Settings
from ingest.warehouse import audit, publish
from ingest.warehouse.connect import NoWarehouse
from ingest.warehouse.lock import writer_lock

#: Rows of runs stand in files of their own for this long, then in one archive, then nowhere.
OUTCOMES_OWN, OUTCOMES_KEPT = dt.timedelta(days=7), dt.timedelta(days=3 * 365)
#: Task logs and the log of failures are kept for this long.
LOGS_KEPT = dt.timedelta(days=90)
#: The build database is written anew when at least this share of it is empty, and it is worth the while.
EMPTY_SHARE, EMPTY_BYTES = 0.25, 32_000_000
#: Problems named one by one before the rest are only counted.
SHOW_PROBLEMS = 20


class Damage(RuntimeError):
    """Something in the data folder is not as it was written; the message names it. Trying again does not help."""


@contextmanager
def _alone(settings: Settings, purpose: str, on_progress: Progress) -> Iterator[None]:
    with writer_lock(settings.data_dir / ".writer.lock", purpose, settings.lock_timeout_seconds, on_progress):
        yield


def compact(settings: Settings, *, on_progress: Progress = silent, min_age: dt.timedelta | None = None) -> list[str]:
    """Many landing files → few. Returns what was done, in sentences.

    Raises WarehouseBusy, LandingBusy, OSError, DamagedFile.
    """
    if settings.landing_url:
        return [f"{settings.landing_url} is shared with other machines: its batches stay as they are"]
    age = compaction.MIN_AGE if min_age is None else min_age
    with (
        _alone(settings, "maintenance: compact", on_progress),
        landing_to_oneself(settings.landing_dir, settings.lock_timeout_seconds),
    ):
        done = compaction.compact(settings, min_age=age)
        folded = run_outcomes.fold(settings, OUTCOMES_OWN, OUTCOMES_KEPT)
    return [*done.lines(), f"run outcomes: {folded} files went into the archive"]


def prune(settings: Settings, *, logs_dir: Path | None = None, on_progress: Progress = silent) -> list[str]:
    """Remove snapshots beyond the number to keep, old validation results, leftovers of killed runs and old logs.

    `logs_dir`: Airflow's task logs; files in it that nobody has written for LOGS_KEPT go.
    """
    with _alone(settings, "maintenance: prune", on_progress):
        leftovers = sum(_remove(path) for path in settings.published_dir.glob(".partial-*"))
        try:
            snapshots = len(publish.prune(settings))
        except NoWarehouse:
            snapshots = 0
        audit.prune(settings)
        logs = _remove_old_logs(logs_dir) if logs_dir else 0
    return [f"removed {snapshots} snapshots, {leftovers} leftovers of killed runs, {logs} old log files"]


def vacuum(settings: Settings, *, force: bool = False, on_progress: Progress = silent) -> list[str]:
    """Write the build database anew without its empty space, if there is enough of it (or always: `force`).

    A copy beside it takes its place by one rename after it was compared, so a kill leaves the old or the new one.
    """
    with _alone(settings, "maintenance: vacuum", on_progress):
        fresh = settings.build_db.with_name(f"{settings.build_db.name}.fresh")
        _remove(fresh)
        _remove(Path(f"{fresh}.wal"))
        if not settings.build_db.exists():
            return ["there is no build database yet"]
        size, empty = _space(settings)
        if not force and (empty < EMPTY_BYTES or empty < EMPTY_SHARE * size):
            return [f"the build database ({_megabytes(size)}) has {_megabytes(empty)} empty: left as it is"]
        _copy(settings, fresh)
        after = fresh.stat().st_size
        fresh.replace(settings.build_db)
        _remove(Path(f"{settings.build_db}.wal"))
    return [f"the build database was {_megabytes(size)} and is {_megabytes(after)} now"]


def check(settings: Settings, *, deep: bool = False, on_progress: Progress = silent) -> list[str]:
    """Whether all that was landed, loaded and published is there as it was written (`warledger doctor`).

    `deep` compares the contents of every batch with their checksums, otherwise those of the newest. Raises Damage
    naming what is wrong; what was found is not touched.
    """
    with _alone(settings, "maintenance: check", on_progress):
        found = doctor.examine(settings, deep=deep)
    problems = [f"{finding.name}: {finding.problem}" for finding in found.findings]
    if problems:
        rest = f"; and {len(problems) - SHOW_PROBLEMS} more" if len(problems) > SHOW_PROBLEMS else ""
        raise Damage("; ".join(problems[:SHOW_PROBLEMS]) + rest + ": run `warledger doctor`")
    return list(found.lines())


STEPS: dict[str, Callable[..., list[str]]] = {"compact": compact, "prune": prune, "vacuum": vacuum, "check": check}


def maintain(settings: Settings, *, deep: bool = False, on_progress: Progress = silent) -> run_outcomes.RunOutcome:
    """All steps in a row, kept as a row of run_outcomes. A step that fails does not keep the others from running."""
    started = dt.datetime.now(dt.UTC)
    parts, failures = [], []
    for name, step in STEPS.items():
        try:
            options = {"deep": deep} if name == "check" else {}
            told = "; ".join(step(settings, on_progress=on_progress, **options))
            parts.append(run_outcomes.Part(name, "success", told))
        except (Damage, DamagedFile, OSError, ValueError, duckdb.Error) as error:
            told = " ".join(str(error).split())
            parts.append(run_outcomes.Part(name, "failed", told))
            failures.append(f"{name} ({told})")
        on_progress(f"{name}: {told}")
    reason = f"{len(failures)} of {len(STEPS)} steps failed: {', '.join(failures)}" if failures else None
    outcome = run_outcomes.RunOutcome(
        pipeline="maintenance",
        run_id=f"command__{started.isoformat()}",
        started_at=started,
        ended_at=dt.datetime.now(dt.UTC),
        status="failed" if failures else "success",
        reason=reason,
        summary="\n".join(f"{part.name}: {part.told}" for part in parts),
        parts=parts,
    )
    run_outcomes.record(settings, outcome)
    return outcome


def _remove(path: Path) -> int:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
    else:
        return 0
    return 1


def _remove_old_logs(folder: Path) -> int:
    """Remove old files, and the folders that this leaves empty; a folder that is being made for a new log stays."""
    oldest = dt.datetime.now(dt.UTC).timestamp() - LOGS_KEPT.total_seconds()
    removed = 0
    emptied: set[Path] = set()
    for root, _, files in os.walk(folder, topdown=False):
        place = Path(root)
        for name in files:
            path = place / name
            if not path.is_symlink() and path.stat().st_mtime < oldest:
                path.unlink()
                removed += 1
                emptied.add(place)
        if place in emptied and place != folder and not any(place.iterdir()):
            place.rmdir()
            emptied.add(place.parent)
    return removed


def _space(settings: Settings) -> tuple[int, int]:
    """Bytes of the build database, and how many of them are free blocks."""
    with duckdb.connect(str(settings.build_db)) as connection:
        connection.execute("checkpoint")
        row = connection.execute("select block_size, total_blocks, free_blocks from pragma_database_size()").fetchone()
    assert row is not None
    block, total, free = row
    return block * total, block * free


def _copy(settings: Settings, fresh: Path) -> None:
    """The build database written anew; raises Damage when the copy does not hold the same."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"set memory_limit = '{settings.memory_limit}'")
        connection.execute(f"attach '{_quoted(settings.build_db)}' as old (read_only)")
        connection.execute(f"attach '{_quoted(fresh)}' as new")
        connection.execute("copy from database old to new")
        before, after = _contents(connection, "old"), _contents(connection, "new")
        connection.execute("checkpoint new")
        connection.execute("detach new")
        connection.execute("detach old")
    if before != after:
        fresh.unlink()
        wrong = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        raise Damage(f"a copy of the build database differs in {', '.join(wrong)}; the old one stays")
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())


def _contents(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple[Any, ...]]:
    """Rows and comment of each table, definition of each view."""
    found: dict[str, tuple[Any, ...]] = {}
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() where database_name = ?", [database]
    ).fetchall()
    for schema, table, comment in tables:
        row = connection.execute(f'select count(*) from {database}."{schema}"."{table}"').fetchone()
        found[f"{schema}.{table}"] = (row and row[0], comment)
    views = connection.execute(
        "select schema_name, view_name from duckdb_views() where database_name = ? and not internal", [database]
    ).fetchall()
    return found | {f"{schema}.{view}": ("view",) for schema, view in views}


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
