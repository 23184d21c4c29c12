"""One mail (a newsletter) to what an article is read from: its HTML or plain part, its subject, sender and date."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from ingest.articles.decode import DecodeError, decode

#: Mails within mails are looked into so deep.
_MAX_DEPTH = 5
#: Characters of a header that are looked at: the standard library's parser takes gigabytes for one of a megabyte.
_LONGEST_HEADER = 10_000
_FORWARD = re.compile(r"^(?:\s*(?:fwd?|re|wg|пересл)\s*:\s*)+", re.IGNORECASE)


class _ShortHeaders(EmailPolicy):
    """The usual policy, with headers cut before they are parsed."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER] if type(value) is str else value)


class MailError(ValueError):
    """A mail without a text; the message says why."""


@dataclass(frozen=True)
class Mail:
    """The texts of a mail (either may be None, not both), its metadata, and the names of attachments not read."""

    text: str | None
    html: str | None
    meta: dict[str, str]
    attachments: list[str] = field(default_factory=list)


def read_mail(content: bytes) -> Mail:
    """The mail in these bytes; of one that was forwarded as an attachment, the inner one.

    `meta` has title (the subject), publisher (the sender's name, else the domain) and published (the date header with
    its own zone, ISO 8601), each only where the mail states it. Raises MailError when there is no text in it.
    """
    message = email.message_from_bytes(content, policy=_ShortHeaders())
    if not isinstance(message, EmailMessage) or not message.keys():
        raise MailError("has no mail headers")
    inner = _forwarded(message, 0)
    html, text = (_part(inner, kind) for kind in ("html", "plain"))
    if not (html or text):
        if message.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
            raise MailError("is encrypted")
        raise MailError("has neither an HTML nor a plain part")
    return Mail(text, html, _meta(inner), _attachments(inner))


def _forwarded(message: EmailMessage, depth: int) -> EmailMessage:
    """The mail inside one that holds hardly more than it."""
    if depth < _MAX_DEPTH and not (_part(message, "html") or _part(message, "plain")):
        for part in message.iter_attachments() if message.is_multipart() else ():
            if part.get_content_type() == "message/rfc822":
                nested = part.get_content()
                if isinstance(nested, EmailMessage):
                    return _forwarded(nested, depth + 1)
    return message


def _part(message: EmailMessage, kind: str) -> str | None:
    """The text of the HTML or plain part, whatever charset it claims."""
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return None
    try:
        return decode(raw, part.get_content_charset())
    except DecodeError:
        return None


def _meta(message: EmailMessage) -> dict[str, str]:
    name, address = parseaddr(_header(message, "from"))
    stated = {
        "title": _FORWARD.sub("", _header(message, "subject")),
        "publisher": name or address.rpartition("@")[2],
        "published": _date(_header(message, "date")),
    }
    return {field: value for field, value in stated.items() if value}


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""  # the standard library stumbles over some broken headers


def _date(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return text or None


def _attachments(message: EmailMessage) -> list[str]:
    """Names of what is attached and holds text that nobody reads here; pictures hold none."""
    if not message.is_multipart():
        return []
    found = []
    for part in message.iter_attachments():
        if part.get_content_maintype() not in ("image", "audio", "video"):
            found.append(str(part.get_filename() or part.get_content_type())[:100])
    return found
