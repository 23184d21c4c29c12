"""The record of each build: one JSON file a run, so that a failed run's reason outlives its process.

These files lie beside the warehouse, not in it: a run that fails its checks never reaches a snapshot.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import Any

from ingest.settings import Settings
from ingest.warehouse.quality import QualityResult

#: Records of old runs are dropped beyond this number.
KEEP = 200


def record(settings: Settings, run_id: str, **values: Any) -> dict[str, Any]:
    """Merge `values` into the record of a run; written by rename, so a reader never sees half a file."""
    folder = settings.data_dir / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run_id}.json"
    now = dt.datetime.now(dt.UTC).isoformat()
    row = {"run_id": run_id, "started_at": now, **(read(settings, run_id) or {}), **values, "updated_at": now}
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(row, indent=1, ensure_ascii=False, default=str), encoding="utf-8")
    fresh.replace(path)
    for old in sorted(folder.glob("[!.]*.json"))[:-KEEP]:
        old.unlink(missing_ok=True)
    return row


def read(settings: Settings, run_id: str) -> dict[str, Any] | None:
    """What is written down about a run; None if nothing is."""
    path = settings.data_dir / "runs" / f"{run_id}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def latest(settings: Settings) -> dict[str, Any] | None:
    """The record of the newest run, or None."""
    files = list((settings.data_dir / "runs").glob("[!.]*.json"))
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return max(rows, key=lambda row: row["started_at"], default=None)


def save_results(settings: Settings, run_id: str, step: str, results: list[QualityResult]) -> None:
    """Keep a step's check outcomes for the publishing step and for people who look into a failed run."""
    row = read(settings, run_id) or {}
    checks = {**row.get("checks", {}), step: [vars(result) for result in results]}
    record(settings, run_id, checks=checks)


def load_results(settings: Settings, run_id: str, steps: tuple[str, ...]) -> list[QualityResult]:
    """The outcomes that earlier steps of this run kept; raises LookupError when one is missing."""
    checks = (read(settings, run_id) or {}).get("checks", {})
    missing = [step for step in steps if step not in checks]
    if missing:
        raise LookupError(f"run {run_id} has no {' and '.join(missing)} results; run those steps first")
    return [QualityResult(**row) for step in steps for row in checks[step]]
