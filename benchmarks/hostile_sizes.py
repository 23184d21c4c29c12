"""Time against size for inputs that made a parser or a rule slow: the exponent of each, from 1 kB to 1 MB.

    .venv/bin/python benchmarks/hostile_sizes.py [KIND...]

An input that takes twice the time at twice the size has exponent 1. Processor time counts, so that other work on the
machine does not. The exponent is that of the last two sizes that took more than 20 ms; a kind that is refused says why.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ingest.core.documents import Document
from ingest.pipeline.readers import read_one
from ingest.sources.feeds import parse_feed
from ingest.sources.sitemaps import parse_sitemap
from ingest.sources.telegram import read_preview

SIZES = tuple(1_000 * 4**n for n in range(6))
#: A kind is not measured at larger sizes once it took so long (seconds).
ENOUGH_SECONDS = 10.0
_STORY = "A Russian drone hit a house in Sumy on Friday and killed two people, the regional governor said. "


@cache
def _running_text() -> str:
    samples = Path(__file__).parent.parent / "ingest" / "samples"
    return "\n\n".join(path.read_text() for path in sorted(samples.glob("*.txt"))[:6])[:8_000]


def _filled(piece: str, size: int) -> str:
    return piece * (size // len(piece) + 1)


def _text(piece: str) -> Callable[[int], str]:
    def read(size: int) -> str:
        # Behind running text: a text that is nothing but the piece is refused before a rule sees it.
        text = f"{_running_text()}\n\n{_STORY}{_filled(piece, size)[:size]}"
        return _outcome(read_one(Document("a.txt", text.encode(), media_type="text/plain")))

    return read


def _page(head: str, piece: str, tail: str) -> Callable[[int], str]:
    def read(size: int) -> str:
        text = f"<h1>Night</h1>{head}{_filled(piece, size)}{tail}<p>{_STORY}</p>"
        page = f"<html><body><article>{text}</article></body></html>"
        return _outcome(read_one(Document("a.html", page.encode(), media_type="text/html")))

    return read


def _numbered(template: str) -> Callable[[int], str]:
    """Pieces that differ, so that a parser keeps each."""

    def fill(size: int) -> str:
        return "".join(template % n for n in range(size // len(template % 10_000) + 1))

    return fill


def _flooded_page(size: int) -> str:
    page = f"<html><body><article><p {_numbered(' a%d=b')(size)}>{_STORY}</p></article></body></html>"
    return _outcome(read_one(Document("a.html", page.encode(), media_type="text/html")))


def _outcome(result: object) -> str:
    rejections = getattr(result, "rejections", [])
    return "; ".join(f"{item.reason_code}: {item.reason[:60]}" for item in rejections[:1]) or "read"


def _feed(item: Callable[[int], str]) -> Callable[[int], str]:
    def read(size: int) -> str:
        text = f"<item><link>http://a.example/1</link>{item(size)}</item>"
        text = f"<rss version='2.0'><channel><title>F</title>{text}</channel></rss>"
        feed = parse_feed(text.encode(), url="http://a.example/feed")
        return f"{len(feed.entries)} entries{'; ' + feed.problem[:60] if feed.problem else ''}"

    return read


def _sitemap(text: Callable[[int], str]) -> Callable[[int], str]:
    def read(size: int) -> str:
        found = parse_sitemap(f"<urlset>{text(size)}</urlset>".encode(), url="http://a.example/")
        return f"{len(found.pages)} pages{'; ' + found.problem[:60] if found.problem else ''}"

    return read


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    def fill(size: int) -> str:
        number = size // (len(opening) + len(closing)) + 1
        return opening * number + closing * number

    return fill


def _mail(size: int) -> str:
    headers = "From: a@b.example\r\nSubject: " + _filled("=?utf-8?q?a?= ", size)
    content = f"{headers}\r\n\r\n{_STORY * 3}".encode()
    return _outcome(read_one(Document("a.eml", content, media_type="message/rfc822")))


def _preview(size: int) -> str:
    channel, posts, _ = read_preview(_filled("<div class='tgme_widget_message'>", size))
    return f"{len(posts)} posts of {str(channel.name)[:10]}"


KINDS: dict[str, Callable[[int], str]] = {
    "text: digits": _text("1234567890"),
    "text: digits and blanks": _text("12 345 "),
    "text: ' U.S.'": _text(" U.S."),
    "text: capitals": _text("KYIV AND "),
    "text: capitals, dots": _text("A.B.C. "),
    "text: one word": _text("a"),
    "text: brackets": _text("(["),
    "text: quotation marks": _text('"a '),
    "text: hyphens": _text("a-b-"),
    "text: commas": _text("Kyiv, Odesa, "),
    "text: blanks": _text(" \u00a0"),
    "text: numbers with units": _text("5 million dollars and "),
    "text: drones": _text("23 of 24 drones were shot down, "),
    "text: sentences": _text(_STORY),
    "page: attributes": _flooded_page,
    "page: nested blocks": _page("", "<div>", ""),
    "page: open angles": _page("<p>", "<", "</p>"),
    "page: links": _page("", "<a href=x>a b</a>", ""),
    "page: entities": _page("<p>", "&amp;amp;", "</p>"),
    "feed: author": _feed(lambda size: f"<author>{_filled('a.', size)}@</author>"),
    "feed: author without end": _feed(lambda size: f"<author>{_filled('a@', size)}</author>"),
    "feed: attributes": _feed(lambda size: "<title" + "".join(f" a{n}='b'" for n in range(size // 10)) + ">t</title>"),
    "feed: namespaces": _feed(lambda size: "".join(f"<x{n}:y xmlns:x{n}='z'/>" for n in range(size // 24))),
    "feed: nested": _feed(_nested("<a>", "</a>")),
    "feed: description": _feed(lambda size: f"<description>{_filled('&lt;a &lt;b ', size)}</description>"),
    "feed: open tags": _feed(lambda size: f"<description><![CDATA[{_filled('<a ', size)}]]></description>"),
    "feed: entities": _feed(lambda size: f"<title>{_filled('&#38;amp;', size)}</title>"),
    "feed: many links": _feed(_numbered("<link>http://a.example/%d</link>")),
    "feed: empty items": _feed(lambda size: _filled("<item ", size)),
    "sitemap: nested": _sitemap(_nested("<url>", "</url>")),
    "sitemap: nested with text": _sitemap(_nested("<url><loc>a</loc>", "</url>")),
    "sitemap: images": _sitemap(lambda size: f"<url><image>{_nested('<image>', '</image>')(size)}</image></url>"),
    "mail: subject": _mail,
    "channel: messages": _preview,
}


def measure(name: str) -> None:
    """Print the times of one kind and its exponent."""
    points: list[tuple[int, float]] = []
    outcome = ""
    for size in SIZES:
        start = time.process_time()
        outcome = KINDS[name](size)
        points.append((size, time.process_time() - start))
        if points[-1][1] > ENOUGH_SECONDS:
            break
    slow = [(size, seconds) for size, seconds in points if seconds > 0.02]
    exponent = "-"
    if len(slow) > 1:
        (size, seconds), (larger, longer) = slow[-2:]
        exponent = f"{math.log(longer / seconds) / math.log(larger / size):.2f}"
    times = " ".join(f"{size // 1000}k {seconds:.2f}" for size, seconds in points)
    print(f"{name:28} exponent {exponent:>5}  {times}  {outcome}", flush=True)


if __name__ == "__main__":
    read_one(Document("a.txt", _STORY.encode()))
    for chosen in sys.argv[1:] or KINDS:
        measure(chosen)
