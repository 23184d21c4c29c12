"""What a site's robots.txt lets us fetch, by RFC 9309."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from ingest.sources.limits import FetchFailure

#: The name that a robots.txt can address us by.
TOKEN = "warledger"  # noqa: S105 - a public name
#: RFC 9309 asks to read at least 500 KiB; a larger file is refused whole.
MAX_BYTES = 512 * 1024
#: How long rules, and how long a failure to read them, are remembered (seconds).
KEEP_SECONDS, KEEP_FAILURE_SECONDS = 3600.0, 600.0
#: Failures that are the whole host's, not its robots.txt's.
_OF_THE_HOST = ("private_address", "dns", "connect", "tls", "bad_url", "rate_limited")
#: A longer Crawl-delay counts as this (seconds).
MAX_CRAWL_DELAY = 60.0


@dataclass(frozen=True)
class Rules:
    """The rules of one origin; `parsed` is None where everything is allowed."""

    parsed: Protego | None = None

    def allows(self, url: str) -> bool:
        """Whether robots.txt lets this address be fetched."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, TOKEN))

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that robots.txt asks for, at most MAX_CRAWL_DELAY."""
        delay = self.parsed.crawl_delay(TOKEN) if self.parsed else None
        return min(float(delay or 0.0), MAX_CRAWL_DELAY)


class Robots:
    """Rules by origin, read once an hour. `read` gives HTTP status and body of an address, or raises FetchFailure."""

    def __init__(self, read: Callable[[str], tuple[int, bytes]]) -> None:
        self._read = read
        self._known: dict[str, tuple[float, Rules | FetchFailure]] = {}
        self._lock = threading.Lock()
        #: One for each origin, so that threads that meet at a new host read its file once.
        self._reading: dict[str, threading.Lock] = {}

    def rules(self, origin: str) -> Rules:
        """The rules of this origin; without a robots.txt (any 4xx) everything is allowed.

        Raises FetchFailure when the file cannot be had (server errors, time-outs): RFC 9309 then forbids everything.
        """
        with self._lock:
            reading = self._reading.setdefault(origin, threading.Lock())
        with reading:
            until, found = self._known.get(origin, (0.0, Rules()))
            if time.monotonic() >= until:
                found = self._load(origin)
                keep = KEEP_FAILURE_SECONDS if isinstance(found, FetchFailure) else KEEP_SECONDS
                self._known[origin] = (time.monotonic() + keep, found)
        if isinstance(found, FetchFailure):
            raise FetchFailure(found.code, found.reason, blocked=found.blocked, retry_after=found.retry_after)
        return found

    def _load(self, origin: str) -> Rules | FetchFailure:
        try:
            status, body = self._read(f"{origin}/robots.txt")
        except FetchFailure as failure:
            if failure.code in _OF_THE_HOST:
                return failure
            return FetchFailure("robots_unreachable", f"its robots.txt cannot be read: {failure.reason}")
        if status != 200:
            return Rules()
        return Rules(Protego.parse(body.decode("utf-8", "replace").removeprefix("\ufeff")))
