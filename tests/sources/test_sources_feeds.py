"""Feeds and sitemaps as servers send them, and as nobody should."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.core.urls import canonical_url
from ingest.sources.feeds import parse_feed
from ingest.sources.sitemaps import parse_sitemap

BASE = "https://outlet.example/feeds/all"


def rss(items: str, version: str = "2.0", head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<rss version="{version}"><channel><title>Outlet</title>{items}</channel></rss>'.encode()


def test_rss():
    feed = parse_feed(
        rss(
            "<language>en</language><copyright>ours</copyright><item><title>One &amp; two</title><link>/a</link>"
            "<guid isPermaLink='false'>g1</guid>"
            "<pubDate>Sat, 29 Aug 2026 01:30:00 +0300</pubDate><description>short</description></item>"
        ),
        url=BASE,
    )
    assert (feed.version, feed.title, feed.language, feed.rights) == ("rss20", "Outlet", "en", "ours")
    assert feed.problem is None
    (entry,) = feed.entries
    assert (entry.url, entry.guid, entry.title) == ("https://outlet.example/a", "g1", "One & two")
    assert entry.published == "2026-08-29T01:30:00+03:00"
    assert (entry.summary, entry.content) == ("short", None)


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "2.0"])
def test_versions_of_rss(version: str):
    feed = parse_feed(rss("<item><title>T</title><link>https://a.example/1</link></item>", version), url=BASE)
    assert feed.version and feed.version.startswith("rss") and feed.entries[0].published is None


def test_rss_1_and_content_module():
    feed = parse_feed(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        b'<item rdf:about="https://a.example/1"><title>T</title><link>https://a.example/1</link>'
        b"<dc:date>2026-08-29T10:00:00Z</dc:date>"
        b"<content:encoded>&lt;p&gt;Whole text&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</content:encoded>"
        b"</item></rdf:RDF>",
        url=BASE,
    )
    (entry,) = feed.entries
    assert feed.version == "rss10" and entry.published == "2026-08-29T10:00:00+00:00"
    assert entry.content == "<p>Whole text</p>"


def test_atom():
    feed = parse_feed(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Outlet</title><entry><id>x</id><title>T</title>'
        b'<link rel="edit" href="/no"/><link rel="alternate" href="a/1"/><author><name>Reporter</name></author>'
        b"<published>2026-08-28T23:50:00-05:00</published><updated>2026-08-29T10:00:00Z</updated>"
        b'<content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>',
        url=BASE,
    )
    (entry,) = feed.entries
    assert entry.url == "https://outlet.example/feeds/a/1" and entry.author == "Reporter"
    assert (entry.published, entry.updated) == ("2026-08-28T23:50:00-05:00", "2026-08-29T10:00:00+00:00")
    assert entry.content == "<p>Text</p>"


def test_json_feed():
    items = [
        {"id": 1, "url": "/a", "title": "T", "content_html": "<p>x</p>", "date_published": "2026-08-29T10:00:00+03:00"},
        {"id": "2", "external_url": "https://b.example/", "authors": [{"name": "A"}, {"name": "B"}, 5], "summary": "s"},
        {"id": "3"},
        "junk",
    ]
    feed = parse_feed(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Outlet", "items": items}).encode(),
        url=BASE,
    )
    first, second = feed.entries
    assert (feed.version, feed.n_unusable) == ("json1.1", 2)
    assert (first.guid, first.url, first.content) == ("1", "https://outlet.example/a", "<p>x</p>")
    assert first.published == "2026-08-29T10:00:00+03:00" and second.author == "A, B" and second.published is None


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16"),
        ("2026-08-29", "2026-08-29"),
        ("2026-08-29T05:00:00", "2026-08-29"),
        ("2026/8/29 15:07", "2026-08-29"),
        ("2026.08.29", "2026-08-29"),
        ("29.08.2026, 08:30", "2026-08-29"),
        ("29-Aug-2026 08:30", "2026-08-29"),
        ("Aug 29, 2026", "2026-08-29"),
        ("20260829", "2026-08-29"),
        ("Sat, 29 Aug 26 00:01:01 +0200", "2026-08-29T00:01:01+02:00"),
        ("Sat, 29 Aug 2026 08:30:00 MSK", "2026-08-29T08:30:00+03:00"),
        ("Sat, 29 Aug 2026 08:30:00 Europe/Kyiv", "2026-08-29T08:30:00+03:00"),
        ("Сб, 29 сер 2026 08:30:00 +0300", "2026-08-29T08:30:00+03:00"),
        ("1788000000", "2026-08-29T10:40:00+00:00"),
        ("1788000000000", "2026-08-29T10:40:00+00:00"),
        ("2026-08-29T25:10:00Z", "2026-08-29"),
        ("2026-08", None),
        ("2026", None),
        ("30 Feb 2026", None),
        ("04/05/2026", None),
        ("29 Aug 2113", None),
        ("1 Jan 1970", None),
        ("vor 2 Stunden", None),
        ("yesterday", None),
        ("Sat, 99 Aug 2026 99:99:99 GMT", None),
    ],
)
def test_dates_that_are_odd_are_never_guessed(stated: str, published: str | None):
    (entry,) = parse_feed(
        rss(f"<item><link>https://a.example/</link><pubDate>{stated}</pubDate></item>"), url=BASE
    ).entries
    assert (entry.published, entry.published_text) == (published, stated)


def test_numbers_that_could_both_be_the_month_are_read_as_the_feeds_other_dates_are():
    stated = ("Tue, 05 May 2026 08:00:00 GMT", "04/05/2026", "05/04/2026 10:00")
    items = (f"<item><link>https://a.example/{n}</link><pubDate>{d}</pubDate></item>" for n, d in enumerate(stated))
    entries = parse_feed(rss("".join(items)), url=BASE).entries
    assert [entry.published for entry in entries[1:]] == ["2026-05-04", "2026-05-04"]


def test_an_empty_item_takes_nothing_from_the_one_around_it():
    nested = (
        '<item><link>https://count.example/1</link><title>T</title><item /><guid isPermaLink="false">1</guid></item>'
    )
    feed = parse_feed(rss(nested), url=BASE)
    assert [(entry.url, entry.guid) for entry in feed.entries] == [("https://count.example/1", "1")]
    assert feed.n_unusable == 1


MALFORMED = {
    "text before the root": b"This is how a browser shows XML.\n"
    + rss("<item><link>https://a.example/1</link><title>T</title></item>", head=""),
    "bare ampersand": rss("<item><link>https://a.example/?a=1&b=2</link><title>R & D</title></item>"),
    "undefined entity": rss("<item><link>https://a.example/1</link><title>T&nbsp;&mdash;</title></item>"),
    "cut short": rss("<item><link>https://a.example/1</link><title>T</title></item><item><ti")[:-17],
    "item in item": rss("<item><link>https://a.example/1</link><title>T</title><item /></item>"),
    "control characters": rss("<item><link>https://a.example/1</link><title>T\x0b\x00</title></item>"),
    "gzip": gzip.compress(rss("<item><link>https://a.example/1</link><title>T</title></item>")),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_feeds_are_read_as_far_as_they_go(name: str):
    feed = parse_feed(MALFORMED[name], url=BASE)
    assert feed.entries and feed.entries[0].url and feed.entries[0].url.startswith("https://a.example/")
    if name in ("text before the root", "bare ampersand", "cut short"):
        assert feed.problem and feed.problem.startswith("is malformed")
    if name == "item in item":
        assert feed.n_unusable == 1


NO_FEEDS = [
    b"",
    b" \n",
    b"<html><body>gone</body></html>",
    b"/etc/passwd",
    b"http://127.0.0.1/",
    b"\x00" * 99,
    b"{",
    b"{}",
    b"[]",
    b'{"version":"https://jsonfeed.org/version/1","items":5}',
    gzip.compress(b"x" * 9, mtime=0)[:-4],
    b"\xff\xfe<rss>",
]


@pytest.mark.parametrize("content", NO_FEEDS)
def test_what_is_no_feed(content: bytes):
    feed = parse_feed(content, url=BASE)
    assert feed.entries == [] and feed.problem


def test_entities_reach_neither_files_nor_far(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE r [<!ENTITY e0 "lol">{levels}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    head = f'<?xml version="1.0"?>{doctype}'
    bomb = parse_feed(rss("<item><link>https://a.example/</link><title>&e9;</title></item>", head=head), url=BASE)
    assert all(len(entry.title or "") < 1000 for entry in bomb.entries)
    file = parse_feed(rss("<item><link>https://a.example/</link><title>t &x;</title></item>", head=head), url=BASE)
    assert "secret" not in repr(file.entries)
    sitemap = parse_sitemap(f"{head}<urlset><url><loc>https://a.example/&x;</loc></url></urlset>".encode(), url=BASE)
    assert "secret" not in repr(sitemap)


ENCODINGS = [("windows-1251", "cp1251"), ("utf-8", "cp1251"), ("windows-1251", "utf-8"), ("utf-16", "utf-8")]
HEADERS = [None, "text/xml", "text/xml; charset=windows-1251"]


@pytest.mark.parametrize(
    ("header", "declared", "encoding"),
    [(header, *encoding) for header in HEADERS for encoding in [*ENCODINGS, ("x", "utf-16")]]
    # A header that names the wrong single-byte charset is believed; for UTF-8 it is not.
    + [("text/html; charset=iso-8859-1", "windows-1251", "utf-8")],
)
def test_wrong_charsets(header: str | None, declared: str, encoding: str):
    title = "Удар по Києву: є загиблі та поранені"
    text = rss(
        f"<item><link>https://a.example/1</link><title>{title}</title></item>",
        head=f'<?xml version="1.0" encoding="{declared}"?>',
    ).decode()
    assert parse_feed(text.encode(encoding), url=BASE, media_type=header).entries[0].title == title


def test_one_broken_sequence_in_utf8():
    content = rss("<item><link>https://a.example/1</link><title>Тривога в Києві та області</title></item>")
    broken = content.replace("в ".encode(), b"\xd0 ", 1)
    assert parse_feed(broken, url=BASE).entries[0].title == "Тривога \ufffd Києві та області"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_the_readers_raise(data):
    """Whatever a server sends: something is read or the problem is told, and every address can be fetched."""
    seeds = [*MALFORMED.values(), json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": "/"}]})]
    seed = data.draw(st.sampled_from(seeds))
    seed = seed.encode() if isinstance(seed, str) else seed
    start = data.draw(st.integers(0, len(seed)))
    content = seed[:start] + data.draw(st.binary(max_size=40)) + seed[data.draw(st.integers(start, len(seed))) :]
    feed = parse_feed(content, url=BASE, media_type=data.draw(st.sampled_from([None, "text/xml; charset=idna", "x"])))
    sitemap = parse_sitemap(content, url=BASE)
    assert feed.entries or feed.problem or feed.n_unusable or feed.version
    for item in (*feed.entries, *sitemap.pages, *sitemap.sitemaps):
        assert item.url is None or canonical_url(item.url)
        assert repr(item).encode("utf-8")


def test_json_feed_of_hostile_texts():
    hostile = {"url": "https://a.example/\ud800", "id": 9**999, "title": "a\ud800\u0000b", "content_text": "x\udfff"}
    items = [hostile, {"url": 5, "content_html": ["x"]}, {"url": "http://[", "title": {}}]
    feed = parse_feed(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode(), url=BASE)
    (entry,) = feed.entries
    assert (entry.url, entry.title, entry.content, feed.n_unusable) == (None, "a  b", "x", 2)


def test_too_large_feeds():
    assert "more than 100" in str(parse_feed(rss("x" * 100), url=BASE, max_bytes=100).problem)
    assert "more than 1,000" in str(parse_feed(gzip.compress(rss("x" * 9000)), url=BASE, max_bytes=1000).problem)


def test_real_feeds(corpus):
    """Every entry that the index of the fixtures counts, but the empty items that stand inside others."""
    folder = corpus / "unlabelled" / "feeds"
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 12
    for row in rows:
        feed = parse_feed((folder / row["file"]).read_bytes(), url=BASE)
        assert len(feed.entries) + feed.n_unusable == row["entries"], row["file"]
        assert all(entry.url and entry.title for entry in feed.entries), row["file"]
        assert feed.n_unusable == (10 if row["file"] == "illegally-nested.xml" else 0), row["file"]
        assert (feed.problem is None) == row["well_formed"], row["file"]


# --- sitemaps


def test_news_sitemap():
    sitemap = parse_sitemap(
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://x.example/image">'
        b"<url><loc> https://outlet.example/a </loc><lastmod>2026-08-29</lastmod>"
        b"<image:image><image:loc>https://outlet.example/a.jpg</image:loc><image:title>Photo</image:title></image:image>"
        b"<news:news><news:publication><news:name>Outlet</news:name><news:language>uk</news:language>"
        b"</news:publication><news:publication_date>2026-08-29T01:00:00+03:00</news:publication_date>"
        b"<news:title>Headline</news:title></news:news></url>"
        b"<url><loc>/b</loc></url><url><loc>/b</loc></url><url><lastmod>2026</lastmod></url>"
        b"<url><loc>javascript:x</loc></url></urlset>",
        url=BASE,
    )
    first, second = sitemap.pages
    assert (first.url, first.title, first.published) == (
        "https://outlet.example/a",
        "Headline",
        "2026-08-29T01:00:00+03:00",
    )
    assert (first.publisher, first.language, first.lastmod) == ("Outlet", "uk", "2026-08-29")
    assert second.url == "https://outlet.example/b" and second.title is None
    assert sitemap.n_unusable == 2 and sitemap.problem is None


def test_index_gzip_text_and_missing_namespace():
    index = b"<sitemapindex><sitemap><loc>https://outlet.example/1.xml.gz</loc></sitemap></sitemapindex>"
    for content in (index, gzip.compress(index, mtime=0), b"\xef\xbb\xbf\n " + index):
        sitemap = parse_sitemap(content, url=BASE)
        assert [item.url for item in sitemap.sitemaps] == ["https://outlet.example/1.xml.gz"] and not sitemap.pages
    text = parse_sitemap(b"https://outlet.example/a\r\nhttps://outlet.example/b\n", url=BASE)
    assert [page.url for page in text.pages] == ["https://outlet.example/a", "https://outlet.example/b"]


def test_malformed_sitemaps():
    cut = parse_sitemap(b"<urlset><url><loc>https://a.example/?a=1&b=2</loc></url><url><loc>https://a.exa", url=BASE)
    assert cut.pages[0].url.startswith("https://a.example/") and cut.problem and "malformed" in cut.problem
    for content in (b"", b"<html></html>", b"\x00\x01", b"{}", gzip.compress(bytes(100_000_000))):
        assert parse_sitemap(content, url=BASE).problem and not parse_sitemap(content, url=BASE).pages
    assert parse_sitemap(b"<urlset/>", url=BASE).problem is None
