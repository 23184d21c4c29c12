"""`warledger reconcile`: our national counts beside a reference series, by night and weapon class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.pipeline.build import BuildResult, build
from ingest.settings import Settings
from ingest.warehouse import reference
from ingest.warehouse.connect import connect_published

#: Rows that the summary names one by one.
SHOW_DIFFERENT = 10


def reconcile(
    settings: Settings, path: Path | None, *, on_progress: Callable[[str], None] = lambda _: None
) -> BuildResult:
    """Take this file (or the one that is kept, or set) as the reference, then build and publish.

    Raises `reference.BadReference` when there is no file, or one that is no such series.
    """
    if path is not None:
        kept = reference.keep(settings, path)
        on_progress(f"reference: {len(kept.rows)} national rows")
        for reason, rows in kept.left_out.most_common():
            on_progress(f"reference: {rows} rows left out: {reason}")
        for line in kept.refused[: reference.SHOW_REFUSED]:
            on_progress(f"reference: {line}")
    elif not settings.reference_file and not reference.kept_copy(settings).is_file():
        raise reference.BadReference("no reference file: give one with --reference, or set WARLEDGER_REFERENCE_FILE")
    return build(settings, on_progress=on_progress)


def describe(settings: Settings) -> Iterator[str]:
    """The published comparison in lines for people."""
    with connect_published(settings) as connection:
        counts = connection.execute(
            "select status, count(*), min(night), max(night) from reconciliation_interceptions group by 1 order by 1"
        ).fetchall()
        different = connection.execute(
            """
            select
                night, weapon_class, launched_ours, launched_reference, intercepted_ours, intercepted_reference, reason
            from reconciliation_interceptions where status = 'different' order by night, weapon_class limit ?
            """,
            [SHOW_DIFFERENT],
        ).fetchall()
    if not counts:
        yield "nothing to compare: no national count of ours, or no reference"
    for status, rows, first, last in counts:
        yield f"{status}: {rows} ({first} to {last})"
    for night, kind, launched, launched_there, down, down_there, reason in different:
        ours, theirs = f"{_told(down)} of {_told(launched)}", f"{_told(down_there)} of {_told(launched_there)}"
        yield f"{night} {kind}: {ours}, reference {theirs}: {reason}"


def _told(number: int | None) -> str:
    return "?" if number is None else str(number)
