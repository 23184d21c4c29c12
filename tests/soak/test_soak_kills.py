"""`kill -9` of a task, of the scheduler, of the whole stack in the middle of a run; then everything is there, once."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest
from standalone import Standalone, kill

from ingest.landing.raw import KEYS
from ingest.pipeline.build import build
from ingest.pipeline.steps import ingest_paths
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

TABLES = {
    "fct_strikes": "strike_id",
    "fct_interceptions": "interception_id",
    "fct_aid_packages": "aid_package_id",
    "fct_diplomatic_meetings": "meeting_id",
    "strike_claims": "claim_id",
    "interception_claims": "claim_id",
    "aid_claims": "claim_id",
    "meeting_claims": "claim_id",
    "dim_articles": "article_id",
}
#: Articles that a run reads: enough of them that there is time to kill it.
COPIES = 20


@pytest.fixture(scope="module")
def inboxes(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One folder of articles for each kill: the samples, told again on other days."""
    samples = sorted(path for path in (root / "ingest" / "samples").iterdir() if path.suffix == ".txt")
    folders = []
    for number in range(4):
        folder = tmp_path_factory.mktemp(f"inbox-{number}")
        for copy in range(COPIES):
            for path in samples[number::4]:
                text = path.read_text(encoding="utf-8") + f"\n\nThis is bulletin {number}-{copy}.\n"
                (folder / f"{copy}-{path.name}").write_text(text, encoding="utf-8")
                beside = path.with_name(f"{path.stem}.meta.json")
                if beside.exists():
                    shutil.copy(beside, folder / f"{copy}-{beside.name}")
        folders.append(folder)
    return folders


@pytest.fixture(scope="module")
def undisturbed(inboxes: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same articles where nobody is killed, landed but not built yet."""
    folder = tmp_path_factory.mktemp("undisturbed")
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder), "WARLEDGER_WORKERS": "1"})
    for inbox in inboxes:
        ingest_paths(settings, [inbox])
    return settings


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    stack = Standalone(tmp_path_factory.mktemp("kills"))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def contents(settings: Settings) -> dict[str, Any]:
    """Ids of every fact, claim and article, and what rests on how many of them."""
    found: dict[str, Any] = {}
    with connect_published(settings) as connection:
        for table, key in TABLES.items():
            found[table] = connection.execute(f"select {key} from {table} order by 1").fetchall()
        found["strikes"] = connection.execute(
            "select strike_id, n_claims, n_articles, killed_best, wounded_best from fct_strikes order by 1"
        ).fetchall()
    return found


def landed(settings: Settings) -> dict[str, list[str]]:
    """Ids in the landing zone, each as often as it stands there."""
    return {
        table: sorted(
            value
            for path in settings.landing_dir.glob(f"[!.]*/{table}-*.parquet")
            for value in pq.read_table(path, columns=[key])[key].to_pylist()
        )
        for table, key in KEYS.items()
    }


def until(what: str, happens: Callable[[], Any], seconds: float = 300.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)
    return found


def reader(settings: Settings) -> psutil.Process | None:
    """The task process that is writing a batch now: its folder bears its host, its process id and its start."""
    for path in settings.landing_dir.glob(".partial-*"):
        pid = int(path.name.split("-")[2])
        if psutil.pid_exists(pid) and time.time() - path.stat().st_mtime > 0.5:
            return psutil.Process(pid)
    return None


def restart(airflow: Standalone) -> None:
    """What an operator does after a crash: `make stop`, `make airflow`."""
    airflow.stop()
    airflow.start()


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def test_kills_while_articles_are_read(airflow: Standalone, inboxes: list[Path], undisturbed: Settings) -> None:
    settings = airflow.settings
    # Builds would take the machine from the readers that are to be killed; the next test lets one run, and kills it.
    airflow.api.pause("build_warehouse")

    run_id = airflow.trigger("ingest_articles", paths=[str(inboxes[0])])
    process = until("a task reads", lambda: reader(settings))
    kill(process)
    say(f"killed the task process {process.pid} while it read")
    states = airflow.wait("ingest_articles", run_id, 900)
    (task,) = [item for item in airflow.api.tasks("ingest_articles", run_id) if item["task_id"] == "read"]
    say(f"the run ended: {states}, the task in try {task['try_number']}")
    assert states[""] == "success" and task["try_number"] > 1

    run_id = airflow.trigger("ingest_articles", paths=[str(inboxes[1])])
    until("a task reads", lambda: reader(settings))
    for process in airflow.processes("airflow", "scheduler"):
        kill(process)
    say("killed the scheduler while a task read")
    time.sleep(5)
    restart(airflow)
    say("started again")
    states = airflow.wait("ingest_articles", run_id, 1200)
    say(f"the run ended: {states}")
    assert states[""] == "success"

    run_id = airflow.trigger("ingest_articles", paths=[str(inboxes[2])])
    until("a task reads", lambda: reader(settings))
    airflow.kill()
    say("killed the whole stack while a task read")
    airflow.start()
    say("started again")
    states = airflow.wait("ingest_articles", run_id, 1200)
    say(f"the run ended: {states}")
    assert states[""] == "success"

    run_id = airflow.trigger("ingest_articles", paths=[str(inboxes[3])])
    assert airflow.wait("ingest_articles", run_id, 900)[""] == "success"
    found = landed(settings)
    assert found == landed(undisturbed), "something is missing, or there twice"
    assert not list(settings.landing_dir.glob(".partial-*"))
    say(f"landed, every one once: {json.dumps({table: len(ids) for table, ids in found.items()})}")


def test_a_kill_while_dbt_builds(airflow: Standalone, undisturbed: Settings) -> None:
    """After the test above: what it landed is built."""
    airflow.api.unpause("build_warehouse")
    run_id = airflow.trigger("build_warehouse")
    until("dbt runs", lambda: airflow.processes("dbt.cli.main", " build "), 900)
    log = airflow.settings.audit_dir / "dbt" / "logs" / "dbt.log"
    until("dbt builds models", lambda: log.exists() and " START sql " in log.read_text(errors="replace"))
    time.sleep(2)
    assert airflow.processes("dbt.cli.main", " build ")
    airflow.kill()
    say("killed the whole stack while dbt built models")
    airflow.start()
    say("started again")
    states = airflow.wait("build_warehouse", run_id, 1800)
    say(f"the build ended: {states}")
    assert states[""] == "success"
    airflow.settle("build_warehouse", 1800)
    build(undisturbed)
    found, expected = contents(airflow.settings), contents(undisturbed)
    for name, rows in expected.items():
        assert found[name] == rows, name
    say(f"published: {json.dumps({name: len(rows) for name, rows in found.items()})}")
