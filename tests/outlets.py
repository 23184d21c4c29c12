"""A newsstand on this machine: outlets good and bad, each a web server of its own, for tests of fetching and of DAGs.

    with Newsstand() as stand:
        stand.write_sources(tmp_path / "sources.yml")
        ...                                   # run `warledger ingest`, or the DAG, with WARLEDGER_SOURCES
        assert outcomes == stand.expected(1)  # and stand.expected(2) after a second run

Every outlet has an address of 127.0.0.0/24 to itself, so that what one asks for (a pause, a limit) is its own.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

#: What a page is: bytes, or a function that answers one request.
Play = Callable[["Request"], None]
#: source_name, role, path, status, reason_code of one fetch.
Row = tuple[str, str, str, str, str | None]


class Request(BaseHTTPRequestHandler):
    """One request; pages answer it by `answer`, or write to `wfile` themselves."""

    protocol_version = "HTTP/1.1"
    server: OutletServer

    def do_GET(self) -> None:
        self.server.seen.append((time.monotonic(), self.path, dict(self.headers)))
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self.answer(404, b"not here")
        elif isinstance(page, bytes):
            self.answer(200, page, {"Content-Type": "text/html; charset=utf-8"})
        else:
            page(self)

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def endless(self, piece: bytes, seconds: float) -> None:
        """Send the same piece again and again until the client goes or the test ends."""
        self.close_connection = True
        try:
            while not self.server.closing.wait(seconds):
                self.wfile.write(piece)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


class OutletServer(ThreadingHTTPServer):
    """One outlet: `pages` by path, and what was asked for in `seen` (time, path with query, headers)."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Request)
        self.pages: dict[str, bytes | Play] = {}
        self.seen: list[tuple[float, str, dict[str, str]]] = []
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.server_address[0]}:{self.server_port}{path}"

    @property
    def hits(self) -> Counter[str]:
        return Counter(path for _, path, _ in self.seen)

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what these tests are about."""

    def __enter__(self) -> OutletServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join()


_WORDS = """
harbour bridge sirens windows rescuers quarter depot morning report officials wreckage fire district hospital street
power station crews debris shelter train market river village residents volunteers ambulance engineers repair grid
column smoke crater roof pipeline
""".split()  # noqa: SIM905 - a list of one word a line would be a page long


def story(place: str, killed: int, seed: int) -> list[str]:
    """Paragraphs of a report that holds one strike and resembles no other seed's."""
    draw = random.Random(seed)
    lead = (
        f"A Russian drone hit a warehouse in the city of {place} at night, the regional governor said on Saturday. "
        f"{killed} people were killed and {killed + 5} were wounded."
    )
    return [lead, *(" ".join(draw.choice(_WORDS) for _ in range(50)).capitalize() + "." for _ in range(3))]


