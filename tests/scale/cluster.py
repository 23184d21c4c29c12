"""Several machines on one: each worker has a data folder of its own, and they share Redis, PostgreSQL and a bucket."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
from standalone import Standalone, free_port
from storage import failing_proxy

from ingest.pipeline.names import READING_QUEUE, WAREHOUSE_QUEUE
from ingest.settings import Settings
from localstack import demo
from localstack.airflow_api import AirflowApi

#: Seconds after which a worker that says nothing is taken for dead; docker-compose.scale.yml has 90.
HEARTBEAT = 30
START_SECONDS = 300.0
BUCKET = "landing-zone"
QUEUES = {"reader-1": READING_QUEUE, "reader-2": READING_QUEUE, "warehouse": WAREHOUSE_QUEUE}


def wait_until(what: str, holds: Callable[[], object], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.5)


class Cluster(Standalone):
    """The parts of docker-compose.scale.yml as processes, each in a session of its own."""

    def __init__(self, folder: Path, sources: Path) -> None:
        # The default: a task that cannot be handed to Redis fails at once, and its tries must outlast the minute.
        super().__init__(folder / "scheduler", WARLEDGER_SOURCES=str(sources), WARLEDGER_RETRY_SECONDS="30")
        self.folder = folder
        self.open = ExitStack()
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.redis_port, self.postgres_port, moto = free_port(), free_port(), free_port()
        self._begin("s3", [str(Path(sys.executable).with_name("moto_server")), "-p", str(moto)], os.environ.copy())
        address = f"http://127.0.0.1:{moto}"
        wait_until("S3", lambda: _answers(address))
        httpx.put(f"{address}/{BUCKET}").raise_for_status()
        self.s3, self.faults = self.open.enter_context(failing_proxy(address))
        self._start_postgres()
        self.start_redis()

    def start(self) -> None:
        self.home.prepare()
        self._airflow("migrate", ["db", "migrate"]).wait(timeout=START_SECONDS)
        for name in ("api-server", "scheduler", "dag-processor"):
            self._airflow(name, [name])
        for name in QUEUES:
            self.start_worker(name)
        wait_until("Airflow", self._is_healthy)
        self.api = AirflowApi(self.home.airflow_url, *self.home.login())
        self.api.sign_in()
        demo.prepare(self.api, self.lines.append)

    def stop(self) -> None:
        for name in reversed(list(self.parts)):
            self.end(name)
        self.open.close()

    def machine(self, name: str) -> Settings:
        """Settings of a worker's machine."""
        return Settings.from_environment(self._environment(name))

    def start_worker(self, name: str) -> None:
        queue = ["--queues", QUEUES[name], "--concurrency", "1", "--celery-hostname", f"{name}@here"]
        self._airflow(name, ["celery", "worker", *queue, "--skip-serve-logs", "--pid", str(self.folder / name)], name)

    def start_redis(self) -> None:
        kept = ["--appendonly", "yes", "--dir", str(self.folder)]
        self._begin("redis", ["redis-server", "--port", str(self.redis_port), *kept], os.environ.copy())

    def end(self, name: str) -> None:
        """Kill a part with everything that it started."""
        process = self.parts.pop(name)
        try:
            family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        except psutil.NoSuchProcess:
            family = []
        for member in family:
            try:
                member.send_signal(signal.SIGINT if name == "postgres" else signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        process.wait(timeout=60)

    def megabytes(self) -> dict[str, int]:
        """Memory of each part with everything that it started; pages that processes share count for each."""
        found = {}
        for name, process in self.parts.items():
            if process.poll() is None:
                family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
                found[name] = sum(_resident(member) for member in family) // 1_000_000
        return found

    def _start_postgres(self) -> None:
        programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
        # A folder that PostgreSQL's own user may reach: it does not run as root.
        place = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
        place.chmod(0o755)
        become: list[str] = []
        if os.getuid() == 0:
            shutil.chown(place, "postgres")
            become = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        data = place / "data"
        made = [*become, str(programs / "initdb"), "-D", str(data), "-U", "airflow", "--auth", "trust"]
        subprocess.run(made, check=True, capture_output=True, cwd=place)
        where = ["-D", str(data), "-p", str(self.postgres_port), "-k", str(place), "-c", "listen_addresses=127.0.0.1"]
        self._begin("postgres", [*become, str(programs / "postgres"), *where], os.environ.copy())
        create = ["createdb", "-h", "127.0.0.1", "-p", str(self.postgres_port), "-U", "airflow", "airflow"]
        wait_until("PostgreSQL", lambda: subprocess.run(create, capture_output=True, check=False).returncode == 0, 60)

    def _environment(self, machine: str = "scheduler") -> dict[str, str]:
        database = f"postgresql+psycopg2://airflow@127.0.0.1:{self.postgres_port}/airflow"
        return self.home.airflow_environment() | {
            "WARLEDGER_DATA_DIR": str(self.folder / machine),
            "WARLEDGER_LANDING_URL": f"s3://{BUCKET}/war",
            "AWS_ENDPOINT_URL": self.s3,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CORE__PARALLELISM": "8",
            "AIRFLOW__OPERATORS__DEFAULT_QUEUE": WAREHOUSE_QUEUE,
            "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(HEARTBEAT),
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
        }

    def _airflow(self, name: str, arguments: list[str], machine: str = "scheduler") -> subprocess.Popen[bytes]:
        return self._begin(name, ["airflow", *arguments], self._environment(machine))

    def _begin(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        found = shutil.which(command[0], path=environment["PATH"])
        assert found, f"{command[0]} is not installed"
        with (self.folder / f"{name}.log").open("ab") as log:
            self.parts[name] = subprocess.Popen(
                [found, *command[1:]], env=environment, stdout=log, stderr=log, start_new_session=True
            )
        return self.parts[name]

    def _is_healthy(self) -> bool:
        try:
            found = httpx.get(f"{self.home.airflow_url}/api/v2/monitor/health", timeout=5, trust_env=False).json()
        except (httpx.HTTPError, ValueError):
            return False
        return all(found[part]["status"] == "healthy" for part in ("scheduler", "dag_processor"))


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code < 500
    except httpx.HTTPError:
        return False


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
