"""Services as processes: start one in a session of its own, know it again later, end it with everything it started.

A record names a process by id *and* start time, because ids are used again. All that a service starts stays in its
session:
task processes make process groups of their own, but none makes a session. `airflow standalone` stopped by a plain
signal can leave
children behind, so a service is ended by ending its session.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from localstack.home import MARKER

#: Seconds between the polite signal and the final one. Airflow's scheduler lets running tasks finish; a stop does not
#: wait that long.
GRACE_SECONDS = 10.0


@dataclass(frozen=True)
class ProcessRecord:
    """One started service. `started_at` is the process's start as the kernel tells it, in seconds since 1970."""

    pid: int
    started_at: float
    command: list[str]
    port: int

    def process(self) -> psutil.Process | None:
        """The process, if it still runs and is the same one."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) < 1.0
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None

    def save(self, path: Path) -> None:
        """Write the record, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(asdict(self)), encoding="utf-8")
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> ProcessRecord | None:
        """The record in a file; None when there is none or when it cannot be read (a crash while it was written)."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None


def start_process(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, log_file: Path, port: int
) -> tuple[subprocess.Popen[bytes], ProcessRecord]:
    """Start a service in a new session, its output in `log_file` (the previous one is kept as `.1`)."""
    if log_file.exists():
        log_file.replace(log_file.with_suffix(".log.1"))
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            list(command),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process, ProcessRecord(process.pid, psutil.Process(process.pid).create_time(), list(command), port)


def session_members(record: ProcessRecord) -> list[psutil.Process]:
    """The living processes of a service: its session, and whatever descends from them.

    When the leader is gone its children are still found: the kernel does not give a number to a new process while a
    session bears it.
    """
    try:
        leader = psutil.Process(record.pid)
        if abs(leader.create_time() - record.started_at) >= 1.0:
            return []  # The number belongs to somebody else by now.
    except psutil.NoSuchProcess:
        pass
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(process.pid) == record.pid and process.create_time() >= record.started_at - 1.0:
                found[process.pid] = process
                for child in process.children(recursive=True):
                    found[child.pid] = child
    return [process for process in found.values() if _really_runs(process)]


def marked_processes(data_dir: Path) -> list[psutil.Process]:
    """Processes of a stack on this data folder that no record leads to (its files were deleted, say).

    Found by the marker in the environment they were started with, and by session: some rename themselves over their
    environment.
    """
    sessions: set[int] = set()
    found: dict[int, psutil.Process] = {}
    processes = list(psutil.process_iter())
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARKER) == str(data_dir):
                found[process.pid] = process
                sessions.add(os.getsid(process.pid))
    ours = _own_session()
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(process.pid) in sessions - {ours}:
                found[process.pid] = process
    mine = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [process for pid, process in found.items() if pid not in mine and _really_runs(process)]


def end_processes(processes: Iterable[psutil.Process], grace: float = GRACE_SECONDS) -> list[psutil.Process]:
    """End these processes: a polite signal, a while to obey, then the final one. Returns those that outlived it."""
    processes = list(processes)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGTERM)
    alive = _wait(processes, grace)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return _wait(alive, max(grace, 5.0))


def end_service(record: ProcessRecord, grace: float = GRACE_SECONDS) -> list[psutil.Process]:
    """End a service and all its children; returns what could not be ended.

    Repeated until the session is empty: a process may start another one between the look and the signal.
    """
    deadline = time.monotonic() + 3 * grace
    members = session_members(record)
    left: list[psutil.Process] = []
    while members and time.monotonic() < deadline:
        left = end_processes(members, grace)
        members = session_members(record)
        grace = 1.0
    return left if members else []


def _wait(processes: list[psutil.Process], timeout: float) -> list[psutil.Process]:
    """Wait for these to end; returns those that did not.

    A zombie has ended: a `make demo` that still runs does not collect the services that another terminal stops.
    """
    deadline = time.monotonic() + timeout
    while True:
        processes = [process for process in processes if _really_runs(process)]
        if not processes or time.monotonic() > deadline:
            return processes
        time.sleep(0.1)


def _own_session() -> int:
    return os.getsid(0)


def _really_runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
