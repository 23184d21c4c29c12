"""Files and folders as a source: every file becomes documents, or a rejection that says why not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.core.documents import MAIL_TYPE, META_FIELDS, Document, Rejection
from ingest.core.progress import Progress, silent
from ingest.sources import mailbox, tables, telegram
from ingest.sources.files import InputFile, Reader, guarded
from ingest.sources.zips import read_zip

#: Files that are one document each.
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".eml": MAIL_TYPE,
}
SIDECAR_SUFFIX = ".meta.json"
#: A sidecar holds five short fields.
MAX_SIDECAR_BYTES = 100_000
#: Files about a folder rather than in it; they are passed over without a word.
_ABOUT = ("readme", "sources", "licence", "license")


class ReadError(FileNotFoundError):
    """A path that was asked for does not exist or cannot be opened; raised before anything is read."""


def read_paths(
    paths: Sequence[Path],
    *,
    max_bytes: int,
    source_name: str = "files",
    columns: Mapping[str, str] | None = None,
    on_notice: Progress = silent,
) -> Iterator[Document | Rejection]:
    """Documents of the files and folders, folders in sorted order, each file once.

    A file of many articles gives one document for each (`source_uri` ends in `#L<line>`, `#R<row>`, `#<message>`);
    larger files, or parts of such a file, than `max_bytes` are rejected unread. `columns` maps fields to the columns
    of tables; what is left out by rule (a column, messages without a text) is said once by `on_notice`. Raises
    ReadError for a path that does not exist, before anything is read.
    """
    paths = [Path(path) for path in paths]
    for path in paths:
        if not path.exists():
            raise ReadError(f"{path}: no such file or folder")
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise ReadError(f"{path}: the folder cannot be read (permission denied)")
    return _read_all(paths, max_bytes, source_name, columns or {}, on_notice)


def _read_all(
    paths: Sequence[Path],
    max_bytes: int,
    source_name: str,
    columns: Mapping[str, str],
    on_notice: Progress,
) -> Iterator[Document | Rejection]:
    seen: set[str] = set()
    for path in paths:
        named = not path.is_dir()
        for file in [path] if named else _walk(path):
            if _is_about(file, named):
                continue
            uri = os.fsencode(file.absolute()).decode("utf-8", "replace")
            now = dt.datetime.now(dt.UTC)
            inside = None if named else Path(os.path.realpath(path))
            entry = InputFile(file, uri, source_name, max_bytes, now, columns=columns, on_notice=on_notice)
            if inside and (reason := _leads_out(file, inside)):
                yield entry.rejection("unsupported", reason, content=b"")
                continue
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                yield from guarded(_read_file, replace(entry, inside=inside))


def _leads_out(file: Path, inside: Path) -> str | None:
    """Why a link in a folder is not followed; None for a file, and for a link to one of the same folder.

    Whoever may write into a folder must not have other files of this machine read and published by it.
    """
    if file.is_symlink() and file.is_dir():
        return "is a link to a folder, which is not followed; name that folder itself"
    if not Path(os.path.realpath(file)).is_relative_to(inside):
        return "is a link out of the folder, which is not followed; name that file itself"
    return None


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in sorted([*files, *links]):
            if not name.startswith("."):
                yield Path(root) / name


def _is_about(file: Path, named: bool) -> bool:
    """Sidecars, and in folders the files that describe them."""
    name = file.name.casefold()
    if name.endswith(SIDECAR_SUFFIX):
        return True
    return not named and (name.endswith(".md") or name.startswith(_ABOUT))


def _read_file(file: InputFile) -> Iterator[Document | Rejection]:
    status = file.path.stat()
    file = replace(file, written_at=written(status, file.written_at))
    if not stat.S_ISREG(status.st_mode):
        yield file.rejection("unreadable", "is not a regular file", content=b"")
        return
    suffix = file.path.suffix.casefold()
    media_type, reader = MEDIA_TYPES.get(suffix), READERS.get(suffix)
    if media_type is None and reader is None:
        read = ", ".join(sorted((*MEDIA_TYPES, *READERS)))
        yield file.rejection("unsupported", f"has the extension {suffix or '(none)'}; read are {read}")
        return
    meta, complaint = _sidecar(file)
    file = replace(file, meta=meta)
    if complaint:
        yield file.rejection("bad_json", complaint)
    if export := _export_reader(file.path, suffix):
        yield from export(file)
    elif reader is not None:
        yield from reader(file)
    elif status.st_size > file.max_bytes:
        reason = f"has {status.st_size:,} bytes, more than the limit of {file.max_bytes:,}"
        yield file.rejection("too_large", reason)
    else:
        yield file.document("", file.path.read_bytes(), media_type or "")


def _export_reader(path: Path, suffix: str) -> Reader | None:
    """The reader of a file whose name tells nothing: exports of channels are called result.json or messages.html."""
    if suffix not in (".json", ".html"):
        return None
    with path.open("rb") as stream:
        head = stream.read(telegram.HEAD_BYTES)
    if suffix == ".json":
        return telegram.read_json_export if telegram.is_json_export(head) else None
    return telegram.read_html_export if telegram.is_html_export(head) else None


def written(status: os.stat_result, now: dt.datetime) -> dt.datetime:
    """When a file's text came to be, as far as the file tells: its last change, never later than now."""
    try:
        return min(now, dt.datetime.fromtimestamp(status.st_mtime, dt.UTC))
    except (ValueError, OverflowError, OSError):
        return now


