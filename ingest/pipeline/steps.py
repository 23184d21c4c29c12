"""What the command line and the DAGs both call: read inputs into the landing zone; ingest and build in one go."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.core.documents import Document, Rejection
from ingest.core.fetches import FetchOutcome, Listed
from ingest.core.progress import Progress, silent
from ingest.core.results import ReadResult
from ingest.landing import outcomes, zone
from ingest.landing.lock import landing_in_use
from ingest.pipeline.build import BuildResult, build
from ingest.pipeline.parallel import read_documents
from ingest.pipeline.readers import ReadLimits, release
from ingest.settings import Settings
from ingest.sources import schedule
from ingest.sources.address_lists import MAX_ADDRESSES
from ingest.sources.collect import collect
from ingest.sources.config import Source, read_sources, select
from ingest.sources.fetch import Fetcher
from ingest.sources.folder import ReadError, read_paths
from ingest.sources.rates import HostGates

logger = logging.getLogger(__name__)

__all__ = [
    "IngestSummary",
    "SourceSummary",
    "ingest_items",
    "ingest_paths",
    "ingest_source",
    "ingest_sources",
    "run",
]


#: A progress line every so many documents.
REPORT_EVERY = 500
#: How a fetch can end, in the order of a summary.
FETCH_STATUSES = ("new", "known", "failed", "blocked")
#: Stands as `source_name` in the rows of what a list of addresses names.
ADDRESS_LIST = "address-list"
#: Rejections named one by one before the rest are only counted.
SHOW_REJECTIONS = 20


@dataclass
class IngestSummary:
    """What an ingest run did: `batch` holds what was new, `n_known` counts inputs that lay here already."""

    batch: zone.BatchSummary
    n_known: int = 0
    #: What was left out by rule, one sentence each: columns of tables, messages without a text.
    notices: list[str] = field(default_factory=list)
    #: Fields of JSON records that hold something and are not read, with the number of such records.
    unread_fields: Counter[str] = field(default_factory=Counter)
    #: Articles in languages that no claims are read from, by language.
    not_read: Counter[str] = field(default_factory=Counter)

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
        if self.not_read:
            counts = ", ".join(f"{number} {language}" for language, number in self.not_read.most_common())
            yield f"not read: language: {counts} (stored, no claims)"
        yield from (f"left out of {notice}" for notice in self.notices[:SHOW_REJECTIONS])
        if len(self.notices) > SHOW_REJECTIONS:
            yield f"... and {len(self.notices) - SHOW_REJECTIONS} more files of which something was left out"
        if self.unread_fields:
            counts = ", ".join(f"{name} ({number})" for name, number in self.unread_fields.most_common(SHOW_REJECTIONS))
            yield f"fields of JSON records that are not read: {counts}"
        for item in batch.rejections[:SHOW_REJECTIONS]:
            yield f"rejected {item['source_uri']}: {item['reason_code']}: {item['reason']}"
        if len(batch.rejections) > SHOW_REJECTIONS:
            yield f"... and {len(batch.rejections) - SHOW_REJECTIONS} more rejections (table raw.rejected_documents)"


def ingest_paths(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    run_id: str | None = None,
    source_name: str = "files",
    columns: Mapping[str, str] | None = None,
    on_progress: Progress = silent,
) -> IngestSummary:
    """Read files and folders into one landing batch; what lies there already is counted and left alone.

    `columns` maps fields of an article to columns of tables. Raises `ingest.sources.folder.ReadError` when a path does
    not exist, before anything is read.
    """
    notices: list[str] = []
    items = read_paths(
        [Path(path) for path in paths],
        max_bytes=settings.max_document_bytes,
        source_name=source_name,
        columns=columns,
        on_notice=notices.append,
    )
    return ingest_items(settings, items, run_id=run_id, notices=notices, on_progress=on_progress)


def ingest_items(
    settings: Settings,
    items: Iterable[Document | Rejection],
    *,
    run_id: str | None = None,
    notices: list[str] | None = None,
    on_progress: Progress = silent,
) -> IngestSummary:
    """Read whatever documents a source delivers into one landing batch; `notices` is filled while they are read."""
    with landing_in_use(settings.landing_dir):
        return _ingest_items(settings, items, run_id, [] if notices is None else notices, on_progress)


def _ingest_items(
    settings: Settings,
    items: Iterable[Document | Rejection],
    run_id: str | None,
    notices: list[str],
    on_progress: Progress,
) -> IngestSummary:
    documents, rejections = zone.known_ids(settings)
    summary = IngestSummary(zone.BatchSummary(None), notices=notices)

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
            for item in result.rejections:
                rejections.add(item.rejection_id)
            summary.unread_fields.update(result.unread_fields)
            summary.not_read.update(str(item.article.language) for item in result.articles if item.article.not_read)
            if before and not result.rejections and not result.articles:
                summary.n_known += 1
            else:
                yield result
            if number % REPORT_EVERY == 0:
                on_progress(f"read {number} documents")

    results = unseen(read_documents(fresh(), settings.workers, ReadLimits.of(settings)))
    summary.batch = zone.write_batch(settings, run_id or zone.new_batch_id(), results)
    for line in summary.lines():
        on_progress(line)
    return summary


@dataclass
class SourceSummary:
    """One source's run: its batch, how its fetches ended (by status), and why it failed where it did."""

    source_name: str
    run_id: str
    ingest: IngestSummary | None = None
    fetches: Counter[str] = field(default_factory=Counter)
    failure: str | None = None
    #: How the fetch of the source's own address ended, where nothing came of it.
    missed: FetchOutcome | None = None

    def as_dict(self) -> dict[str, Any]:
        """Counts only, small enough for a task's return value."""
        return {
            "source_name": self.source_name,
            "run_id": self.run_id,
            "fetches": {status: self.fetches[status] for status in FETCH_STATUSES},
            **({"ingest": self.ingest.as_dict()} if self.ingest else {}),
            **({"failure": self.failure} if self.failure else {}),
        }


