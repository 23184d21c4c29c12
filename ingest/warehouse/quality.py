"""One check's outcome, whether dbt or Great Expectations made it: a row of `quality_results`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: Statuses that stop a build when the check is critical.
BAD = frozenset({"fail", "error"})


@dataclass(frozen=True)
class QualityResult:
    """`severity` is critical, warning or info; `status` is pass, warn, fail, error or skipped.

    `failing_rows` is None where the check does not count rows. `examples` holds keys of failing rows.
    """

    origin: str
    check_name: str
    check_kind: str
    status: str
    severity: str = "critical"
    object_name: str | None = None
    column_name: str | None = None
    failing_rows: int | None = None
    message: str | None = None
    examples: Sequence[Any] = field(default_factory=tuple)

    @property
    def blocks(self) -> bool:
        """Whether this outcome keeps a build from being published."""
        return self.severity == "critical" and self.status in BAD

    def to_row(self, run_id: str, checked_at: dt.datetime) -> dict[str, Any]:
        """A row of `quality_results`."""
        row = asdict(self)
        row["examples"] = json.dumps(list(self.examples), default=str, ensure_ascii=False)
        return {"run_id": run_id, "checked_at": checked_at, **row}


#: Column order and types of `quality_results`.
COLUMNS = {
    "run_id": "varchar",
    "checked_at": "timestamp with time zone",
    "origin": "varchar",
    "check_name": "varchar",
    "check_kind": "varchar",
    "object_name": "varchar",
    "column_name": "varchar",
    "severity": "varchar",
    "status": "varchar",
    "failing_rows": "bigint",
    "message": "varchar",
    "examples": "varchar",
}


def describe_failures(results: Iterable[QualityResult], limit: int = 5) -> str:
    """The blocking outcomes as one line for people: names, counts, the first message."""
    failed = [r for r in results if r.blocks]
    if not failed:
        return ""
    parts = []
    for result in failed[:limit]:
        rows = f" ({result.failing_rows} rows)" if result.failing_rows else ""
        detail = f": {result.message}" if result.message else ""
        parts.append(f"{result.check_name}{rows}{detail}")
    more = f"; and {len(failed) - limit} more" if len(failed) > limit else ""
    return "; ".join(parts) + more
