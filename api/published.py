"""The newest snapshot, opened once and shared by all requests; each query has a limit of time."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from dashboards import queries
from dashboards.frames import frame
from ingest.settings import Settings
from ingest.warehouse.connect import NoWarehouse, connect_path, published_path

#: What all queries of the service may take together; a heavy one must not starve the machine. A second thread costs a
#: look-up a quarter more processor time than it saves.
_LIMITS = {"memory_limit": "1GB", "threads": "1"}
_SECONDS = 10


#: DuckDB gives an instant in the time zone of the machine.
_INSTANT = "TIMESTAMP WITH TIME ZONE"
#: How late the end of a query may come.
_LATE_SECONDS = 0.25

_Answer = TypeVar("_Answer")


class TooSlow(TimeoutError):
    """The query was ended after its time; a narrower filter helps."""


class _Watch:
    """Ends queries after their time, by one thread for all: one for each costs as much as a short query."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[duckdb.DuckDBPyConnection, float] = {}
        self._thread: threading.Thread | None = None

    def begin(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """A query of this cursor begins."""
        with self._lock:
            self._ends[cursor] = time.monotonic() + _SECONDS
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ends slow queries", daemon=True)
                self._thread.start()

    def end(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """It has ended, and is not interrupted any more."""
        with self._lock:
            del self._ends[cursor]

    def _run(self) -> None:
        while True:
            time.sleep(_LATE_SECONDS)
            with self._lock:
                for cursor, end in self._ends.items():
                    if end <= time.monotonic():
                        cursor.interrupt()


_WATCH = _Watch()


@dataclass(frozen=True)
class Snapshot:
    """One published file, open read-only."""

    path: Path
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    #: What was asked of it once and never changes: the codes that filters allow.
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The file's name without its ending: another publication has another name."""
        return self.path.stem

    @cached_property
    def publication(self) -> dict[str, Any]:
        """The row of `publications` that tells of this snapshot; empty where there is none."""
        found = self.records("from publications order by published_at desc limit 1")
        return found[0] if found else {}

    @cached_property
    def day(self) -> dt.date | None:
        """The day of publication (UTC), by which numbers of this snapshot are cited."""
        moment = self.publication.get("published_at")
        return moment.astimezone(dt.UTC).date() if moment else None

    @cached_property
    def countries(self) -> dict[str, str]:
        """Country code → English name."""
        return queries.country_names(self.rows)

    def kept(self, what: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """The answer to `ask`, which is asked once; `what` names it. It goes with the snapshot."""
        if what not in self._kept:
            self._kept[what] = ask()
        answer: _Answer = self._kept[what]
        return answer

    def table(self, sql: str, parameters: list[Any] | None = None) -> pa.Table:
        """The answer as an Arrow table; raises TooSlow after some seconds."""
        with self._answered(sql, parameters) as cursor:
            return cursor.to_arrow_table()

    def records(self, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """The answer as dictionaries, instants in UTC; raises TooSlow. A page of rows takes half as long as a table."""
        with self._answered(sql, parameters) as cursor:
            names = [column[0] for column in cursor.description]
            moments = [column[0] for column in cursor.description if str(column[1]) == _INSTANT]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for name in moments:
            for row in found:
                row[name] = row[name] and row[name].astimezone(dt.UTC)
        return found

    @contextmanager
    def _answered(self, sql: str, parameters: list[Any] | None) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self.connection.cursor()
        _WATCH.begin(cursor)
        try:
            yield cursor.execute(sql, parameters or [])
        except duckdb.InterruptException as error:
            raise TooSlow(f"The question took longer than {_SECONDS} s. Narrow it by a filter or a period.") from error
        finally:
            _WATCH.end(cursor)
            cursor.close()

    def rows(self, sql: str, parameters: list[Any] | None = None) -> pd.DataFrame:
        """The answer as the data frame that `dashboards.queries` work on: integers and booleans nullable."""
        return frame(self.table(sql, parameters))


class Published:
    """Follows the pointer: a request gets the snapshot that is newest when it begins, and keeps it to its end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open: Snapshot | None = None

    def newest_name(self) -> str | None:
        """The name of the newest snapshot, without opening it; None when nothing is published."""
        try:
            return published_path(self._settings).stem
        except NoWarehouse:
            return None

    def newest(self) -> Snapshot:
        """The newest snapshot; raises NoWarehouse when nothing is published."""
        for _ in range(5):
            path = published_path(self._settings)
            with self._lock:
                if self._open is not None and self._open.path == path:
                    return self._open
                try:
                    # The old connection closes when the last request that uses it lets go of it.
                    self._open = Snapshot(path, connect_path(path, _LIMITS))
                    return self._open
                except duckdb.Error:
                    if path.exists():
                        raise
        raise NoWarehouse(f"the published file keeps moving away in {self._settings.published_dir}; try again")

    def close(self) -> None:
        """Let go of the open snapshot."""
        with self._lock:
            if self._open is not None:
                self._open.connection.close()
            self._open = None
