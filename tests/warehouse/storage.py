"""A server of S3 (moto), and a proxy before it that can fail: for the tests of landing zones on object storage."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from ingest.settings import Settings

#: Hop by hop, or set anew by either side.
_OWN_HEADERS = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "date", "server"}


class Faults:
    """What the proxy does with a request: `answer` gets method and path; a number is answered in place of the server.

    `after`: the request reaches the server first, and its answer is lost. `slow`: seconds before each answer.
    """

    def __init__(self) -> None:
        self.answer: Callable[[str, str], int | None] = lambda method, path: None
        self.after = False
        self.slow = 0.0
        self.n_failed = 0


def another_machine(settings: Settings, name: str) -> Settings:
    """The same landing zone as a machine with empty disks sees it."""
    return replace(settings, data_dir=settings.data_dir.parent / name)


@contextmanager
def failing_proxy(endpoint: str) -> Iterator[tuple[str, Faults]]:
    """(address, what it is to do wrong) of a proxy before `endpoint`."""
    faults = Faults()
    client = httpx.Client(base_url=endpoint, timeout=60)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(faults.slow)
            code = faults.answer(self.command, self.path)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN_HEADERS}
            answer = None
            if code is None or faults.after:
                answer = client.request(self.command, self.path, content=body, headers=headers)
            if code is not None or answer is None:
                faults.n_failed += 1
                self.send_response(code or 500)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in _OWN_HEADERS:
                    self.send_header(name, value)
            length = answer.headers["content-length"] if self.command == "HEAD" else str(len(answer.content))
            self.send_header("Content-Length", length)
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do  # noqa: N815 names of the library

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", faults
    finally:
        server.shutdown()
        server.server_close()
        client.close()
