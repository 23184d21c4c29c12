"""What travels between the rooms: a document's bytes, the articles read from it, a refusal with its reason.

Ids are content hashes, so that the same input twice is the same row, whatever path it came by.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ingest.core.fields import MAX_CHARACTERS, fit_field, fit_fields, writable

#: The metadata that a sidecar file, a feed entry or a JSON line may give; it wins over what the text suggests.
#: `time_zone` (an IANA name) is the publisher's: in it a time that is stated with an offset has its day.
META_FIELDS = ("url", "title", "publisher", "published", "time_zone")
#: Media type of one message of a channel: JSON with any of message, url, publisher, published, forwarded_from, text.
MESSAGE_TYPE = "application/vnd.warledger.message+json"
#: Media type of one mail as it was sent (RFC 5322).
MAIL_TYPE = "message/rfc822"
#: Characters of the longest reason of a rejection.
MAX_REASON = 1_000


def content_id(*parts: object) -> str:
    """A 16-character id of the given parts: the first 64 bits of their SHA-256.

    64 bits keep the chance of any collision among ten million rows below one in 300,000.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()[:16]


def _put(item: object, name: str, value: object) -> None:
    """Set a field of a frozen dataclass while it is made."""
    object.__setattr__(item, name, value)


@dataclass(frozen=True)
class Document:
    """The bytes that a source delivered, as they came.

    `meta` holds any of META_FIELDS as strings, as far as they can be stored (`ingest.core.fields`); `unfit` says in a
    sentence each what of it was cut or left out. `source_uri` is a path, a URL, or either with `#L<line>`
    for a JSON line. `fetched_at` is in UTC; of a file, it is when the file was last written. `headers` are those that
    a server sent with the bytes, names in lower case.
    """

    source_uri: str
    content: bytes
    source_name: str = "files"
    media_type: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    fetched_at: dt.datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)
    unfit: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        meta, unfit = fit_fields(self.meta)
        _put(self, "meta", meta)
        _put(self, "unfit", self.unfit + unfit)
        _put(self, "source_uri", writable(self.source_uri))
        _put(self, "media_type", self.media_type and writable(self.media_type))
        _put(self, "headers", {writable(name): writable(value) for name, value in self.headers.items()})

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the bytes, as 64 hexadecimal characters."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def document_id(self) -> str:
        """Id of bytes and metadata together: a corrected sidecar makes a new document, another path does not."""
        return content_id("document", self.content, json.dumps(self.meta, sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True)
class Article:
    """One story out of a document.

    `body` is the text that every quote and offset refers to: paragraphs separated by a blank line, no boilerplate,
    Unix line ends.
    `published_at` is None when nothing in the document fixes it; `published_basis` says where it comes from:
    sidecar, feed, structured_data, meta, url, byline, dateline, or none. A stated date that is none (unreadable, or not
    between 2014 and tomorrow) is kept as stated in `published_unusable`. `published_time` is the instant, where what
    fixes the day states an hour and its offset. `is_correction`: the text opens as a notice of the outlet's correction.
    `body_share` is the words of running text kept of those found on the page, 0 to 1; `is_stub`: a paywall ended the
    text.
    """

    document_id: str
    article_index: int
    source_uri: str
    source_name: str
    body: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    agency: str | None = None
    byline: str | None = None
    dateline_place: str | None = None
    published_at: dt.date | None = None
    published_basis: str = "none"
    published_unusable: str | None = None
    published_time: dt.datetime | None = None
    is_correction: bool = False
    body_share: float | None = None
    is_stub: bool = False
    language: str | None = None
    #: Of a document with pages, where each begins in the body: a character's page is the number of starts up to it.
    page_starts: tuple[int, ...] | None = None
    #: Why no claims were looked for, or none could be found: "language"; None for an article that was read.
    not_read: str | None = None

    def __post_init__(self) -> None:
        for name in ("body", "source_uri", "title", "publisher", "url", "agency", "byline", "dateline_place"):
            if (text := getattr(self, name)) is not None and not text.isprintable():
                _put(self, name, writable(text))
        if self.published_unusable is not None:
            _put(self, "published_unusable", writable(self.published_unusable)[: MAX_CHARACTERS["published"]])

    def fitted(self) -> tuple[Article, list[str]]:
        """The article with fields that can be stored, and a sentence for each that was cut or left out."""
        changed: dict[str, Any] = {}
        sentences: list[str] = []
        for name in MAX_CHARACTERS.keys() - {"published", "time_zone"}:
            if value := getattr(self, name):
                kept, sentence = fit_field(name, value)
                if sentence:
                    changed[name] = kept
                    sentences.append(sentence)
        return (replace(self, **changed) if changed else self), sorted(sentences)

    @property
    def article_id(self) -> str:
        """The article's id: a hash of its document and its position in it."""
        return content_id("article", self.document_id, self.article_index)

    @property
    def body_hash(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Rejection:
    """A document (or a part of one) that could not be read: kept with its reason, never dropped.

    `reason_code` is one of empty, too_large, binary, undecodable, no_text, not_an_article, bad_json, unreadable,
    unsupported, index_page, unfit_metadata (a field that was cut or left out; the article itself was read), too_slow,
    too_much_memory, or a notice of ingest/articles/data/notices.yml: consent_wall, robot_check, not_found,
    forbidden, paywall.
    """

    source_uri: str
    source_name: str
    reason_code: str
    reason: str
    size_bytes: int
    content_hash: str
    fetched_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        _put(self, "source_uri", writable(self.source_uri))
        _put(self, "reason", writable(self.reason)[:MAX_REASON])

    @property
    def rejection_id(self) -> str:
        """The rejection's id: a hash of content, address and reason."""
        return content_id("rejection", self.content_hash, self.source_uri, self.reason_code)


def to_json(value: Any) -> Any:
    """`json.dumps(default=...)` hook: dates as ISO 8601."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
