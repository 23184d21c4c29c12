"""A folder for a test's own files, what is read from it, and a web server on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from outlets import OutletServer

from ingest.core.documents import Article, Document, Rejection
from ingest.pipeline.parallel import read_one
from ingest.sources.fetch import Fetcher
from ingest.sources.folder import read_paths
from ingest.sources.limits import FetchLimits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inputs"
    made.mkdir()
    return made


class Found:
    """What came of files: articles, rejections as (end of the address, reason code, reason), notices."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.rejections: list[Rejection] = []
        self.notices: list[str] = []

    @property
    def bodies(self) -> list[str]:
        return [article.body for article in self.articles]

    @property
    def codes(self) -> list[tuple[str, str]]:
        return [(item.source_uri.rsplit("/", 1)[-1], item.reason_code) for item in self.rejections]


@pytest.fixture
def read(folder: Path) -> Callable[..., Found]:
    """Read the folder as `warledger ingest` does, up to the claims."""

    def read_folder(*, max_bytes: int = 1_000_000, **columns: str) -> Found:
        found = Found()
        for item in read_paths([folder], max_bytes=max_bytes, columns=columns, on_notice=found.notices.append):
            if isinstance(item, Rejection):
                found.rejections.append(item)
                continue
            assert isinstance(item, Document)
            result = read_one(item)
            found.articles += [each.article for each in result.articles]
            found.rejections += result.rejections
        return found

    return read_folder


@pytest.fixture
def web() -> Iterator[OutletServer]:
    with OutletServer() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher that may reach this machine, and that a test does not wait for."""
    with Fetcher(FetchLimits(timeout_seconds=2, delay_seconds=0), allow_private=True) as client:
        yield client
