"""Requests to one host are apart over all processes that share a data folder."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.sources.rates import HostGates

ASK = """
import sys, time
from pathlib import Path
from ingest.sources.rates import HostGates
gates = HostGates(Path(sys.argv[1]))
for _ in range(4):
    with gates.enter("outlet.example", delay_seconds=0.2, concurrency=1, max_wait_seconds=60):
        print(time.time(), flush=True)
"""

HOLD = """
import sys, time
from pathlib import Path
from ingest.sources.rates import HostGates
gates = HostGates(Path(sys.argv[1]))
for _ in range(3):
    with gates.enter("outlet.example", delay_seconds=0.01, concurrency=int(sys.argv[2]), max_wait_seconds=60):
        began = time.time()
        time.sleep(0.15)
        print(began, time.time(), flush=True)
"""


@pytest.mark.parametrize("concurrency", [1, 2])
def test_no_more_requests_at_a_time_than_allowed_over_all_processes(tmp_path: Path, concurrency: int):
    call = [sys.executable, "-c", HOLD, str(tmp_path / "hosts"), str(concurrency)]
    running = [subprocess.Popen(call, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    lines = [line.split() for process in running for line in process.communicate(timeout=60)[0].splitlines()]
    spans = [(float(began), float(ended)) for began, ended in lines]
    assert len(spans) == 9
    assert max(sum(began <= moment < ended for began, ended in spans) for moment, _ in spans) <= concurrency


def test_a_killed_process_holds_nobody_up(tmp_path: Path):
    call = [sys.executable, "-c", HOLD.replace("0.15", "60").replace("began = ", "began = print(flush=True) or ")]
    with subprocess.Popen([*call, str(tmp_path), "1"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "\n"
        process.kill()
    started = time.monotonic()
    with HostGates(tmp_path).enter("outlet.example", delay_seconds=0.01, concurrency=1, max_wait_seconds=60):
        pass
    assert time.monotonic() - started < 30  # the dead process would have held its turn for 60 s


def test_two_processes_take_turns(tmp_path: Path):
    call = [sys.executable, "-c", ASK, str(tmp_path / "hosts")]
    running = [subprocess.Popen(call, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    moments = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].split())
    assert len(moments) == 8
    # eight turns are seven delays apart, however late a busy machine lets either process have its own
    assert moments[-1] - moments[0] >= 7 * 0.2 - 0.1


@pytest.mark.parametrize(
    "written",
    [b"", b"junk", struct.pack("d", time.time() + 1e9), struct.pack("d", float("nan"))],
    ids=["empty", "text", "decades ahead", "no number"],
)
def test_a_file_that_cannot_be_right_is_not_waited_for(tmp_path: Path, written: bytes):
    gates = HostGates(tmp_path)
    with gates.enter("a.example", delay_seconds=0.01, concurrency=1, max_wait_seconds=60):
        pass
    (file,) = (path for path in tmp_path.iterdir() if not path.suffix)
    file.write_bytes(written)
    started = time.monotonic()
    with HostGates(tmp_path).enter("a.example", delay_seconds=0.01, concurrency=1, max_wait_seconds=60):
        pass
    assert time.monotonic() - started < 30


def test_hosts_without_a_delay_leave_no_file(tmp_path: Path):
    with HostGates(tmp_path).enter("a.example", delay_seconds=0, concurrency=1, max_wait_seconds=60):
        pass
    assert not list(tmp_path.iterdir())
