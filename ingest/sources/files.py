"""One file on its way to documents: what each reader of a kind of file is given, and how it answers.

A reader (`Reader`) yields the file's documents and, for each part that cannot be one, a rejection. What it leaves out
by rule (columns that nobody asked for, messages without a text) it says once, by `notice`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.core.documents import Document, Rejection
from ingest.core.fields import writable
from ingest.core.progress import Progress, silent

#: A file of many articles that is unpacked or read at once (an export, a workbook, an archive) may hold so many times
#: the bytes of the largest document. A parsed JSON export takes some six times its size in memory.
MANY = 10


@dataclass(frozen=True)
class InputFile:
    """A file, where it came from, and the limits that hold for it. `meta` is what its sidecar says.

    `columns` maps a field (title, text, ...) to the column of a table that holds it.
    """

    path: Path
    uri: str
    source_name: str
    max_bytes: int
    written_at: dt.datetime
    meta: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    on_notice: Progress = silent
    #: The folder (a real path) that is being read; None for a file that was named itself.
    inside: Path | None = None

    @property
    def max_total_bytes(self) -> int:
        """Bytes that the whole file may have, as it lies on the disk and unpacked."""
        return MANY * self.max_bytes

    def document(
        self,
        place: str,
        content: bytes,
        media_type: str,
        *,
        meta: Mapping[str, str] | None = None,
        written_at: dt.datetime | None = None,
    ) -> Document:
        """A document of the part `place` ("#L3"). Without `meta` the sidecar's holds."""
        given = dict(self.meta if meta is None else meta)
        return Document(self.uri + place, content, self.source_name, media_type, given, written_at or self.written_at)

    def rejection(self, code: str, reason: str, place: str = "", content: bytes | None = None) -> Rejection:
        """Why the part `place`, or the file itself, is no document. `content` are the part's own bytes."""
        if content is not None:
            size, digest = len(content), hashlib.sha256(content).hexdigest()
        else:
            size, digest = _measure(self.path) if not place else (0, "")
        return Rejection(self.uri + place, self.source_name, code, reason, size, digest, self.written_at)

    def notice(self, text: str) -> None:
        """Say once what of the file is left out by rule."""
        self.on_notice(writable(f"{self.uri}: {text}"))

    def read_whole(self) -> bytes | Rejection:
        """The bytes of a file of many articles that must be read at once, or why they are too many."""
        size = self.path.stat().st_size
        if size > self.max_total_bytes:
            limit = f"{self.max_total_bytes:,}"
            reason = (
                f"has {size:,} bytes, more than the limit of {limit} for a file of many articles; export it in parts"
            )
            return self.rejection("too_large", reason)
        return self.path.read_bytes()


Reader = Callable[[InputFile], Iterator[Document | Rejection]]


def guarded(reader: Reader, file: InputFile) -> Iterator[Document | Rejection]:
    """What a reader yields; where it fails, what it had, and a rejection that says why: no file stops the others."""
    try:
        yield from reader(file)
    except OSError as error:
        yield file.rejection("unreadable", error.strerror or str(error))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # Libraries for hostile formats raise what they happen to raise; a panic of compiled code is no Exception.
        yield file.rejection("unreadable", f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")


def record(**fields: Any) -> bytes:
    """A JSON record of the fields that have a value; the same fields give the same bytes."""
    present = {name: value for name, value in fields.items() if value not in (None, "")}
    return json.dumps(present, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _measure(path: Path) -> tuple[int, str]:
    try:
        with path.open("rb") as stream:
            return os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return 0, ""
