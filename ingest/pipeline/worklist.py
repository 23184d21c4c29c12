"""What one ingest run is to read: the values of a form, checked, taken apart into items that are read each by itself.

The DAGs read an item a task, so that a source that fails never keeps the others from being read. An item is a small
dictionary of plain values (Airflow hands it from task to task): `name` for people, `kind`, and what that kind needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.core import reader_version as reader
from ingest.core.documents import Document
from ingest.core.progress import Progress, silent
from ingest.settings import Settings

Item = dict[str, Any]

#: In the form's list of sources: every enabled one.
ALL = "all"
#: Stands as `source_name` in the rows of what somebody sent in by hand.
BY_HAND = "by-hand"
#: Of an address given by hand: what may pass by itself within minutes, so that another try of the task is worth it. A
#: server that asked to be left alone (rate_limited) is left alone.
PASSING = frozenset({"timeout", "dns", "connect", "robots_unreachable", "bad_response"})


class FormError(ValueError):
    """A value of the form that cannot be used; the message is one sentence for whoever filled it in."""


class ItemFailed(RuntimeError):
    """An item that could not be read. `retryable`: another try in a minute may succeed, and nobody else makes one."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


@dataclass
class ItemRead:
    """What came of one item: sentences for people, and counts."""

    summary_lines: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def source_names(settings: Settings) -> list[str]:
    """What a form offers. None for a wrong sources file: the first task says what is wrong, and the DAG can be read."""
    from ingest.sources.config import ConfigError, read_sources

    try:
        return [source.name for source in read_sources(settings.sources_file)]
    except ConfigError:
        return []


def choose(
    settings: Settings,
    paths: Sequence[str],
    sources: Sequence[str],
    *,
    columns: str = "",
    address_lists: Sequence[str] = (),
) -> list[Item]:
    """The items of `ingest_articles`: all paths together are one, every source and every list is one of its own.

    `sources` holds names of sources.yml (enabled or not), or ALL; `columns` says which columns of tables hold what
    ("title=headline,published=date"); `address_lists` are files of addresses to fetch. Raises FormError for a path or a
    source that does not exist or a column mapping that is none, before anything is read, and when there is nothing to
    do.
    """
    from ingest.sources.config import ConfigError, read_sources, select
    from ingest.sources.tables import MapError, parse_mapping

    items: list[Item] = []
    whole, lists = ([str(settings.project_dir / path) for path in given] for given in (paths, address_lists))
    missing = [path for path in whole + lists if not Path(path).exists()]
    if missing:
        raise FormError(f"no such file or folder: {', '.join(missing)} (as Airflow sees it)")
    try:
        mapping = parse_mapping(columns)
    except MapError as error:
        raise FormError(str(error)) from None
    if whole:
        items.append({"name": "files", "kind": "paths", "paths": whole, "columns": mapping})
    items += [{"name": f"addresses of {Path(path).name}", "kind": "address_list", "path": path} for path in lists]
    if sources:
        try:
            known = read_sources(settings.sources_file)
            named = [name for name in sources if name != ALL]
            chosen = select(known, named) if named else []
        except ConfigError as error:
            raise FormError(" ".join(str(error).split())) from None
        if ALL in sources:
            chosen = [*chosen, *(source for source in select(known) if source not in chosen)]
        items += [{"name": source.name, "kind": "source"} for source in chosen]
    if not items:
        raise FormError(
            "there is nothing to read: give a path or a list of addresses, or choose a source"
            + (" (no source is enabled in sources.yml)" if ALL in sources else "")
        )
    return items


