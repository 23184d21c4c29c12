"""Start, find and stop the services of the local stack: Airflow, the dashboard and the API."""

from __future__ import annotations

import itertools
import shutil
import sys
import time
from dataclasses import dataclass

import httpx

from ingest.core.progress import Progress
from ingest.settings import Settings
from localstack.airflow_api import AirflowApi
from localstack.checks import check_disk, check_parts, check_port
from localstack.errors import StackError
from localstack.home import StackHome, secret_variables
from localstack.processes import (
    GRACE_SECONDS,
    ProcessRecord,
    end_processes,
    end_service,
    marked_processes,
    session_members,
    start_process,
)

#: Airflow is healthy after 15 s on two cores; a loaded or cold machine gets a multiple of it.
AIRFLOW_START_SECONDS = 240.0
ANSWER_SECONDS = 90.0
#: What the pipeline and the stack write into the data folder.
WRITTEN = (
    "airflow",
    "stack",
    "landing",
    "hosts",
    "runs",
    "run_outcomes",
    "failures.log",
    "audit",
    "published",
    "warehouse.duckdb",
    "build.duckdb*",
    "marts.duckdb*",
    ".writer.lock",
)
#: Lines of a service's output that are shown when it fails.
SHOW_LINES = 25


@dataclass(frozen=True)
class Service:
    """One of them: its name, its port, the variable that chooses the port, and the path that answers when it is up."""

    name: str
    title: str
    port: int
    variable: str
    health: str


def services(settings: Settings) -> tuple[Service, ...]:
    """The services of the stack with their ports."""
    return (
        Service("airflow", "Airflow", settings.airflow_port, "WARLEDGER_AIRFLOW_PORT", "/api/v2/monitor/health"),
        Service("dashboard", "the dashboard", settings.dashboard_port, "WARLEDGER_DASHBOARD_PORT", "/_stcore/health"),
        Service("api", "the API", settings.api_port, "WARLEDGER_API_PORT", "/openapi.json"),
    )


def running(home: StackHome) -> dict[str, ProcessRecord]:
    """The services that run now, by name."""
    records = {service.name: ProcessRecord.load(home.record_file(service.name)) for service in services(home.settings)}
    return {name: record for name, record in records.items() if record and record.process()}


def start(settings: Settings, on_progress: Progress, only: str | None = None) -> list[str]:
    """Start whatever of them (or the one named `only`) does not run yet; returns the names and waits for nothing.

    Everything is checked before anything is started. Raises StackError with the reason.
    """
    home = StackHome(settings)
    check_parts(settings)
    check_disk(settings)
    alive = running(home)
    wanted = [service for service in services(settings) if only in (None, service.name)]
    for service in wanted:
        if service.name not in alive:
            check_port(settings.bind_host, service.port, service.title, service.variable)
        elif alive[service.name].port != service.port:
            raise StackError(
                f"{service.title} of this data folder runs already, on port {alive[service.name].port}, "
                f"and {service.variable} asks for {service.port}; run `make stop` first."
            )
    for first, second in itertools.combinations(services(settings), 2):
        if first.port == second.port:
            raise StackError(f"{first.variable} and {second.variable} are the same port; choose two.")
    home.prepare()
    started = []
    for service in wanted:
        if service.name in alive:
            continue
        command, environment = _command(service, home)
        # What an earlier service of this name left behind would fight the new one for the port and the metadata.
        _end_leftovers(home, service.name)
        _, record = start_process(command, environment, settings.project_dir, home.log_file(service.name), service.port)
        record.save(home.record_file(service.name))
        on_progress(f"started {service.title} (process {record.pid}, output in {home.log_file(service.name)})")
        started.append(service.name)
    return started


