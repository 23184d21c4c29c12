"""Load, dbt, audit, publish: the steps of a build, each callable by itself (a DAG's task) or all in a row.

A step that fails leaves the published warehouse as it was, records why, and raises BuildError.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from ingest import __version__
from ingest.core.progress import Progress, silent
from ingest.core.reader_version import reader_version
from ingest.landing.damage import DamagedFile, NewerData
from ingest.landing.zone import new_batch_id
from ingest.pipeline.status import describe_publication
from ingest.settings import Settings
from ingest.warehouse import quarantine, reference, runs
from ingest.warehouse.connect import DamagedSnapshot, SnapshotInUse
from ingest.warehouse.dbt import DbtError, run_dbt
from ingest.warehouse.load import load_batches, open_build
from ingest.warehouse.lock import WarehouseBusy, writer_lock
from ingest.warehouse.marts import owner, project_files, take_marts
from ingest.warehouse.publish import current_publication, publish
from ingest.warehouse.quality import QualityResult, describe_failures


class BuildError(RuntimeError):
    """A build that stopped, with its reason. `retryable`: the same build may work later (a lock, a full disk)."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


@dataclass
class BuildResult:
    """`status` is published or up_to_date; `publication` is the row that readers see now."""

    run_id: str
    status: str
    publication: dict[str, Any]


def build(settings: Settings, *, force: bool = False, on_progress: Progress = silent) -> BuildResult:
    """The whole build under one lock; does nothing when the published warehouse already has every loaded batch."""
    run_id = new_batch_id()
    with _locked(settings, f"warledger build {run_id}", on_progress):
        loaded = load_step(settings, run_id, force=force, on_progress=on_progress)
        if loaded["up_to_date"]:
            current = current_publication(settings)
            assert current is not None
            return BuildResult(run_id, "up_to_date", current)
        dbt_step(settings, run_id, on_progress=on_progress)
        audit_step(settings, run_id, on_progress=on_progress)
        row = publish_step(settings, run_id, on_progress=on_progress)
    return BuildResult(run_id, "published", row)


def load_step(
    settings: Settings, run_id: str, *, force: bool = False, on_progress: Progress = silent
) -> dict[str, Any]:
    """Landing → raw. Returns `batches`, `rows` by table, and `up_to_date`: nothing changed since the last publication.

    What counts as changed: a new batch, an edited model, seed or expectation, another version of this package.
    """
    with _step(settings, run_id, "load", on_progress):
        summary = load_batches(settings)
        with open_build(settings) as connection:
            references = reference.load(settings, connection)
            too_many = quarantine.too_many(connection, settings.quarantine_percent)
        if too_many:
            raise BuildError(f"{too_many}; the published warehouse stays as it was")
        for name, n_values in references:
            on_progress(f"reference {name}: {n_values} numbers" if n_values else f"reference {name} is gone")
        fingerprint = inputs_fingerprint(settings)
        current = current_publication(settings)
        up_to_date = not force and current is not None and current["inputs_fingerprint"] == fingerprint
        new_rows = sum(summary.rows.values())
        on_progress(f"loaded {len(summary.batches)} new batches, {new_rows} new rows")
        if summary.quarantined:
            on_progress(f"set aside {summary.quarantined} rows that break a rule (table quarantined_rows)")
        result = {"batches": summary.batches, "rows": summary.rows, "up_to_date": up_to_date}
        if up_to_date:
            on_progress("nothing new since the last publication")
            # A run that found nothing to do leaves no record, as it leaves no row.
            return result
    runs.record(settings, run_id, status="running", load=result, force=force, inputs_fingerprint=fingerprint)
    return result


def start(settings: Settings, *, force: bool = False, on_progress: Progress = silent) -> str | None:
    """`load_step` of a new run. Returns the run's id for the steps after it; None when nothing has changed."""
    run_id = new_batch_id()
    loaded = load_step(settings, run_id, force=force, on_progress=on_progress)
    return None if loaded["up_to_date"] else run_id


def finish(settings: Settings, run_id: str, *, on_progress: Progress = silent) -> dict[str, Any]:
    """`publish_step`, with what a task hands on: the publication's row as plain values, and `summary_lines`."""
    row = publish_step(settings, run_id, on_progress=on_progress)
    plain = {name: value if isinstance(value, int | None) else str(value) for name, value in row.items()}
    return plain | {"summary_lines": describe_publication(row).splitlines()}


def dbt_step(settings: Settings, run_id: str, *, on_progress: Progress = silent) -> dict[str, Any]:
    """Claims → facts: one `dbt build`; raises BuildError with the names of what failed."""
    with _step(settings, run_id, "dbt", on_progress):
        anew = bool((runs.read(settings, run_id) or {}).get("force"))
        goes_on = take_marts(settings, run_id, anew=anew)
        on_progress("dbt: resolving what is new" if goes_on else "dbt: building everything anew")
        # Unit tests check the models' code on rows of their own, not this data: `make test` runs them.
        chosen = ("--exclude-resource-type", "unit_test", *(("--selector", "new_articles") if goes_on else ()))
        results = run_dbt(settings, "build", *chosen, on_progress=_worth_telling(on_progress))
        return _checked(settings, run_id, "dbt", results, on_progress)


def audit_step(settings: Settings, run_id: str, *, on_progress: Progress = silent) -> dict[str, Any]:
    """Great Expectations over facts and claims; raises BuildError when a critical expectation fails."""
    from ingest.warehouse.audit import audit

    with _step(settings, run_id, "audit", on_progress):
        on_progress("audit: checking facts and claims")
        _own_marts(settings, run_id)
        results = audit(settings, run_id, settings.marts_db)
        return _checked(settings, run_id, "audit", results, on_progress)


