"""Channels of Telegram: exports by Telegram Desktop (JSON and HTML), and the preview pages that t.me shows to anybody.

A message is a document. The channel is its publisher, the day of its posting its date; an edited message has the
address of the first writing, so that it becomes a newer version; a forward names the channel that it comes from; the
messages of one album are one. Service messages (joined, pinned) and those without a text are counted, not read.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ingest.core.documents import MESSAGE_TYPE, Document, Rejection
from ingest.sources.files import InputFile, record

_KNOWN_KEYS = Path(__file__).with_name("data") / "telegram_keys.txt"
#: Where both formats of an export begin; a whole account's export lists its chats behind other data.
HEAD_BYTES = 1 << 16
_JSON_HEAD = re.compile(rb'"type"\s*:\s*"(?:public|private)_\w+"|"(?:personal|bot)_chat"|"saved_messages"|"chats"\s*:')
_HTML_HEAD = re.compile(rb'class="page_body chat_page"|class="message (?:service|default)')
_HTML_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")
_PART = re.compile(r"(?<=messages)\d+$")


@dataclass(frozen=True)
class Post:
    """One message. `published` is ISO 8601, with the offset of the machine that exported it where it is known."""

    number: int
    text: str
    published: str | None = None
    written_at: dt.datetime | None = None
    forwarded_from: str | None = None
    has_media: bool = False
    #: What joins the messages of one album, where the export says so.
    album: str | None = None


@dataclass(frozen=True)
class Channel:
    """Who posted: the name that readers see, and the address under which the messages have theirs."""

    name: str | None
    address: str | None


def post_record(channel: Channel, post: Post) -> bytes:
    """A message as the bytes of its document (media type MESSAGE_TYPE)."""
    return record(
        message=post.number,
        url=f"{channel.address}/{post.number}" if channel.address else None,
        publisher=channel.name,
        published=post.published,
        forwarded_from=post.forwarded_from,
        text=post.text,
    )


def is_json_export(head: bytes) -> bool:
    """Whether a JSON file that begins so is an export of Telegram Desktop."""
    return bool(_JSON_HEAD.search(head)) and (b'"messages"' in head or b'"chats"' in head)


def is_html_export(head: bytes) -> bool:
    """Whether an HTML file that begins so is a part of an export of Telegram Desktop."""
    return bool(_HTML_HEAD.search(head)) and b'class="page_wrap"' in head


def read_json_export(file: InputFile) -> Iterator[Document | Rejection]:
    """The messages of a `result.json`: of one channel, or of every channel in a whole account's export."""
    content = file.read_whole()
    if isinstance(content, Rejection):
        yield content
        return
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        yield file.rejection("bad_json", f"is not valid JSON (an export that was cut short?): {str(error)[:200]}")
        return
    chats = value.get("chats", value)
    chats = chats.get("list", [chats]) if isinstance(chats, dict) else chats
    chats = [chat for chat in chats if isinstance(chat, dict)] if isinstance(chats, list) else []
    unknown: Counter[str] = Counter()
    for chat in chats:
        place = f"#{chat.get('id')}/" if len(chats) > 1 else "#"
        kind = str(chat.get("type"))
        messages = chat.get("messages")
        if not kind.endswith("channel") or not isinstance(messages, list):
            name = str(chat.get("name"))[:100]
            yield file.rejection("not_an_article", f"{name!r} is a {kind[:40]}; channels are read", place + "chat", b"")
            continue
        found = _posts_of(file, messages, place, unknown)
        yield from _documents(file, _channel(file, chat.get("name"), chat.get("id")), found, place)
    if not chats:
        yield file.rejection("not_an_article", "is an export without a chat")
    _tell_unknown(file, unknown)


def read_html_export(file: InputFile) -> Iterator[Document | Rejection]:
    """The messages of one `messages.html`; the others of the export (messages2.html, ...) are files of their own."""
    from lxml import html

    if not file.meta and (first := file.path.with_name(_PART.sub("", file.path.stem) + ".meta.json")).is_file():
        file = replace(file, meta=_sidecar_of_first_part(first))
    content = file.read_whole()
    if isinstance(content, Rejection):
        yield content
        return
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    tree = html.fromstring(content, parser=parser)
    heads = tree.xpath("//div[@class='page_header']//div[contains(@class, 'text')]")
    name = " ".join(heads[0].text_content().split()) if heads else None
    found: list[Post | str] = []
    for element in tree.xpath("//div[contains(concat(' ', @class, ' '), ' message ')]"):
        number = (element.get("id") or "").removeprefix("message")
        is_message = " default " in f" {element.get('class')} " and number.isdecimal()
        found.append(_html_post(element, int(number)) if is_message else "service")
    if not tree.xpath("//div[@class='history']"):
        yield file.rejection("not_an_article", "is an export without messages")
    yield from _documents(file, _channel(file, name, None), found, "#")


