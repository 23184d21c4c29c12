"""The newest build, from the records beside the warehouse: one that failed never reaches a snapshot. No Streamlit."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.settings import Settings

#: Records looked at, newest first, for one that has ended: builds run one at a time.
_LOOK_BACK = 5


@dataclass(frozen=True)
class Build:
    """A build that has ended: `status` is published, up_to_date or failed; `reason` and `step` tell a failure."""

    run_id: str
    status: str
    step: str
    reason: str
    ended_at: dt.datetime | None


@lru_cache(maxsize=16)
def _read(path: str, changed: int) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    record.pop("checks", None)
    return record


def last_ended(settings: Settings) -> Build | None:
    """The newest build that has ended, or None. A record that vanishes or is no JSON is passed over."""
    found = []
    for path in (settings.data_dir / "runs").glob("[!.]*.json"):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime_ns, str(path)))
    for changed, name in sorted(found, reverse=True)[:_LOOK_BACK]:
        with contextlib.suppress(OSError, ValueError):
            record = _read(name, changed)
            if record.get("status") in (None, "running"):
                continue
            ended = record.get("updated_at")
            return Build(
                str(record.get("run_id") or Path(name).stem),
                str(record["status"]),
                str(record.get("step") or ""),
                str(record.get("reason") or ""),
                dt.datetime.fromisoformat(ended) if ended else None,
            )
    return None


def failed_since(settings: Settings, published_at: dt.datetime | None) -> Build | None:
    """The newest ended build if it failed after that publication (aware, UTC); what is shown is older than it."""
    build = last_ended(settings)
    if build is None or build.status != "failed":
        return None
    if published_at is not None and build.ended_at is not None and build.ended_at <= published_at:
        return None
    return build
