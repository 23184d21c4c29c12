"""Archives as a source: JSON lines (plain or gzip) and WARC files; each record is a document or a rejection."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader

from ingest.core.documents import Document, Rejection
from ingest.core.urls import BadUrl, canonical_url
from ingest.sources.compression import GZIP_MAGIC, Damaged, TooLarge, unpack
from ingest.sources.files import MANY, InputFile
from ingest.sources.folder import ReadError, read_paths, written

#: Records that hold what a server or a crawler delivered; requests, metadata and the like are not documents.
_CONTENT_RECORDS = ("response", "resource", "conversion")
_TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/json")
_PIECE = 1 << 16
#: Headers of one record, in bytes; those of real records have some 2,000.
_MAX_HEADER_BYTES = 200_000
#: How many times its own size a packed file may unpack to.
_MOST_PACKED = 100
_LEAST_UNPACKED = 100_000_000


def read_archive(path: Path, *, max_bytes: int, source_name: str) -> Iterator[Document | Rejection]:
    """Documents of one archive, in its order; records larger than `max_bytes` are rejected unread.

    WARC records are told by their first bytes, plain or gzip; anything else is read as JSON lines. A damaged archive
    gives what stands before the damage and a rejection for the rest. Raises ReadError when there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise ReadError(f"{path}: no such file")
    if _starts_as_warc(path):
        return _read_warc(path, max_bytes, source_name)
    with path.open("rb") as stream:
        if stream.read(2) == GZIP_MAGIC:
            return _read_packed_lines(path, max_bytes, source_name)
    return read_paths([path], max_bytes=max_bytes, source_name=source_name)


def read_records_of(file: InputFile) -> Iterator[Document | Rejection]:
    """The records of a WARC or packed JSON-lines file that lies in a folder."""
    with file.path.open("rb") as stream:
        is_packed = stream.read(2) == GZIP_MAGIC
    if _starts_as_warc(file.path):
        yield from _read_warc(file.path, file.max_bytes, file.source_name)
    elif is_packed:
        yield from _read_packed_lines(file.path, file.max_bytes, file.source_name)
    else:
        yield file.rejection("unsupported", "is neither a WARC archive nor packed JSON lines")


