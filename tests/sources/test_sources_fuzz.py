"""Mutated metadata, feeds, sitemaps and archives: no exception, everything accounted for, all of it can be written.

How many rounds of each: WARLEDGER_FUZZ_ROUNDS (few by default; `make fuzz` does thousands). A failure names its round,
which alone makes the same input again.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.articles import read_document
from ingest.core.documents import Document, Rejection
from ingest.core.fields import MAX_CHARACTERS
from ingest.core.urls import canonical_url
from ingest.sources.feeds import parse_feed
from ingest.sources.folder import read_paths
from ingest.sources.sitemaps import parse_sitemap

ROUNDS = int(os.environ.get("WARLEDGER_FUZZ_ROUNDS") or 100)
#: Rounds of one test, so that a failure is near its cause and workers share them.
_A_TEST = 100
_LARGEST = 100_000
STORY = "Two people were killed when a drone hit a house in Sumy on Friday, the regional governor said."
#: What breaks parsers: half characters, marks of other formats, impossible numbers, hosts and dates.
_PIECES = (
    b"\\ud800",
    b"\xed\xa0\x80",
    b"\x00",
    b"\xff\xfe",
    b"\r",
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"WARC/1.0\r\n",
    b"]]>",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"&#xD800;",
    b"&#0;",
    b"9" * 5000,
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b"[" * 2000,
    b"http://\xc3\xbc..com/",
    b"http://xn--\xc3\xbc.com/",
    b"http://\xef\xb7\xba.com/",
    b"http://a\xc2\xadb.com:99999/",
    b"//[::1",
    b"0000-00-00",
    b"2025-13-45T99:99:99+99:99",
    b"Fri, 31 Dec 9999 23:59:60 -9999",
    b"a." * 3000 + b"@",
    b"<item>" * 300,
    b"Content-Length: -5\r\n",
    b"Content-Length: 99999999999\r\n",
    b"Content-Encoding: gzip\r\n",
    b" a='b'" * 700,
)


def mutated(seed: bytes, rng: random.Random) -> bytes:
    """The seed with one to six changes: pieces put in, parts cut out or doubled, bits flipped."""
    content = bytearray(seed)
    for _ in range(rng.randint(1, 6)):
        first, last = sorted(rng.randint(0, len(content)) for _ in range(2))
        match rng.randrange(5):
            case 0 | 1:
                content[first:first] = rng.choice(_PIECES)
            case 2:
                del content[first : min(last, first + rng.choice((1, 10, 1000)))]
            case 3:
                content[last:last] = content[first:last] * rng.randint(1, 3)
            case _:
                for _ in range(rng.randint(1, 20)):
                    if content:
                        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content[:_LARGEST])


def check(items: list[Document | Rejection], label: str) -> None:
    """Every document gives articles or reasons, within the widths of its fields, and all of it is UTF-8."""
    for item in items:
        found: list[Rejection] = [item] if isinstance(item, Rejection) else []
        if isinstance(item, Document):
            articles, rejections = read_document(item)
            assert articles or rejections, f"{label}: {item.source_uri} vanished"
            found += rejections
            for article in articles:
                for name, value in vars(article).items():
                    assert len(str(value)) <= MAX_CHARACTERS.get(name, 10**9), f"{label}: {name}"
                    str(value).encode()
            json.dumps([item.meta, item.headers, item.source_uri], ensure_ascii=False).encode()
        for rejection in found:
            assert rejection.reason, label
            assert "defect" not in rejection.reason, f"{label}: {rejection.reason}"
            json.dumps([rejection.source_uri, rejection.reason], ensure_ascii=False).encode()


def metadata(rng: random.Random, folder: Path) -> None:
    """A sidecar, and a record with metadata of its own."""
    fields = {"title": "Night", "url": "https://a.example/1", "publisher": "A", "published": "2025-03-07"}
    (folder / "a.txt").write_text(STORY)
    (folder / "a.meta.json").write_bytes(mutated(json.dumps(fields).encode(), rng))
    (folder / "b.jsonl").write_bytes(mutated(json.dumps({**fields, "text": STORY}).encode() + b"\n", rng))
    check(list(read_paths([folder], max_bytes=_LARGEST)), "metadata")
    values = {name: rng.choice(_PIECES).decode("utf-8", "surrogateescape" if rng.random() < 0.5 else "replace")
              for name in fields}  # fmt: skip
    check([Document("x.txt", STORY.encode(), meta=values)], "metadata")


def feeds(rng: random.Random, _: Path) -> None:
    """RSS, Atom and JSON feeds."""
    item = "<item><title>T</title><link>http://a.example/1</link><guid>1</guid><author>a@b.example (A)</author>"
    item += f"<pubDate>Fri, 07 Mar 2025 08:30:00 +0200</pubDate><description>{STORY}</description></item>"
    listed = {"id": 1, "url": "http://a.example/1", "content_text": STORY, "date_published": "2025-03-07"}
    seeds = (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{item}{item}</channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><id>1</id><title>T</title>"
        f"<link href='http://a.example/1'/><updated>2025-03-07T08:30:00Z</updated>"
        f"<content>{STORY}</content></entry></feed>",
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [listed]}),
    )
    feed = parse_feed(mutated(rng.choice(seeds).encode(), rng), url="http://f.example/feed")
    for entry in feed.entries:
        assert entry.url is None or canonical_url(entry.url)
        json.dumps([value for value in vars(entry).values() if value], ensure_ascii=False).encode()


def sitemaps(rng: random.Random, _: Path) -> None:
    """Lists of pages and of sitemaps, plain and packed."""
    news = "<n:news xmlns:n='n'><n:title>T</n:title></n:news>"
    entry = f"<url><loc>http://a.example/1</loc><lastmod>2025-03-07</lastmod>{news}</url>"
    index = "<sitemapindex><sitemap><loc>http://a.example/s</loc></sitemap></sitemapindex>"
    seeds = (f"<urlset>{entry * 3}</urlset>", index, "http://a.example/1\nhttp://a.example/2\n")
    content = rng.choice(seeds).encode()
    content = gzip.compress(mutated(content, rng)) if rng.random() < 0.3 else mutated(content, rng)
    found = parse_sitemap(mutated(content, rng) if content[:2] == b"\x1f\x8b" else content, url="http://a.example/")
    for page in (*found.pages, *found.sitemaps):
        assert canonical_url(page.url)
        json.dumps(list(vars(page).values()), ensure_ascii=False).encode()


def archives(rng: random.Random, folder: Path) -> None:
    """WARC files, packed JSON lines and zip archives."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{STORY}</p>".encode()
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\nWARC-Date: 2025-03-07T00:00:00Z\r\n"
    )
    warc += b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n"
    line = json.dumps({"title": "T", "text": STORY}).encode() + b"\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", STORY)
        archive.writestr("c.jsonl", line)
    inner = (mutated(warc, rng), mutated(line, rng))
    seeds = {
        "a.warc": warc * 2, "b.warc.gz": gzip.compress(warc) * 2, "c.warc.gz": gzip.compress(inner[0]),
        "d.jsonl.gz": gzip.compress(line * 3), "e.jsonl.gz": gzip.compress(inner[1]), "f.zip": out.getvalue(),
    }  # fmt: skip
    name = rng.choice(sorted(seeds))
    whole = rng.random() < 0.5 and name[0] in "ce"
    (folder / name).write_bytes(seeds[name] if whole else mutated(seeds[name], rng))
    check(list(read_paths([folder], max_bytes=_LARGEST)), name)


@pytest.mark.parametrize("first", range(0, ROUNDS, _A_TEST))
@pytest.mark.parametrize("kind", [metadata, feeds, sitemaps, archives], ids=lambda kind: kind.__name__)
def test_mutated_inputs(kind: Callable[[random.Random, Path], None], first: int, tmp_path: Path) -> None:
    for number in range(first, min(first + _A_TEST, ROUNDS)):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            kind(random.Random(f"{kind.__name__} {number}"), folder)
        except Exception as error:
            raise AssertionError(f"{kind.__name__}, round {number}: {type(error).__name__}: {error}") from error
