"""A run that is killed (SIGKILL) at its worst moments: the next run ends with the facts of an undisturbed one.

The run is a real `warledger run` in a process of its own; a small program around it waits at the given place until the
test kills it. All the while a reader asks the published warehouse and must always get an answer.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from evaluation.checksums import table_sums
from ingest.pipeline.steps import run
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

pytestmark = [pytest.mark.slow, pytest.mark.proof]

FACTS = ("fct_strikes", "fct_interceptions", "fct_aid_packages", "fct_diplomatic_meetings")
#: Random moments of `make test-proofs`; `WARLEDGER_KILLS=15` for more.
KILLS = int(os.environ.get("WARLEDGER_KILLS", "2"))
CLAIMS = ("strike_claims", "interception_claims", "aid_claims", "meeting_claims", "dim_articles")

#: Waits inside the n-th call of the named function, after telling so by a file.
PROGRAM = """
import sys, time, importlib
from pathlib import Path
module, name, when, flag, *paths = sys.argv[1:]
module = importlib.import_module(module)
original, calls = getattr(module, name), [0]
def waiting(*args, **kwargs):
    calls[0] += 1
    if calls[0] == int(when):
        Path(flag).touch()
        time.sleep(600)
    return original(*args, **kwargs)
setattr(module, name, waiting)
from ingest.cli import main
sys.exit(main(["run", *paths]))
"""


def checksum(settings: Settings) -> dict[str, tuple]:
    """Rows and an order-free hash of every fact and claim table; load times are no part of a fact."""
    with connect_published(settings) as connection:
        sums = {}
        for table in (*FACTS, *CLAIMS):
            names = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
            kept = ", ".join(
                f'"{name}"' for name in names if not name.endswith(("ingested_at", "loaded_at", "batch_id"))
            )
            sums[table] = connection.execute(
                f"select count(*), sum(hash(cast(r as varchar)))::varchar from (select {kept} from {table}) as r"
            ).fetchone()
        return sums


@pytest.fixture(scope="module")
def halves(root) -> tuple[list[Path], list[Path]]:
    files = sorted(
        path for path in (root / "ingest" / "samples").iterdir() if path.suffix in {".txt", ".html", ".jsonl"}
    )
    return files[:20], files[20:32]


def settings_for(folder: Path) -> Settings:
    return Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder), "WARLEDGER_WORKERS": "1"})


@pytest.fixture(scope="module")
def first_half(halves, tmp_path_factory) -> Path:
    """A data folder with the first half published; each test works on a copy of it."""
    folder = tmp_path_factory.mktemp("first-half") / "data"
    run(settings_for(folder), halves[0])
    return folder


@pytest.fixture(scope="module")
def undisturbed_run(halves, first_half, tmp_path_factory) -> tuple[Settings, float]:
    """The data folder of a run that nobody killed, and how many seconds it took."""
    folder = tmp_path_factory.mktemp("undisturbed") / "data"
    shutil.copytree(first_half, folder, symlinks=True)
    began = time.monotonic()
    run(settings_for(folder), halves[1])
    return settings_for(folder), time.monotonic() - began


@pytest.fixture(scope="module")
def undisturbed(undisturbed_run) -> dict[str, tuple]:
    return checksum(undisturbed_run[0])


@pytest.fixture
def started(first_half, tmp_path) -> Settings:
    shutil.copytree(first_half, tmp_path / "data", symlinks=True)
    return settings_for(tmp_path / "data")


class Reader(threading.Thread):
    """Asks the published warehouse again and again until told to stop."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.settings, self.over = settings, threading.Event()
        self.answers: list[int] = []
        self.errors: list[Exception] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                with connect_published(self.settings) as connection:
                    self.answers.append(connection.execute("select count(*) from fct_strikes").fetchone()[0])
            except Exception as error:
                self.errors.append(error)
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("module", "function", "call"),
    [
        # a batch written but not yet in its place
        ("ingest.landing.zone", "write_manifest", 1),
        ("ingest.warehouse.load", "_load_batch", 1),  # inside the load's transaction
        # dbt has ended, its outcomes are not kept
        ("ingest.warehouse.dbt", "_outcomes", 1),
        # a snapshot half written
        ("ingest.warehouse.publish", "_write_quality", 1),
        ("ingest.warehouse.publish", "move_pointer", 1),  # a snapshot whole, the pointer not moved
    ],
)
def test_killed_then_run_again(tmp_path, started, halves, undisturbed, module, function, call):
    settings, second = started, halves[1]
    reader = Reader(settings)
    reader.start()
    kill_when_waiting(settings, module, function, call, second, tmp_path / "flag")
    run(settings, second)
    reader.over.set()
    reader.join()
    assert checksum(settings) == undisturbed
    assert reader.errors == []
    assert reader.answers


