"""How patient and how generous a fetch is, and how it ends when it meets a limit."""

from __future__ import annotations

from dataclasses import dataclass

#: A Retry-After counts as a day at most: one of the year 9999 is a mistake of the server, and a page that is asked for
#: once a day costs nobody anything.
LONGEST_REST_SECONDS = 86_400.0


@dataclass(frozen=True)
class FetchLimits:
    """How patient and how generous a fetch is."""

    #: Longest wait for a connection, or between two pieces of an answer, in seconds.
    timeout_seconds: float = 20.0
    #: Longest time for one exchange from its request to its last byte, in seconds.
    total_seconds: float = 60.0
    #: Largest answer, as sent and unpacked.
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    #: Tries in all; only temporary failures are tried again.
    attempts: int = 3
    #: Wait before the second try, in seconds; it doubles each time and is spread by half either way.
    backoff_seconds: float = 1.0
    #: A Retry-After beyond this ends the fetch instead of being waited for, in seconds.
    max_retry_after_seconds: float = 60.0
    #: Least time between two requests to one host, in seconds; a longer Crawl-delay of its robots.txt counts instead.
    delay_seconds: float = 5.0
    #: Requests to one host at a time.
    concurrency: int = 1


class FetchFailure(Exception):
    """Why a fetch ended without content; never leaves the fetcher."""

    def __init__(
        self,
        code: str,
        reason: str,
        *,
        blocked: bool = False,
        retry: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.blocked = blocked
        self.retry = retry
        self.retry_after = retry_after
