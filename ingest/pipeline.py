"""What the command line and the DAGs both call: read inputs into the landing zone; ingest and build in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.documents import Document, Rejection
from ingest.reading import ReadResult, read_documents
from ingest.settings import Settings
from ingest.sources.folder import read_paths
from ingest.warehouse import landing
from ingest.warehouse.build import BuildResult, build

Progress = Callable[[str], None]

#: A progress line every so many documents.
REPORT_EVERY = 500
#: Rejections named one by one before the rest are only counted.
SHOW_REJECTIONS = 20


@dataclass
class IngestSummary:
    """What an ingest run did: `batch` holds what was new, `n_known` counts inputs that lay here already."""

    batch: landing.BatchSummary
    n_known: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Counts only, small enough for a task's return value."""
        return {
            "batch_id": self.batch.batch_id,
            "documents": self.batch.n_documents,
            "articles": self.batch.n_articles,
            "claims": dict(self.batch.claims),
            "known": self.n_known,
            "rejected": self.batch.n_rejected,
        }

    def lines(self) -> Iterator[str]:
        """The run in sentences for people: what was new, known, rejected and why."""
        batch = self.batch
        yield (
            f"{batch.n_documents} new documents with {batch.n_articles} articles, {self.n_known} known, "
            f"{batch.n_rejected} rejected"
        )
        if batch.n_claims:
            counts = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in batch.claims.items())
            yield f"{batch.n_claims} claims: {counts}"
        for item in batch.rejections[:SHOW_REJECTIONS]:
            yield f"rejected {item['source_uri']}: {item['reason_code']}: {item['reason']}"
        if len(batch.rejections) > SHOW_REJECTIONS:
            yield f"... and {len(batch.rejections) - SHOW_REJECTIONS} more rejections (table raw.rejected_documents)"


def _silent(_: str) -> None:
    return None


def ingest_paths(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    run_id: str | None = None,
    source_name: str = "files",
    on_progress: Progress = _silent,
) -> IngestSummary:
    """Read files and folders into one landing batch; what lies there already is counted and left alone.

    Raises `ingest.sources.folder.ReadError` when a path does not exist, before anything is read.
    """
    items = read_paths([Path(path) for path in paths], max_bytes=settings.max_document_bytes, source_name=source_name)
    return ingest_items(settings, items, run_id=run_id, on_progress=on_progress)


def ingest_items(
    settings: Settings,
    items: Iterable[Document | Rejection],
    *,
    run_id: str | None = None,
    on_progress: Progress = _silent,
) -> IngestSummary:
    """Read whatever documents a source delivers into one landing batch."""
    documents, rejections = landing.known_ids(settings)
    summary = IngestSummary(landing.BatchSummary(None))

    def fresh() -> Iterator[Document | Rejection]:
        for item in items:
            if isinstance(item, Rejection):
                yield item
            elif item.document_id in documents:
                summary.n_known += 1
            else:
                documents.add(item.document_id)
                yield item

    def unseen(results: Iterable[ReadResult]) -> Iterator[ReadResult]:
        for number, result in enumerate(results, start=1):
            before = len(result.rejections)
            result.rejections = [item for item in result.rejections if item.rejection_id not in rejections]
            rejections.update(item.rejection_id for item in result.rejections)
            if before and not result.rejections and not result.articles:
                summary.n_known += 1
            else:
                yield result
            if number % REPORT_EVERY == 0:
                on_progress(f"read {number} documents")

    results = unseen(read_documents(fresh(), settings.workers))
    summary.batch = landing.write_batch(settings, run_id or landing.new_batch_id(), results)
    for line in summary.lines():
        on_progress(line)
    return summary


def run(
    settings: Settings, paths: Sequence[str | Path], *, force: bool = False, on_progress: Progress = _silent
) -> tuple[IngestSummary | None, BuildResult]:
    """Ingest (when there are paths), then build: the whole pipeline without Airflow."""
    summary = ingest_paths(settings, paths, on_progress=on_progress) if paths else None
    return summary, build(settings, force=force, on_progress=on_progress)