def page(title: str, paragraphs: list[str], head: str = "", published: str = "2026-08-29T06:00:00+00:00") -> bytes:
    """A page of an outlet as it stands on the web: head, navigation, story, footer."""
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title>"
        f"<meta property='article:published_time' content='{published}'>{head}</head>"
        f"<body><nav><a href='/'>Home</a><a href='/war'>War</a></nav><article><h1>{html.escape(title)}</h1>{text}"
        f"</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def rss(*links: str, published: str = "Sat, 29 Aug 2026 06:00:00 +0000") -> bytes:
    items = "".join(
        f"<item><title>Night {number}</title><link>{html.escape(link)}</link><pubDate>{published}</pubDate></item>"
        for number, link in enumerate(links)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>O</title>{items}</channel></rss>".encode()


def tagged(body: bytes, etag: str, media_type: str = "text/html; charset=utf-8") -> Play:
    """A page with a validator: 304 to whoever has it already."""

    def answer(request: Request) -> None:
        if request.headers["If-None-Match"] == etag:
            request.answer(304, headers={"ETag": etag})
        else:
            request.answer(200, body, {"ETag": etag, "Content-Type": media_type})

    return answer


class Newsstand:
    """The outlets, running. `servers` by name; `expected` says what a run of all sources must end with."""

    def __init__(self) -> None:
        makers = [name for name in dir(self) if name.startswith("_play_")]
        self.servers = {
            name.removeprefix("_play_"): OutletServer(f"127.0.0.{number}")
            for number, name in enumerate(makers, start=11)
        }
        self.blocks: list[dict[str, object]] = []
        self._first: list[Row] = []
        self._second: list[Row] = []
        for name in makers:
            getattr(self, name)(self.servers[name.removeprefix("_play_")])

    def __enter__(self) -> Newsstand:
        for server in self.servers.values():
            server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers.values():
            server.__exit__()

    def write_sources(self, path: Path) -> Path:
        """The sources file of all outlets, every one enabled."""
        defaults = {"licence": "Written for this test.", "enabled": True, "delay_seconds": 0, "timeout_seconds": 0.5}
        defaults |= {"total_seconds": 1.5, "max_bytes": 200_000, "allow_private": ["127.0.0.0/24"]}
        path.write_text(yaml.safe_dump({"defaults": defaults, "sources": self.blocks}), encoding="utf-8")
        return path

    def expected(self, run: int) -> list[Row]:
        """What the fetches of the first or the second run of all sources end with, sorted."""
        return sorted(self._first if run == 1 else self._second)

    def path(self, source_name: str, url: str) -> str:
        """The path of an address, to compare with `expected` (ports differ from test to test)."""
        return url.removeprefix(self.servers[source_name].url(""))

    def had(self, run: int = 1) -> set[tuple[str, str]]:
        """Outlet and path of all pages that came in a run; none of them may be asked for in the next."""
        return {(row[0], row[2]) for row in self.expected(run) if row[1] == "page" and row[3] == "new"}

    def _source(self, name: str, kind: str, path: str, **fields: object) -> None:
        block = {"name": name, "kind": kind, "url": self.servers[name].url(path), "publisher": name.title()}
        self.blocks.append(block | fields)

    def _rows(self, name: str, role: str, path: str, first: str, second: str | None) -> None:
        """What is expected of one address in two runs: `status` or `status reason_code`; None: not asked for."""
        for rows, text in ((self._first, first), (self._second, second)):
            if text is not None:
                status, _, reason = text.partition(" ")
                rows.append((name, role, path, status, reason or None))

    def _page(self, name: str, path: str, first: str = "new", second: str | None = None) -> None:
        self._rows(name, "page", path, first, second)

    def _feed(self, name: str, *paths: str, path: str = "/rss", second: str = "known same_content") -> None:
        server = self.servers[name]
        server.pages[path] = rss(*(server.url(item) for item in paths))
        self._source(name, "feed", path)
        self._rows(name, "listing", path, "new", second)

    # --- the good ones

    def _play_courier(self, server: OutletServer) -> None:
        """RSS and pages with validators, tracking parameters, one entry twice, one page that is gone."""
        links = [server.url(path) for path in ("/odesa?utm_source=rss", "/odesa#again", "/sumy", "/gone")]
        server.pages["/rss"] = tagged(rss(*links), '"1"', "application/rss+xml")
        server.pages["/odesa"] = tagged(page("Odesa", story("Odesa", 3, 1)), '"a"')
        server.pages["/sumy"] = tagged(page("Sumy", story("Sumy", 1, 2)), '"b"')
        self._source("courier", "feed", "/rss")
        self._rows("courier", "listing", "/rss", "new", "known not_modified")
        self._page("courier", "/odesa?utm_source=rss")
        self._page("courier", "/sumy")
        self._page("courier", "/gone", "failed http_status", "failed http_status")

    def _play_ledger(self, server: OutletServer) -> None:
        """A feed that is no well-formed XML: a bare ampersand, a tag that is never closed, no end."""
        self._feed("ledger", "/one", "/two")
        whole = server.pages["/rss"]
        assert isinstance(whole, bytes)
        server.pages["/rss"] = whole.replace(b"<title>O</title>", b"<title>O & P<br></title>").replace(b"</rss>", b"")
        server.pages["/one"] = page("One", story("Kharkiv", 2, 3))
        server.pages["/two"] = page("Two", story("Dnipro", 4, 4))
        self._page("ledger", "/one")
        self._page("ledger", "/two")

    def _play_lantern(self, server: OutletServer) -> None:
        """Atom; one of its articles is corrected by `correct`."""
        self._publish_lantern(server, corrected=False)
        server.pages["/morning"] = page("Morning", story("Poltava", 1, 6))
        self._source("lantern", "feed", "/atom")
        self._rows("lantern", "listing", "/atom", "new", "known not_modified")
        self._page("lantern", "/night")
        self._page("lantern", "/morning")

    def _publish_lantern(self, server: OutletServer, *, corrected: bool) -> None:
        stamps = {"/night": "2026-08-29T12:00:00Z" if corrected else "2026-08-29T06:00:00Z"}
        entries = "".join(
            f"<entry><title>{path}</title><id>{path}</id><link href='{server.url(path)}'/>"
            f"<published>2026-08-29T05:00:00Z</published>"
            f"<updated>{stamps.get(path, '2026-08-29T07:00:00Z')}</updated></entry>"
            for path in ("/night", "/morning")
        )
        atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>L</title>{entries}</feed>".encode()
        server.pages["/atom"] = tagged(atom, '"2"' if corrected else '"1"', "application/atom+xml")
        paragraphs = story("Chernihiv", 4 if corrected else 2, 5) + (["Corrected at noon."] if corrected else [])
        server.pages["/night"] = page("Night", paragraphs)

    def correct(self) -> str:
        """The lantern corrects its report of the night: 4 killed, not 2. Returns the report's address."""
        self._publish_lantern(self.servers["lantern"], corrected=True)
        return self.servers["lantern"].url("/night")

    def _play_tribune(self, server: OutletServer) -> None:
        """JSON Feed with the whole texts, so that no page is fetched."""
        items = [
            {
                "id": str(number),
                "url": server.url(f"/{place}"),
                "title": place,
                "date_published": "2026-08-29T06:00:00Z",
                "content_html": "".join(f"<p>{paragraph}</p>" for paragraph in story(place, number, 10 + number)),
            }
            for number, place in enumerate(("Kherson", "Mykolaiv"), start=1)
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
        server.pages["/feed.json"] = json.dumps(feed).encode()
        self._source("tribune", "feed", "/feed.json", content="entry")
        self._rows("tribune", "listing", "/feed.json", "new", "known same_content")

    def _play_sextant(self, server: OutletServer) -> None:
        """A sitemap index that leads to a gzipped news sitemap."""
        pages = "".join(
            f"<url><loc>{server.url(path)}</loc><lastmod>2026-08-29</lastmod></url>" for path in ("/harbour", "/bridge")
        )
        sitemap = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{pages}</urlset>".encode()
        server.pages["/news.xml.gz"] = gzip.compress(sitemap, mtime=0)
        place = f"<sitemap><loc>{server.url('/news.xml.gz')}</loc></sitemap>"
        server.pages["/sitemap.xml"] = f"<sitemapindex>{place}</sitemapindex>".encode()
        server.pages["/harbour"] = page("Harbour", story("Izmail", 5, 20))
        server.pages["/bridge"] = page("Bridge", story("Kryvyi Rih", 6, 21))
        self._source("sextant", "sitemap", "/sitemap.xml")
        self._rows("sextant", "listing", "/sitemap.xml", "new", "known same_content")
        self._rows("sextant", "listing", "/news.xml.gz", "new", None)
        self._page("sextant", "/harbour")
        self._page("sextant", "/bridge")

    def _play_wire(self, server: OutletServer) -> None:
        """An agency, whose report the portal prints."""
        self._feed("wire", "/report")
        server.pages["/report"] = page("Report", story("Zaporizhzhia", 7, 30))
        self._page("wire", "/report")

    def _play_portal(self, server: OutletServer) -> None:
        """The agency's report a day later under its own headline, and a report of its own with an AMP twin."""
        paths = ("/copy", "/story/night-123456", "/story/night-123456/amp")
        self._feed("portal", *paths)
        server.pages["/rss"] = rss(*(server.url(path) for path in paths), published="Sun, 30 Aug 2026 06:00:00 +0000")
        printed = [*story("Zaporizhzhia", 7, 30), "Follow our channel for more."]
        server.pages["/copy"] = page("What is known", printed)
        own = story("Nikopol", 2, 31)
        server.pages["/story/night-123456"] = page("Night", own)
        link = f"<link rel='canonical' href='{server.url('/story/night-123456')}'>"
        server.pages["/story/night-123456/amp"] = page("Night", own[:3], head=link)
        for path in paths:
            self._page("portal", path)

    def _play_charsets(self, server: OutletServer) -> None:
        """Cyrillic in Windows-1251 that says it is UTF-8, feed and page."""
        text = "Російські дрони вночі влучили у склад у місті Одеса, повідомив голова області у суботу. " * 4
        body = page("Ніч", [text]).decode().encode("cp1251")
        feed = rss(server.url("/cyrillic")).decode().replace("<title>O</title>", "<title>Вісті з міста</title>")
        headers = {"Content-Type": "text/html; charset=utf-8"}
        server.pages["/rss"] = lambda request: request.answer(200, feed.encode("cp1251"), headers)
        server.pages["/cyrillic"] = lambda request: request.answer(200, body, headers)
        self._source("charsets", "feed", "/rss")
        self._rows("charsets", "listing", "/rss", "new", "known same_content")
        self._page("charsets", "/cyrillic")

    # --- those with wishes

    def _play_busy(self, server: OutletServer) -> None:
        """Asks for a second's pause, then for an hour's, which the next run keeps too."""
        self._feed("busy", "/soon", "/later")
        asked = Counter[str]()

        def soon(request: Request) -> None:
            asked["/soon"] += 1
            first = asked["/soon"] == 1
            answer = (429, b"", {"Retry-After": "1"}) if first else (200, page("Soon", story("Lviv", 1, 40)), {})
            request.answer(*answer)

        server.pages["/soon"] = soon
        server.pages["/later"] = lambda request: request.answer(429, b"", {"Retry-After": "3600"})
        self._page("busy", "/soon")
        self._page("busy", "/later", "failed rate_limited", None)

    def _play_members(self, server: OutletServer) -> None:
        """A robots.txt that keeps us out of one folder."""
        self._feed("members", "/open", "/members/story")
        server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /members/\n"
        server.pages["/open"] = page("Open", story("Rivne", 1, 50))
        server.pages["/members/story"] = page("Closed", story("Lutsk", 1, 51))
        self._page("members", "/open")
        self._page("members", "/members/story", "blocked robots", "blocked robots")

    # --- the bad ones

    def _play_broken(self, server: OutletServer) -> None:
        server.pages["/rss"] = lambda request: request.answer(500, b"out of order")
        self._source("broken", "feed", "/rss")
        self._rows("broken", "listing", "/rss", "failed http_status", "failed http_status")

    def _play_slow(self, server: OutletServer) -> None:
        server.pages["/rss"] = lambda request: request.server.closing.wait(30) and None
        self._source("slow", "feed", "/rss")
        self._rows("slow", "listing", "/rss", "failed timeout", "failed timeout")

    def _play_heavy(self, server: OutletServer) -> None:
        """Pages without an end: as fast as they come, a byte at a time, and a gigabyte in a few kilobytes."""
        self._feed("heavy", "/endless", "/trickle", "/bomb")

        def begin(request: Request) -> None:
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()

        def endless(request: Request) -> None:
            begin(request)
            request.endless(b"x" * 8192, 0)

        def trickle(request: Request) -> None:
            begin(request)
            request.endless(b"x", 0.1)

        bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
        headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
        server.pages["/endless"], server.pages["/trickle"] = endless, trickle
        server.pages["/bomb"] = lambda request: request.answer(200, bomb, headers)
        for path, ends in (
            ("/endless", "blocked too_large"),
            ("/trickle", "failed timeout"),
            ("/bomb", "blocked too_large"),
        ):
            self._page("heavy", path, ends, ends)

    def _play_inside(self, server: OutletServer) -> None:
        """Redirects into other networks, to files, and in a circle."""
        targets = {
            "/to-metadata": "http://169.254.169.254/latest/meta-data/",
            "/to-lan": "http://10.0.0.1/admin",
            "/to-loopback": "http://127.9.9.9/",
            "/to-file": "file:///etc/passwd",
            "/round": "/round",
        }
        self._feed("inside", *targets)
        for path, target in targets.items():
            server.pages[path] = lambda request, target=target: request.answer(302, b"", {"Location": target})  # type: ignore[misc]
        for path, reason in zip(targets, ("private_address",) * 3 + ("bad_url", "redirects"), strict=True):
            self._page("inside", path, f"blocked {reason}", f"blocked {reason}")

    def _play_locked(self, server: OutletServer) -> None:
        """A robots.txt that cannot be read forbids everything."""
        server.pages["/robots.txt"] = lambda request: request.answer(500)
        server.pages["/rss"] = rss()
        self._source("locked", "feed", "/rss")
        self._rows("locked", "listing", "/rss", "failed robots_unreachable", "failed robots_unreachable")

    def _play_gone(self, server: OutletServer) -> None:
        self._source("gone", "feed", "/rss")
        self._rows("gone", "listing", "/rss", "failed http_status", "failed http_status")

    def _play_strict(self, server: OutletServer) -> None:
        """An address of this machine, which its source does not allow."""
        server.pages["/page"] = page("Page", story("Lviv", 1, 60))
        self._source("strict", "page", "/page", allow_private=False)
        self._page("strict", "/page", "blocked private_address", "blocked private_address")

    def _play_moved(self, server: OutletServer) -> None:
        """A page where the feed was."""
        server.pages["/rss"] = page("We have moved", ["Our feed lives elsewhere now."])
        self._source("moved", "feed", "/rss")
        self._rows("moved", "listing", "/rss", "new", "known same_content")