def ingest_sources(
    settings: Settings, names: Sequence[str] | None = None, *, on_progress: Progress = silent
) -> list[SourceSummary]:
    """Fetch the named sources, or all enabled ones, each into a landing batch of its own.

    What was fetched before is asked for again only when it is due, and then conditionally (`ingest.sources.schedule`).
    A source that fails (a folder that is gone) is named in its summary and does not keep the others from running.
    Raises `ingest.sources.config.ConfigError` for a sources file or a name that is wrong, before anything is fetched.
    """
    sources = select(read_sources(settings.sources_file), list(names or []))
    gates = host_gates(settings)
    return [ingest_source(settings, source, gates=gates, on_progress=on_progress) for source in sources]


def ingest_address_list(
    settings: Settings,
    path: str | Path,
    *,
    allow_private: bool | Sequence[str] = False,
    delay_seconds: float | None = None,
    run_id: str | None = None,
    on_progress: Progress = silent,
) -> SourceSummary:
    """Fetch the addresses of a list (`ingest.sources.address_lists`) into one landing batch, each page once.

    What came before is asked for again after the usual times; what failed, in every run. `allow_private`: as in
    sources.yml. A list that cannot be read is told in the summary's `failure`.
    """
    allowed = allow_private if isinstance(allow_private, bool) else tuple(allow_private)
    source = Source(ADDRESS_LIST, "urls", path=Path(path), max_items=MAX_ADDRESSES, allow_private=allowed)
    if delay_seconds is not None:
        source = replace(source, delay_seconds=delay_seconds)
    return ingest_source(settings, source, run_id=run_id, on_progress=on_progress)


def host_gates(settings: Settings) -> HostGates:
    """Gates that hold between all runs over one data folder: the DAG fetches each source in a process of its own."""
    return HostGates(settings.data_dir / "hosts")


def ingest_source(
    settings: Settings,
    source: Source,
    *,
    run_id: str | None = None,
    gates: HostGates | None = None,
    stated: Mapping[str, str] | None = None,
    on_progress: Progress = silent,
) -> SourceSummary:
    """Fetch one source into a landing batch, and write down how every fetch ended.

    `stated`: metadata of its documents that win over what the source says (title, published).

    The batch is written before the outcomes: a run that dies in between fetches again what it already has, and loses
    nothing.
    """
    run_id = run_id or zone.new_batch_id()
    summary = SourceSummary(source.name, run_id)
    rows: list[dict[str, Any]] = []
    n_logged = 0

    def note(role: str, listed: Listed, outcome: FetchOutcome) -> None:
        nonlocal n_logged
        rows.append(outcomes.row(source.name, run_id, role, listed, outcome))
        if outcome.url == source.url and outcome.status in ("failed", "blocked"):
            summary.missed = outcome
        summary.fetches[outcome.status] += 1
        if outcome.status in ("failed", "blocked") and n_logged < SHOW_REJECTIONS:
            n_logged += 1
            on_progress(f"{source.name}: {outcome.status} {outcome.url}: {outcome.reason_code}: {outcome.reason}")

    limits = replace(source.limits, max_bytes=min(source.max_bytes, settings.max_document_bytes))
    now = dt.datetime.now(dt.UTC)
    with (
        landing_in_use(settings.landing_dir),
        Fetcher(
            limits, allow_private=source.allow_private, gates=gates or host_gates(settings), contact=settings.contact
        ) as fetcher,
    ):
        state = outcomes.state(settings, source.name)
        notices: list[str] = []
        try:
            items = collect(
                source,
                fetcher=fetcher,
                known={address: known.validators for address, known in state.items()},
                is_done=schedule.done(state, zone.KnownPages(settings), source, now),
                waiting=schedule.waiting(state, source, now),
                on_outcome=note,
                on_notice=notices.append,
                max_bytes=settings.max_document_bytes,
            )
            items = (
                replace(item, meta={**item.meta, **(stated or {})}) if isinstance(item, Document) else item
                for item in _until_failure(items, summary)
            )
            summary.ingest = ingest_items(
                settings,
                items,
                run_id=run_id,
                notices=notices,
                on_progress=lambda line: on_progress(f"{source.name}: {line}"),
            )
        except ReadError as error:
            summary.failure = str(error)
        if summary.failure:
            on_progress(f"{source.name}: failed: {summary.failure}")
    outcomes.write(settings, source.name, run_id, rows)
    if rows:
        counts = ", ".join(f"{summary.fetches[status]} {status}" for status in FETCH_STATUSES)
        later = f"; {summary.fetches['deferred']} pages left for the next run" if summary.fetches["deferred"] else ""
        on_progress(f"{source.name}: {len(rows) - summary.fetches['deferred']} fetches: {counts}{later}")
    return summary


def _until_failure(items: Iterable[Document | Rejection], summary: SourceSummary) -> Iterator[Document | Rejection]:
    """What a source gives until it fails: what came before is kept, and the sources after it run."""
    try:
        yield from items
    except ReadError:
        raise
    except Exception as error:
        logger.exception("source %s", summary.source_name)
        summary.failure = f"{type(error).__name__}: {str(error)[:300]}; this is a defect, please report it"


def run(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    force: bool = False,
    on_progress: Progress = silent,
) -> tuple[IngestSummary | None, BuildResult]:
    """Ingest (when there are paths), then build: the whole pipeline without Airflow."""
    summary = ingest_paths(settings, paths, columns=columns, on_progress=on_progress) if paths else None
    release()
    return summary, build(settings, force=force, on_progress=on_progress)
