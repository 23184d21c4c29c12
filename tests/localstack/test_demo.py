"""`make demo`, a look around, `make stop`, as a newcomer runs them: real Airflow, real dashboard, free ports."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import httpx
import psutil
import pytest

from ingest.settings import Settings
from localstack.home import MARKER, StackHome, port_is_free
from localstack.processes import ProcessRecord, session_members

pytestmark = [
    pytest.mark.demo,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
]


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


class Stack:
    """`make` against a data folder and ports of the test's own."""

    def __init__(self, root: Path, data_dir: Path) -> None:
        self.root = root
        variables = {
            "WARLEDGER_DATA_DIR": str(data_dir),
            "WARLEDGER_AIRFLOW_PORT": str(free_port()),
            "WARLEDGER_DASHBOARD_PORT": str(free_port()),
            "WARLEDGER_API_PORT": str(free_port()),
        }
        self.environment = os.environ | variables
        self.settings = Settings.from_environment(variables)
        self.home = StackHome(self.settings)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", *arguments],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def processes(self) -> list[psutil.Process]:
        records = [ProcessRecord.load(self.home.record_file(name)) for name in ("airflow", "dashboard", "api")]
        return [process for record in records if record for process in session_members(record)]


@pytest.fixture(scope="module")
def stack(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(root, tmp_path_factory.mktemp("demo"))
    yield stack
    stack.make("stop")


@pytest.fixture(scope="module")
def demo(stack: Stack) -> subprocess.CompletedProcess[str]:
    answer = stack.make("demo")
    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-4000:]
    return answer


def test_demo_says_what_it_published_and_where(stack: Stack, demo) -> None:
    assert "build_warehouse.publish: success" in demo.stdout
    words = "articles → N strikes, N interception counts, N aid packages, N meetings"
    counts = re.search(r"(\d+) " + words.replace("N", r"(\d+)"), demo.stdout)
    assert counts, demo.stdout
    assert all(int(count) > 0 for count in counts.groups())
    user, password = stack.home.login()
    assert f"user {user}, password {password}" in demo.stdout
    assert stack.home.airflow_url in demo.stdout
    assert stack.home.dashboard_url in demo.stdout
    with duckdb.connect(str(stack.settings.pointer.resolve()), read_only=True) as warehouse:
        assert warehouse.execute("select count(*) from fct_strikes").fetchone() == (int(counts[2]),)


def test_both_answer_and_only_to_this_machine(stack: Stack, demo) -> None:
    assert httpx.get(f"{stack.home.dashboard_url}/_stcore/health").status_code == 200
    assert httpx.get(f"{stack.home.api_url}/v1/strikes").json()["n_total"] > 20
    assert httpx.get(f"{stack.home.airflow_url}/api/v2/monitor/health").json()["scheduler"]["status"] == "healthy"
    assert httpx.get(f"{stack.home.airflow_url}/api/v2/dags").status_code == 401
    listening = {
        (connection.laddr.ip, connection.laddr.port)
        for process in stack.processes()
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    settings = stack.settings
    ports = {settings.airflow_port, settings.dashboard_port, settings.api_port}
    assert listening == {("127.0.0.1", port) for port in ports}


def test_demo_again_uses_what_runs_and_adds_nothing(stack: Stack, demo) -> None:
    before = [process.pid for process in stack.processes()], stack.settings.pointer.resolve()
    again = stack.make("demo")
    assert again.returncode == 0, again.stderr
    assert "running already" in again.stdout
    assert "Nothing new" in again.stdout
    assert set(before[0]) <= {process.pid for process in stack.processes()}
    assert stack.settings.pointer.resolve() == before[1]


def test_a_failing_run_shows_the_end_of_the_tasks_log(stack: Stack, demo, tmp_path: Path) -> None:
    failed = stack.make("demo", f"PATHS={tmp_path / 'nowhere'}")
    assert failed.returncode != 0
    assert "The task choose of ingest_articles failed" in failed.stderr
    assert "nowhere" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_stop_leaves_no_process_and_no_port(stack: Stack, demo) -> None:
    processes = stack.processes()
    assert len(processes) > 5
    answer = stack.make("stop")
    assert answer.returncode == 0, answer.stderr
    assert not [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    assert port_is_free("127.0.0.1", stack.settings.airflow_port)
    assert port_is_free("127.0.0.1", stack.settings.dashboard_port)
    assert port_is_free("127.0.0.1", stack.settings.api_port)
    marker = f"{MARKER}={stack.settings.data_dir}".encode()
    assert not [path for path in Path("/proc").glob("[0-9]*/environ") if marker in _bytes(path)]
    assert "nothing was running" in stack.make("stop").stdout


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
