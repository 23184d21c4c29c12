"""`warledger reconcile`: our facts beside references that the user brings."""

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
    settings: Settings,
    path: Path | None,
    mapping_path: Path | None = None,
    *,
    on_progress: Callable[[str], None] = lambda _: None,
) -> BuildResult:
    """Take this file (or those that are kept, or set) as a reference, then build and publish.

    Raises `reference.BadReference` when there is no file, or the file or its mapping cannot be used.
    """
    if path is not None:
        kept = reference.keep(settings, path, mapping_path)
        on_progress(f"reference {kept.mapping.name}: {len(kept.rows)} numbers of {kept.mapping.subject}")
        for reason, rows in kept.left_out.most_common():
            on_progress(f"reference {kept.mapping.name}: {rows} lines left out: {reason}")
        for line in kept.refused[: reference.SHOW_REFUSED]:
            on_progress(f"reference {kept.mapping.name}: {line}")
    elif mapping_path is not None:
        raise reference.BadReference("--mapping needs the file that it is of: give it with --reference")
    elif not settings.reference_file and not any(reference.kept_folder(settings).glob("*.csv")):
        raise reference.BadReference("no reference file: give one with --reference, or set WARLEDGER_REFERENCE_FILE")
    return build(settings, on_progress=on_progress)


def describe(settings: Settings) -> Iterator[str]:
    """The published comparison in lines for people."""
    with connect_published(settings) as connection:
        counts = connection.execute(
            """
            select reference, status, count(*), min(period_start), max(period_start)
            from reconciliation group by all order by all
            """
        ).fetchall()
        different = connection.execute(
            """
            select reference, period_start, entity, measure, ours, reference_value, reason
            from reconciliation where status = 'different' order by all limit ?
            """,
            [SHOW_DIFFERENT],
        ).fetchall()
    if not counts:
        yield "nothing to compare: no fact of ours, or no reference"
    for name, status, rows, first, last in counts:
        yield f"{name}: {status}: {rows}" + (f" ({first} to {last})" if first else "")
    for name, period, key, measure, ours, theirs, reason in different:
        when = f"{period} " if period else ""
        yield f"{name}: {when}{key}: {measure} {_shown(ours)}, reference {_shown(theirs)}: {reason}"


def _shown(number: float | None) -> str:
    return "?" if number is None else f"{number:.15g}"
