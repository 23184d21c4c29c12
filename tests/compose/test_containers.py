"""docker-compose.yml on a real engine, from an empty volume to facts and through kills. Run by `make test-compose`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from localstack.airflow_api import AirflowApi

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("WARLEDGER_TEST_COMPOSE" not in os.environ, reason="needs an engine: make test-compose"),
]

#: Of a busy machine; an idle one needs a tenth.
PATIENCE = 1500.0
SERVICES = ("postgres", "airflow-apiserver", "airflow-scheduler", "airflow-dag-processor", "dashboard", "api", "docs")
LARGEST_IMAGE_BYTES = 1_400_000_000


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


class Stack:
    """The stack of a checkout that is the test's own."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        names = ("WARLEDGER_AIRFLOW_PORT", "WARLEDGER_DASHBOARD_PORT", "WARLEDGER_API_PORT", "DOCS_PORT")
        self.ports = {name: free_port() for name in names}
        # The clock starts nothing here; a task that was killed is tried again at once.
        more = {"WARLEDGER_SWEEP_SCHEDULE": "0 0 1 1 *", "WARLEDGER_RETRY_SECONDS": "1", "WARLEDGER_WORKERS": "1"}
        self.environment = {
            **os.environ,
            **{name: str(port) for name, port in self.ports.items()},
            **more,
            "WAIT_SECONDS": str(int(PATIENCE)),
        }

    def call(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        answer = subprocess.run(
            command, cwd=self.checkout, env=self.environment, capture_output=True, text=True, check=False
        )
        assert not check or answer.returncode == 0, f"{command}: {answer.stdout[-3000:]} {answer.stderr[-3000:]}"
        return answer

    def docker(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.call(os.environ.get("DOCKER", "docker"), *words, check=check)

    def compose(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.call(*os.environ.get("COMPOSE", "docker-compose").split(), *words, check=check)

    def up(self) -> float:
        began = time.monotonic()
        self.call("docker/stack.sh", "up")
        return time.monotonic() - began

    def inside(self, service: str, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.compose("exec", "-T", service, *command, check=check)

    def inspect(self, service: str) -> dict[str, Any]:
        container = self.compose("ps", "-q", service).stdout.strip()
        found: dict[str, Any] = json.loads(self.docker("inspect", container).stdout)[0]
        return found

    def setting(self, name: str) -> str:
        lines = (self.checkout / ".env").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))

    def api(self) -> AirflowApi:
        api = AirflowApi(self.setting("WARLEDGER_AIRFLOW_URL"), "admin", self.setting("AIRFLOW_ADMIN_PASSWORD"))
        api.sign_in()
        return api

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of the published warehouse; none while nothing is published."""
        answer = self.inside("dashboard", "warledger", "sql", "--format", "json", query, check=False)
        return list(json.loads(answer.stdout)) if answer.returncode == 0 else []

    def memory(self) -> str:
        return self.docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}").stdout.replace("\n", "; ")


def until(what: str, happens: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(1)
    return found


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    stack = Stack(Path(os.environ["COMPOSE_CHECKOUT"]))
    shutil.rmtree(stack.checkout / "articles", ignore_errors=True)
    say(f"up and healthy after {stack.up():.0f} s")
    yield stack
    stack.compose("logs", "--no-color", "--tail", "40", check=False)
    stack.compose("down", "--volumes", check=False)


def ended(api: AirflowApi, dag_id: str, run_id: str) -> str | None:
    state = str(api.run(dag_id, run_id).get("state"))
    return state if state in ("success", "failed") else None


def test_the_image_is_small_and_says_what_it_is(stack: Stack) -> None:
    (image,) = json.loads(stack.docker("image", "inspect", os.environ["IMAGE_NAME"]).stdout)
    labels = image["Config"]["Labels"]
    head = stack.call("git", "rev-parse", "HEAD").stdout.strip()
    say(f"image of {image['Size'] / 1e9:.2f} GB, {labels['org.opencontainers.image.version']}, {head}")
    assert labels["org.opencontainers.image.revision"] == head
    assert image["Size"] <= LARGEST_IMAGE_BYTES
    history = stack.docker("history", "--no-trunc", os.environ["IMAGE_NAME"]).stdout
    assert "BEGIN CERTIFICATE" not in history
    assert stack.inside("docs", "ls", "/run/secrets", check=False).returncode != 0


def test_containers_may_do_little(stack: Stack) -> None:
    for service in SERVICES:
        found = stack.inspect(service)
        assert found["State"]["Health"]["Status"] == "healthy", service
        assert stack.inside(service, "touch", "/usr/x", check=False).returncode != 0, service
        for bindings in (found["NetworkSettings"]["Ports"] or {}).values():
            assert all(binding["HostIp"] == "127.0.0.1" for binding in bindings or []), service
        if service != "postgres":
            assert stack.inside(service, "id", "-u").stdout.strip() == "1000"
            assert "CapEff:\t0000000000000000" in stack.inside(service, "cat", "/proc/1/status").stdout
    for service in ("dashboard", "api", "docs"):
        assert stack.inside(service, "touch", "/data/x", check=False).returncode != 0
        assert "PASSWORD" not in stack.inside(service, "env").stdout
    assert (stack.checkout / "articles").stat().st_uid == os.getuid()
    say(f"idle: {stack.memory()}")


def test_articles_become_facts_that_readers_see(stack: Stack) -> None:
    began = time.monotonic()
    api = stack.api()
    assert api.import_errors() == []
    run_id = api.trigger("ingest_articles", {}, "a test")
    assert until("articles are read", lambda: ended(api, "ingest_articles", run_id)) == "success"
    until("facts are published", lambda: stack.sql("select 1 as one from fct_strikes limit 1"))
    say(f"from the trigger to published facts: {time.monotonic() - began:.0f} s; busy: {stack.memory()}")
    (row,) = stack.sql("select git_commit, n_articles from publications order by published_at desc limit 1")
    assert row["git_commit"] == stack.call("git", "rev-parse", "HEAD").stdout.strip()
    assert row["n_articles"] > 40
    dashboard = httpx.get(f"http://127.0.0.1:{stack.ports['WARLEDGER_DASHBOARD_PORT']}/", timeout=60)
    assert dashboard.status_code == 200
    docs = f"http://localhost:{stack.ports['DOCS_PORT']}"
    assert "fct_strikes" in httpx.get(f"{docs}/dbt/", timeout=60).text
    assert httpx.get(f"{docs}/checks/index.html", timeout=60).status_code == 200


def test_two_containers_that_write_at_once_lose_nothing(stack: Stack) -> None:
    """Each is a process of its own namespace: neither knows the other's process ids."""
    for name in "ab":
        folder = stack.checkout / "articles" / name
        folder.mkdir()
        for number in range(150):
            text = (
                f"KYIV, March {number % 28 + 1}, 2025 - Note {name}{number}: a drone hit a depot in Sumy, killing two."
            )
            (folder / f"{number}.txt").write_text(text)
    before = int(stack.inside("airflow-scheduler", "sh", "-c", "ls /data/landing | grep -c -").stdout)
    compose = os.environ.get("COMPOSE", "docker-compose").split()
    writers = [
        subprocess.Popen(
            [*compose, "run", "--rm", "--no-deps", "airflow-scheduler", "warledger", "ingest", f"/articles/{name}"],
            cwd=stack.checkout,
            env=stack.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name in "ab"
    ]
    for writer in writers:
        said, _ = writer.communicate(timeout=PATIENCE)
        assert writer.returncode == 0, said
        assert "150 new documents" in said, said
    listed = stack.inside("airflow-scheduler", "ls", "-A", "/data/landing").stdout.split()
    assert sum("-" in name and not name.startswith(".") for name in listed) == before + 2
    assert not [name for name in listed if name.startswith(".partial")]


def test_killed_containers_come_back_and_the_run_ends_well(stack: Stack) -> None:
    for service in ("airflow-scheduler", "postgres", "airflow-apiserver"):
        api = stack.api()
        published = stack.sql("select max(published_at)::varchar as at from publications")
        run_id = api.trigger("build_warehouse", {"force": True}, f"a test that kills {service}")
        until("the build runs", lambda api=api, run_id=run_id: api.run("build_warehouse", run_id)["state"] == "running")
        time.sleep(10)
        os.kill(stack.inspect(service)["State"]["Pid"], signal.SIGKILL)
        say(f"killed {service}")

        def is_over(run_id: str = run_id) -> str | None:
            try:
                return ended(stack.api(), "build_warehouse", run_id)
            except Exception:
                return None  # the API is coming back

        assert until("the run ends", is_over) == "success", service
        assert stack.sql("select max(published_at)::varchar as at from publications") != published
        say(f"the run ended well without {service} for a while")


def test_a_backup_is_taken_and_data_outlives_down_and_up(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept").chmod(0o777)
    where = f"{tmp_path}/kept:/backups"
    said = stack.compose(
        "run", "--rm", "--no-deps", "-v", where, "airflow-scheduler", "warledger", "backup", "/backups"
    )
    assert "batches; snapshot warehouse-" in said.stdout
    facts = stack.sql("select count(*) as n, sum(hash(strike_id))::varchar as h from fct_strikes")
    stack.call("docker/stack.sh", "down")
    say(f"down, and up again after {stack.up():.0f} s")
    assert stack.sql("select count(*) as n, sum(hash(strike_id))::varchar as h from fct_strikes") == facts
