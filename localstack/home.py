"""Where the local stack keeps its things, and the environment that its processes get.

Everything lies under the data folder, so that two checkouts, or a test with a folder of its own, never share an
Airflow:

    data/airflow/   AIRFLOW_HOME: SQLite metadata, task logs, the login
    data/stack/     process records and the output of the services
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import sys
from dataclasses import dataclass, fields
from pathlib import Path

from ingest.settings import Settings

#: Set on every process of the stack and inherited by all its children; `stop` finds orphans by it.
MARKER = "WARLEDGER_STACK"

#: Nothing phones home: one switch for every part that has one.
TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "SCARF_ANALYTICS": "false",
    "SCARF_NO_ANALYTICS": "true",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
}


@dataclass(frozen=True)
class StackHome:
    """The folders and files of one stack; `settings` decides where they lie."""

    settings: Settings

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder."""
        return self.settings.data_dir / "airflow"

    @property
    def state_dir(self) -> Path:
        """Records and logs of the services."""
        return self.settings.data_dir / "stack"

    @property
    def passwords_file(self) -> Path:
        """What Airflow's simple auth manager reads: {"admin": "<password>"}."""
        return self.airflow_home / "passwords.json"

    @property
    def keys_file(self) -> Path:
        """The keys that Airflow's parts sign their tokens with; never printed."""
        return self.airflow_home / "keys.json"

    def record_file(self, service: str) -> Path:
        """Where the process of a service is written down."""
        return self.state_dir / f"{service}.json"

    def log_file(self, service: str) -> Path:
        """Where a service's output goes."""
        return self.state_dir / f"{service}.log"

    @property
    def local_host(self) -> str:
        """The address at which processes of this machine reach the services, whatever they are bound to."""
        host = self.settings.bind_host
        return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound

    @property
    def airflow_url(self) -> str:
        """Airflow's address on this machine."""
        return self.url(self.settings.airflow_port)

    @property
    def dashboard_url(self) -> str:
        """The dashboard's address on this machine."""
        return self.url(self.settings.dashboard_port)

    @property
    def api_url(self) -> str:
        """The API's address on this machine."""
        return self.url(self.settings.api_port)

    def url(self, port: int) -> str:
        """The address of a port on this machine."""
        return f"http://{self.local_host}:{port}"

    def prepare(self) -> None:
        """Make the folders, the login and the keys, unless they are there already; only the user may look into them."""
        for folder in (self.airflow_home, self.state_dir):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        # SQLite would make its file readable by everybody; its journal takes over what the file has.
        self.database_file.touch(mode=0o600)
        self.database_file.chmod(0o600)
        _write_once(self.passwords_file, {"admin": secrets.token_urlsafe(12)})
        _write_once(self.keys_file, {"jwt": secrets.token_urlsafe(48), "session": secrets.token_urlsafe(48)})
        _write_launcher(self.launcher)

    @property
    def database_file(self) -> Path:
        """Airflow's metadata: runs, task outcomes, connections."""
        return self.airflow_home / "airflow.db"

    @property
    def launcher(self) -> Path:
        """A command named `airflow` that comes first on the PATH of the stack; see `_write_launcher`."""
        return self.airflow_home / "bin" / "airflow"

    def login(self) -> tuple[str, str]:
        """User and password of the Airflow UI."""
        passwords = json.loads(self.passwords_file.read_text(encoding="utf-8"))
        user, password = next(iter(passwords.items()))
        return str(user), str(password)

    def base_environment(self) -> dict[str, str]:
        """The environment of the services, without the secrets among the settings.

        Settings of another Airflow that the user's shell carries (AIRFLOW__*) are left out; connections and variables
        stay.
        """
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("AIRFLOW__") and name not in ("AIRFLOW_HOME", "AIRFLOW_CONFIG", "PYTHONPATH")
        }
        environment.update(TELEMETRY_OFF)
        environment.update(setting_variables(self.settings))
        for variable in secret_variables(self.settings):
            environment.pop(variable, None)
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
        environment["PYTHONUNBUFFERED"] = "1"
        environment[MARKER] = str(self.settings.data_dir)
        return environment

    def airflow_environment(self) -> dict[str, str]:
        """The environment of `airflow standalone` and of every `airflow` command against the same metadata."""
        settings, home = self.settings, self.airflow_home
        keys = json.loads(self.keys_file.read_text(encoding="utf-8"))
        options = {
            "CORE__DAGS_FOLDER": settings.project_dir / "dags",
            "CORE__LOAD_EXAMPLES": False,
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": False,
            "CORE__EXECUTOR": "LocalExecutor",
            # The default starts 32 workers of 145 MB each.
            "CORE__PARALLELISM": max(2, os.cpu_count() or 2),
            "CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
            "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": self.passwords_file,
            # On a port other than 8080 every task fails at once without this one.
            "CORE__EXECUTION_API_SERVER_URL": f"{self.airflow_url}/execution/",
            # SQLite gives up after 5 s while another process writes, which Airflow reports as an error 500.
            "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.database_file}?timeout=60",
            "LOGGING__BASE_LOG_FOLDER": home / "logs",
            "API__HOST": settings.bind_host,
            "API__PORT": settings.airflow_port,
            "API__BASE_URL": self.airflow_url,
            "API__WORKERS": 1,
            "API__SECRET_KEY": keys["session"],
            "API__INSTANCE_NAME": "Warledger",
            "API_AUTH__JWT_SECRET": keys["jwt"],
            # A finished task is noticed at the next heartbeat: 5 s by default, for each of five tasks in a row.
            "SCHEDULER__SCHEDULER_HEARTBEAT_SEC": 1,
            # After a start in the middle of a run the scheduler is there before the API server, and tasks that cannot
            # reach it use up all their tries before they begin; so does a busy machine, where it takes more than 5 s
            # to answer. They wait for two minutes instead.
            "WORKERS__EXECUTION_API_TIMEOUT": 60,
            "WORKERS__EXECUTION_API_RETRIES": 12,
            "WORKERS__EXECUTION_API_RETRY_WAIT_MAX": 20,
            # After a stop in the middle of a run: its tasks are given free at once rather than after 5 minutes.
            "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": 30,
            # Files are looked for every 5 minutes by default: too long for somebody who just edited a DAG.
            "DAG_PROCESSOR__REFRESH_INTERVAL": 15,
            "DAG_PROCESSOR__PARSING_PROCESSES": 1,
        }
        environment = self.base_environment() | secret_variables(settings, "airflow")
        environment["AIRFLOW_HOME"] = str(home)
        environment["PATH"] = os.pathsep.join([str(self.launcher.parent), environment["PATH"]])
        environment.update({f"AIRFLOW__{name}": str(value) for name, value in options.items()})
        return environment


