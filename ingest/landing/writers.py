"""Who writes a batch: a process, known over all machines and containers that share the landing zone.

A process id alone means nothing to another container or machine. A writer is therefore named by its host (this boot of
this kernel, and the process namespace in it), its process and that process's start; the name stands in the name of what
it is writing. Of its own host one can see who has ended. Of another nobody can, so only time counts there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

PREFIX = ".partial-"
#: What a writer of another host has not touched for this long is abandoned. A task that reads ends after a day at most.
ABANDONED_AFTER = dt.timedelta(days=2)
#: A writer touches its folder when it gets a document, this often at most (seconds).
TOUCH_EVERY = 60.0
#: States of a process in /proc that has ended.
_ENDED = "ZX"


class BatchRemoved(RuntimeError):
    """The folder of a batch that is being written is gone. Nothing of it is known yet: the next try reads it again."""

    retryable = True


@dataclass(frozen=True)
class Writer:
    """A process that writes: `host` in hexadecimal digits, `started` in clock ticks since the host's start."""

    host: str
    process: int
    started: int

    def __str__(self) -> str:
        return f"{self.host}-{self.process}-{self.started}"

    def has_ended(self) -> bool:
        """Whether this is seen to be over: a process of this host that is not there any more."""
        return self.host == host() and self != this_writer() and _started(self.process) != self.started


def this_writer() -> Writer:
    """The process that calls."""
    process = os.getpid()
    return Writer(host(), process, _started(process) or 0)


def partial_folder(landing_dir: Path, batch_id: str) -> Path:
    """Where this process writes a batch until it is whole."""
    return landing_dir / f"{PREFIX}{this_writer()}-{batch_id}"


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which is on disk when it takes its name, by one rename; an error leaves nothing behind.

    It takes the place of an earlier one of that name.
    """
    partial = path.with_name(f".{path.name}.{this_writer()}")
    try:
        with partial.open("wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def is_abandoned(folder: Path, now: float | None = None) -> bool:
    """Whether nobody can be writing this partial folder any more: its writer has ended, or it was not touched for
    ABANDONED_AFTER. `now`: seconds since 1970.
    """
    writer = _writer_of(folder.name)
    if writer is not None and writer.host == host():
        return writer.has_ended()
    try:
        touched = folder.stat().st_mtime
    except FileNotFoundError:
        return False
    return (now or time.time()) - touched > ABANDONED_AFTER.total_seconds()


@cache
def host() -> str:
    """Twelve hexadecimal digits that no other boot, machine or process namespace has; random where no Linux says so."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        place = f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        place = uuid.uuid4().hex
    return hashlib.sha256(place.encode()).hexdigest()[:12]


def _writer_of(name: str) -> Writer | None:
    """The writer that a partial folder names; None for a folder of an earlier version."""
    parts = name.removeprefix(PREFIX).split("-", 3)
    if len(parts) == 4 and len(parts[0]) == 12 and parts[1].isdigit() and parts[2].isdigit():
        return Writer(parts[0], int(parts[1]), int(parts[2]))
    return None


def _started(process: int) -> int | None:
    """Clock ticks from the host's start to the process's; None when there is no such process (any more)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in _ENDED else int(fields[19])