def _read_lines(file: InputFile) -> Iterator[Document | Rejection]:
    """JSON lines: a document a line, one line in memory at a time."""
    limit = file.max_bytes
    with file.path.open("rb") as stream:
        number, empty = 0, True
        while line := stream.readline(limit + 2):
            number += 1
            place = f"#L{number}"
            if len(line.rstrip(b"\r\n")) > limit:
                size, digest = len(line), hashlib.sha256(line)
                while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
                    size += len(line)
                    digest.update(line)
                reason = f"the line has {size:,} bytes, more than the limit of {limit:,}"
                refused = file.rejection("too_large", reason, place)
                yield replace(refused, size_bytes=size, content_hash=digest.hexdigest())
                empty = False
            elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                content = line.strip().removeprefix(b"\xef\xbb\xbf")
                yield file.document(place, content, "application/json")
                empty = False
        if empty:
            yield file.rejection("empty", "has no lines")


def _sidecar(file: InputFile) -> tuple[dict[str, str], str | None]:
    """The metadata of NAME.meta.json beside NAME.txt, and what is wrong with it."""
    path = file.path.with_name(file.path.stem + SIDECAR_SUFFIX)
    if not path.is_file():
        return {}, None
    if file.inside and (reason := _leads_out(path, file.inside)):
        return {}, f"its {path.name} {reason}"
    with path.open("rb") as stream:
        content = stream.read(MAX_SIDECAR_BYTES + 1)
    if len(content) > MAX_SIDECAR_BYTES:
        return {}, f"its {path.name} has more than the limit of {MAX_SIDECAR_BYTES:,} bytes and was left out"
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        return {}, f"its {path.name} is not valid JSON and was left out: {str(error)[:200]}"
    if not isinstance(values, dict):
        return {}, f"its {path.name} holds no object and was left out"
    stated = {name: value for name, value in values.items() if name in META_FIELDS and _is_plain(value)}
    unknown = sorted(str(name)[:60] for name, value in values.items() if name not in stated and value is not None)
    if unknown:
        file.notice(f"fields of {path.name} that are not read: {', '.join(unknown[:20])}")
    return {name: text for name in META_FIELDS if (text := str(stated.get(name) or "").strip())}, None


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _read_zip(file: InputFile) -> Iterator[Document | Rejection]:
    def read_folder(folder: Path, on_notice: Progress) -> Iterator[Document | Rejection]:
        return _read_all([folder], file.max_bytes, file.source_name, file.columns, on_notice)

    return read_zip(file, read_folder)


def _read_archive(file: InputFile) -> Iterator[Document | Rejection]:
    from ingest.sources.archives import read_records_of  # which reads what is no archive as a folder's file

    return read_records_of(file)


#: Files of many articles, by the end of their names.
READERS: dict[str, Reader] = {
    ".jsonl": _read_lines,
    ".ndjson": _read_lines,
    ".csv": tables.read_delimited,
    ".tsv": tables.read_delimited,
    ".parquet": tables.read_parquet,
    ".xlsx": tables.read_workbook,
    ".mbox": mailbox.read_mailbox,
    ".warc": _read_archive,
    ".gz": _read_archive,
    ".zip": _read_zip,
}
