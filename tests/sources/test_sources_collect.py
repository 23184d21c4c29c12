"""Whole sources, from their listing to documents, against a real server."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.articles import read_document
from ingest.core.documents import Document, Rejection
from ingest.core.fetches import FetchOutcome, Listed, Validators
from ingest.core.identity import article_address
from ingest.core.urls import page_address
from ingest.sources.collect import collect
from ingest.sources.config import Source, read_sources, select
from ingest.sources.fetch import Fetcher

PARAGRAPH = (
    "Russian drones struck an oil depot near the town at night, the regional governor said. Two people were killed "
    "and five were wounded, and the fire was put out by the morning."
)


def page(title: str) -> bytes:
    return (
        f"<html><head><title>{title}</title></head><body><article><p>{PARAGRAPH}</p></article></body></html>".encode()
    )


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>O</title>{''.join(items)}</channel></rss>".encode()


def item(link: str, more: str = "") -> str:
    return f"<item><title>T{link}</title><link>{link}</link>{more}</item>"


class Run:
    """Collects a source and keeps its outcomes."""

    def __init__(self, source: Source, fetcher, **options) -> None:
        self.listings: list[FetchOutcome] = []
        self.outcomes: list[FetchOutcome] = []
        self.items = list(collect(source, fetcher=fetcher, on_outcome=self._note, **options))

    def _note(self, role: str, listed: Listed, outcome: FetchOutcome) -> None:
        (self.listings if role == "listing" else self.outcomes).append(outcome)

    @property
    def table(self) -> list[tuple[str, str | None]]:
        """The listings (told when all is done), then the pages in the order of their fetches."""
        return [(outcome.status, outcome.reason_code) for outcome in (*self.listings, *self.outcomes)]

    @property
    def documents(self) -> list[Document]:
        return [entry for entry in self.items if isinstance(entry, Document)]


@pytest.fixture
def feed(web) -> Source:
    return Source("outlet", "feed", url=web.url("/rss"), publisher="The Outlet", licence="test")


def test_feed_to_articles(web, fetcher, feed):
    published = "<pubDate>Sat, 29 Aug 2026 01:30:00 +0300</pubDate>"
    web.pages["/rss"] = rss(item("/a?utm_medium=rss", published), item("/a#again"), item("/gone"), item("/b"))
    web.pages["/a"], web.pages["/b"] = page("Page A"), page("Page B")
    run = Run(feed, fetcher)
    assert run.table == [("new", None), ("new", None), ("failed", "http_status"), ("new", None)]
    first, second = run.documents
    assert first.source_uri == web.url("/a?utm_medium=rss") and first.source_name == "outlet"
    assert first.meta == {
        "url": web.url("/a"),
        "title": "T/a?utm_medium=rss",
        "publisher": "The Outlet",
        "published": "2026-08-29T01:30:00+03:00",
    }
    assert "published" not in second.meta
    articles, rejections = read_document(first)
    assert not rejections and PARAGRAPH in articles[0].body
    assert (str(articles[0].published_at), articles[0].publisher) == ("2026-08-29", "The Outlet")


def test_second_run_fetches_nothing_that_it_had(web, fetcher, feed):
    def listing(request):
        known = request.headers["If-None-Match"] == '"1"'
        request.answer(304) if known else request.answer(200, rss(item("/a"), item("/b")), {"ETag": '"1"'})

    web.pages["/rss"] = listing
    web.pages["/a"], web.pages["/b"] = page("A"), page("B")
    first = Run(feed, fetcher)
    known = {outcome.url: outcome.validators for outcome in (*first.listings, *first.outcomes)}
    again = Run(feed, fetcher, known=known)
    assert again.table == [("known", "not_modified")] and again.items == []
    web.pages["/rss"] = rss(item("/a"), item("/b"), item("/c"))
    web.pages["/a"], web.pages["/c"] = page("A, corrected"), page("C")
    changed = Run(feed, fetcher, known=known)
    assert changed.table == [("new", None), ("new", None), ("known", "same_content"), ("new", None)]
    assert [document.source_uri for document in changed.documents] == [web.url("/a"), web.url("/c")]
    done = Run(feed, fetcher, is_done=lambda address, listed: address in (web.url("/a"), web.url("/b")))
    assert [document.source_uri for document in done.documents] == [web.url("/c")]


def test_limits_and_choice_of_pages(web, fetcher, feed):
    web.pages["/rss"] = rss(*(item(f"/{kind}/{number}") for number in range(5) for kind in ("war", "sport")))
    for number in range(5):
        web.pages[f"/war/{number}"] = page("W")
    run = Run(replace(feed, include=("/war/",), exclude=("/0$",), max_items=2), fetcher)
    assert [document.source_uri for document in run.documents] == [web.url("/war/1"), web.url("/war/2")]
    assert sum(web.hits.values()) == 4
    # a feed drops its entries: those that had to wait are told, so that a later run finds them
    late = [outcome for outcome in run.outcomes if outcome.status == "deferred"]
    assert [outcome.url for outcome in late] == [web.url("/war/3"), web.url("/war/4")]
    assert {outcome.reason_code for outcome in late} == {"max_items"}


def test_entries_as_documents(web, fetcher, feed):
    web.pages["/rss"] = rss(item("/a", f"<description>&lt;p&gt;{PARAGRAPH}&lt;/p&gt;</description>"))
    run = Run(replace(feed, content="entry"), fetcher)
    (document,) = run.documents
    assert document.meta["url"] == web.url("/a") and len(run.listings) == 1
    articles, rejections = read_document(document)
    assert not rejections and articles[0].body == f"T/a\n\n{PARAGRAPH}" and articles[0].title == "T/a"


def test_entries_that_share_a_link_are_articles_of_their_own(web, fetcher, feed):
    text = "<description>&lt;p&gt;{} " + PARAGRAPH + "&lt;/p&gt;</description>"
    shared = [item("/live", text.format(f"Report {n}.") + f"<guid>g{n}</guid>") for n in range(3)]
    web.pages["/rss"] = rss(*shared, item("/alone", text.format("Alone.")))
    documents = Run(replace(feed, content="entry", time_zone="Europe/Kyiv"), fetcher).documents
    addresses = [article_address(read_document(document)[0][0], document) for document in documents]
    assert len(set(addresses)) == 4 and all("/live#item=" in str(address) for address in addresses[:3])
    assert addresses[3] == page_address(web.url("/alone"))
    assert {document.meta["time_zone"] for document in documents} == {"Europe/Kyiv"}
    again = Run(replace(feed, content="entry", time_zone="Europe/Kyiv"), fetcher).documents
    assert [document.document_id for document in again] == [document.document_id for document in documents]


def test_feed_that_is_none(web, fetcher, feed):
    web.pages["/rss"] = page("We have moved")
    (rejection,) = Run(feed, fetcher).items
    assert isinstance(rejection, Rejection) and rejection.reason_code == "unreadable"
    assert "as a feed it is no feed" in rejection.reason and rejection.content_hash


def test_dead_feed(web, fetcher, feed):
    run = Run(feed, fetcher)
    assert run.items == [] and run.table == [("failed", "http_status")]


def test_sitemap_index(web, fetcher):
    index = "".join(
        f"<sitemap><loc>{web.url(path)}</loc><lastmod>{day}</lastmod></sitemap>"
        for path, day in (("/old.xml", "2026-01-01"), ("/new.xml", "2026-08-01"), ("/gone.xml", "2026-07-01"))
    )
    web.pages["/index.xml"] = f"<sitemapindex>{index}</sitemapindex>".encode()
    for name, path in (("/old.xml", "/a"), ("/new.xml", "/b")):
        web.pages[name] = f"<urlset><url><loc>{web.url(path)}</loc></url></urlset>".encode()
        web.pages[path] = page(path)
    run = Run(Source("outlet", "sitemap", url=web.url("/index.xml")), fetcher)
    assert [document.source_uri for document in run.documents] == [web.url("/b"), web.url("/a")]
    assert [outcome.url.rpartition("/")[2] for outcome in run.listings if outcome.status == "failed"] == ["gone.xml"]


def test_a_sitemap_not_worked_through_is_read_again(web, fetcher):
    pages = "".join(f"<url><loc>{web.url(f'/{number}')}</loc></url>" for number in range(3))
    listing = f"<urlset>{pages}</urlset>".encode()
    web.pages["/map.xml"] = lambda request: request.answer(200, listing, {"ETag": '"1"'})
    for number in range(3):
        web.pages[f"/{number}"] = page(str(number))
    source = Source("outlet", "sitemap", url=web.url("/map.xml"), max_items=2)
    part = Run(source, fetcher)
    assert part.listings[0].validators == Validators() and len(part.documents) == 2
    whole = Run(replace(source, max_items=3), fetcher)
    assert whole.listings[0].etag == '"1"' and len(whole.documents) == 3


def test_waiting_pages_come_first_and_take_half(web, fetcher, feed):
    web.pages["/rss"] = rss(item("/new"), item("/old/0"))
    waiting = [Listed(web.url(f"/old/{number}")) for number in range(4)]
    for path in ("/new", *(f"/old/{number}" for number in range(4))):
        web.pages[path] = page(path)
    run = Run(replace(feed, max_items=3), fetcher, waiting=waiting)
    assert [document.source_uri for document in run.documents] == [
        web.url(f"/{name}") for name in ("old/0", "old/1", "new")
    ]


def test_as_many_pages_at_a_time_as_the_source_allows(web, limits, feed):
    running, most, lock = [0], [0], threading.Lock()

    def slow(request):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.1)
        with lock:
            running[0] -= 1
        request.answer(200, page(request.path))

    web.pages["/rss"] = rss(*(item(f"/{number}") for number in range(8)))
    web.pages |= {f"/{number}": slow for number in range(8)}
    for concurrency in (1, 3):
        most[0] = 0
        source = replace(feed, concurrency=concurrency, delay_seconds=0)
        with Fetcher(replace(limits, concurrency=concurrency), allow_private=True) as client:
            run = Run(source, client)
        assert [document.source_uri for document in run.documents] == [web.url(f"/{number}") for number in range(8)]
        assert most[0] == concurrency


def test_page(web, fetcher):
    web.pages["/a"] = page("A")
    run = Run(Source("outlet", "page", url=web.url("/a")), fetcher)
    assert [document.meta for document in run.documents] == [{"url": web.url("/a")}]


def test_wrong_charset_of_a_page_is_read(web, fetcher):
    text = "Російські війська вночі завдали удару по Харкову, двоє людей загинули, повідомив голова області. " * 3
    body = f"<html><body><article><p>{text}</p></article></body></html>".encode("cp1251")
    web.pages["/a"] = lambda request: request.answer(200, body, {"Content-Type": "text/html; charset=utf-8"})
    (document,) = Run(Source("outlet", "page", url=web.url("/a")), fetcher).documents
    articles, _ = read_document(document)
    assert "завдали удару по Харкову" in articles[0].body


def test_files_and_the_default_source(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n')
    archive = Source("dump", "archive", path=tmp_path / "a.jsonl")
    (document,) = collect(archive)
    assert document.source_name == "dump"
    (samples,) = select(read_sources(), ["samples"])
    assert sum(isinstance(entry, Document) for entry in collect(samples)) > 40
    with pytest.raises(ValueError, match="needs a fetcher"):
        collect(Source("outlet", "page", url="https://outlet.example/"))


STORY = "Two people were killed when a drone hit a house in Sumy on Friday, the regional governor said."


def test_entries_with_impossible_hosts_cost_no_others(web, fetcher, feed):
    links = (
        "http://good.example/1",
        "http://ü..com/x",
        "http://xn--ü.com/",
        "http://a\u00ad..com/",
        "http://\ufdfa.com/",
    )
    items = "".join(f"<item><title>Item {n}</title><link>{link}</link><description>{STORY}</description></item>"
                    for n, link in enumerate(links))  # fmt: skip
    web.pages["/rss"] = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()
    documents = list(collect(replace(feed, content="entry"), fetcher=fetcher))
    assert [document.meta.get("url") for document in documents] == ["http://good.example/1", None, None, None, None]
    notices: list[str] = []
    list(collect(feed, fetcher=fetcher, on_notice=notices.append))
    assert notices == [f"{web.url('/rss')}: 4 entries without an address that can be fetched"]
