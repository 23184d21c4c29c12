"""Ending a service ends everything that it started, and nobody else."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from ingest.settings import Settings
from localstack import service
from localstack.home import MARKER, StackHome
from localstack.processes import ProcessRecord, end_service, marked_processes, session_members, start_process

#: A service as stubborn as Airflow: a child in a process group of its own, and one that ignores the polite signal.
FAMILY = """
import os, signal, subprocess, sys, time
idle = "import time; time.sleep(300)"
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
subprocess.Popen([sys.executable, "-c", idle], process_group=0)
child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
child.stdout.readline()
print("ready", flush=True)
time.sleep(300)
"""

Start = Callable[[], ProcessRecord]


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Iterator[Start]:
    """Starts the family and returns its record; whatever a test leaves is ended."""
    records = []

    def start_family() -> ProcessRecord:
        log = tmp_path / f"family-{len(records)}.log"
        environment = os.environ | {MARKER: str(settings.data_dir)}
        process, record = start_process([sys.executable, "-c", FAMILY], environment, tmp_path, log, port=0)
        records.append(record)
        deadline = time.monotonic() + 20
        while "ready" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        # Reaped here, as init does for a service whose starter has ended.
        signal.signal(signal.SIGCHLD, lambda *_: process.poll())
        return record

    yield start_family
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for record in records:
        end_service(record, grace=0.2)


def test_the_whole_family_ends(start: Start) -> None:
    record = start()
    members = session_members(record)
    assert len(members) == 3
    assert end_service(record, grace=0.5) == []
    assert not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in members)
    assert record.process() is None


def test_children_are_found_when_their_leader_has_died(start: Start) -> None:
    record = start()
    os.kill(record.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while record.process() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert record.process() is None
    assert len(session_members(record)) == 2
    end_service(record, grace=0.5)
    assert session_members(record) == []


def test_a_zombie_has_ended(tmp_path: Path) -> None:
    process, record = start_process(
        [sys.executable, "-c", "import time; time.sleep(300)"], os.environ, tmp_path, tmp_path / "log", 0
    )
    # Nobody collects it: its starter, this process, is busy elsewhere.
    began = time.monotonic()
    assert end_service(record, grace=30) == []
    assert time.monotonic() - began < 20
    assert psutil.Process(record.pid).status() == psutil.STATUS_ZOMBIE
    assert session_members(record) == []
    process.wait()


def test_a_number_that_was_used_again_is_left_alone(start: Start) -> None:
    record = start()
    older = replace(record, started_at=record.started_at - 3600)
    assert older.process() is None
    assert end_service(older) == []
    assert record.process() is not None


def test_processes_without_a_record_are_found_by_their_marker(start: Start, settings: Settings) -> None:
    record = start()
    assert {process.pid for process in marked_processes(settings.data_dir)} == {
        process.pid for process in session_members(record)
    }
    assert marked_processes(settings.data_dir / "another") == []


def test_stop_ends_recorded_and_forgotten_services_once(start: Start, settings: Settings) -> None:
    home = StackHome(settings)
    start().save(home.record_file("airflow"))
    start()  # its record is lost
    lines: list[str] = []
    assert service.stop(settings, lines.append, grace=0.5) == 6
    assert any("Airflow (3 processes)" in line for line in lines)
    assert any("3 processes that an earlier stack left behind" in line for line in lines)
    assert not home.record_file("airflow").exists()
    assert service.stop(settings, lines.append) == 0


def test_a_record_survives_the_disk_and_garbage_is_no_record(start: Start, tmp_path: Path) -> None:
    record = start()
    path = tmp_path / "record.json"
    record.save(path)
    assert ProcessRecord.load(path) == record
    path.write_text('{"pid": 1')
    assert ProcessRecord.load(path) is None
    assert ProcessRecord.load(tmp_path / "nowhere.json") is None


def test_the_previous_output_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    for word in ("first", "second"):
        process, _ = start_process([sys.executable, "-c", f"print('{word}')"], os.environ, tmp_path, log, port=0)
        process.wait(timeout=20)
    assert log.read_text() == "second\n"
    assert (tmp_path / "service.log.1").read_text() == "first\n"
