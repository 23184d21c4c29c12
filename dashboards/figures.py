"""How a page shows a chart or a table: title, chart with text alternative, its numbers as a table and as CSV."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.downloads import csv_bytes
from dashboards.evidence import inert, safe
from dashboards.language import mark, tr
from dashboards.snapshot import snapshot_day

#: Five side by side on a laptop, two on a phone.
METRIC_WIDTH = 171

_PHONE_AGENTS = ("Mobi", "Android")

SOURCE = mark("Source: claims read from the ingested articles, resolved into facts. Each has its quotes behind it.")
#: Letters of a line inside a chart, on a laptop and on a phone.
_LINE, _PHONE_LINE = 110, 52
_LINE_HEIGHT = 14
_QUIET = "#85878d"


def signed(spec: dict[str, Any], title: str, about: str) -> dict[str, Any]:
    """The chart with what it shows, of which filters, from where and of which day written small below it, so that a
    picture that leaves the page says so."""
    letters = _PHONE_LINE if on_phone() else _LINE
    told = [
        f"{title}.",
        about,
        tr("Source: Warledger, claims read from news, snapshot of {day}.", day=snapshot_day()),
    ]
    lines = [line for text in told if text for line in textwrap.wrap(inert(text), letters)]
    label = {
        "text": lines[0], "subtitle": lines[1:], "orient": "bottom", "anchor": "start", "frame": "bounds", "offset": 10,
        "fontSize": 11, "fontWeight": "normal", "subtitleFontSize": 11, "color": _QUIET, "subtitleColor": _QUIET,
    }  # fmt: skip
    # The height of a chart is that of all its parts: what stands below must not take it from what is drawn.
    return {**spec, "title": label, "height": spec["height"] + _LINE_HEIGHT * len(lines) + 10}


def columns(labels: Mapping[str, str], frame: pd.DataFrame) -> dict[str, Any]:
    """Streamlit's column settings: label, a message that is translated here, and format by type (ISO dates,
    thousands separated, shares as per cent)."""
    config: dict[str, Any] = {}
    for name, message in labels.items():
        if name not in frame:
            continue
        label = tr(message)
        kind = frame[name].dtype
        if pd.api.types.is_datetime64_any_dtype(kind):
            config[name] = st.column_config.DateColumn(label, format="YYYY-MM-DD")
        elif pd.api.types.is_bool_dtype(kind):
            config[name] = st.column_config.CheckboxColumn(label)
        elif pd.api.types.is_numeric_dtype(kind):
            share = name.endswith(("rate", "share"))
            # For the heading, `not stated` and the longest number: cut off, it would read as a smaller one.
            longest = 0 if share or frame[name].isna().all() else len(f"{frame[name].abs().max():,.0f}")
            width = max(96, 9 * max(len(label), longest) + 24)
            config[name] = st.column_config.NumberColumn(label, format="percent" if share else "localized", width=width)
        else:
            config[name] = st.column_config.TextColumn(label)
    return config


def table(frame: pd.DataFrame, labels: Mapping[str, str], *, alt_text: str, **options: Any) -> Any:
    """A table of the labelled columns, in their order; null reads `not stated`."""
    return st.dataframe(
        words.spoken_codes(frame),
        column_order=[name for name in labels if name in frame],
        column_config=columns(labels, frame),
        hide_index=True,
        placeholder=words.not_stated(),
        alt=alt_text,
        **options,
    )


def download(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    name: str,
    added: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame,
) -> None:
    """A button that saves the labelled columns as CSV, made only when it is pressed, with what `added` adds then."""

    def saved() -> bytes:
        whole = added(frame)
        return csv_bytes(whole[[column for column in labels if column in whole]])

    st.download_button(
        tr("Download CSV"),
        data=saved,
        file_name=f"warledger-{name}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        icon=":material/download:",
    )


@dataclass(frozen=True)
class Numbers:
    """A further table of a chart: its heading, rows, labels, and the name of its file and key."""

    title: str
    frame: pd.DataFrame
    labels: Mapping[str, str]
    name: str


def on_phone() -> bool:
    """Whether the browser calls itself one of a phone: charts of a fixed height, as maps are, get a lower one."""
    agent = st.context.headers.get("User-Agent") or ""
    return any(word in agent for word in _PHONE_AGENTS)


def on_dark() -> bool:
    """Whether the browser shows the page on a dark background; False until it has said so."""
    return st.context.theme.type == "dark"


def listing(
    frame: pd.DataFrame, labels: Mapping[str, str], *, name: str, alt_text: str, about: str = "", **options: Any
) -> Any:
    """A table with its CSV button. `name` is unique on the page (key and file name); `about`: which facts it is of."""
    shown = table(frame, labels, alt_text=alt_text, key=options.pop("key", name), **options)
    download(frame, {**labels, **_OF}, name, _with_filters(about))
    return shown


#: What a saved table says of its rows.
_OF = {"facts_shown": "Facts shown", "snapshot": "Snapshot"}


def _with_filters(about: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What adds to saved numbers which facts they are of, where that is told, and of which snapshot."""
    day = snapshot_day()
    told = {"facts_shown": about} if about else {}
    return lambda frame: frame.assign(**told, snapshot=day)


