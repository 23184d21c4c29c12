"""A source to its documents: what it lists is fetched, what was fetched is told, and nothing is lost on the way.

Where a fetch begins again next time (validators by address) is the caller's to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ingest.documents import Document, Rejection
from ingest.sources.archives import read_archive
from ingest.sources.config import Source
from ingest.sources.feeds import FeedEntry, parse_feed
from ingest.sources.fetch import Fetcher
from ingest.sources.folder import read_paths
from ingest.sources.outcomes import FetchOutcome, Validators
from ingest.sources.sitemaps import SitemapEntry, parse_sitemap
from ingest.sources.urls import BadUrl, canonical_url

#: Sitemaps that an index leads to in one run, newest first.
MAX_SITEMAPS = 20


@dataclass(frozen=True)
class Listed:
    """An address that a feed or a sitemap lists, with what it says of the page."""

    url: str
    title: str | None = None
    published: str | None = None


def collect(
    source: Source,
    *,
    fetcher: Fetcher | None = None,
    known: Mapping[str, Validators] | None = None,
    is_done: Callable[[str], bool] = lambda url: False,
    on_outcome: Callable[[FetchOutcome], None] = lambda outcome: None,
    max_bytes: int = 20_000_000,
) -> Iterator[Document | Rejection]:
    """The documents of one source, one after the other, as they come.

    For feeds, sitemaps and pages `fetcher` is needed. `known` maps an address to the validators of its last outcome
    (`FetchOutcome.validators`); the listing itself and every page are asked for with them. Pages for whose canonical
    address `is_done` is true are not asked for at all; give none to have changed pages fetched again. `on_outcome` is
    called after every fetch. A page becomes a document whose `source_uri` is the address asked for and whose metadata
    are the canonical address, the source's publisher, and title and date where the listing states them. Files raise
    `ingest.sources.folder.ReadError` when they are missing; servers never raise.
    """
    if source.kind == "folder" and source.path:
        return read_paths([source.path], max_bytes=max_bytes, source_name=source.name)
    if source.kind == "archive" and source.path:
        return read_archive(source.path, max_bytes=max_bytes, source_name=source.name)
    if fetcher is None:
        raise ValueError(f"source {source.name}: a {source.kind} needs a fetcher")
    return _Run(source, fetcher, known or {}, is_done, on_outcome).documents()


class _Run:
    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        known: Mapping[str, Validators],
        is_done: Callable[[str], bool],
        on_outcome: Callable[[FetchOutcome], None],
    ) -> None:
        self.source = source
        self.fetcher = fetcher
        self.known = known
        self.is_done = is_done
        self.on_outcome = on_outcome

    def documents(self) -> Iterator[Document | Rejection]:
        url = self.source.url or ""
        if self.source.kind == "page":
            yield from self._page(Listed(url))
            return
        outcome = self._fetch(url)
        if outcome.content is None:
            return
        if self.source.kind == "sitemap":
            yield from self._pages(self._sitemap(outcome))
            return
        feed = parse_feed(outcome.content, url=outcome.final_url or url, media_type=outcome.media_type)
        if feed.problem and not feed.entries:
            yield self._rejection(outcome, "unreadable", f"as a feed it {feed.problem}")
        elif self.source.content == "entry":
            for entry in feed.entries[: self.source.max_items]:
                yield self._entry(entry, outcome)
        else:
            yield from self._pages(
                Listed(entry.url, entry.title, entry.published) for entry in feed.entries if entry.url
            )

    def _fetch(self, url: str) -> FetchOutcome:
        outcome = self.fetcher.fetch(url, self.known.get(url))
        self.on_outcome(outcome)
        return outcome

    def _pages(self, listed: Iterator[Listed | Rejection]) -> Iterator[Document | Rejection]:
        """Fetch what is listed, each page once, at most `max_items` that are not done."""
        seen: set[str] = set()
        fetched = 0
        for item in listed:
            if isinstance(item, Rejection):
                yield item
                continue
            try:
                canonical = canonical_url(item.url)
            except BadUrl:
                continue  # listings are read into addresses that pass; nothing comes here
            if canonical in seen or not self.source.wants(item.url) or self.is_done(canonical):
                continue
            seen.add(canonical)
            if fetched == self.source.max_items:
                return
            fetched += 1
            yield from self._page(item)

    def _page(self, item: Listed) -> Iterator[Document]:
        outcome = self._fetch(item.url)
        if outcome.content is not None:
            yield self._document(item, outcome, outcome.content, outcome.media_type, outcome.canonical_url)

    def _entry(self, entry: FeedEntry, outcome: FetchOutcome) -> Document:
        """An entry's own text; a page is built around it, so that it is read as the HTML that feeds hold."""
        text = entry.content or entry.summary or ""
        page = f"<!DOCTYPE html><html><body><article>{text}</article></body></html>"
        place = entry.url or f"{outcome.url}#{entry.guid or entry.title}"
        listed = Listed(place, entry.title, entry.published)
        address = canonical_url(entry.url) if entry.url else None
        return self._document(listed, outcome, page.encode(), "text/html; charset=utf-8", address)

    def _document(
        self, item: Listed, outcome: FetchOutcome, content: bytes, media_type: str | None, url: str | None
    ) -> Document:
        stated = {"url": url, "title": item.title, "publisher": self.source.publisher, "published": item.published}
        meta = {name: value for name, value in stated.items() if value}
        return Document(item.url, content, self.source.name, media_type, meta, outcome.fetched_at)

    def _sitemap(self, outcome: FetchOutcome) -> Iterator[Listed | Rejection]:
        """Pages of a sitemap, newest first where it says when; of an index, those of its newest sitemaps."""
        first = parse_sitemap(outcome.content or b"", url=outcome.final_url or outcome.url)
        if first.problem and not first.pages and not first.sitemaps:
            yield self._rejection(outcome, "unreadable", f"as a sitemap it {first.problem}")
        yield from (self._listed(page) for page in _newest(first.pages))
        for child in _newest(first.sitemaps)[:MAX_SITEMAPS]:
            below = self._fetch(child.url)
            if below.content is None:
                continue
            inner = parse_sitemap(below.content, url=below.final_url or below.url)
            if inner.problem and not inner.pages:
                yield self._rejection(below, "unreadable", f"as a sitemap it {inner.problem}")
            yield from (self._listed(page) for page in _newest(inner.pages))

    def _listed(self, page: SitemapEntry) -> Listed:
        return Listed(page.url, page.title, page.published)

    def _rejection(self, outcome: FetchOutcome, code: str, reason: str) -> Rejection:
        content = outcome.content or b""
        digest = outcome.content_hash or ""
        return Rejection(outcome.url, self.source.name, code, reason, len(content), digest, outcome.fetched_at)


def _newest(entries: list[SitemapEntry]) -> list[SitemapEntry]:
    """By stated date, newest first (ISO dates sort as text); those without one after them in the listing's order."""
    dated = [entry for entry in entries if entry.published or entry.lastmod]
    rest = [entry for entry in entries if not (entry.published or entry.lastmod)]
    return sorted(dated, key=lambda entry: entry.published or entry.lastmod or "", reverse=True) + rest
