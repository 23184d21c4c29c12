"""Broken files through the real folder source and article reader: each has its reason, and none stops the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from broken_inputs import ARTICLE, HUGE_BYTES, write_broken

from ingest.core.documents import Rejection
from ingest.pipeline.parallel import read_one
from ingest.settings import Settings
from ingest.sources.folder import read_paths


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """(expected, what came out, the text of what came out), by name."""
    folder = tmp_path_factory.mktemp("broken")
    expected = write_broken(folder)
    found: dict[str, str] = {}
    texts: dict[str, str] = {}
    for item in read_paths([folder], max_bytes=Settings().max_document_bytes):
        name = item.source_uri.rsplit("/", 1)[-1]
        if isinstance(item, Rejection):
            found[name] = item.reason_code
            assert item.reason, f"{name} was rejected without a word"
            continue
        result = read_one(item)
        assert result.articles or result.rejections, f"{name} vanished"
        found[name] = ARTICLE if result.articles else result.rejections[0].reason_code
        texts[name] = "\n".join(each.article.body for each in result.articles)
    shutil.rmtree(folder)  # 50 MB that nobody needs any more
    return expected, found, texts


def test_each_file_has_the_expected_outcome(outcomes: tuple[dict[str, str], ...]) -> None:
    expected, found, _ = outcomes
    assert found == expected


def test_scripts_and_styles_are_no_text(outcomes: tuple[dict[str, str], ...]) -> None:
    text = outcomes[2]["scripts.html"]
    assert "Two people were wounded" in text
    for number in ("99", "77", "55 missiles", "44 people"):
        assert number not in text


def test_windows_1251_is_read_in_cyrillic(outcomes: tuple[dict[str, str], ...]) -> None:
    text = outcomes[2]["windows-1251.txt"]
    assert "поранено двох людей" in text
    assert "Олег Синєгубов" in text


def test_broken_utf8_keeps_what_is_whole(outcomes: tuple[dict[str, str], ...]) -> None:
    text = outcomes[2]["broken-utf8.txt"]
    assert "23 of 24 drones had been shot down" in text


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    first, second = write_broken(tmp_path / "a"), write_broken(tmp_path / "b")
    assert first == second
    for file in sorted((tmp_path / "a").iterdir()):
        twin = tmp_path / "b" / file.name
        assert file.stat().st_size == twin.stat().st_size
        if file.name != "huge.txt":
            assert file.read_bytes() == twin.read_bytes()
    assert (tmp_path / "a" / "huge.txt").stat().st_size >= HUGE_BYTES
