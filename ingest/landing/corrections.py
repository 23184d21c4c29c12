"""The ledger of corrections: one JSON file an entry in `corrections/` of the landing zone, only ever added to.

An entry appears whole, by one rename, while its writer alone may add: two people at once cannot contradict each other
unseen, and a writer that is killed leaves nothing. The same entry again is the same file.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.core.corrections import Entry, entry_id, from_json, live
from ingest.landing.damage import DamagedFile
from ingest.landing.objects import refuse_shared, shared
from ingest.landing.writers import host, whole_file
from ingest.settings import Settings

#: Folder of the files in the landing zone.
FOLDER = "corrections"
#: Seconds that a writer waits for another.
_WAIT = 30.0
_PASSAGE = [(name, pa.string()) for name in ("claim_key", "claim_id", "article_id", "quote")]
_PASSAGES = pa.list_(pa.struct([*_PASSAGE, ("char_start", pa.int64()), ("char_end", pa.int64())]))
_TEXTS = (
    "entry_id", "action", "kind", "field", "value", "as_read", "article_id", "source", "fact_id", "undoes",
    "corrected_by", "reason", "written_on",
)  # fmt: skip
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        ("claims", _PASSAGES),
        ("other_claims", _PASSAGES),
        ("written_at", pa.timestamp("us", tz="UTC")),
    ]
)


class LedgerBusy(TimeoutError):
    """Somebody else was adding to the ledger for longer than we were willing to wait."""

    retryable = True


def files(settings: Settings) -> list[Path]:
    """Every entry's file, oldest first."""
    if bucket := shared(settings):
        return bucket.fetch_below(FOLDER)
    return sorted((settings.landing_dir / FOLDER).glob("[!.]*.json"))


def unreadable(path: Path) -> str | None:
    """What is wrong with an entry's file; None when nothing is."""
    try:
        from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"it is no correction: {error}"
    return None


def read(settings: Settings) -> list[Entry]:
    """The whole ledger, oldest first; raises DamagedFile for a file that is no entry."""
    entries = []
    for path in files(settings):
        if problem := unreadable(path):
            raise DamagedFile(path, problem)
        entries.append(from_json(path.read_text(encoding="utf-8")))
    return entries


def append(settings: Settings, entry: Entry, check: Callable[[list[Entry]], None]) -> tuple[Entry, bool]:
    """Add an entry, unless the same one counts already. Returns it as it stands there and whether it is new.

    `check` sees the ledger as it is and raises what speaks against the entry; nothing is written then.
    """
    refuse_shared(settings, "the ledger of corrections")
    with _alone(settings):
        ledger = read(settings)
        for known in live(ledger):
            if known.says() == entry.says():
                return known, False
        check(ledger)
        now = datetime.now(UTC)
        if ledger and ledger[-1].written_at and ledger[-1].written_at > now:
            now = ledger[-1].written_at  # a clock that was set back does not put an entry before what it undoes
        whole = replace(entry, entry_id=entry_id(entry, ledger), written_at=now, written_on=host())
        _write(settings.landing_dir / FOLDER / f"{now:%Y%m%dT%H%M%S%f}-{whole.entry_id}.json", whole.to_json())
    return whole, True


def load(connection: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Make raw.corrections what the ledger holds; returns how many entries that is."""
    rows: list[dict[str, Any]] = [asdict(entry) for entry in read(settings)]
    connection.execute("delete from raw.corrections")
    if rows:
        connection.register("ledger", pa.Table.from_pylist(rows, schema=_SCHEMA))
        connection.execute("insert into raw.corrections by name select * from ledger")
        connection.unregister("ledger")
    return len(rows)


def _write(path: Path, text: str) -> None:
    with whole_file(path) as handle:
        handle.write(text.encode())


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    folder = settings.landing_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + _WAIT
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LedgerBusy(f"somebody else is adding to {folder}; try again later") from None
                time.sleep(0.05)
        for left in folder.glob(".*.json.*"):
            left.unlink()  # of a writer that was killed: nobody else writes now
        yield
    finally:
        os.close(handle)
