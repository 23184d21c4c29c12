"""A source to its documents: what it lists is fetched, what was fetched is told, and nothing is lost on the way.

Where the next run begins (validators by address, what had to wait) is the caller's to keep.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urljoin

from ingest.core.documents import MESSAGE_TYPE, Document, Rejection, content_id
from ingest.core.fetches import FetchOutcome, Listed, Validators
from ingest.core.identity import ITEM_MARK
from ingest.core.progress import Progress, silent
from ingest.core.urls import BadUrl, canonical_url
from ingest.sources import telegram
from ingest.sources.address_lists import read_addresses
from ingest.sources.archives import read_archive
from ingest.sources.config import Source
from ingest.sources.feeds import FeedEntry, parse_feed
from ingest.sources.fetch import Fetcher
from ingest.sources.folder import read_paths
from ingest.sources.sitemaps import SitemapEntry, parse_sitemap
from ingest.sources.tables import parse_mapping

#: Sitemaps that an index leads to in one run, newest first.
MAX_SITEMAPS = 20

#: Hosts of a list of addresses that are fetched from side by side; each by itself is asked as `concurrency` says.
HOSTS_AT_ONCE = 8
#: Preview pages of a channel that are read in one run, newest first.
MAX_PREVIEWS = 20

#: What is told of a fetch: "listing" or "page", what was listed, what came of it.
Told = Callable[[str, Listed, FetchOutcome], None]


def _untold(role: str, listed: Listed, outcome: FetchOutcome) -> None:
    return None


def collect(
    source: Source,
    *,
    fetcher: Fetcher | None = None,
    known: Mapping[str, Validators] | None = None,
    is_done: Callable[[str, Listed], bool] = lambda address, listed: False,
    waiting: Sequence[Listed] = (),
    on_outcome: Told = _untold,
    on_notice: Progress = silent,
    max_bytes: int = 20_000_000,
) -> Iterator[Document | Rejection]:
    """The documents of one source, one after the other, as they come.

    For everything that is fetched `fetcher` is needed. `known` maps a canonical address to the validators of its last
    outcome (`FetchOutcome.validators`); the listing itself and every page are asked for with them. Listed pages for
    which `is_done` (canonical address, what the listing says) is true are not asked for at all. `waiting` are pages
    of earlier runs that are to be asked for as well, listed again or not; they come first and take up to half of
    `max_items`.

    `on_outcome` is called with "listing" or "page", what was listed, and the outcome: after every fetch, and for each
    entry of a feed that had to wait because `max_items` were fetched (status deferred), since the feed may have
    dropped it by the next run. A sitemap keeps its pages; one that was not worked through is told without validators,
    so that it will be read again.

    A channel's previews are read until a page shows nothing new, or `max_items` messages came. The addresses of a list
    are fetched as far as they are due. `on_notice` is called once for what is left out by rule.

    A page becomes a document whose `source_uri` is the address asked for and whose metadata are the canonical address,
    the source's publisher, and title and date where the listing states them. Files raise
    `ingest.sources.folder.ReadError` when they are missing; servers never raise.
    """
    if source.kind == "folder" and source.path:
        columns = parse_mapping(source.columns)
        return read_paths(
            [source.path], max_bytes=max_bytes, source_name=source.name, columns=columns, on_notice=on_notice
        )
    if source.kind == "archive" and source.path:
        return read_archive(source.path, max_bytes=max_bytes, source_name=source.name)
    if fetcher is None:
        raise ValueError(f"source {source.name}: a {source.kind} needs a fetcher")
    return _Run(source, fetcher, known or {}, is_done, waiting, on_outcome, on_notice).documents()


class _Run:
    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        known: Mapping[str, Validators],
        is_done: Callable[[str, Listed], bool],
        waiting: Sequence[Listed],
        on_outcome: Told,
        on_notice: Progress,
    ) -> None:
        self.source = source
        self.fetcher = fetcher
        self.known = known
        self.is_done = is_done
        self.waiting = waiting
        self.on_outcome = on_outcome
        self.on_notice = on_notice
        self.seen: set[str] = set()
        #: Whether listed pages were left for another run.
        self.is_unfinished = False

    def documents(self) -> Iterator[Document | Rejection]:
        url = self.source.url or ""
        if self.source.kind == "page":
            yield from self._pages(iter([Listed(url)]))
            return
        if self.source.kind == "channel":
            yield from self._channel(url)
            return
        if self.source.kind == "urls":
            yield from self._list()
            return
        listings: list[FetchOutcome] = []
        yield from self._pages(self._due(self._listed(url, listings)))
        for outcome in listings:
            if self.is_unfinished and self.source.kind == "sitemap":
                outcome = replace(outcome, etag=None, last_modified=None, content_hash=None)
            self.on_outcome("listing", Listed(outcome.url), outcome)

    def _listed(self, url: str, listings: list[FetchOutcome]) -> Iterator[Listed | Document | Rejection]:
        """Everything that there is to fetch, newest listing first; of feeds with their own texts, the documents."""
        outcome = self._fetch(url)
        listings.append(outcome)
        if outcome.content is not None:
            if self.source.kind == "sitemap":
                yield from self._sitemap(outcome, listings)
            else:
                yield from self._feed(outcome)

    def _list(self) -> Iterator[Document | Rejection]:
        """The pages of a list of addresses; what came before and is not due is counted and left alone."""
        path = self.source.path
        assert path is not None, "the configuration sees to it"
        listed = read_addresses(path)
        for text in listed.bad:
            outcome = FetchOutcome(text[:4000], "blocked", "bad_url", "is no web address")
            self.on_outcome("page", Listed(outcome.url), outcome)
        self.waiting = ()  # of this list, whatever others of the same name held
        n_done, is_done = 0, self.is_done

        def counted(address: str, item: Listed) -> bool:
            nonlocal n_done
            done = is_done(address, item)
            n_done += done
            return done

        self.is_done = counted
        yield from self._pages(self._due(Listed(address) for address in listed.addresses))
        left = {"that came before and are not due": n_done, "that stand twice": listed.n_repeated}
        counts = ", ".join(f"{number} {what}" for what, number in left.items() if number)
        if counts:
            self.on_notice(f"{path}: addresses ({listed.column}): {counts}")

    def _channel(self, url: str) -> Iterator[Document | Rejection]:
        """The messages of a channel's preview pages, newest page first."""
        place: str | None = url
        n_messages = 0
        for number in range(MAX_PREVIEWS):
            if place is None or n_messages >= self.source.max_items:
                return
            outcome = self._fetch(place)
            self.on_outcome("listing", Listed(place), outcome)
            if outcome.content is None:
                return
            channel, posts, before = telegram.read_preview(outcome.content.decode("utf-8", "replace"))
            if not posts and number == 0:
                yield self._rejection(
                    outcome, "not_an_article", "shows no messages: no channel, or one without preview"
                )
            channel = replace(channel, name=self.source.publisher or channel.name)
            addresses = [f"{channel.address}/{post.number}" for post in posts]
            for address, post in zip(addresses, posts, strict=True):
                content = telegram.post_record(channel, post)
                meta = {"time_zone": self.source.time_zone} if self.source.time_zone else {}
                yield Document(address, content, self.source.name, MESSAGE_TYPE, meta, outcome.fetched_at)
            n_messages += len(posts)
            if all(self.is_done(address, Listed(address)) for address in addresses):
                return
            place = urljoin(outcome.final_url or place, before) if before else None

    def _feed(self, outcome: FetchOutcome) -> Iterator[Listed | Document | Rejection]:
        feed = parse_feed(outcome.content or b"", url=outcome.final_url or outcome.url, media_type=outcome.media_type)
        without = 0 if self.source.content == "entry" else sum(entry.url is None for entry in feed.entries)
        self._leave_out(outcome, feed.n_unusable + without, "entries")
        if feed.problem and not feed.entries:
            yield self._rejection(outcome, "unreadable", f"as a feed it {feed.problem}")
        elif self.source.content == "entry":
            links = Counter(entry.url for entry in feed.entries)
            guids = Counter(entry.guid for entry in feed.entries)
            for entry in feed.entries:
                own = entry.guid if guids[entry.guid] == 1 else entry.title
                yield self._entry(entry, outcome, own if links[entry.url] > 1 else None)
        else:
            for entry in feed.entries:
                if entry.url:
                    yield Listed(entry.url, entry.title, entry.published, entry.updated)

    def _leave_out(self, outcome: FetchOutcome, number: int, what: str) -> None:
        if number:
            self.on_notice(f"{outcome.url}: {number} {what} without an address that can be fetched")

    def _fetch(self, url: str) -> FetchOutcome:
        return self.fetcher.fetch(url, self.known.get(_address(url) or url))

    def _due(self, listed: Iterator[Listed | Document | Rejection]) -> Iterator[Listed | Document | Rejection]:
        """What is to be fetched of what waits and what is listed: each page once, at most `max_items`."""
        for page in self.waiting[: (self.source.max_items + 1) // 2]:
            address = _address(page.url)
            if address is not None and address not in self.seen and self.source.wants(page.url):
                self.seen.add(address)
                yield page
        fetched = len(self.seen)
        for item in listed:
            if not isinstance(item, Listed):
                yield item
                continue
            address = _address(item.url)
            if address is None or address in self.seen or not self.source.wants(item.url):
                continue
            if self.is_done(address, item):
                continue
            if fetched < self.source.max_items:
                self.seen.add(address)
                fetched += 1
                yield item
                continue
            self.is_unfinished = True
            if self.source.kind == "sitemap":
                return
            self.seen.add(address)
            reason = f"{self.source.max_items} pages were fetched in this run already"
            self.on_outcome("page", item, FetchOutcome(item.url, "deferred", "max_items", reason))

    def _pages(self, items: Iterator[Listed | Document | Rejection]) -> Iterator[Document | Rejection]:
        """Fetch pages, as many at a time as the source allows, in their order; the rest passes through."""
        number = HOSTS_AT_ONCE if self.source.kind == "urls" else self.source.concurrency
        with ThreadPoolExecutor(number, thread_name_prefix=f"fetch-{self.source.name}") as pool:
            waiting: deque[tuple[Listed, Future[FetchOutcome]]] = deque()
            try:
                for item in items:
                    if not isinstance(item, Listed):
                        yield item
                        continue
                    waiting.append((item, pool.submit(self._fetch, item.url)))
                    if len(waiting) >= number:
                        yield from self._page(*waiting.popleft())
                while waiting:
                    yield from self._page(*waiting.popleft())
            finally:
                for _, future in waiting:
                    future.cancel()

    def _page(self, item: Listed, fetching: Future[FetchOutcome]) -> Iterator[Document]:
        outcome = fetching.result()
        self.on_outcome("page", item, outcome)
        if outcome.content is not None:
            yield self._document(item, outcome, outcome.content, outcome.media_type, outcome.canonical_url)

    def _entry(self, entry: FeedEntry, outcome: FetchOutcome, own: str | None) -> Document:
        """An entry's own text; a page is built around it, so that it is read as the HTML that feeds hold.

        `own` tells the entry from others of its feed that have the same link: each of them is an article.
        """
        text = entry.content or entry.summary or ""
        page = f"<!DOCTYPE html><html><body><article>{text}</article></body></html>"
        place = entry.url or f"{outcome.url}#{entry.guid or entry.title}"
        if own:
            place = f"{place}#{ITEM_MARK}{content_id(own)}"
        listed = Listed(place, entry.title, entry.published or entry.updated or entry.published_text)
        address = canonical_url(entry.url) if entry.url else None
        return self._document(listed, outcome, page.encode(), "text/html; charset=utf-8", address)

    def _document(
        self, item: Listed, outcome: FetchOutcome, content: bytes, media_type: str | None, url: str | None
    ) -> Document:
        stated = {
            "url": url,
            "title": item.title,
            "publisher": self.source.publisher,
            "published": item.published,
            "time_zone": self.source.time_zone,
        }
        meta = {name: value for name, value in stated.items() if value}
        return Document(item.url, content, self.source.name, media_type, meta, outcome.fetched_at, outcome.headers)

    def _sitemap(self, outcome: FetchOutcome, listings: list[FetchOutcome]) -> Iterator[Listed | Rejection]:
        """Pages of a sitemap, newest first where it says when; of an index, those of its newest sitemaps."""
        first = parse_sitemap(outcome.content or b"", url=outcome.final_url or outcome.url)
        if first.problem and not first.pages and not first.sitemaps:
            yield self._rejection(outcome, "unreadable", f"as a sitemap it {first.problem}")
        self._leave_out(outcome, first.n_unusable, "places")
        yield from (_listed_page(page) for page in _newest(first.pages))
        for child in _newest(first.sitemaps)[:MAX_SITEMAPS]:
            below = self._fetch(child.url)
            listings.append(below)
            if below.content is None:
                continue
            inner = parse_sitemap(below.content, url=below.final_url or below.url)
            if inner.problem and not inner.pages:
                yield self._rejection(below, "unreadable", f"as a sitemap it {inner.problem}")
            self._leave_out(below, inner.n_unusable, "places")
            yield from (_listed_page(page) for page in _newest(inner.pages))

    def _rejection(self, outcome: FetchOutcome, code: str, reason: str) -> Rejection:
        content = outcome.content or b""
        digest = outcome.content_hash or ""
        return Rejection(outcome.url, self.source.name, code, reason, len(content), digest, outcome.fetched_at)


def _listed_page(page: SitemapEntry) -> Listed:
    return Listed(page.url, page.title, page.published, page.lastmod)


def _address(url: str) -> str | None:
    try:
        return canonical_url(url)
    except BadUrl:
        return None  # listings are read into addresses that pass; nothing comes here but what a user wrote


def _newest(entries: list[SitemapEntry]) -> list[SitemapEntry]:
    """By stated date, newest first (ISO dates sort as text); those without one after them in the listing's order."""
    dated = [entry for entry in entries if entry.published or entry.lastmod]
    rest = [entry for entry in entries if not (entry.published or entry.lastmod)]
    return sorted(dated, key=lambda entry: entry.published or entry.lastmod or "", reverse=True) + rest
