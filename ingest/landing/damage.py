"""Files of the landing zone whose bytes are not those that were written.

A batch's manifest carries size and SHA-256 of each of its files, and of itself; batches of earlier versions carry none,
and of those only what cannot be read is known to be damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ingest import __version__

MANIFEST = "batch.json"
#: Of batches and of the raw tables. To be raised by a version whose data an earlier one would load incompletely: a
#: program refuses what is of a later format than its own. Data without a format is older than the first.
FORMAT = 1
#: What a damaged file is put right with; every message that names one ends with it.
REMEDY = "run `warledger doctor`"


class DamagedFile(RuntimeError):
    """A stored file is not as it was written. The message names it, says what is wrong and what to run."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} is damaged ({problem}): {REMEDY}")
        self.path, self.problem = path, problem


class NewerData(RuntimeError):
    """Data of a later version than this program, which would lose what it does not know. Nothing was changed."""

    def __init__(self, place: Path | str, version: str) -> None:
        super().__init__(
            f"{place} was written by Warledger {version}, whose data this older version {__version__} cannot take over"
            f" whole; run {version} or a later one (nothing was changed)"
        )


@dataclass(frozen=True)
class Problem:
    """One damaged file and what is wrong with it."""

    path: Path
    problem: str


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_notes(folder: Path) -> dict[str, dict[str, Any]]:
    """What a manifest says of the files of a batch that has just been written: name → bytes, sha256."""
    return {
        path.name: {"bytes": path.stat().st_size, "sha256": file_hash(path)}
        for path in sorted(folder.glob("*.parquet"))
    }


def write_manifest(folder: Path, note: dict[str, Any]) -> None:
    """Seal a batch that has been written: the manifest with the checksums, on disk."""
    sealed = note | {"format": FORMAT, "warledger_version": __version__, "files": file_notes(folder)}
    text = json.dumps(sealed | {"sha256": _note_hash(sealed)}, indent=1, ensure_ascii=False)
    with (folder / MANIFEST).open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _note_hash(note: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(note, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a batch; raises DamagedFile when it is none, NewerData when a later version wrote it."""
    path = folder / MANIFEST
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        if note.get("format", 0) > FORMAT:
            raise NewerData(folder, note["warledger_version"])
        for name in ("batch_id", "created_at", "n_documents", "n_articles", "n_rejected", "n_claims"):
            note[name]
        told = note.pop("sha256", None)
        if told is not None and told != _note_hash(note):
            raise ValueError("its bytes have changed since it was written")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFile(path, f"it is no manifest: {error}") from error
    return dict(note)


def check_batch(folder: Path, *, contents: bool = True) -> Iterator[Problem]:
    """What is damaged of a batch: files that are gone or changed. Without `contents` only their sizes are compared.

    Files of an earlier version's batch are read from end to end, and documents' bytes compared with their own hash.
    """
    try:
        note = read_manifest(folder)
    except DamagedFile as error:
        yield Problem(error.path, error.problem)
        return
    told: dict[str, dict[str, Any]] | None = note.get("files")
    if told is None:
        for path in sorted(folder.glob("*.parquet")):
            problem = unreadable(path, documents=contents and path.name.startswith("documents-"))
            if problem:
                yield Problem(path, problem)
        yield from _missing_rows(folder, note)
        return
    for name in sorted({path.name for path in folder.glob("*.parquet")} - told.keys()):
        yield Problem(folder / name, "it is no file of its batch")
    for name, file in sorted(told.items()):
        path = folder / name
        if not path.is_file():
            yield Problem(path, "it is gone")
        elif path.stat().st_size != file["bytes"]:
            yield Problem(path, f"it has {path.stat().st_size} of {file['bytes']} bytes")
        elif contents and file_hash(path) != file["sha256"]:
            yield Problem(path, "its bytes have changed since it was written")


def sound(folder: Path) -> None:
    """Raise DamagedFile for the first damaged file of a batch."""
    for found in check_batch(folder):
        raise DamagedFile(found.path, found.problem)


def unreadable(path: Path, *, documents: bool = False) -> str | None:
    """Why a Parquet file cannot be read to its end; None when it can. `documents`: compare bytes with their hash."""
    try:
        with pq.ParquetFile(path) as file:
            for rows in file.iter_batches(64):
                if not documents:
                    continue
                for row in rows.select(["document_id", "content_hash", "content"]).to_pylist():
                    content = row["content"]
                    if content is not None and hashlib.sha256(content).hexdigest() != row["content_hash"]:
                        return f"the bytes of document {row['document_id']} have changed"
    except Exception as error:  # pyarrow raises several kinds for a file that is cut or overwritten
        return f"it cannot be read: {(str(error).splitlines() or [type(error).__name__])[0]}"
    return None


def _missing_rows(folder: Path, note: dict[str, Any]) -> Iterator[Problem]:
    """Tables of which a batch without checksums holds other numbers of rows than its manifest says."""
    found = {"documents": 0, "articles": 0, "rejected": 0, "claims": 0}
    for path in folder.glob("*.parquet"):
        table = path.name.rpartition("-")[0]
        name = "claims" if table.endswith("_claims") else table.removesuffix("_documents")
        try:
            found[name] += pq.read_metadata(path).num_rows
        except Exception:  # named already as a file that cannot be read
            return
    wrong = [f"{number} of {note[f'n_{name}']} {name}" for name, number in found.items() if number != note[f"n_{name}"]]
    if wrong:
        yield Problem(folder, f"it holds {', '.join(wrong)}")
