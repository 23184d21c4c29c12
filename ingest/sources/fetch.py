"""One web address at a time, politely and safely: every fetch gives an outcome, and a bad server never raises.

Asked for with ETag and Last-Modified when they are known; robots.txt, a rate per host and Retry-After are honoured;
time, size, redirects and unpacking are limited; only public addresses are connected to unless a source says so.
Proxies of the environment are not used: through one, nobody could tell which address is reached.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
import random
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import httpcore
import httpx

from ingest import __version__
from ingest.core.fetches import FetchOutcome, Validators
from ingest.core.urls import BadUrl, absolute_url, canonical_url, check_url, origin
from ingest.sources.addresses import BlockedAddress, CheckedBackend, NameNotFound
from ingest.sources.compression import Damaged, TooLarge, unpack
from ingest.sources.limits import LONGEST_REST_SECONDS, FetchFailure, FetchLimits
from ingest.sources.rates import HostGates, HostIsResting
from ingest.sources.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from ingest.sources.robots import Robots

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Answers that may be different in a moment.
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT = frozenset({200, 203})
_ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,"
    "application/feed+json,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.1"
)


def user_agent(contact: str = "") -> str:
    """How we name ourselves; `contact` is an address or a page where a site's operator reaches ours."""
    contact = re.sub(r"[^ -'*-~]", "?", contact.strip())
    return f"Warledger/{__version__} (archive of war reports{'; ' + contact if contact else ''})"