def _starts_as_warc(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(GZIP_MAGIC):
        try:
            start = zlib.decompressobj(31).decompress(start, 16)
        except zlib.error:
            return False
    return start.startswith(b"WARC/")


def _read_warc(path: Path, max_bytes: int, source_name: str) -> Iterator[Document | Rejection]:
    number = 0
    with path.open("rb") as stream:
        try:
            archive = ArchiveIterator(stream)
            archive.reader = lines = _BoundedReader(stream, unpacked_limit(path, max_bytes))
            for record in archive:
                number += 1
                lines.n_line_bytes = 0
                if record.rec_type in _CONTENT_RECORDS:
                    yield _read_record(record, f"{path.absolute()}#{number}", max_bytes, source_name)
                lines.n_line_bytes = 0
        except TooLarge as error:
            reason = f"was not read beyond record {number}: {error}"
            yield _rejection(f"{path.absolute()}#{number + 1}", source_name, "too_large", reason, b"")
        except Exception as error:
            # warcio raises what its readers happen to raise (AttributeError and TypeError among them).
            reason = f"the archive is damaged after record {number}: {type(error).__name__}: {str(error)[:200]}"
            yield _rejection(f"{path.absolute()}#{number + 1}", source_name, "unreadable", reason, b"")


def unpacked_limit(path: Path, max_bytes: int) -> int:
    """Bytes that a packed file may unpack to: a bomb is packed a thousand times, texts hardly ever more than thirty."""
    return max(_LEAST_UNPACKED, MANY * max_bytes, _MOST_PACKED * path.stat().st_size)


class _BoundedReader(DecompressingBufferedReader):  # type: ignore[misc] # warcio has no types
    """warcio's reader with limits: it takes lines of any length, and headers without end, into memory otherwise."""

    def __init__(self, stream: IO[bytes], max_unpacked: int) -> None:
        super().__init__(stream)
        self._max_unpacked = max_unpacked
        #: Bytes of lines since the last record: headers, and blank lines between records.
        self.n_line_bytes = 0

    def readline(self, length: int | None = None) -> bytes:
        most = _MAX_HEADER_BYTES - self.n_line_bytes
        line: bytes = super().readline(min(length or most + 1, most + 1))
        self.n_line_bytes += len(line)
        if self.n_line_bytes > _MAX_HEADER_BYTES:
            raise TooLarge(f"has headers of more than {_MAX_HEADER_BYTES:,} bytes")
        return line

    def _process_read(self, data: bytes) -> None:
        super()._process_read(data)
        if self.num_read > self._max_unpacked:
            raise TooLarge(f"unpacks to more than {self._max_unpacked:,} bytes")


def _read_record(record: Any, place: str, max_bytes: int, source_name: str) -> Document | Rejection:
    headers = record.rec_headers
    fetched_at = _moment(headers.get_header("WARC-Date"))
    url = _address(headers.get_header("WARC-Target-URI"))
    status, media_type = 200, headers.get_header("Content-Type")
    if record.http_headers is not None:
        code = record.http_headers.get_statuscode()
        status = int(code) if code and code.isdecimal() else 0
        media_type = record.http_headers.get_header("Content-Type")
    if status != 200:
        reason = f"{url or 'a record'}: the server had answered {status or 'nothing that can be read'}"
        return _rejection(place, source_name, "not_an_article", reason, b"", fetched_at)
    kind = (media_type or "").partition(";")[0].strip().lower()
    if kind and kind not in _TEXT_TYPES:
        return _rejection(place, source_name, "unsupported", f"{url or 'a record'}: is {kind[:80]}", b"", fetched_at)
    content = record.content_stream().read(max_bytes + 1)
    if len(content) > max_bytes:
        return _rejection(
            place, source_name, "too_large", f"has more than the limit of {max_bytes:,} bytes", content, fetched_at
        )
    while record.raw_stream.read(_PIECE):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        return _rejection(place, source_name, "unreadable", "the record is cut short", content, fetched_at)
    if record.http_headers is not None and record.http_headers.get_header("Content-Encoding") == "br":
        return _rejection(
            place, source_name, "unreadable", "is compressed with Brotli, which is not read", content, fetched_at
        )
    if not content:
        return _rejection(place, source_name, "empty", "the record holds no page", content, fetched_at)
    return Document(place, content, source_name, media_type, {"url": url} if url else {}, fetched_at)


def _read_packed_lines(path: Path, max_bytes: int, source_name: str) -> Iterator[Document | Rejection]:
    """JSON lines in gzip, unpacked as they are read; one line in memory at a time."""
    fetched_at = written(path.stat(), dt.datetime.now(dt.UTC))
    number = 0
    most = unpacked_limit(path, max_bytes)
    with path.open("rb") as stream:
        try:
            for line in _lines(unpack(_pieces(stream), "gzip", max_bytes=most), max_bytes):
                number += 1
                place = f"{path.absolute()}#L{number}"
                if len(line) > max_bytes:
                    reason = f"the line has more than the limit of {max_bytes:,} bytes"
                    yield _rejection(place, source_name, "too_large", reason, line, fetched_at)
                elif line.strip():
                    content = line.strip().removeprefix(b"\xef\xbb\xbf")
                    yield Document(place, content, source_name, "application/json", {}, fetched_at)
        except TooLarge as error:
            reason = f"was not read beyond line {number}: {error}"
            yield _rejection(f"{path.absolute()}#L{number + 1}", source_name, "too_large", reason, b"", fetched_at)
        except (Damaged, OSError) as error:
            reason = f"the archive is damaged after line {number}: {error}"
            yield _rejection(f"{path.absolute()}#L{number + 1}", source_name, "unreadable", reason, b"", fetched_at)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _lines(pieces: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    """Lines without their ends; of a line beyond `max_bytes`, only that many and one more."""
    buffer = io.BytesIO()
    for piece in pieces:
        *complete, rest = piece.split(b"\n")
        for part in complete:
            buffer.write(part[: max(0, max_bytes + 1 - buffer.tell())])
            yield buffer.getvalue()
            buffer = io.BytesIO()
        buffer.write(rest[: max(0, max_bytes + 1 - buffer.tell())])
    if buffer.tell():
        yield buffer.getvalue()


def _moment(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _address(url: str | None) -> str | None:
    try:
        return canonical_url((url or "").strip("<> "))
    except BadUrl:
        return None


def _rejection(
    place: str, source_name: str, code: str, reason: str, content: bytes, fetched_at: dt.datetime | None = None
) -> Rejection:
    digest = hashlib.sha256(content).hexdigest() if content else ""
    return Rejection(place, source_name, code, reason, len(content), digest, fetched_at)
