"""The writer's lock: one process at a time writes build.duckdb, moves the pointer and prunes snapshots.

The operating system drops the lock when its holder dies, so a killed run never blocks the next one. The landing zone
has a lock of its own (`ingest.landing.lock`).
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class WarehouseBusy(TimeoutError):
    """Another process has been writing for longer than the setting allows."""


#: Locks that this process holds, with their descriptors: a flock taken twice by one process would wait for itself.
_held: dict[Path, int] = {}


def held_descriptors() -> tuple[int, ...]:
    """Descriptors to hand to a child that writes for us (`pass_fds`).

    The lock then lasts until parent and child have both ended: when the parent is killed, the next run waits for the
    orphan instead of meeting it in the database file.
    """
    return tuple(_held.values())


@contextmanager
def writer_lock(
    path: Path, purpose: str, timeout: float, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the exclusive lock on `path`; waits up to `timeout` seconds, then raises WarehouseBusy naming the holder."""
    path = path.resolve()
    if path in _held:  # a step inside a build that holds the lock already
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + timeout
        reported = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = _holder(handle)
                if time.monotonic() >= deadline:
                    raise WarehouseBusy(
                        f"the warehouse is being written by {holder}; waited {timeout:.0f} s, try again later"
                    ) from None
                if not reported and on_wait:
                    on_wait(f"waiting for {holder} to finish writing")
                    reported = True
                time.sleep(0.2)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode(), 0)
        _held[path] = handle
        yield
    finally:
        _held.pop(path, None)
        os.close(handle)


def _holder(handle: int) -> str:
    try:
        note = json.loads(os.pread(handle, 4096, 0) or b"{}")
        return f"process {note['pid']} ({note['purpose']})"
    except (ValueError, KeyError):
        return "another process"
