"""Fixtures that every test folder shares: settings whose data folder is temporary, and nothing that phones home."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

import pytest

from ingest.settings import Settings

ROOT = Path(__file__).resolve().parent.parent

# Before any test imports one of these parts.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")


#: The program that runs the tests, before anything replaces it.
_MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def own_main_module() -> None:
    """Streamlit's AppTest leaves the page that it ran as `__main__`; a process spawned later would start that page."""
    sys.modules["__main__"] = _MAIN


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Proofs are left to their own target. Files with slow tests first: begun last, they would keep one worker busy."""
    if "WARLEDGER_PROOFS" not in os.environ:
        for item in items:
            if item.get_closest_marker("proof"):
                item.add_marker(pytest.mark.skip(reason="run by make test-proofs"))
    slow: dict[Path, int] = {}
    for item in items:
        weight = 100 if item.get_closest_marker("demo") else int(item.get_closest_marker("slow") is not None)
        slow[item.path] = slow.get(item.path, 0) + weight
    items.sort(key=lambda item: -slow[item.path])  # stable: files and the tests in them keep their order


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty data folder of the test's own; one worker, so that tests do not start processes."""
    return Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "data"), "WARLEDGER_WORKERS": "1"})


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The outside corpus of real articles, where a developer has one; tests that need it are skipped elsewhere."""
    folder = Path(os.environ.get("WARLEDGER_CORPUS_DIR") or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip("the outside corpus is not here (set WARLEDGER_CORPUS_DIR)")
    return folder


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a warehouse that was built from the bundled samples by the real pipeline, once for all processes of
    this test run; do not write to it."""
    from ingest.pipeline.steps import run

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample-warehouse"
    folder.mkdir(exist_ok=True)
    built = Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder / "data"), "WARLEDGER_WORKERS": "1"})
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            run(built, [built.samples_dir])
            (folder / "built").touch()
    return built