@dataclass
class _Trace:
    """What is known of a fetch so far, for its outcome."""

    url: str
    max_bytes: int
    bytes_received: int = 0
    attempts: int = 0
    n_redirects: int = 0
    http_status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Fetcher:
    """Fetches for one source (or several that share its limits); safe to use from several threads.

    `gates` should be shared by all fetchers of a process, so that two sources of one host do not double its load.
    Close it, or use it in a `with`.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        allow_private: bool | Sequence[str] = False,
        gates: HostGates | None = None,
        contact: str = "",
    ) -> None:
        self.limits = limits or FetchLimits()
        self._gates = gates or HostGates()
        self._backend = CheckedBackend(allow_private)
        self._robots = Robots(self._read_robots)
        self._client = httpx.Client(
            transport=_CheckedTransport(self._backend),
            headers={"User-Agent": user_agent(contact), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            timeout=self.limits.timeout_seconds,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, url: str, known: Validators | None = None) -> FetchOutcome:
        """Fetch one address. Never raises for what a server, a network or an address does."""
        started = time.monotonic()
        known = known or Validators()
        trace = _Trace(url, self.limits.max_bytes)
        outcome = FetchOutcome(url, "failed")
        try:
            content = self._with_retries(lambda: self._follow(url, known, trace))
            digest = hashlib.sha256(content).hexdigest()
            outcome = replace(outcome, status="new", content=content, content_hash=digest)
            if trace.http_status == 304:
                outcome = replace(
                    outcome, status="known", content=None, reason_code="not_modified", reason="not modified since"
                )
            elif digest == known.content_hash:
                outcome = replace(
                    outcome, status="known", content=None, reason_code="same_content", reason="the same bytes as before"
                )
        except FetchFailure as failure:
            outcome = replace(
                outcome,
                status="blocked" if failure.blocked else "failed",
                reason_code=failure.code,
                reason=failure.reason,
                retry_after_seconds=failure.retry_after,
            )
        except Exception as error:
            # A client library meets every server of the world; one that it stumbles over must not end the run.
            logger.exception("fetching %s", url)
            outcome = replace(outcome, reason_code="unexpected", reason=f"{type(error).__name__}: {str(error)[:200]}")
        return _complete(outcome, trace, known, time.monotonic() - started)

    def _with_retries(self, attempt: Callable[[], Result]) -> Result:
        for number in range(1, self.limits.attempts + 1):
            try:
                return attempt()
            except FetchFailure as failure:
                longest = self.limits.max_retry_after_seconds
                if not failure.retry or number == self.limits.attempts or (failure.retry_after or 0) > longest:
                    raise
                backoff = self.limits.backoff_seconds * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
                time.sleep(max(backoff, failure.retry_after or 0.0))
        raise AssertionError("there is at least one try")

    def _follow(self, url: str, known: Validators, trace: _Trace, robots: bool = True) -> bytes:
        """The body of an address after its redirects; each hop passes every check anew."""
        trace.url, trace.n_redirects = url, 0
        counted = False
        while True:
            try:
                site = origin(trace.url)
            except BadUrl as error:
                raise FetchFailure("bad_url", f"{trace.url[:200]}: {error}", blocked=True) from None
            delay = self.limits.delay_seconds
            if robots:
                rules = self._robots.rules(site)
                if not rules.allows(trace.url):
                    raise FetchFailure("robots", f"robots.txt of {site} forbids this address", blocked=True)
                delay = max(delay, rules.crawl_delay)
            if not counted:
                trace.attempts, counted = trace.attempts + 1, True
            content = self._turn(site, delay, known, trace)
            target = trace.headers.get("location") if trace.http_status in _REDIRECTS else None
            if target is None:
                return content
            trace.n_redirects += 1
            if trace.n_redirects > self.limits.max_redirects:
                raise FetchFailure("redirects", f"more than {self.limits.max_redirects} redirects", blocked=True)
            try:
                trace.url = absolute_url(trace.url, target)
            except BadUrl as error:
                raise FetchFailure("bad_url", f"redirects to {target[:200]!r}, which {error}", blocked=True) from None

    def _turn(self, site: str, delay: float, known: Validators, trace: _Trace) -> bytes:
        host = check_url(site).hostname or ""
        longest = self.limits.max_retry_after_seconds
        try:
            with self._gates.enter(
                host, delay_seconds=delay, concurrency=self.limits.concurrency, max_wait_seconds=longest
            ):
                return self._exchange(known, trace)
        except HostIsResting as resting:
            raise FetchFailure("rate_limited", str(resting), retry_after=resting.seconds) from None
        except FetchFailure as failure:
            if failure.retry_after:
                self._gates.rest(host, failure.retry_after)
            raise

    def _exchange(self, known: Validators, trace: _Trace) -> bytes:
        """One request and its answer, every error as a FetchFailure."""
        deadline = time.monotonic() + self.limits.total_seconds
        self._backend.set_deadline(deadline)
        trace.http_status, trace.headers = None, {}
        try:
            return self._read(known, trace)
        except BlockedAddress as error:
            raise FetchFailure("private_address", str(error), blocked=True) from None
        except TooLarge as error:
            raise FetchFailure("too_large", str(error), blocked=True) from None
        except Damaged as error:
            raise FetchFailure("bad_encoding", str(error)) from None
        except httpx.TimeoutException as error:
            if time.monotonic() >= deadline:
                reason = f"did not end within {self.limits.total_seconds:g} s"
                raise FetchFailure("timeout", reason) from None
            reason = f"{type(error).__name__} after {self.limits.timeout_seconds:g} s without an answer"
            raise FetchFailure("timeout", reason, retry=True) from None
        except httpx.ConnectError as error:
            raise FetchFailure(_connect_code(error), str(error)[:300], retry=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            raise FetchFailure("bad_response", reason, retry=isinstance(error, httpx.NetworkError)) from None
        finally:
            self._backend.set_deadline(None)

    def _read(self, known: Validators, trace: _Trace) -> bytes:
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        sent = {name: value for name, value in headers.items() if value}
        with self._client.stream("GET", trace.url, headers=sent) as response:
            trace.http_status = status = response.status_code
            trace.headers = {name.lower(): value for name, value in response.headers.items()}
            if status in _CONTENT:
                return self._body(response, trace)
            if status in _REDIRECTS and "location" in trace.headers:
                return b""
            if status == 304 and sent:
                return b""
            reason = f"the server answered {status} {response.reason_phrase}".strip()
            retry_after = _retry_after(trace.headers.get("retry-after")) if status in (429, 503) else None
            code = "rate_limited" if status == 429 else "http_status"
            raise FetchFailure(code, reason, retry=status in _TEMPORARY, retry_after=retry_after)

    def _body(self, response: httpx.Response, trace: _Trace) -> bytes:
        length = trace.headers.get("content-length", "")
        if length.isdecimal() and int(length) > trace.max_bytes:
            raise TooLarge(f"announces {int(length):,} bytes, more than {trace.max_bytes:,}")

        def counted() -> Iterator[bytes]:
            for chunk in response.iter_raw():
                trace.bytes_received += len(chunk)
                yield chunk

        encoding = trace.headers.get("content-encoding")
        return b"".join(unpack(counted(), encoding, max_bytes=trace.max_bytes))

    def _read_robots(self, url: str) -> tuple[int, bytes]:
        trace = _Trace(url, MAX_ROBOTS_BYTES)
        try:
            return 200, self._with_retries(lambda: self._follow(url, Validators(), trace, robots=False))
        except FetchFailure as failure:
            status = trace.http_status or 0
            if failure.code == "http_status" and 400 <= status < 500:
                return status, b""
            raise


class _CheckedTransport(httpx.HTTPTransport):
    """httpx over connections that the backend has judged.

    httpx has no public way to hand its pool a network backend, so the pool is replaced; a test that fetches from a
    private address would show at once if a later version stopped using it.
    """

    def __init__(self, backend: CheckedBackend) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(), network_backend=backend, max_keepalive_connections=10, keepalive_expiry=10.0
        )


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _connect_code(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, NameNotFound):
            return "dns"
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    return "connect"


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or an HTTP date), at most LONGEST_REST_SECONDS.

    None when there is none that can be read.
    """
    if not value:
        return None
    if value.strip().isdecimal():
        return min(float(value.strip()[:9]), LONGEST_REST_SECONDS)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds()), LONGEST_REST_SECONDS)


def _complete(outcome: FetchOutcome, trace: _Trace, known: Validators, seconds: float) -> FetchOutcome:
    unchanged = outcome.status == "known"
    try:
        canonical = canonical_url(trace.url)
    except BadUrl:
        canonical = None
    return replace(
        outcome,
        content_hash=known.content_hash if unchanged else outcome.content_hash,
        final_url=trace.url,
        canonical_url=canonical,
        http_status=trace.http_status,
        headers=trace.headers,
        bytes_received=trace.bytes_received,
        seconds=seconds,
        attempts=trace.attempts,
        n_redirects=trace.n_redirects,
        media_type=trace.headers.get("content-type"),
        etag=trace.headers.get("etag") or (known.etag if unchanged else None),
        last_modified=trace.headers.get("last-modified") or (known.last_modified if unchanged else None),
    )