def test_killed_in_the_middle_of_dbt(tmp_path, started, halves, undisturbed):
    # dbt is a child of its own: it may go on writing after its parent was killed, and the next run must wait for it.
    settings, second = started, halves[1]
    reader = Reader(settings)
    reader.start()
    process = start(settings, ["ingest.cli", "_sentence", "1", str(tmp_path / "flag"), *map(str, second)])
    assert process.stderr is not None
    for line in process.stderr:
        if "dbt: 50 of" in line:
            break
    else:
        pytest.fail("dbt never told its progress")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    run(settings, second)
    reader.over.set()
    reader.join()
    assert checksum(settings) == undisturbed
    assert reader.errors == []


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_at_a_random_moment(started, first_half, halves, undisturbed_run, kill: int):
    undisturbed, seconds = undisturbed_run
    moment = random.Random(kill).uniform(0, seconds)  # the process takes a little longer: it has to start
    for _ in range(5):
        process = start(started, ["ingest.cli", "_sentence", "1000000", os.devnull, *map(str, halves[1])])
        time.sleep(moment)
        if process.poll() is None:
            break
        # The machine has become faster since the run that was measured: from the beginning, and killed earlier.
        shutil.rmtree(started.data_dir)
        shutil.copytree(first_half, started.data_dir, symlinks=True)
        moment /= 2
    assert process.poll() is None, "the run had ended before it could be killed"
    process.kill()
    process.wait()
    run(started, halves[1])
    sums, wanted = table_sums(started), table_sums(undisturbed)
    print(f"killed {moment:.1f} s into {seconds:.1f} s: {len(sums)} tables")
    assert sums == wanted


def start(settings: Settings, arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, "WARLEDGER_DATA_DIR": str(settings.data_dir), "WARLEDGER_WORKERS": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def kill_when_waiting(settings: Settings, module: str, function: str, call: int, paths: list[Path], flag: Path) -> None:
    process = start(settings, [module, function, str(call), str(flag), *map(str, paths)])
    deadline = time.monotonic() + 120
    while not flag.exists():
        assert process.poll() is None, f"the run ended before {function}: {process.stderr.read()}"
        assert time.monotonic() < deadline, f"the run never reached {function}"
        time.sleep(0.05)
    process.kill()
    process.wait()


def test_the_same_run_twice_adds_no_row_anywhere(started, halves):
    settings, first = started, halves[0]

    def everything() -> dict[str, int]:
        counts = {}
        for path in (settings.build_db, settings.pointer.resolve()):
            with duckdb.connect(str(path), read_only=True) as connection:
                tables = connection.execute(
                    "select schema_name, table_name from duckdb_tables() where not internal"
                ).fetchall()
                for schema, table in tables:
                    number = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()[0]
                    counts[f"{path.name}.{schema}.{table}"] = number
        counts["landing"] = len(list(settings.landing_dir.iterdir()))
        counts["published"] = len(list(settings.published_dir.iterdir()))
        return counts

    before = everything()
    summary, result = run(settings, first)
    assert result.status == "up_to_date"
    assert summary is not None and summary.batch.batch_id is None
    assert everything() == before
