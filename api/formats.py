"""A table in the formats that the service and `warledger export` write."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import xlsxwriter

from dashboards import words
from dashboards.downloads import arrow_bytes, csv_bytes, parquet_bytes
from dashboards.frames import frame, plain

#: Ending of an address → media type.
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.file",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
#: Places of this precision have a point of their own; the middle of a region is no place where something fell.
_POINTS = ("settlement", "near")
#: A cell of Excel holds no more.
_CELL = 32_767


def records(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as JSON objects."""
    return [plain(row) for row in table.to_pylist()]


def from_frame(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of one of the dashboard's data frames as a JSON object: days without a time, null for what is missing."""
    values = {}
    for name, value in row.items():
        if not isinstance(value, list) and words.is_missing(value):
            value = None
        elif isinstance(value, pd.Timestamp):
            value = value.to_pydatetime() if value.tzinfo else value.date()
        elif isinstance(value, np.generic):
            value = value.item()
        values[str(name)] = plain(value)
    return values


def geojson(table: pa.Table) -> bytes:
    """A FeatureCollection (RFC 7946): a point where the place is a settlement or near one, else no geometry."""
    features = []
    for row in records(table):
        placed = row.get("geo_precision", "settlement") in _POINTS and row.get("longitude") is not None
        point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if placed else None
        features.append({"type": "Feature", "geometry": point, "properties": row})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def xlsx(table: pa.Table) -> bytes:
    """One sheet. Text stays text: nothing of an article becomes a formula or a link."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet, bold = book.add_worksheet("warledger"), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, table.column_names, bold)
        for line, row in enumerate(records(table), start=1):
            for column, value in enumerate(row.values()):
                _write(sheet, line, column, value)
    return buffer.getvalue()


def _write(sheet: Any, line: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif value is not None:
        text = value if isinstance(value, str) else _flat(value)
        sheet.write_string(line, column, "".join(c for c in text if c >= " " or c in "\n\t")[:_CELL])


def _flat(value: Any) -> str:
    """A list of codes with commas; anything deeper as JSON."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def csv(table: pa.Table) -> bytes:
    """CSV that no spreadsheet runs; lists as text with commas."""
    flat = frame(table)
    for name in table.column_names:
        if pa.types.is_nested(table.schema.field(name).type):
            flat[name] = [None if value is None else _flat(plain(value)) for value in table.column(name).to_pylist()]
    return csv_bytes(flat)


#: The formats that hold nothing but rows.
WRITERS: dict[str, Callable[[pa.Table], bytes]] = {
    "csv": csv,
    "parquet": parquet_bytes,
    "arrow": arrow_bytes,
    "xlsx": xlsx,
    "geojson": geojson,
}