def read_preview(markup: str) -> tuple[Channel, list[Post], str | None]:
    """(channel, its posts in the page's order, address of the page before) of a t.me/s/NAME page.

    Posts without a text are left out. Never raises for what the page is: a page that shows no channel has no posts.
    """
    from lxml import html

    try:
        tree = html.fromstring(
            markup.replace("\x00", "").encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (html.etree.ParserError, html.etree.XMLSyntaxError, ValueError):
        return Channel(None, None), [], None
    names = tree.xpath("//div[contains(@class, 'tgme_channel_info_header_title')]") or tree.xpath(
        "//a[contains(@class, 'tgme_widget_message_owner_name')]"
    )
    name = " ".join(names[0].text_content().split()) if names else None
    posts, handle = [], None
    for element in tree.xpath("//div[@data-post]"):
        handle, _, number = (element.get("data-post") or "").rpartition("/")
        texts = element.xpath(".//div[contains(@class, 'js-message_text')]")
        if not (texts and handle and number.isdecimal()) or "service_message" in (element.get("class") or ""):
            continue
        times = element.xpath(".//a[contains(@class, 'tgme_widget_message_date')]//time/@datetime")
        sources = element.xpath(".//*[contains(@class, 'tgme_widget_message_forwarded_from_name')]")
        source = " ".join(sources[0].text_content().split()) if sources else None
        text = _text_of(texts[-1])
        if text:
            posts.append(Post(int(number), text, times[0] if times else None, forwarded_from=source))
    before = tree.xpath("//a[contains(@class, 'js-messages_more') and @data-before]/@href")
    return Channel(name, f"https://t.me/{handle}" if handle else None), posts, before[0] if before else None


def _channel(file: InputFile, name: Any, number: Any) -> Channel:
    """What the sidecar says of the channel comes first: exports do not name a channel's public address."""
    address = file.meta.get("url")
    if not address and isinstance(number, int) and number > 0:
        address = f"https://t.me/c/{number}"
    stated = " ".join(name.split()) if isinstance(name, str) else None
    return Channel(file.meta.get("publisher") or stated, address.rstrip("/").replace("/s/", "/") if address else None)


def _sidecar_of_first_part(path: Path) -> dict[str, str]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}  # the first part of the export has said so
    return {name: str(value) for name, value in values.items() if value} if isinstance(values, dict) else {}


def _documents(
    file: InputFile, channel: Channel, found: list[Post | str], place: str
) -> Iterator[Document | Rejection]:
    zone = {name: value for name, value in file.meta.items() if name == "time_zone"}
    left_out: Counter[str] = Counter(item for item in found if isinstance(item, str))
    for post in _join_albums([item for item in found if isinstance(item, Post)], left_out):
        content = post_record(channel, post)
        if len(content) > file.max_bytes:
            reason = f"the message has {len(content):,} bytes, more than the limit of {file.max_bytes:,}"
            yield file.rejection("too_large", reason, f"{place}{post.number}", content)
            continue
        yield file.document(f"{place}{post.number}", content, MESSAGE_TYPE, meta=zone, written_at=post.written_at)
    if left_out:
        counts = ", ".join(f"{number} {kind}" for kind, number in sorted(left_out.items()))
        file.notice(f"messages that are no articles: {counts}")


def _join_albums(posts: list[Post], left_out: Counter[str]) -> Iterator[Post]:
    """Messages with a text; those of one album as its first one with the album's texts, equal captions once.

    Exports rarely say what belongs together; pictures of one sender and one second, numbered in a row, do.
    """
    album: list[Post] = []
    for post in [*posts, None]:
        if album and not (post and _is_same_album(album[-1], post)):
            texts = list(dict.fromkeys(item.text for item in album if item.text))
            if further := len(album) - bool(texts):
                left_out["part of an album" if texts else "without text"] += further
            if texts:
                yield replace(album[0], text="\n\n".join(texts))
            album = []
        if post is not None:
            album.append(post)


def _is_same_album(last: Post, post: Post) -> bool:
    if last.album or post.album:
        return last.album == post.album
    if not (last.has_media and post.has_media and last.published == post.published and last.published):
        return False
    # Several forwards sent at once share their second too: only what repeats or lacks a caption belongs to the last.
    is_forward = bool(last.forwarded_from or post.forwarded_from)
    return post.number == last.number + 1 and not (is_forward and post.text and post.text != last.text)


