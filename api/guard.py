"""What a request may be: read-only, of bounded length, and not too many of them from one address."""

from __future__ import annotations

import json
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of path and query together; every filter with all its codes is shorter.
_MOST_BYTES = 8_000
_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-site"),
]


class Guard:
    """Refuses what no reader needs before anything is asked of the warehouse, and answers HEAD as GET without body."""

    def __init__(self, app: ASGIApp, requests_per_minute: int) -> None:
        self._app = app
        self._limit = RateLimitItemPerMinute(requests_per_minute) if requests_per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused:
            await _refuse(send, *refused)
            return
        without_body = scope["method"] == "HEAD"
        if without_body:
            scope = {**scope, "method": "GET"}

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                # An answer that is meant for other sites says so itself.
                own = {name for name, _ in message["headers"]}
                fixed = [header for header in _HEADERS if header[0] not in own]
                message = {**message, "headers": [*message["headers"], *fixed]}
            elif without_body:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        """Status, sentence and headers of a refusal; None for what may pass."""
        if scope["method"] not in _METHODS:
            return 405, "this service only reads: GET", [(b"allow", b"GET, HEAD")]
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _MOST_BYTES:
            return 414, f"an address may have {_MOST_BYTES:,} bytes", []
        if self._limit is None:
            return None
        client = (scope.get("client") or ("unknown",))[0]
        if self._limiter.hit(self._limit, client):
            return None
        wait = max(1, math.ceil(self._limiter.get_window_stats(self._limit, client).reset_time - time.time()))
        return (
            429,
            f"{self._limit.amount} requests a minute are answered; wait {wait} s",
            [(b"retry-after", str(wait).encode())],
        )


async def _refuse(send: Send, status: int, message: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = json.dumps({"detail": message}).encode()
    fixed = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers, *_HEADERS]})
    await send({"type": "http.response.body", "body": body})
