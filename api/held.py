"""Answers that were given already: those of one snapshot never change, and readers ask for the same ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of all answers held, and of the longest one that is.
_MOST_BYTES, _LONGEST = 64_000_000, 1_000_000
#: Headers of a request that an answer depends on.
_DEPENDS_ON = (b"host", b"accept", b"accept-encoding")
#: A client that has an answer is told so without making it again.
_CONDITIONAL = b"if-none-match"

_Key = tuple[str, str, bytes, bytes, tuple[bytes, ...]]


@dataclass(frozen=True)
class _Answer:
    start: Message
    body: bytes


class Held:
    """Gives the answer again that the same question got from the same snapshot. `snapshot` names the newest one, None
    where nothing is published."""

    def __init__(self, app: ASGIApp, snapshot: Callable[[], str | None]) -> None:
        self._app = app
        self._snapshot = snapshot
        self._answers: LRUCache[_Key, _Answer] = LRUCache(_MOST_BYTES, getsizeof=lambda held: len(held.body) + 1_000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        key = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        held = self._answers.get(key)
        if held is not None:
            await send(held.start)
            await send({"type": "http.response.body", "body": held.body})
            return
        start: Message | None = None
        parts: list[bytes] = []

        async def send_and_keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = {**message, "headers": list(message["headers"])}
            else:
                parts.append(message.get("body", b""))
                body = b"".join(parts)
                is_whole = not message.get("more_body", False)
                if start is not None and start["status"] == 200 and is_whole and len(body) <= _LONGEST:
                    self._answers[key] = _Answer(start, body)
            await send(message)

        await self._app(scope, receive, send_and_keep)

    def _key(self, scope: Scope) -> _Key | None:
        """What makes two questions the same; None for one whose answer is not held."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(("/assets", "/health")):
            return None
        headers = dict(scope["headers"])
        snapshot = self._snapshot()
        if snapshot is None or _CONDITIONAL in headers:
            return None
        stated = tuple(headers.get(name, b"") for name in _DEPENDS_ON)
        return snapshot, scope["scheme"], scope["raw_path"], scope["query_string"], stated
