"""How a page shows a chart or a table: title, chart with text alternative, its numbers as a table and as CSV."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.charts import AnyChart

#: A spreadsheet runs a cell that begins with one of these as a formula; articles can bring such cells.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

#: Five side by side on a laptop, two on a phone.
METRIC_WIDTH = 171

SOURCE = "Source: claims read from the ingested articles, resolved into facts. Each has its quotes behind it."


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
    shown.to_csv(buffer, index=False, lineterminator="\n")
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def columns(labels: Mapping[str, str], frame: pd.DataFrame) -> dict[str, Any]:
    """Streamlit's column settings: label and format by type (ISO dates, thousands separated, shares as per cent)."""
    config: dict[str, Any] = {}
    for name, label in labels.items():
        if name not in frame:
            continue
        kind = frame[name].dtype
        if pd.api.types.is_datetime64_any_dtype(kind):
            config[name] = st.column_config.DateColumn(label, format="YYYY-MM-DD")
        elif pd.api.types.is_bool_dtype(kind):
            config[name] = st.column_config.CheckboxColumn(label)
        elif pd.api.types.is_numeric_dtype(kind):
            share = name.endswith("rate")
            # Wide enough for the heading and for `not stated`.
            width = max(96, 9 * len(label) + 24)
            config[name] = st.column_config.NumberColumn(label, format="percent" if share else "localized", width=width)
        else:
            config[name] = st.column_config.TextColumn(label)
    return config


def table(frame: pd.DataFrame, labels: Mapping[str, str], *, alt_text: str, **options: Any) -> Any:
    """A table of the labelled columns, in their order; null reads `not stated`."""
    return st.dataframe(
        frame,
        column_order=[name for name in labels if name in frame],
        column_config=columns(labels, frame),
        hide_index=True,
        placeholder=words.NOT_STATED,
        alt=alt_text,
        **options,
    )


def download(frame: pd.DataFrame, labels: Mapping[str, str], name: str) -> None:
    """A button that saves the labelled columns as CSV, made only when it is pressed."""
    wanted = frame[[column for column in labels if column in frame]]
    st.download_button(
        "Download CSV",
        data=lambda: csv_bytes(wanted),
        file_name=f"warledger-{name}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        icon=":material/download:",
    )


def figure(
    title: str,
    frame: pd.DataFrame,
    chart: AnyChart | dict[str, Any] | None,
    *,
    name: str,
    labels: Mapping[str, str],
    description: str,
    empty: str,
    note: str = "",
) -> None:
    """One chart of a page. `chart` None (or an empty frame) shows the empty state instead.

    `name` is unique on the page (key and file name); `note` is a line of our own words under the chart.
    """
    with st.container(key=f"figure-{name}"):
        st.header(title, anchor=False)
        if frame.empty or chart is None:
            st.info(empty, icon=":material/info:")
            return
        if isinstance(chart, dict):
            st.vega_lite_chart(spec=chart, alt=description, key=f"chart-{name}")
        else:
            st.altair_chart(chart, alt=description, key=f"chart-{name}")
        st.caption(f"{note} {SOURCE}".strip())
        with st.expander("Numbers of this chart"):
            table(frame, labels, alt_text=f"Numbers of the chart: {title}", key=f"numbers-{name}")
            download(frame, labels, name)


def headline(items: list[tuple[str, str, str | None, str]]) -> None:
    """Headline figures side by side: (label, value, line below it or None, what it means).

    A line that begins with a sign is a change and gets its arrow.
    """
    with st.container(horizontal=True, key="headline"):
        for label, value, change, meaning in items:
            arrow: Literal["auto", "off"] = "auto" if change and change[0] in "+-" else "off"
            st.metric(
                label,
                value,
                change,
                delta_color="off",
                delta_arrow=arrow,
                help=meaning,
                border=True,
                width=METRIC_WIDTH,
                height="stretch",
            )
