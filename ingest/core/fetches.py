"""What came of a fetch, what a listing says of a page, and what is known of an address from earlier fetches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Validators:
    """What is known of an address from its last fetch; sent along, so that an unchanged page costs no body."""

    etag: str | None = None
    last_modified: str | None = None
    #: SHA-256 of the content, for servers that send neither of the two.
    content_hash: str | None = None


@dataclass(frozen=True)
class Listed:
    """An address, with what a feed or a sitemap says of its page: title, dates as ISO 8601."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True)
class FetchOutcome:
    """One fetch, whatever happened. Every column of `to_row` is a plain value.

    `status` is new (content came), known (unchanged since the validators), failed (the server or the network),
    blocked (our own rules) or deferred (not asked for yet). `reason_code` is None for new; else not_modified,
    same_content, robots, robots_unreachable, private_address, bad_url, redirects, too_large, timeout, dns, connect,
    tls, bad_response, bad_encoding, rate_limited, http_status, unexpected or, for deferred, max_items; `reason` says
    it in words.
    """

    url: str
    status: str
    reason_code: str | None = None
    reason: str | None = None
    #: The address that answered, after redirects.
    final_url: str | None = None
    canonical_url: str | None = None
    http_status: int | None = None
    #: Body bytes that came over the wire, all tries and redirects together.
    bytes_received: int = 0
    seconds: float = 0.0
    #: Requests begun for the page itself (0 when it was refused before), redirects not counted.
    attempts: int = 0
    n_redirects: int = 0
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after_seconds: float | None = None
    fetched_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    #: Response headers in lower case; of a repeated one the values joined by commas.
    headers: dict[str, str] = field(default_factory=dict)
    #: SHA-256 of the content; of a known page, what was known.
    content_hash: str | None = None
    #: The body, unpacked; None unless the status is new.
    content: bytes | None = field(default=None, repr=False)

    @property
    def validators(self) -> Validators:
        """What to keep for the next fetch of this address; meaningful for new and known."""
        return Validators(self.etag, self.last_modified, self.content_hash)

    def to_row(self) -> dict[str, Any]:
        """The outcome as a row: every field but headers and content, with the content's size."""
        row = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in ("headers", "content")}
        row["size_bytes"] = None if self.content is None else len(self.content)
        return row


@dataclass(frozen=True)
class KnownAddress:
    """What earlier runs know of one address: the newest outcome, and when it was asked for first and last."""

    listed: Listed
    role: str
    status: str
    reason_code: str | None
    validators: Validators
    retry_after_seconds: float | None
    first_fetched_at: dt.datetime
    last_fetched_at: dt.datetime