def figure(
    title: str,
    frame: pd.DataFrame,
    chart: dict[str, Any] | Sequence[tuple[str, dict[str, Any]]] | None,
    *,
    name: str,
    labels: Mapping[str, str],
    description: str,
    empty: str,
    note: str = "",
    further: tuple[Numbers, ...] = (),
    page: str | None = None,
    about: str = "",
) -> None:
    """One chart of a page: `chart` is what `drawing.draw` gives, or several small ones with a heading each; None
    shows the empty state, as does a frame without rows (if there are no `further` numbers either).

    `name` is unique on the page (key and file name); `note` is a line of our own words under the chart; `page` is the
    address (`links.chart_page`) where it is to be had as a picture with its source inside; `about` says in a sentence
    which facts it shows (`filters.told`), and stands inside the picture.
    """
    with st.container(key=f"figure-{name}"):
        st.header(title, anchor=False)
        if chart is None or (frame.empty and all(numbers.frame.empty for numbers in further)):
            st.info(empty, icon=":material/info:")
            return
        if isinstance(chart, dict):
            st.vega_lite_chart(spec=signed(chart, title, about), alt=description, key=f"chart-{name}")
        else:
            _small_charts(chart, description, name, about)
        leave = f" {_leave(page)}" if page else ""
        st.caption(f"{note} {tr(SOURCE)}{leave}".strip())
        with st.expander(tr("Numbers of this chart")):
            for numbers in (Numbers(title, frame, labels, name), *further):
                if further:
                    st.subheader(numbers.title, anchor=False)
                alt_text = tr("Numbers of the chart: {title}", title=numbers.title)
                listing(
                    numbers.frame,
                    numbers.labels,
                    name=numbers.name,
                    alt_text=alt_text,
                    about=about,
                    key=f"numbers-{numbers.name}",
                )


def _leave(page: str) -> str:
    """Links to a chart's page and to its pictures, as Markdown."""
    base, _, query = page.partition("?")
    png, svg = (f"{base}.{form}{'?' if query else ''}{query}" for form in ("png", "svg"))
    return tr("[Embed and cite]({page}) · [PNG]({png}) · [SVG]({svg})", page=page, png=png, svg=svg)


def _small_charts(charts: Sequence[tuple[str, dict[str, Any]]], description: str, name: str, about: str) -> None:
    """Charts of the same axes with a heading each: two side by side, below each other on a phone."""
    for first in range(0, len(charts), 2):
        for column, (heading, spec) in zip(st.columns(2), charts[first : first + 2], strict=False):
            with column:
                st.subheader(heading, anchor=False)
                key = f"chart-{name}-{first}-{heading}"
                st.vega_lite_chart(spec=signed(spec, heading, about), alt=f"{heading}. {description}", key=key)


def to_quote(sentences: Sequence[str]) -> None:
    """Sentences to copy, each selected as a whole by a click. Streamlit's own code box loads 1.5 MB of colouring."""
    st.html("".join(f'<p class="wl-cite"><bdi>{safe(sentence)}</bdi></p>' for sentence in sentences))


def quotable(label: str, value: str, more: str | None, meaning: str, about: str) -> str:
    """A figure as the sentence to quote: value and range, what it counts, over which facts, of which snapshot."""
    extent = f" ({more})" if more else ""
    link = st.context.url or ""
    query = urlencode(st.query_params.to_dict(), doseq=True)
    address = f", {link}{'?' if query else ''}{query}" if link else ""
    return inert(
        tr(
            "{label}: {value}{extent}. {meaning} {about} Warledger, snapshot of {day}{address}",
            label=label,
            value=value,
            extent=extent,
            meaning=meaning,
            about=about,
            day=snapshot_day(),
            address=address,
        )
    )


def headline(items: list[tuple[str, str, str | None, str]], about: str = "") -> None:
    """Headline figures side by side: (label, value, line below it or None, what it means).

    A line that begins with a sign is a change and gets its arrow. `about` says in a sentence which facts are counted.
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
    if about:
        with st.expander(tr("Quote these numbers"), icon=":material/format_quote:"):
            to_quote([quotable(*item, about) for item in items])
            st.caption(
                tr("The facts behind them, each with its sentences, stand in the table at the end of this page.")
            )


def count_click(key: str, about: object) -> None:
    """One more click on the button `key`, counted for what it is about (its search): a new one begins at none."""
    st.session_state[f"{key}-clicks"] = (about, clicks_of(key, about) + 1)


def clicks_of(key: str, about: object) -> int:
    """Clicks on the button `key` for what it is about now."""
    counted, clicks = st.session_state.get(f"{key}-clicks", (None, 0))
    return int(clicks) if counted == about else 0
