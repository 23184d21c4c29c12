"""The newest snapshot, opened once and shared by all requests; each query has a limit of time."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from dashboards import queries
from dashboards.frames import frame
from ingest.settings import Settings
from ingest.warehouse.connect import NoWarehouse, connect_path, published_path

#: What all queries of the service may take together; a heavy one must not starve the machine.
_LIMITS = {"memory_limit": "1GB", "threads": "2"}
_SECONDS = 10


class TooSlow(TimeoutError):
    """The query was ended after its time; a narrower filter helps."""


@dataclass(frozen=True)
class Snapshot:
    """One published file, open read-only."""

    path: Path
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The file's name without its ending: another publication has another name."""
        return self.path.stem

    @cached_property
    def publication(self) -> dict[str, Any]:
        """The row of `publications` that tells of this snapshot; empty where there is none."""
        found = self.table("from publications order by published_at desc limit 1").to_pylist()
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

    def table(self, sql: str, parameters: list[Any] | None = None) -> pa.Table:
        """The answer as an Arrow table; raises TooSlow after some seconds."""
        cursor = self.connection.cursor()
        timer = threading.Timer(_SECONDS, cursor.interrupt)
        timer.start()
        try:
            return cursor.execute(sql, parameters or []).to_arrow_table()
        except duckdb.InterruptException as error:
            raise TooSlow(f"The question took longer than {_SECONDS} s. Narrow it by a filter or a period.") from error
        finally:
            timer.cancel()
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
