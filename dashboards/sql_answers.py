"""What became of a statement on the SQL page: its rows or why there are none, and what is said of it. No Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from dashboards import sql_console, words
from dashboards.language import tr
from dashboards.sql_worker import Refused


@dataclass(frozen=True)
class Outcome:
    """A statement's rows, as Arrow and as a data frame, or the `refusal`; `path` is the snapshot that was asked."""

    path: str
    refusal: str = ""
    table: pa.Table | None = None
    frame: pd.DataFrame | None = None
    is_cut: bool = False

    def note(self, newest: str) -> str:
        """How many rows there are, whether that is all, and whether the snapshot `newest` is another one by now."""
        assert self.table is not None
        cut = tr(" More were cut off: the limit is reached.") if self.is_cut else ""
        stale = "" if self.path == newest else tr(" A newer warehouse has been published since; run it again.")
        return f"{words.amount_of(self.table.num_rows, 'row')}.{cut}{stale}"


def outcome_of(path: str, sql: str, while_waiting: Callable[[float], object]) -> Outcome:
    """Run one statement on the snapshot at `path`; `while_waiting` as in `sql_console.run`."""
    try:
        answer = sql_console.run(path, sql, while_waiting=while_waiting)
        return Outcome(path, "", answer.table, sql_console.frame_of(answer), answer.is_cut)
    except Refused as refusal:
        return Outcome(path, str(refusal))


def about_table(schema: pd.DataFrame, table: str | None) -> tuple[str, pd.DataFrame]:
    """What a table of the snapshot holds, in words, and its columns; `schema` is the answer of `queries.schema`."""
    columns = schema[schema["table_name"] == table]
    if columns.empty:
        return "", columns
    first = columns.iloc[0]
    comment = "" if words.is_missing(first["table_comment"]) else f" {first['table_comment']}"
    shown = columns.assign(column_comment=columns["column_comment"].fillna(""))
    return f"{words.amount_of(first['n_rows'], 'row')}.{comment}", shown
