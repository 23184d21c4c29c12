"""The dashboard as a web application: app.py's pages for allowed hosts and frames. Run by `streamlit run`.

A page of another site that is open in the same browser can reach this machine's ports. A foreign Host header (a name
that its owner lets point here) or Origin ends the websocket, through which all data goes. No other site may frame a
page and steer clicks, unless the address asks for the embedded form (`?embed=true`).

Streamlit's own scripts and styles are sent compressed, each compressed once; its page carries this project's name.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.starlette import App

from ingest.settings import Settings, allowed_hosts


class FramesRefused:
    """Adds `frame-ancestors 'self'` to every response but those of the embedded form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http" or QueryParams(scope.get("query_string", b"")).get("embed") == "true":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Content-Security-Policy", "frame-ancestors 'self'")
            await send(message)

        await self._app(scope, receive, send_guarded)


#: What is worth compressing: fonts and pictures are compressed already.
_TEXT = ("application/javascript", "text/javascript", "text/css", "application/json", "image/svg+xml")
_TITLE = "<title>Streamlit</title>"
_NAMED = (
    "<title>Warledger</title>"
    '<meta name="description" content="News about the war as facts that can be counted: each number leads to the'
    ' sentences that it rests on."/><meta property="og:site_name" content="Warledger"/>'
    '<meta property="og:title" content="Warledger"/><meta property="og:type" content="website"/>'
    '<meta property="og:description" content="News about the war as facts that can be counted and checked."/>'
)


class Compressed:
    """Sends what lies below `/static/` compressed, and the page itself under this project's name.

    Streamlit leaves its scripts as they are, since it would compress them again for each visitor; they never change
    while a server runs, so that each is compressed once here (5 MB become 1.4).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_static = scope["path"].startswith("/static/") and "range" not in headers
        path = scope["path"] if is_static else ""
        await self._app(scope, receive, _Answer(send, lambda start, body: self._changed(path, headers, start, body)))

    def _changed(self, path: str, asked: Headers, start: Message, body: bytes) -> bytes:
        headers = MutableHeaders(scope=start)
        kind = headers.get("content-type", "").split(";")[0]
        if kind == "text/html":
            body = body.replace(_TITLE.encode(), _NAMED.encode(), 1)
        if path and kind in _TEXT and start["status"] == 200 and "gzip" in asked.get("accept-encoding", ""):
            if path not in self._kept:
                self._kept[path] = gzip.compress(body, 9, mtime=0)
            body = self._kept[path]
            headers["Content-Encoding"] = "gzip"
            headers.add_vary_header("Accept-Encoding")
            del headers["Accept-Ranges"]
        headers["Content-Length"] = str(len(body))
        return body


class _Answer:
    """Holds a page or a text back until it is whole and sends what `change` makes of it; the rest passes."""

    def __init__(self, send: Send, change: Callable[[Message, bytes], bytes]) -> None:
        self._send, self._change = send, change
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "").split(";")[0]
            if kind == "text/html" or kind in _TEXT:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            body = await run_in_threadpool(self._change, self._start, self._body)
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": body})
            self._start = None
            return
        await self._send(message)


settings = Settings.from_environment()
config.set_option("server.allowedHosts", allowed_hosts(settings.bind_host, settings.dashboard_hosts))
app = App("app.py", middleware=[Middleware(FramesRefused), Middleware(Compressed)])
