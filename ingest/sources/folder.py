"""Files and folders as a source: every file becomes documents, or a rejection that says why not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.core.documents import META_FIELDS, Document, Rejection

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
}
SIDECAR_SUFFIX = ".meta.json"
#: Files about a folder rather than in it; they are passed over without a word.
_ABOUT = ("readme", "sources", "licence", "license")


class ReadError(FileNotFoundError):
    """A path that was asked for does not exist or cannot be opened; raised before anything is read."""


def read_paths(paths: Sequence[Path], *, max_bytes: int, source_name: str = "files") -> Iterator[Document | Rejection]:
    """Documents of the files and folders, folders in sorted order, each file once.

    A JSON-lines file gives one document a line (`source_uri` ends in `#L<line>`); larger files or lines than
    `max_bytes` are rejected unread. Raises ReadError for a path that does not exist, before anything is read.
    """
    paths = [Path(path) for path in paths]
    for path in paths:
        if not path.exists():
            raise ReadError(f"{path}: no such file or folder")
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise ReadError(f"{path}: the folder cannot be read (permission denied)")
    return _read_all(paths, max_bytes, source_name)


def _read_all(paths: Sequence[Path], max_bytes: int, source_name: str) -> Iterator[Document | Rejection]:
    seen: set[str] = set()
    for path in paths:
        named = not path.is_dir()
        for file in [path] if named else _walk(path):
            key = os.path.realpath(file)
            if key in seen or _is_about(file, named):
                continue
            seen.add(key)
            yield from _read_file(file, max_bytes, source_name)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(root) / name


def _is_about(file: Path, named: bool) -> bool:
    """Sidecars, and in folders the files that describe them."""
    name = file.name.casefold()
    if name.endswith(SIDECAR_SUFFIX):
        return True
    return not named and (name.endswith(".md") or name.startswith(_ABOUT))


def _read_file(file: Path, max_bytes: int, source_name: str) -> Iterator[Document | Rejection]:
    uri = os.fsencode(file.absolute()).decode("utf-8", "replace")
    fetched_at = dt.datetime.now(dt.UTC)

    def rejection(code: str, reason: str, size: int = 0, content_hash: str = "") -> Rejection:
        return Rejection(uri, source_name, code, reason, size, content_hash, fetched_at)

    try:
        status = file.stat()
        written_at = written(status, fetched_at)
        if not stat.S_ISREG(status.st_mode):
            yield rejection("unreadable", "is not a regular file")
            return
        media_type = MEDIA_TYPES.get(file.suffix.casefold())
        if media_type is None:
            reason = f"has the extension {file.suffix or '(none)'}; read are {', '.join(MEDIA_TYPES)}"
            yield rejection("unsupported", reason, status.st_size, _hash(file))
            return
        meta, complaint = _sidecar(file)
        if complaint:
            yield rejection("bad_json", complaint, status.st_size, _hash(file))
        if media_type == "application/jsonl":
            yield from _read_lines(file, uri, meta, max_bytes, source_name, written_at)
            return
        if status.st_size > max_bytes:
            reason = f"has {status.st_size:,} bytes, more than the limit of {max_bytes:,}"
            yield rejection("too_large", reason, status.st_size, _hash(file))
            return
        content = file.read_bytes()
    except OSError as error:
        yield rejection("unreadable", error.strerror or str(error))
        return
    yield Document(uri, content, source_name, media_type, meta, written_at)


def written(status: os.stat_result, now: dt.datetime) -> dt.datetime:
    """When a file's text came to be, as far as the file tells: its last change, never later than now."""
    try:
        return min(now, dt.datetime.fromtimestamp(status.st_mtime, dt.UTC))
    except (ValueError, OverflowError, OSError):
        return now


def _read_lines(
    file: Path, uri: str, meta: dict[str, str], max_bytes: int, source_name: str, fetched_at: dt.datetime
) -> Iterator[Document | Rejection]:
    with file.open("rb") as stream:
        number, empty = 0, True
        while line := stream.readline(max_bytes + 2):
            number += 1
            place = f"{uri}#L{number}"
            if len(line.rstrip(b"\r\n")) > max_bytes:
                size, digest = len(line), hashlib.sha256(line)
                while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
                    size += len(line)
                    digest.update(line)
                reason = f"the line has {size:,} bytes, more than the limit of {max_bytes:,}"
                yield Rejection(place, source_name, "too_large", reason, size, digest.hexdigest(), fetched_at)
                empty = False
            elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                content = line.strip().removeprefix(b"\xef\xbb\xbf")
                yield Document(place, content, source_name, "application/json", dict(meta), fetched_at)
                empty = False
        if empty:
            yield Rejection(uri, source_name, "empty", "has no lines", file.stat().st_size, _hash(file), fetched_at)


def _sidecar(file: Path) -> tuple[dict[str, str], str | None]:
    """The metadata of NAME.meta.json beside NAME.txt, and what is wrong with it."""
    path = file.with_name(file.stem + SIDECAR_SUFFIX)
    if not path.is_file():
        return {}, None
    try:
        values = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        return {}, f"its {path.name} is not valid JSON and was left out: {str(error)[:200]}"
    if not isinstance(values, dict):
        return {}, f"its {path.name} holds no object and was left out"
    return {name: text for name in META_FIELDS if (text := str(values.get(name) or "").strip())}, None


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
