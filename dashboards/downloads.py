"""Tables as the bytes of a file: CSV that no spreadsheet runs, Parquet, Arrow. No Streamlit."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

#: A spreadsheet runs a cell that begins with one of these as a formula; articles can bring such cells.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as CSV in UTF-8 with a byte order mark (Excel needs it); null is an empty cell.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    shown = frame.copy()
    for column in shown.columns:
        if pd.api.types.is_object_dtype(shown[column]) or pd.api.types.is_string_dtype(shown[column]):
            shown[column] = shown[column].map(_defused, na_action="ignore")
        elif pd.api.types.is_datetime64_any_dtype(shown[column]):
            has_time = getattr(shown[column].dtype, "tz", None) is not None
            shown[column] = shown[column].dt.strftime("%Y-%m-%dT%H:%M:%SZ" if has_time else "%Y-%m-%d")
    buffer = io.StringIO()
    # Ends of RFC 4180: with "\n" alone, csv leaves a carriage return inside a cell unquoted, and the row is cut there.
    shown.rename(columns=_defused).to_csv(buffer, index=False, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def arrow_bytes(table: pa.Table) -> bytes:
    """The table as an Arrow file (the IPC format with a footer, what `feather` readers take)."""
    buffer = io.BytesIO()
    with pa.ipc.new_file(buffer, table.schema) as file:
        file.write_table(table)
    return buffer.getvalue()


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
