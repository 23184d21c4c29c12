"""A web server on this machine that plays an outlet, and a fetcher that may reach it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from outlets import OutletServer

from ingest.sources.fetch import Fetcher
from ingest.sources.limits import FetchLimits


@pytest.fixture
def web() -> Iterator[OutletServer]:
    with OutletServer() as server:
        yield server


@pytest.fixture
def limits() -> FetchLimits:
    """As patient as a test may be."""
    return FetchLimits(
        timeout_seconds=0.5,
        total_seconds=1.0,
        max_bytes=200_000,
        backoff_seconds=0.02,
        max_retry_after_seconds=2.0,
        delay_seconds=0.0,
    )


@pytest.fixture
def fetcher(limits: FetchLimits) -> Iterator[Fetcher]:
    """A fetcher that may reach this machine."""
    with Fetcher(limits, allow_private=True) as client:
        yield client