def choose_by_hand(addresses: Sequence[str], text: str | None, **meta: str | None) -> list[Item]:
    """The items of `ingest_url`: each address, or the pasted text. `meta`: title, publisher, published.

    Raises FormError when an address is none, when both or neither are given, or when a title is meant for several.
    """
    from ingest.core.urls import BadUrl, check_url

    addresses = list(dict.fromkeys(address.strip() for address in addresses if address.strip()))
    text = (text or "").strip()
    stated = {name: value.strip() for name, value in meta.items() if value and value.strip()}
    if bool(addresses) == bool(text):
        raise FormError("give addresses or a text, not both" if text else "give at least one address, or paste a text")
    for address in addresses:
        try:
            check_url(address)
        except BadUrl as error:
            raise FormError(f"{address[:200]!r} is no address to fetch: it {error}") from None
    if "published" in stated:
        try:
            dt.date.fromisoformat(stated["published"])
        except ValueError:
            raise FormError(f"published is {stated['published']!r}; it must be a day such as 2025-03-14") from None
    if len(addresses) > 1 and stated.keys() & {"title", "published"}:
        raise FormError("a title or a day of publication belongs to one article; give one address with it")
    if text:
        return [{"name": "pasted text", "kind": "text", "text": text, "meta": stated}]
    return [{"name": address, "kind": "address", "address": address, "meta": stated} for address in addresses]


def choose_again(
    settings: Settings,
    *,
    since: str | None = None,
    until: str | None = None,
    sources: Sequence[str] | None = None,
    stale: bool = False,
    reader_version: str | None = None,
) -> Item:
    """The item of `reprocess_articles`. Days as 2025-03-14, UTC, both included; None and no sources: everything.

    `stale`: only what another reader read last.

    Raises FormError when the days are in the wrong order, when nothing was ever read of a source, or when
    `reader_version` is not the one that is installed.
    """
    for name, text in (("since", since), ("until", until)):
        try:
            dt.date.fromisoformat(text or "2025-03-14")
        except ValueError:
            raise FormError(f"{name} is {text!r}; it must be a day such as 2025-03-14") from None
    if since and until and since > until:
        raise FormError(f"the first day ({since}) lies after the last one ({until})")
    installed = reader.reader_version()
    if reader_version and reader_version != installed:
        raise FormError(f"the installed reader is {installed}, not {reader_version}; upgrade first")
    sources = list(sources or [])
    known = _sources_read(settings)
    unknown = [name for name in sources if name not in known]
    if unknown:
        there = ", ".join(sorted(known)) or "nothing"
        raise FormError(f"nothing was ever read of {', '.join(map(repr, unknown))}; there is {there}")
    line = f"to read again: {', '.join(sources) or 'every source'}, fetched {since or 'ever'} to {until or 'now'}"
    line += ", read by another reader" if stale else ""
    item = {"name": "again", "since": since, "until": until, "sources": sources, "stale": stale}
    return item | {"summary_lines": [line]}


def _sources_read(settings: Settings) -> set[str]:
    """The `source_name` of everything in the landing zone, read or rejected."""
    import duckdb

    from ingest.landing import zone

    found: set[str] = set()
    for table in ("documents", "rejected_documents"):
        files = [str(path) for path in zone.files(settings, table)]
        if files:
            with duckdb.connect(":memory:") as connection:
                rows = connection.execute("select distinct source_name from read_parquet(?)", [files]).fetchall()
            found.update(row[0] for row in rows)
    return found


def read_again(settings: Settings, item: Item, *, on_progress: Progress = silent) -> ItemRead:
    """Read stored bytes again; counts: documents, changed_documents, changed_claims."""
    from ingest.pipeline.reprocess import reprocess

    since, until = (dt.date.fromisoformat(item[name]) if item[name] else None for name in ("since", "until"))
    sources = item["sources"] or None
    summary = reprocess(
        settings, since=since, until=until, sources=sources, stale=item["stale"], on_progress=on_progress
    )
    counts = {name: value for name, value in summary.as_dict().items() if isinstance(value, int)}
    return ItemRead(list(summary.lines()), counts)