def _command(service: Service, home: StackHome) -> tuple[list[str], dict[str, str]]:
    """The command that starts a service, and its environment: of the secrets only those that it needs."""
    settings = home.settings
    if service.name == "airflow":
        return [str(home.launcher), "standalone"], home.airflow_environment()
    if service.name == "api":
        return [sys.executable, "-m", "ingest", "api"], home.base_environment()
    options = {
        "server.headless": "true",
        "server.address": settings.bind_host,
        "server.port": str(settings.dashboard_port),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [text for name, value in options.items() for text in (f"--{name}", value)]
    page = str(settings.project_dir / "dashboards" / "serve.py")
    return [sys.executable, "-m", "streamlit", "run", page, *flags], home.base_environment() | secret_variables(
        settings, "dashboard"
    )


def wait_for_airflow(home: StackHome, on_progress: Progress, timeout: float = AIRFLOW_START_SECONDS) -> AirflowApi:
    """A signed-in client of a healthy Airflow. Raises StackError with its last output when it does not get there."""
    api = AirflowApi(home.airflow_url, *home.login())
    deadline = time.monotonic() + timeout
    reported = ""
    while True:
        health = api.health()
        waiting = sorted(name.replace("_", " ") for name, state in health.items() if state != "healthy")
        if health and not waiting:
            api.sign_in()
            on_progress(f"Airflow is healthy at {home.airflow_url}")
            return api
        news = f"waiting for Airflow: {', '.join(waiting) if health else 'its API does not answer yet'}"
        if news != reported:
            on_progress(news)
            reported = news
        _check_alive(home, "airflow", "Airflow")
        if time.monotonic() > deadline:
            raise StackError(f"Airflow was not healthy after {timeout:.0f} s ({news}).", tail(home, "airflow"))
        time.sleep(0.5)


def wait_for(home: StackHome, name: str, on_progress: Progress, timeout: float = ANSWER_SECONDS) -> None:
    """Return when the service of that name answers; raises StackError with its last output."""
    (service,) = [service for service in services(home.settings) if service.name == name]
    url = home.url(service.port)
    deadline = time.monotonic() + timeout
    while True:
        try:
            answer = httpx.get(f"{url}{service.health}", timeout=5, trust_env=False)
            if answer.status_code == 200:
                on_progress(f"{service.title} answers at {url}")
                return
        except httpx.HTTPError:
            pass
        _check_alive(home, service.name, service.title)
        if time.monotonic() > deadline:
            title = f"{service.title[0].upper()}{service.title[1:]}"
            raise StackError(f"{title} did not answer within {timeout:.0f} s.", tail(home, name))
        time.sleep(0.5)


def stop(settings: Settings, on_progress: Progress, grace: float = GRACE_SECONDS) -> int:
    """End all services and all their children; returns how many processes were ended. Stopping nothing is fine.

    `grace`: seconds that a process has to obey the polite signal.

    Raises StackError naming the processes that could not be ended.
    """
    home = StackHome(settings)
    ended = 0
    left = []
    # Airflow last: the others end at once, and nobody then asks an Airflow that is going.
    for service in reversed(services(settings)):
        record = ProcessRecord.load(home.record_file(service.name))
        if record:
            members = session_members(record)
            left += end_service(record, grace)
            if members:
                on_progress(f"stopped {service.title} ({len(members)} processes)")
            ended += len(members)
    orphans = marked_processes(settings.data_dir)
    if orphans:
        left += end_processes(orphans, grace)
        on_progress(f"stopped {len(orphans)} processes that an earlier stack left behind")
        ended += len(orphans)
    if left:
        raise StackError("Could not end " + ", ".join(f"process {process.pid}" for process in left) + ".")
    for service in services(settings):
        home.record_file(service.name).unlink(missing_ok=True)
    if not ended:
        on_progress("nothing was running")
    return ended


def reset(settings: Settings, on_progress: Progress) -> None:
    """Stop everything, then delete what this project writes into the data folder, and nothing else that lies there."""
    stop(settings, on_progress)
    deleted = []
    for name in WRITTEN:
        for path in sorted(settings.data_dir.glob(name)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
            deleted.append(path.name)
    on_progress(f"deleted {', '.join(deleted)}" if deleted else "there was nothing to delete")


def tail(home: StackHome, service: str, lines: int = SHOW_LINES) -> list[str]:
    """The last lines that a service printed."""
    try:
        text = home.log_file(service).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-lines:]


def _check_alive(home: StackHome, name: str, title: str) -> None:
    if name not in running(home):
        raise StackError(
            f"{title[0].upper()}{title[1:]} ended by itself; its output is in {home.log_file(name)}.", tail(home, name)
        )


def _end_leftovers(home: StackHome, name: str) -> None:
    record = ProcessRecord.load(home.record_file(name))
    if record:
        end_service(record)
