"""A web server on this machine that plays outlets, good and bad."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.sources.fetch import Fetcher
from ingest.sources.outcomes import FetchLimits

#: What a page is: a function that answers one request.
Play = Callable[["Request"], None]


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
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.pages: dict[str, bytes | Play] = {}
        self.seen: list[tuple[float, str, dict[str, str]]] = []
        self.closing = threading.Event()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    @property
    def hits(self) -> Counter[str]:
        return Counter(path for _, path, _ in self.seen)

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what these tests are about."""


@pytest.fixture
def web() -> Iterator[OutletServer]:
    server = OutletServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def limits() -> FetchLimits:
    """As patient as a test may be."""
    return FetchLimits(
        timeout_seconds=0.5,
        total_seconds=1.0,
        max_bytes=200_000,
        backoff_seconds=0.02,
        max_retry_after_seconds=2.0,
        delay_seconds=0.0,
    )


@pytest.fixture
def fetcher(limits: FetchLimits) -> Iterator[Fetcher]:
    """A fetcher that may reach this machine."""
    with Fetcher(limits, allow_private=True) as client:
        yield client
