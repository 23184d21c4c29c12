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
    (file,) = tmp_path.iterdir()
    file.write_bytes(written)
    started = time.monotonic()
    with HostGates(tmp_path).enter("a.example", delay_seconds=0.01, concurrency=1, max_wait_seconds=60):
        pass
    assert time.monotonic() - started < 1


def test_hosts_without_a_delay_leave_no_file(tmp_path: Path):
    with HostGates(tmp_path).enter("a.example", delay_seconds=0, concurrency=1, max_wait_seconds=60):
        pass
    assert not list(tmp_path.iterdir())
