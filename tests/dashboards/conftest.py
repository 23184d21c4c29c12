"""A published fixture snapshot for the dashboard's tests, and the app under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import snapshot_fixture
from browser import chromium, dashboard
from streamlit.testing.v1 import AppTest

from ingest.warehouse.connect import connect_path


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with nothing in it, which the settings name."""
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a dashboard on the fixture snapshot answers."""
    data_dir = tmp_path_factory.mktemp("dashboard") / "data"
    data_dir.mkdir()
    snapshot_fixture.publish(data_dir, "run-1")
    with dashboard(data_dir) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium without a window."""
    with chromium() as started:
        yield started


@pytest.fixture
def published(data_dir: Path) -> Path:
    """A data folder in which the fixture snapshot is published."""
    snapshot_fixture.publish(data_dir, "run-1")
    return data_dir


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., pd.DataFrame]]:
    """What the functions of dashboards.queries take, over the fixture snapshot."""
    from dashboards.snapshot import Snapshot

    path = snapshot_fixture.write_snapshot(tmp_path_factory.mktemp("snapshot") / "warehouse.duckdb")
    connection = connect_path(path)
    yield Snapshot(str(path), connection).rows
    connection.close()


@pytest.fixture
def app() -> Callable[..., AppTest]:
    """The app, run once on a page: `app("strikes", fact="s-kyiv")`."""

    def run(page: str = "overview", **query: str) -> AppTest:
        test = AppTest.from_file(str(snapshot_fixture.APP), default_timeout=60).run()
        for name, value in query.items():
            test.query_params[name] = value
        return test.switch_page(f"views/{page}.py").run()

    return run
