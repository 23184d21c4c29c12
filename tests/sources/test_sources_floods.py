"""Feeds and tags that took minutes: each is read in time that grows with its length alone."""

from __future__ import annotations

import time

import pytest

from ingest.core.markup import without_floods
from ingest.sources.feeds import parse_feed
from ingest.sources.sitemaps import parse_sitemap


def seconds(function) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def feed_of(item: str) -> bytes:
    return f"<rss version='2.0'><channel><item{item}<link>http://a.example/1</link></item></channel></rss>".encode()


@pytest.mark.parametrize(
    "item",
    [f"><author>{'a.' * 200_000}@</author>", f"><dc:creator xmlns:dc='d'>{'a-' * 200_000}@</dc:creator>",
     " " + " ".join(f"a{n}='b'" for n in range(60_000)) + ">"],
    ids=["author", "creator", "attributes"],
)  # fmt: skip
def test_a_hostile_item_is_read_in_linear_time(item: str):
    """Before, the author took 38 s at 64 kB, the attributes 14 s at 256 kB."""
    found = []
    assert seconds(lambda: found.append(parse_feed(feed_of(item), url="http://a.example/"))) < 5
    assert [entry.url for entry in found[0].entries] == ["http://a.example/1"]


def test_a_usual_author_is_still_taken_apart():
    feed = parse_feed(feed_of("><author>editor@a.example (Olha Petrenko)</author>"), url="http://a.example/")
    assert "Olha Petrenko" in (feed.entries[0].author or "")


def test_flooded_tags_lose_their_attributes_and_others_nothing():
    flood = b"<p " + b" ".join(b"a%d=b" % n for n in range(3_000)) + b">text</p>"
    picture = b"<img src='data:image/png;base64," + b"A" * 500_000 + b"' alt='x'>"
    assert without_floods(flood + picture) == (b"<p>text</p>" + picture, 1)


def test_a_prefix_that_was_never_declared_is_read():
    found = parse_sitemap(
        b"<urlset><url><loc>http://a.example/1</loc><n:title>T</n:title></url></urlset>", url="http://a.example/"
    )
    assert [(page.url, page.title) for page in found.pages] == [("http://a.example/1", "T")]


def test_half_a_surrogate_in_a_sitemap_costs_no_other_entry():
    pages = (
        b"<urlset><url><loc>http://a.example/\xed\xa0\x80</loc></url><url><loc>http://a.example/2</loc></url></urlset>"
    )
    assert "http://a.example/2" in [page.url for page in parse_sitemap(pages, url="http://a.example/").pages]
