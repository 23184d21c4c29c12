"""The published snapshot that a page reads: one connection per snapshot file, one cursor per query, cached answers.

A page run takes the snapshot once and keeps it until it ends, so that a publication in between cannot mix two
snapshots in one page. The next run sees that the pointer moved and opens the new file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from dashboards import language, queries, words
from dashboards.frames import frame
from dashboards.language import tr
from ingest.settings import Settings
from ingest.warehouse.connect import NoWarehouse, connect_path, published_path


@dataclass(frozen=True)
class Snapshot:
    """One published file, open read-only. Closes when the last page run that uses it lets go of it."""

    path: str
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    def rows(self, sql: str, parameters: list[Any] | None = None) -> pd.DataFrame:
        """The answer as a data frame: integers and booleans nullable, dates as datetime64."""
        cursor = self.connection.cursor()
        try:
            return frame(cursor.execute(sql, parameters or []).to_arrow_table())
        finally:
            cursor.close()


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(path: str) -> Snapshot:
    return Snapshot(path, connect_path(Path(path)))


def open_published(settings: Settings) -> Snapshot:
    """The newest snapshot; raises NoWarehouse when nothing is published.

    Between resolving the pointer and opening the file a publisher may prune that file, hence the second look.
    """
    for _ in range(5):
        path = published_path(settings)
        try:
            return _open(str(path))
        except duckdb.Error:
            if path.exists():
                raise
    raise NoWarehouse(
        tr("the published file keeps moving away in {published_dir}; try again", published_dir=settings.published_dir)
    )


@st.cache_data(show_spinner=False, max_entries=400, max_size="256MB")
def _answer(path: str, name: str, arguments: tuple[Any, ...], speaks: str, _snapshot: Snapshot) -> Any:
    answer = getattr(queries, name)(_snapshot.rows, *arguments)
    return words.spoken_frame(answer) if isinstance(answer, pd.DataFrame) and speaks != language.ENGLISH else answer


def ask(query: Callable[..., Any], *arguments: Any) -> Any:
    """The answer of a function of `dashboards.queries` on this page run's snapshot, cached per file and language."""
    snapshot = current()
    return _answer(snapshot.path, query.__name__, arguments, language.current(), snapshot)


def begin_run(settings: Settings) -> Snapshot:
    """Fix the snapshot for this page run. Called once by app.py before any page."""
    snapshot = open_published(settings)
    st.session_state["_snapshot"] = snapshot
    return snapshot


def current() -> Snapshot:
    """The snapshot that this page run began with."""
    snapshot: Snapshot = st.session_state["_snapshot"]
    return snapshot


def snapshot_day() -> str:
    """The day of the snapshot that the page shows, as people write it."""
    published = ask(queries.publications)
    return tr("an unknown day") if published.empty else words.day(published["published_at"].iloc[0])


def is_stale(published_at: dt.datetime | None, now: dt.datetime, stale_after_hours: int) -> bool:
    """Whether a snapshot of that time (aware, UTC) is older than the setting allows; unknown counts as stale."""
    return published_at is None or now - published_at > dt.timedelta(hours=stale_after_hours)
