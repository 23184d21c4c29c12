"""Mailboxes (mbox): each mail is a document, as it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from ingest.core.documents import MAIL_TYPE, Document, Rejection
from ingest.sources.files import InputFile

#: The line above each mail. The standard library takes every line that begins with "From " for one, which parts mails
#: that were stored without escaping their own such lines; a separator follows an empty line and names a time.
_SEPARATOR = re.compile(rb"From \S+\s.{0,60}\d\d:\d\d")
_ESCAPED = re.compile(rb"^>(?=>*From )")


def read_mailbox(file: InputFile) -> Iterator[Document | Rejection]:
    """The mails of an mbox in its order, one in memory at a time; one larger than the limit is rejected unread."""
    with file.path.open("rb") as stream:
        start = stream.read(5)
        if start != b"From ":
            code, reason = ("unsupported", "is no mailbox: an mbox begins with a line 'From SENDER DATE'")
            yield file.rejection(*(("empty", "has no content") if not start else (code, reason)))
            return
        stream.seek(0)
        for number, content in enumerate(_mails(stream, file.max_bytes), start=1):
            place = f"#M{number}"
            if len(content) > file.max_bytes:
                reason = f"the mail has more than the limit of {file.max_bytes:,} bytes"
                yield file.rejection("too_large", reason, place, content)
            elif not content.strip():
                yield file.rejection("empty", "the mail has no content", place, content)
            else:
                yield file.document(place, content, MAIL_TYPE)


def _mails(stream: IO[bytes], max_bytes: int) -> Iterator[bytes]:
    """Each mail's bytes, of one beyond `max_bytes` so many and at least one more."""
    pieces: list[bytes] = []
    size, begun, is_blank, at_start = 0, False, True, True
    while line := stream.readline(1 << 16):
        if at_start and is_blank and _SEPARATOR.match(line):
            if begun:
                yield b"".join(pieces)
            pieces, size, begun = [], 0, True
        elif size <= max_bytes:
            line = _ESCAPED.sub(b"", line) if at_start else line
            pieces.append(line)
            size += len(line)
        is_blank = at_start and not line.strip()
        at_start = line.endswith(b"\n")
    yield b"".join(pieces)
