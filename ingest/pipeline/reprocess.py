"""Reading stored bytes again with the reader of today: nothing is fetched, and only what reads otherwise is landed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.core.progress import Progress
from ingest.core.reader_version import reader_version
from ingest.core.results import ReadResult
from ingest.landing import confirmations, stored, zone
from ingest.landing.lock import landing_in_use
from ingest.landing.raw import CLAIM_TABLES
from ingest.pipeline.parallel import read_documents
from ingest.pipeline.readers import ReadLimits
from ingest.settings import Settings

#: Documents that read otherwise, compared with their last reading at a time.
_COMPARED = 200
#: A progress line every so many documents.
_REPORT_EVERY = 500


@dataclass
class ReprocessSummary:
    """What reading again did.

    `claims` has for each raw claim table how many claims are `kept` (said alike), `changed` (the same passage, other
    values), `added` and `removed`, over all documents that were read. `batch.batch_id` is None when nothing reads
    otherwise; else a build takes the new readings into the facts.
    """

    reader_version: str = field(default_factory=reader_version)
    batch: zone.BatchSummary = field(default_factory=lambda: zone.BatchSummary(None))
    n_documents: int = 0
    n_changed_documents: int = 0
    #: Documents that read as they did: the landing zone notes that this reader has read them.
    confirmed: list[str] = field(default_factory=list)
    claims: dict[str, dict[str, int]] = field(
        default_factory=lambda: {
            table: dict.fromkeys(("kept", "changed", "added", "removed"), 0) for table in CLAIM_TABLES.values()
        }
    )

    @property
    def n_changed_claims(self) -> int:
        """Claims changed, added or removed, of all kinds."""
        return sum(counts[what] for counts in self.claims.values() for what in ("changed", "added", "removed"))

    def as_dict(self) -> dict[str, Any]:
        """Counts only, small enough for a task's return value."""
        return {
            "reader_version": self.reader_version,
            "batch_id": self.batch.batch_id,
            "documents": self.n_documents,
            "changed_documents": self.n_changed_documents,
            "changed_claims": self.n_changed_claims,
            "claims": self.claims,
        }

    def lines(self) -> Iterator[str]:
        """The run in sentences for people."""
        yield (
            f"{self.n_documents} documents read again by reader {self.reader_version}: {self.n_changed_documents} read "
            f"otherwise, {self.n_changed_claims} claims changed"
        )
        for table, counts in self.claims.items():
            if sum(counts.values()):
                changes = ", ".join(f"{number} {what}" for what, number in counts.items())
                yield f"{table.replace('_', ' ')}: {changes}"


def reprocess(
    settings: Settings,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    sources: Collection[str] | None = None,
    stale: bool = False,
    run_id: str | None = None,
    on_progress: Progress = lambda line: None,
) -> ReprocessSummary:
    """Read the stored documents fetched from `since` to `until` (days in UTC, both included) by `sources` again.

    None means no bound; `stale`: only those that another reader read last. Article ids stay; where a document reads
    otherwise, its new articles and claims take the place of the old ones in the warehouse at the next load, while the
    landing zone keeps both. Documents that were rejected are read again too.
    """
    summary = ReprocessSummary()
    run_id = run_id or zone.new_batch_id()
    with landing_in_use(settings.landing_dir):
        wanted = confirmations.stale(settings, summary.reader_version).document_ids if stale else None
        selection = stored.Selection(since, until, sources, wanted)
        known = stored.readings(settings)
        results = read_documents(stored.documents(settings, selection), settings.workers, ReadLimits.of(settings))
        changed = _changed(results, known, summary, on_progress)
        summary.batch = zone.write_batch(settings, run_id, changed, reread=True)
        confirmations.write(settings, run_id, summary.reader_version, summary.confirmed)
    for line in summary.lines():
        on_progress(line)
    return summary


def _changed(
    results: Iterable[ReadResult], known: stored.Readings, summary: ReprocessSummary, on_progress: Progress
) -> Iterator[ReadResult]:
    """The results that differ from the last reading, counted on the way."""
    waiting: list[ReadResult] = []
    for result in results:
        summary.n_documents += 1
        if summary.n_documents % _REPORT_EVERY == 0:
            on_progress(f"read {summary.n_documents} documents again")
        if not _differs(result, known):
            assert result.document is not None, "it was compared"
            summary.confirmed.append(result.document.document_id)
            for kind, rows in _rows(result):
                summary.claims[kind]["kept"] += len(rows)
            continue
        waiting.append(result)
        if len(waiting) >= _COMPARED:
            _compare(waiting, known, summary)
            yield from waiting
            waiting = []
    _compare(waiting, known, summary)
    yield from waiting


def _differs(result: ReadResult, known: stored.Readings) -> bool:
    assert result.document is not None, "stored documents are read, not refusals"
    last = known.by_document.get(result.document.document_id)
    if last is None:
        return bool(result.articles)  # it was rejected, and may be so again
    return last[1] != zone.reading_hash(result)


def _rows(result: ReadResult) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for item in result.articles:
        for kind, rows in item.claims.items():
            yield CLAIM_TABLES[kind], rows


def _compare(results: list[ReadResult], known: stored.Readings, summary: ReprocessSummary) -> None:
    """Count what became of the claims of these documents."""
    summary.n_changed_documents += len(results)
    documents = [result.document.document_id for result in results if result.document]
    before = known.claims(documents)
    for document_id, result in zip(documents, results, strict=True):
        after: dict[str, list[dict[str, Any]]] = {}
        for kind, rows in _rows(result):
            after.setdefault(kind, []).extend(rows)
        for kind, counts in summary.claims.items():
            _count(before.get(document_id, {}).get(kind, []), after.get(kind, []), counts)


def _count(before: list[dict[str, Any]], after: list[dict[str, Any]], counts: dict[str, int]) -> None:
    old, new = _by_passage(before), _by_passage(after)
    for passage in old.keys() | new.keys():
        ours, theirs = old.get(passage, []), new.get(passage, [])
        alike = sum(row in theirs for row in ours)
        paired = min(len(ours), len(theirs))
        counts["kept"] += alike
        counts["changed"] += max(0, paired - alike)
        counts["added"] += max(0, len(theirs) - paired)
        counts["removed"] += max(0, len(ours) - paired)


def _by_passage(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Claims by article and quoted passage, without the version of the reader and the id that follows from the rest."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        values = {name: value for name, value in row.items() if name not in ("reader_version", "claim_id")}
        found.setdefault((row["article_id"], row["quote"]), []).append(values)
    return found
