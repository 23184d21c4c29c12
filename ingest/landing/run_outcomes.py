"""What came of each run of a DAG: one row a run, kept beside the warehouse and copied into every snapshot.

A row is a JSON file of its own, named after the run and put in place by one rename: runs of several DAGs write at the
same time without a lock, a run that is cleared and done again replaces its row, and a failed run's row is there too.
`maintenance` folds old files into one Parquet file.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.core.documents import content_id
from ingest.landing.writers import whole_file
from ingest.settings import Settings

#: The published table: names, types, and what each means.
COLUMNS: dict[str, tuple[str, str]] = {
    "outcome_id": ("varchar", "Id of the run: the same run, done again, is the same row."),
    "pipeline": ("varchar", "The DAG, as `ingest_articles`; `warledger maintenance` is `maintenance`."),
    "run_id": ("varchar", "The run's id in Airflow."),
    "started_at": ("timestamp with time zone", "When the run began."),
    "ended_at": ("timestamp with time zone", "When its summary was written."),
    "status": ("varchar", "success; partial: some parts failed, the others went through; failed."),
    "reason": ("varchar", "Why it did not end well, in one sentence; null for success."),
    "summary": ("varchar", "The run in sentences: the last lines of its log."),
    "parts": (
        "struct(name varchar, status varchar, told varchar)[]",
        "What the run consisted of: the sources of an ingest run, the steps of a build; `told`: what came of it.",
    ),
}
COMMENT = "Grain: one run of a DAG (or of `warledger maintenance`), up to the moment of publication."

_PART = pa.struct([("name", pa.string()), ("status", pa.string()), ("told", pa.string())])
_SCHEMA = pa.schema(
    [
        ("outcome_id", pa.string()),
        ("pipeline", pa.string()),
        ("run_id", pa.string()),
        ("started_at", pa.timestamp("us", tz="UTC")),
        ("ended_at", pa.timestamp("us", tz="UTC")),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("summary", pa.string()),
        ("parts", pa.list_(_PART)),
    ]
)
ARCHIVE = "run_outcomes.parquet"


@dataclass(frozen=True)
class Part:
    """One part of a run; `status` is a task's last state: success, failed, skipped, upstream_failed..."""

    name: str
    status: str
    told: str | None = None


@dataclass(frozen=True)
class RunOutcome:
    """One run. Times are in UTC; `status` is success, partial or failed."""

    pipeline: str
    run_id: str
    started_at: dt.datetime
    ended_at: dt.datetime
    status: str
    reason: str | None = None
    summary: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def outcome_id(self) -> str:
        """The outcome's id: a hash of pipeline and run."""
        return content_id("run", self.pipeline, self.run_id)

    def to_row(self) -> dict[str, Any]:
        """The outcome as a row of `run_outcomes`."""
        return {"outcome_id": self.outcome_id, **asdict(self)}


def folder(settings: Settings) -> Path:
    """Where the outcomes of runs lie."""
    return settings.data_dir / "run_outcomes"


def record(settings: Settings, outcome: RunOutcome) -> Path:
    """Keep a run's row, in place of an earlier one of the same run; returns its file."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    path = folder(settings) / f"{outcome.outcome_id}.json"
    with whole_file(path) as handle:
        handle.write(json.dumps(outcome.to_row(), ensure_ascii=False, indent=1, default=_iso).encode())
    return path


def read(settings: Settings) -> list[dict[str, Any]]:
    """Every run's row, oldest first; of a run that stands twice (a fold was killed), the later one."""
    rows: dict[str, dict[str, Any]] = {}
    archive = folder(settings) / ARCHIVE
    found = pq.read_table(archive, schema=_SCHEMA).to_pylist() if archive.exists() else []
    for path in folder(settings).glob("[!.]*.json"):
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue  # folded into the archive just now; the row was read there or is read next time
        for name in ("started_at", "ended_at"):
            row[name] = dt.datetime.fromisoformat(row[name])
        found.append(row)
    for row in found:
        known = rows.get(row["outcome_id"])
        if known is None or known["ended_at"] <= row["ended_at"]:
            rows[row["outcome_id"]] = row
    return sorted(rows.values(), key=lambda row: (row["started_at"], row["outcome_id"]))


def fold(settings: Settings, older_than: dt.timedelta, keep: dt.timedelta, now: dt.datetime | None = None) -> int:
    """Move rows older than that into the archive and drop those beyond `keep`; returns how many files went.

    The caller holds the writer lock. Killed anywhere, every row is there once or twice, and `read` counts it once.
    """
    moment = now or dt.datetime.now(dt.UTC)
    old = [row for row in read(settings) if row["ended_at"] < moment - older_than]
    if not old:
        return 0
    kept = [row for row in old if row["ended_at"] >= moment - keep]
    with whole_file(folder(settings) / ARCHIVE) as handle:
        pq.write_table(pa.Table.from_pylist(kept, schema=_SCHEMA), handle, compression="zstd")
    removed = 0
    for row in old:
        path = folder(settings) / f"{row['outcome_id']}.json"
        # A run done again since is newer than what was folded: its file stays.
        if path.exists() and dt.datetime.fromisoformat(json.loads(path.read_text())["ended_at"]) == row["ended_at"]:
            path.unlink()
            removed += 1
    return removed


def write_table(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create `run_outcomes` with every row, its comments included, in the snapshot that is being made."""
    definition = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())
    connection.execute(f"create or replace table run_outcomes ({definition})")
    rows = pa.Table.from_pylist(read(settings), schema=_SCHEMA)
    connection.register("run_outcome_rows", rows)
    connection.execute(f"insert into run_outcomes select {', '.join(COLUMNS)} from run_outcome_rows")
    connection.unregister("run_outcome_rows")
    for name, text in [("table run_outcomes", COMMENT)] + [
        (f"column run_outcomes.{name}", text) for name, (_, text) in COLUMNS.items()
    ]:
        connection.execute(f"comment on {name} is '{text.replace(chr(39), chr(39) * 2)}'")


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)
