"""How often and how widely one host is asked, over all sources of a process and over all processes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

#: Another process's turn that lies further ahead (seconds) is a clock that was wrong, and is not waited for.
_FARTHEST = 3600.0
#: How often a process looks whether another's request is over.
_LOOK_SECONDS = 0.05


class HostIsResting(Exception):
    """The host asked for a pause that is longer than the caller wants to wait; `seconds` are left of it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the host asked to be left alone for another {seconds:.0f} s")
        self.seconds = seconds


class HostGates:
    """One gate a host: starts are `delay_seconds` apart, and at most `concurrency` requests run at a time.

    Thread-safe. Where sources of one host differ, the slower and the narrower one counts. With a `folder`, both hold
    over all processes that share it, for hosts with a delay: one small file a host holds the time of the next start,
    and one more for each request at a time is locked while that runs (where processes differ, the widest counts).
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._gates: dict[str, _Gate] = {}
        self._lock = threading.Lock()

    @contextmanager
    def enter(self, host: str, *, delay_seconds: float, concurrency: int, max_wait_seconds: float) -> Iterator[None]:
        """Wait for a turn. Raises HostIsResting when a pause of `rest` lasts longer than `max_wait_seconds`."""
        gate = self._gate(host)
        with gate.condition:
            gate.delay = max(gate.delay, delay_seconds)
            gate.concurrency = min(gate.concurrency or concurrency, concurrency)
            left = gate.resting_until - time.monotonic()
            if left > max_wait_seconds:
                raise HostIsResting(left)
            while gate.running >= gate.concurrency:
                gate.condition.wait()
            gate.running += 1
        try:
            with self._slot(host, gate):
                time.sleep(max(0.0, self._start(host, gate) - time.monotonic()))
                yield
        finally:
            with gate.condition:
                gate.running -= 1
                gate.condition.notify()

    def _start(self, host: str, gate: _Gate) -> float:
        """When the request may begin (`time.monotonic()`); the moment is taken."""
        with gate.condition:
            start = max(time.monotonic(), gate.next_start, gate.resting_until)
            if self._folder is not None and gate.delay:
                start = _turn(_file(self._folder, host), start, gate.delay)
            gate.next_start = start + gate.delay
        return start

    @contextmanager
    def _slot(self, host: str, gate: _Gate) -> Iterator[None]:
        """Hold one of the host's requests at a time against other processes; the system lets go of a dead one's."""
        if self._folder is None or not gate.delay:
            yield
            return
        base = _file(self._folder, host)
        with ExitStack() as files:
            names = [base.with_name(f"{base.name}.{number}") for number in range(gate.concurrency)]
            handles = [files.enter_context(name.open("wb")) for name in names]
            while not any(_is_taken(handle) for handle in handles):
                time.sleep(_LOOK_SECONDS)
            yield

    def rest(self, host: str, seconds: float) -> None:
        """Ask nothing of this host for so many seconds (its Retry-After)."""
        gate = self._gate(host)
        with gate.condition:
            gate.resting_until = max(gate.resting_until, time.monotonic() + seconds)

    def _gate(self, host: str) -> _Gate:
        with self._lock:
            return self._gates.setdefault(host, _Gate())


class _Gate:
    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.delay = 0.0
        self.concurrency = 0
        self.running = 0
        self.next_start = 0.0
        self.resting_until = 0.0


def _file(folder: Path, host: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / hashlib.sha256(host.encode()).hexdigest()[:16]


def _is_taken(handle: IO[bytes]) -> bool:
    """Whether this call has locked the file for us."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _turn(file: Path, start: float, delay: float) -> float:
    """The first moment from `start` on (`time.monotonic()`) at which no process's turn comes; it is taken."""
    ahead = time.time() - time.monotonic()
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        written = os.pread(handle, 8, 0)
        taken = struct.unpack("d", written)[0] - ahead if len(written) == 8 else 0.0
        if start < taken < start + _FARTHEST:
            start = taken
        os.pwrite(handle, struct.pack("d", start + ahead + delay), 0)
        return start
    finally:
        os.close(handle)
