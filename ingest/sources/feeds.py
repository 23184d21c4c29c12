"""What a feed announces: RSS 0.9x to 2.0, Atom and JSON Feed, malformed ones as far as they can be read."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import charset_normalizer
import feedparser
from feedparser.mixin import _FeedParserMixin

from ingest.core.markup import without_floods
from ingest.core.stated_dates import in_range, nearest_day, read_moment
from ingest.core.urls import BadUrl, absolute_url
from ingest.sources.compression import Damaged, TooLarge, unpack_file

#: Larger feeds are refused; those of news sites have 10 kB to 1 MB, and feedparser takes seconds for each MB of junk.
MAX_BYTES = 5_000_000
_LOCAL_CHARSETS = ["cp1251", "cp1252", "koi8_u", "iso8859_5", "iso8859_2"]
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,30})""")
#: An item with nothing in it. Where one stands inside another item, it would take that item's further fields.
_EMPTY_ITEM = re.compile(rb"<(?:item|entry)\s{0,9}/>")
#: Bytes that a charset is guessed from.
_SAMPLE = 100_000
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_JSON_FEED = "https://jsonfeed.org/version/"
#: Characters of a name in which feedparser looks for a mail address; its pattern's time grows with their square.
_LONGEST_AUTHOR = 300
_look_for_mail = _FeedParserMixin._sync_author_detail


def _look_in_short_names(parser: Any, key: str = "author") -> None:
    if len(str(parser._get_context().get(key) or "")) <= _LONGEST_AUTHOR:
        _look_for_mail(parser, key)


# feedparser has no way to leave it out; a test measures that a long name costs nothing.
_FeedParserMixin._sync_author_detail = _look_in_short_names