def _posts_of(file: InputFile, messages: list[Any], place: str, unknown: Counter[str]) -> list[Post | str]:
    """Posts of a JSON export in its order; of other messages what they are."""
    found: list[Post | str] = []
    known = _known_keys()
    for message in messages:
        if not isinstance(message, dict):
            found.append("damaged")
            continue
        unknown.update(key for key in message if key not in known)
        if message.get("type") != "message":
            found.append("service")
        elif not isinstance(message.get("id"), int):
            found.append("damaged")
        else:
            found.append(_json_post(message))
    return found


def _json_post(message: dict[str, Any]) -> Post:
    published, posted_at = _moment(message.get("date"), message.get("date_unixtime"))
    _, edited_at = _moment(message.get("edited"), message.get("edited_unixtime"))
    text = _flatten(message.get("text")) or _flatten(message.get("text_entities"))
    media = any(name in message for name in ("photo", "file", "media_type", "thumbnail"))
    source = message.get("forwarded_from")
    album = message.get("media_group_id") or message.get("grouped_id")
    return Post(
        number=message["id"],
        text=text,
        published=published,
        written_at=edited_at or posted_at,
        forwarded_from=" ".join(source.split()) if isinstance(source, str) else None,
        has_media=media,
        album=str(album) if album else None,
    )


def _flatten(text: Any) -> str:
    """A text that may be cut into entities (bold, links): [{"type": "bold", "text": "..."}, "..."] → one string."""
    parts = text if isinstance(text, list) else [text]
    strings = [part.get("text") if isinstance(part, dict) else part for part in parts]
    return "".join(part for part in strings if isinstance(part, str)).strip()


def _moment(local: Any, unix: Any) -> tuple[str | None, dt.datetime | None]:
    """(ISO 8601 with the offset of the machine that exported it, the instant in UTC), as far as the two tell."""
    try:
        instant = dt.datetime.fromtimestamp(int(unix), dt.UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        instant = None
    try:
        clock = dt.datetime.fromisoformat(local)
    except (TypeError, ValueError):
        return (instant.isoformat() if instant else None), instant
    if clock.tzinfo is not None:
        return clock.isoformat(), clock.astimezone(dt.UTC)
    if instant is None:
        return clock.isoformat(), None
    offset = clock - instant.replace(tzinfo=None)
    if abs(offset) > dt.timedelta(hours=14):
        return instant.isoformat(), instant
    zone = dt.timezone(dt.timedelta(minutes=round(offset.total_seconds() / 60)))
    return instant.astimezone(zone).isoformat(), instant


def _html_post(element: Any, number: int) -> Post:
    body = next(iter(element.xpath("./div[contains(@class, 'body')]")), element)
    forwards = body.xpath("./div[contains(@class, 'forwarded') and contains(@class, 'body')]")
    inner = forwards[0] if forwards else body
    source = None
    if forwards:
        names = inner.xpath("./div[@class='from_name']")
        stated = names[0].xpath("./text()") if names else []
        source = " ".join(" ".join(stated).split()) or None
    texts = inner.xpath("./div[@class='text']") or body.xpath("./div[@class='text']")
    dates = body.xpath("./div[contains(@class, 'date')]/@title")
    published = _html_date(dates[0]) if dates else None
    written_at = dt.datetime.fromisoformat(published).astimezone(dt.UTC) if published and len(published) > 19 else None
    media = bool(inner.xpath("./div[contains(@class, 'media_wrap')]"))
    return Post(number, _text_of(texts[0]) if texts else "", published, written_at, source, media)


def _html_date(text: str) -> str | None:
    """ "28.08.2026 14:05:11 UTC+03:00" (older exports lack the offset) as ISO 8601."""
    match = _HTML_DATE.match(text.strip())
    if not match:
        return None
    day, month, year, clock, offset = match.groups()
    stated = f"{year}-{month}-{day}T{clock}{offset or ''}"
    try:
        return dt.datetime.fromisoformat(stated).isoformat()
    except ValueError:
        return None


def _text_of(element: Any) -> str:
    """The text of an element with its line breaks; markup that only lays it out goes."""
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    lines = (" ".join(line.split()) for line in element.text_content().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@cache
def _known_keys() -> frozenset[str]:
    lines = _KNOWN_KEYS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _tell_unknown(file: InputFile, unknown: Counter[str]) -> None:
    if unknown:
        counts = ", ".join(f"{name[:60]} ({number})" for name, number in unknown.most_common(20))
        file.notice(f"fields of messages that are not known and not read: {counts}")
