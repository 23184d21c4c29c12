"""The landing zone's lock: shared by all who read or add batches, taken alone by maintenance."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LandingBusy(TimeoutError):
    """Articles were being read for longer than we were willing to wait."""


@contextmanager
def landing_in_use(landing_dir: Path) -> Iterator[None]:
    """Keep maintenance from moving the files of the landing zone while they are read or added to; any number may.

    Waits while maintenance is at work there, which takes minutes at most.
    """
    with _landing_lock(landing_dir, fcntl.LOCK_SH, None):
        yield


@contextmanager
def landing_to_oneself(landing_dir: Path, timeout: float) -> Iterator[None]:
    """Be the only one in the landing zone; waits up to `timeout` seconds, then raises LandingBusy."""
    with _landing_lock(landing_dir, fcntl.LOCK_EX, timeout):
        yield


@contextmanager
def _landing_lock(landing_dir: Path, kind: int, timeout: float | None) -> Iterator[None]:
    landing_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(landing_dir / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    deadline = None if timeout is None else time.monotonic() + timeout
    try:
        while True:
            try:
                fcntl.flock(handle, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if deadline is not None and time.monotonic() >= deadline:
                    raise LandingBusy(
                        f"articles are being read into the landing zone; waited {timeout:.0f} s, try again later"
                    ) from None
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)
