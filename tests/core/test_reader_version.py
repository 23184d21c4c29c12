"""The reader's version follows from everything that decides what is read, and from nothing else."""

from __future__ import annotations

import re
import shutil
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

from ingest.core import reader_version as module
from ingest.core.reader_version import HASHED, LIBRARIES, ROOT, hashed_files, reader_version

READING = ("ingest.articles", "ingest.claims")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The files that read, in a folder that may be changed."""
    for name in HASHED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return tmp_path


def version_now(root: Path) -> str:
    reader_version.cache_clear()
    return reader_version(root)


def test_it_is_short_and_the_same_for_the_same_files(copied: Path) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", reader_version())
    assert version_now(copied) == reader_version()


@pytest.mark.parametrize(
    "file", ["claims/data/weapons.csv", "claims/places.py", "articles/page.py", "core/documents.py"]
)
def test_one_line_of_a_list_or_a_rule_makes_another_version(copied: Path, file: str) -> None:
    before = version_now(copied)
    path = copied / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "# a line more\n", encoding="utf-8")
    assert version_now(copied) != before
    path.write_text(text, encoding="utf-8")
    assert version_now(copied) == before


def test_a_file_more_or_elsewhere_makes_another_version(copied: Path) -> None:
    before = version_now(copied)
    (copied / "claims" / "data" / "more.csv").write_text("", encoding="utf-8")
    assert version_now(copied) != before
    (copied / "claims" / "data" / "more.csv").rename(copied / "claims" / "data" / "other.csv")
    other = version_now(copied)
    assert other != before


def test_notes_for_people_and_compiled_files_do_not(copied: Path) -> None:
    before = version_now(copied)
    (copied / "claims" / "data" / "README.md").write_text("another note", encoding="utf-8")
    (copied / "claims" / "__pycache__").mkdir(exist_ok=True)
    (copied / "claims" / "__pycache__" / "x.cpython-311.pyc").write_bytes(b"x")
    (copied / "articles" / ".hidden").write_text("x", encoding="utf-8")
    assert version_now(copied) == before


def test_another_parser_makes_another_version(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version_now(copied)
    monkeypatch.setattr(module, "version", lambda name: "99" if name == "spacy" else "1")
    once = version_now(copied)
    monkeypatch.setattr(module, "version", lambda name: "100" if name == "spacy" else "1")
    assert len({before, once, version_now(copied)}) == 3
    reader_version.cache_clear()


def test_every_file_and_library_that_reads_is_counted_in() -> None:
    graph = grimp.build_graph("ingest", include_external_packages=True, cache_dir=None)
    files = {path.relative_to(ROOT).as_posix() for path in hashed_files()}
    modules = {name for name in graph.modules if name.startswith(READING)}
    imported = set().union(*(graph.find_upstream_modules(name) for name in modules))
    own = {name for name in imported if name.startswith("ingest.")}
    missing = [name for name in sorted(own) if not _file_of(name) & files]
    assert not missing, f"add to HASHED in ingest/core/reader_version.py: {missing}"
    known = packages_distributions()
    outside = {name for name in imported - own if name not in sys.stdlib_module_names}
    used = {dist.lower().replace("_", "-") for name in outside for dist in known.get(name, ())}
    assert used - set(LIBRARIES) == set(), "add to LIBRARIES in ingest/core/reader_version.py"


def _file_of(module_name: str) -> set[str]:
    path = module_name.removeprefix("ingest.").replace(".", "/")
    return {f"{path}.py", f"{path}/__init__.py"}