def setting_variables(settings: Settings) -> dict[str, str]:
    """Every setting as its WARLEDGER_ variable, paths absolute: what a child process needs to see the same settings."""
    return {item.metadata["variable"]: str(getattr(settings, item.name)) for item in fields(settings)}


def secret_variables(settings: Settings, service: str = "") -> dict[str, str]:
    """Those of them that hold a password or token; with `service` only those of that service."""
    secret = {
        item.metadata["variable"]
        for item in fields(settings)
        if item.metadata["secret"] and service in ("", item.metadata["secret"])
    }
    return {variable: value for variable, value in setting_variables(settings).items() if variable in secret}


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: without it a port in TIME_WAIT, just left by `make stop`, would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _write_once(path: Path, content: dict[str, str]) -> None:
    """Write a file that only the user may read, unless it is there."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)


def _write_launcher(path: Path) -> None:
    """Write the `airflow` command that `airflow standalone` starts its parts with.

    Scheduler and triggerer each open a log server on all interfaces (ports 8793 and 8794), which one machine has no
    use for:
    the API server reads the log files themselves. Standalone passes no options on, so they are added here.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        "#!/bin/sh",
        'case "$1" in',
        '  scheduler|triggerer) set -- "$@" --skip-serve-logs ;;',
        "esac",
        f'exec "{sys.executable}" -P -m airflow "$@"',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o755)
