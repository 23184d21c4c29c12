"""A real `airflow standalone` of a test's own: its folder, its port, its client; started, killed, started again."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import psutil

from ingest.settings import Settings
from localstack import demo, service
from localstack.airflow_api import FINISHED, AirflowApi
from localstack.home import StackHome
from localstack.processes import ProcessRecord, session_members

#: A build takes a quarter of a minute on an idle machine, and a multiple of it beside other work.
RUN_SECONDS = 600.0


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


class Standalone:
    """Airflow over a data folder. `lines` is what the stack said while it worked."""

    def __init__(self, data_dir: Path, **variables: str) -> None:
        values = {
            "WARLEDGER_DATA_DIR": str(data_dir),
            "WARLEDGER_WORKERS": "1",
            "WARLEDGER_RETRY_SECONDS": "1",
            # The clock starts nothing here: every run is the test's own.
            "WARLEDGER_SWEEP_SCHEDULE": "0 0 1 1 *",
            "WARLEDGER_MAINTENANCE_SCHEDULE": "never",
            "WARLEDGER_AIRFLOW_PORT": str(free_port()),
            "WARLEDGER_DASHBOARD_PORT": str(free_port()),
            "WARLEDGER_API_PORT": str(free_port()),
        }
        self.settings = Settings.from_environment(values | variables)
        self.home = StackHome(self.settings)
        self.lines: list[str] = []
        self.api: AirflowApi

    def start(self) -> None:
        service.start(self.settings, self.lines.append, "airflow")
        self.api = service.wait_for_airflow(self.home, self.lines.append)
        demo.prepare(self.api, self.lines.append)

    def stop(self) -> None:
        service.stop(self.settings, self.lines.append, grace=3.0)

    def kill(self) -> None:
        """End everything at once by SIGKILL, as a power cut would."""
        record = ProcessRecord.load(self.home.record_file("airflow"))
        assert record
        # Until none is left: one may have started another between the look and the signal.
        while members := session_members(record):
            for process in members:
                kill(process)
            time.sleep(0.2)

    def processes(self, *words: str) -> list[psutil.Process]:
        """Processes of this Airflow whose command line holds all these words."""
        record = ProcessRecord.load(self.home.record_file("airflow"))
        found = []
        for process in session_members(record) if record else []:
            try:
                line = " ".join(process.cmdline())
            except psutil.NoSuchProcess:
                continue
            if all(word in line for word in words):
                found.append(process)
        return found

    def trigger(self, dag_id: str, **conf: Any) -> str:
        return self.api.trigger(dag_id, conf, "a test")

    def wait(self, dag_id: str, run_id: str, seconds: float = RUN_SECONDS) -> dict[str, str]:
        """Wait until the run is over; gives each task's state by its name, and the run's under ''."""
        deadline = time.monotonic() + seconds
        while True:
            run = self.api.run(dag_id, run_id)
            if run.get("state") in FINISHED:
                states = {demo.task_name(task): task["state"] for task in self.api.tasks(dag_id, run_id)}
                return states | {"": run["state"]}
            assert time.monotonic() < deadline, (run, self.api.tasks(dag_id, run_id))
            time.sleep(0.3)

    def run(self, dag_id: str, **conf: Any) -> dict[str, str]:
        return self.wait(dag_id, self.trigger(dag_id, **conf))

    def wait_for_build(self, dag_id: str, run_id: str, seconds: float = RUN_SECONDS) -> dict[str, str]:
        """Wait until what this run announced is built; gives the build's task states, as `wait` does."""
        (announce,) = [task for task in self.api.tasks(dag_id, run_id) if task["task_id"] == demo.ANNOUNCE]
        assert announce["state"] == "success", announce
        landed_at = dt.datetime.fromisoformat(announce["end_date"])
        return self.wait(demo.BUILD, demo.wait_for_build(self.api, landed_at, self.lines.append), seconds)

    def log(self, dag_id: str, run_id: str, task_name: str) -> list[str]:
        """What a task printed, and why it failed."""
        for task in self.api.tasks(dag_id, run_id):
            if demo.task_name(task) == task_name:
                return demo.last_log_lines(self.api, dag_id, run_id, task)
        raise AssertionError(f"{dag_id} has no task {task_name}")

    def settle(self, dag_id: str, seconds: float = RUN_SECONDS) -> list[dict[str, Any]]:
        """Wait until no run of a DAG is waiting or at work; gives its runs, newest first."""
        deadline = time.monotonic() + seconds
        quiet = 0
        while quiet < 3:
            runs = self.api.latest_runs(dag_id)
            quiet = quiet + 1 if all(run["state"] in FINISHED for run in runs) else 0
            assert time.monotonic() < deadline, runs
            time.sleep(0.5)
        return runs


def kill(process: psutil.Process) -> None:
    """End a process at once, as the kernel would when memory is short."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