@dataclass(frozen=True)
class FeedEntry:
    """One entry. `published` and `updated` are ISO 8601 with the offset that the feed gave, or None; where the feed
    states a date that cannot be read, `published_text` still has it. `content` is HTML, or text when it has no tags;
    None when the entry only has a summary.
    """

    url: str | None
    guid: str | None = None
    title: str | None = None
    published: str | None = None
    published_text: str | None = None
    updated: str | None = None
    author: str | None = None
    summary: str | None = None
    content: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed's entries in its order. `problem` says what is wrong with it, whether or not entries could be read;
    `n_unusable` counts entries with neither an address nor content, empty elements among them.
    """

    version: str | None = None
    title: str | None = None
    language: str | None = None
    rights: str | None = None
    entries: list[FeedEntry] = field(default_factory=list)
    n_unusable: int = 0
    problem: str | None = None


def parse_feed(content: bytes, *, url: str, media_type: str | None = None, max_bytes: int = MAX_BYTES) -> Feed:
    """The feed in these bytes. `url` is where they came from (relative links start there), `media_type` the
    Content-Type header, whose charset counts. Never raises for what the bytes are; nothing is fetched.
    """
    try:
        content = unpack_file(content, max_bytes=max_bytes)
    except (TooLarge, Damaged) as error:
        return Feed(problem=f"the compressed feed {error}")
    if len(content) > max_bytes:
        return Feed(problem=f"has {len(content):,} bytes, more than {max_bytes:,}")
    if not content.strip():
        return Feed(problem="is empty")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(content, url)
    return _xml_feed(content, url, media_type)


def _xml_feed(content: bytes, url: str, media_type: str | None) -> Feed:
    content, media_type = _settle_charset(content, media_type)
    content, n_empty = _EMPTY_ITEM.subn(b"", content)
    content, n_flooded = without_floods(content)
    headers = {"content-location": url, "content-type": media_type}
    try:
        # As a stream: feedparser takes bytes for a file name or an address where they look like one.
        parsed = feedparser.parse(io.BytesIO(content), response_headers=headers)
    except Exception as error:
        return Feed(problem=f"cannot be read: {type(error).__name__}: {str(error)[:200]}")
    problem = None
    if parsed.get("bozo"):
        mistake = parsed.get("bozo_exception")
        problem = f"is malformed: {type(mistake).__name__}: {str(mistake)[:200]}"
    if n_flooded:
        problem = f"has {n_flooded} tags with thousands of attributes, which were left out"
    if not parsed.get("version") and not parsed.entries:
        return Feed(problem=f"is no feed{f' ({problem})' if problem else ''}")
    is_rss = str(parsed.get("version")).startswith("rss")
    near = nearest_day(entry[name] for entry in parsed.entries for name in ("published", "updated") if name in entry)
    read = [_xml_entry(entry, url, is_rss, near) for entry in parsed.entries]
    channel = parsed.feed
    return Feed(
        version=parsed.get("version") or None,
        title=_text(channel.get("title")),
        language=_text(channel.get("language")),
        rights=_text(channel.get("rights")),
        entries=[entry for entry in read if entry is not None],
        n_unusable=sum(entry is None for entry in read) + n_empty,
        problem=problem,
    )


def _settle_charset(content: bytes, media_type: str | None) -> tuple[bytes, str]:
    """The bytes and the Content-Type to read them by.

    Servers call feeds text/html or text/xml, which would mean ASCII, and name charsets of last decade. So: bytes
    beyond ASCII that are UTF-8, or nearly, are UTF-8 whatever is said (broken sequences become U+FFFD); what claims
    to be UTF-8 and is not, is one of the charsets in use around the Black Sea.
    """
    if content.isascii():
        return content, "application/xml"
    for mark, name in _WIDE_MARKS:
        if content.startswith(mark):
            return content, f"application/xml; charset={name}"
    text = content.decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") <= foreign * 0.05:
        return text.encode("utf-8"), "application/xml; charset=utf-8"
    _, _, parameters = (media_type or "").casefold().partition("charset=")
    charset = parameters.partition(";")[0].strip(" \"'")
    declared = _DECLARED.match(content)
    stated = charset or (declared.group(1).decode("ascii").lower() if declared else "")
    if stated in ("", "utf-8", "utf8", "us-ascii"):
        best = charset_normalizer.from_bytes(content[:_SAMPLE], cp_isolation=_LOCAL_CHARSETS).best()
        charset = best.encoding if best else charset
    return content, f"application/xml; charset={charset}" if charset else "application/xml"


def _xml_entry(entry: Mapping[str, Any], base: str, is_rss: bool, near: dt.date | None) -> FeedEntry | None:
    contents = [_text(item.get("value")) for item in entry.get("content", [])]
    content = max((item for item in contents if item), key=len, default=None)
    summary = _text(entry.get("summary"))
    # Feed services put their own counting address first and the page's behind it.
    url = _address(base, entry.get("feedburner_origlink") or entry.get("link"))
    if url is None and content is None and not (summary and entry.get("title")):
        return None
    # RSS 1.0 knows only dc:date, which feedparser calls an update.
    name = "updated" if is_rss and "published" not in entry and "updated" in entry else "published"
    return FeedEntry(
        url=url,
        guid=_text(entry.get("id")),
        title=_text(entry.get("title")),
        published=_moment(entry.get(name), near),
        published_text=_text(entry.get(name)),
        updated=_moment(entry.get("updated"), near) if "updated" in entry else None,
        author=_text(entry.get("author")),
        summary=None if summary == content else summary,
        content=content,
    )


def _json_feed(content: bytes, url: str) -> Feed:
    try:
        feed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Feed(problem=f"is not valid JSON: {str(error)[:200]}")
    version = str(feed.get("version") or "")
    items = feed.get("items")
    if not version.startswith(_JSON_FEED) or not isinstance(items, list):
        return Feed(problem="is JSON, but no JSON Feed")
    stated = [item.get("date_published") for item in items if isinstance(item, dict)]
    near = nearest_day(stated)
    read = [_json_entry(item, url, near) for item in items]
    return Feed(
        version=f"json{version.removeprefix(_JSON_FEED)}",
        title=_text(feed.get("title")),
        language=_text(feed.get("language")),
        entries=[entry for entry in read if entry is not None],
        n_unusable=sum(entry is None for entry in read),
    )


def _json_entry(item: Any, base: str, near: dt.date | None) -> FeedEntry | None:
    if not isinstance(item, dict):
        return None
    content = _text(item.get("content_html")) or _text(item.get("content_text"))
    url = _address(base, item.get("url") or item.get("external_url"))
    if url is None and content is None:
        return None
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_text(author.get("name")) for author in authors or [] if isinstance(author, dict)]
    guid = item.get("id")
    return FeedEntry(
        url=url,
        guid=_text(str(guid)) if isinstance(guid, str | int) else None,
        title=_text(item.get("title")),
        published=_moment(item.get("date_published"), near),
        published_text=_text(item.get("date_published")),
        updated=_moment(item.get("date_modified"), near),
        author=", ".join(name for name in names if name) or None,
        summary=_text(item.get("summary")),
        content=content,
    )


def _text(value: Any) -> str | None:
    """A text without what no file can hold: control characters and half surrogates, which JSON lets through."""
    return (_UNWRITABLE.sub(" ", value).strip() or None) if isinstance(value, str) else None


def _address(base: str, link: Any) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        return absolute_url(base, link)
    except BadUrl:
        return None


def _moment(text: Any, near: dt.date | None) -> str | None:
    """ISO 8601 of a stated date. Its own offset is kept, since the day of a night's report depends on it."""
    moment = read_moment(_text(text) if isinstance(text, str) else text, near=near)
    return moment.isoformat() if moment is not None and in_range(moment.date) else None