def read_item(
    settings: Settings, item: Item, *, allow_private: bool = False, on_progress: Progress = silent
) -> ItemRead:
    """Read one item into the landing zone. Raises ItemFailed with a sentence when nothing of it could be read.

    `allow_private`: whether an address given by hand may lie in a network of your own; sources say so for themselves.
    """
    if item["kind"] == "paths":
        from ingest.pipeline.steps import ingest_paths

        return _read(ingest_paths(settings, item["paths"], columns=item.get("columns"), on_progress=on_progress))
    if item["kind"] == "address_list":
        from ingest.pipeline.steps import ingest_address_list

        summary = ingest_address_list(settings, item["path"], allow_private=allow_private, on_progress=on_progress)
        return _read_fetched(summary, try_again=False)
    if item["kind"] == "source":
        return _read_source(settings, item["name"], on_progress)
    if item["kind"] == "text":
        return _read_text(settings, item, on_progress)
    return _read_address(settings, item, allow_private, on_progress)


def _read(summary: Any) -> ItemRead:
    """An IngestSummary for people and programs."""
    counts = {name: value for name, value in summary.as_dict().items() if isinstance(value, int)}
    counts["claims"] = summary.batch.n_claims
    return ItemRead(list(summary.lines()), counts)


def _read_source(settings: Settings, name: str, on_progress: Progress) -> ItemRead:
    from ingest.pipeline.steps import ingest_sources

    # The fetch has tried three times and its outcome is written down; the next run asks again. Another try of the task
    # would only keep what the other sources brought from being announced.
    return _read_fetched(ingest_sources(settings, [name], on_progress=on_progress)[0], try_again=False)


def _read_fetched(summary: Any, *, try_again: bool) -> ItemRead:
    """A SourceSummary for people and programs; raises ItemFailed when the source's own address could not be read.

    `try_again`: whether what may pass is worth another try of the task.
    """
    if summary.failure:
        raise ItemFailed(summary.failure)
    if summary.missed:
        outcome = summary.missed
        tries = f" ({outcome.attempts} tries)" if outcome.attempts > 1 else ""
        may_pass = outcome.reason_code in PASSING or (outcome.http_status or 0) >= 500
        raise ItemFailed(
            f"{outcome.url} {outcome.status}: {outcome.reason_code}: {outcome.reason}{tries}",
            retryable=try_again and may_pass,
        )
    read = _read(summary.ingest) if summary.ingest else ItemRead()
    if summary.fetches:
        read.summary_lines.append(", ".join(f"{number} {status}" for status, number in sorted(summary.fetches.items())))
        read.counts |= {f"fetches_{status}": number for status, number in summary.fetches.items()}
    return read


def _read_text(settings: Settings, item: Item, on_progress: Progress) -> ItemRead:
    from ingest.pipeline.steps import ingest_items

    content = item["text"].encode()
    document = Document("", content, BY_HAND, "text/plain; charset=utf-8", item["meta"], dt.datetime.now(dt.UTC))
    document = replace(document, source_uri=f"pasted:{document.content_hash[:16]}")
    summary = ingest_items(settings, [document], on_progress=on_progress)
    if summary.batch.rejections:
        raise ItemFailed(f"the text could not be read: {summary.batch.rejections[0]['reason']}")
    return _read(summary)


def _read_address(settings: Settings, item: Item, allow_private: bool, on_progress: Progress) -> ItemRead:
    from ingest.pipeline.steps import ingest_source
    from ingest.sources.config import Source

    source = Source(
        BY_HAND, "page", item["address"], publisher=item["meta"].get("publisher"), allow_private=allow_private
    )
    stated = {name: item["meta"][name] for name in ("title", "published") if name in item["meta"]}
    summary = ingest_source(settings, source, stated=stated, on_progress=on_progress)
    # Nobody asks for it again but who sent it in, so that a server that is away for a minute is worth waiting for.
    read = _read_fetched(summary, try_again=True)
    if summary.ingest and summary.ingest.batch.rejections:
        raise ItemFailed(f"{item['address']} was fetched, but not read: {summary.ingest.batch.rejections[0]['reason']}")
    return read