def publish_step(settings: Settings, run_id: str, *, on_progress: Progress = silent) -> dict[str, Any]:
    """Snapshot and pointer; refuses when this run's checks are missing or failed. Returns the publication's row."""
    with _step(settings, run_id, "publish", on_progress):
        results = runs.load_results(settings, run_id, ("dbt", "audit"))
        failures = describe_failures(results)
        if failures:
            raise BuildError(f"not published: {failures}")
        _own_marts(settings, run_id)
        fingerprint = (runs.read(settings, run_id) or {}).get("inputs_fingerprint") or inputs_fingerprint(settings)
        publication = publish(settings, run_id, results, fingerprint)
        on_progress(f"published {publication.path.name}")
    runs.record(settings, run_id, status="published", step="publish", reason=None)
    return publication.row


def _own_marts(settings: Settings, run_id: str) -> None:
    """Refuse to audit or publish marts that another run has built since: this run's checks did not see them."""
    holder = owner(settings)
    if holder != run_id:
        raise BuildError(
            f"the build database holds the marts of {holder or 'no run'}, not of {run_id}; start a new build instead"
        )


#: Of dbt's line a node, one in so many is logged; what went wrong is logged always.
_TELL_EVERY = 50


def _worth_telling(on_progress: Progress) -> Progress:
    """Thin out dbt's output to its progress, its warnings and its errors."""

    def log(line: str) -> None:
        node = re.search(r"\b(\d+) of (\d+) (START|OK|PASS|NO-OP)\b", line)
        if node:
            number, total, state = node.groups()
            if state != "START" and int(number) % _TELL_EVERY == 0:
                on_progress(f"dbt: {number} of {total} done")
        elif line[9:].strip():
            on_progress(f"dbt: {line[9:].strip()}")

    return log


def inputs_fingerprint(settings: Settings) -> str:
    """What a publication is a function of: batches, corrections, models, expectations, our version, the reader's."""
    digest = hashlib.sha256(f"{__version__} {reader_version()}".encode())
    with open_build(settings) as connection:
        for (batch,) in connection.execute("select batch_id from raw.load_batches order by 1").fetchall():
            digest.update(batch.encode())
        for (entry,) in connection.execute("select entry_id from raw.corrections order by 1").fetchall():
            digest.update(entry.encode())
        hashes = connection.execute("select content_hash from raw.reference_series order by 1").fetchall()
        for (content_hash,) in hashes:
            digest.update(content_hash.encode())
    ours = (settings.project_dir / "ingest" / room for room in ("core", "landing", "warehouse"))
    for folder in (settings.dbt_dir, *ours):
        for path in project_files(folder):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _checked(
    settings: Settings, run_id: str, step: str, results: list[QualityResult], on_progress: Progress
) -> dict[str, Any]:
    runs.save_results(settings, run_id, step, results)
    counts: dict[str, int] = {}
    for result in results:
        counts[result.status] = counts.get(result.status, 0) + 1
    on_progress(f"{step}: " + ", ".join(f"{number} {status}" for status, number in sorted(counts.items())))
    for result in results:
        if result.status in ("fail", "error", "warn"):
            on_progress(
                f"{step}: {result.severity} {result.check_name}: {result.status} {result.message or ''}".rstrip()
            )
    failures = describe_failures(results)
    if failures:
        raise BuildError(f"{step} failed, the published warehouse stays as it was: {failures}")
    if not results:
        raise BuildError(f"{step} checked nothing; the published warehouse stays as it was")
    return counts


@contextmanager
def _locked(settings: Settings, purpose: str, on_progress: Progress) -> Iterator[None]:
    try:
        with writer_lock(settings.data_dir / ".writer.lock", purpose, settings.lock_timeout_seconds, on_progress):
            yield
    except WarehouseBusy as error:
        raise BuildError(str(error), retryable=True) from None


@contextmanager
def _step(settings: Settings, run_id: str, step: str, on_progress: Progress) -> Iterator[None]:
    """Turn what can go wrong in a step into a BuildError with a sentence, and record it."""
    try:
        with _locked(settings, f"{step} of {run_id}", on_progress):
            yield
    except BuildError as error:
        runs.record(settings, run_id, status="failed", step=step, reason=str(error))
        raise
    except (
        DbtError, LookupError, reference.BadReference, DamagedFile, DamagedSnapshot, NewerData, SnapshotInUse
    ) as error:  # fmt: skip
        runs.record(settings, run_id, status="failed", step=step, reason=str(error))
        raise BuildError(str(error), retryable=isinstance(error, SnapshotInUse)) from error
    except (OSError, duckdb.Error) as error:
        reason, retryable = _explain(settings, error)
        runs.record(settings, run_id, status="failed", step=step, reason=reason)
        raise BuildError(f"{step}: {reason}", retryable=retryable) from error


#: What DuckDB says of a file that is cut off or overwritten.
_SIGNS_OF_DAMAGE = ("not a valid DuckDB", "Could not read enough bytes", "Corrupt", "checksum")


def _explain(settings: Settings, error: Exception) -> tuple[str, bool]:
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in text:
        return f"the disk that holds {settings.data_dir} is full; free some space and run again", True
    if "Could not set lock" in text:
        return f"another program holds {settings.build_db} open: {text}", True
    if isinstance(error, duckdb.SerializationException | duckdb.FatalException) or any(
        sign in text for sign in _SIGNS_OF_DAMAGE
    ):
        damaged = settings.marts_db if str(settings.marts_db) in text else settings.build_db
        return f"{damaged} is damaged ({text}): run `warledger doctor --repair`, then build again", False
    return text, isinstance(error, OSError)
