"""Time axes of charts, and what was read in that time: without articles no fact is known, which is no peace.

Under each chart over time stands a strip of the articles read per period. Periods with fewer articles than a set number
are hatched: what is missing there may never have been reported to this warehouse.
"""

from __future__ import annotations

from typing import TypeAlias

import altair as alt
import pandas as pd

from dashboards.language import mark, tr

GREY = "#85878d"
#: A chart that has one time axis, of one layer or several.
TimeChart: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart
FORMAT = {"day": "%-d %b %Y", "week": mark("week of %-d %b %Y"), "month": "%B %Y"}
_TITLE = {"day": mark("Day"), "week": mark("Week (from Monday)"), "month": mark("Month")}
_LABEL = {"day": "%-d %b %Y", "week": "%-d %b %Y", "month": "%b %Y"}
_STEP = {"day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1)}
#: Ticks that a phone's width has room for, and periods from one tick to the next.
_TICKS = 6
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120)
#: Pixels of the strip, and those that it takes with its distance from the chart and from the axis.
_STRIP, _STRIP_ROOM = 14, 26
#: Stripes across the band of one period.
_STRIPES = 9
_CLEAR, _STRIPED = "rgba(133, 135, 141, 0.07)", "rgba(133, 135, 141, 0.38)"


def ticks(grain: str, first: pd.Timestamp, last: pd.Timestamp) -> dict[str, str | int]:
    """Ticks whole periods apart: closer ones would repeat a label."""
    n_periods = max(1, len(pd.date_range(first, last, freq=_STEP[grain])))
    wanted = -(-n_periods // _TICKS)
    return {"interval": grain, "step": next((step for step in _EVERY if step >= wanted), _EVERY[-1])}


def axis(frame: pd.DataFrame, grain: str, column: str = "period", *, padding: int = 6, strip: bool = False) -> alt.X:
    """The time axis of a chart whose periods are in `frame`; with a `strip` it leaves room for it."""
    periods = pd.to_datetime(frame["period"])
    shown = alt.Axis(
        title=tr(_TITLE[grain]), format=_LABEL[grain], labelOverlap="greedy", labelSeparation=12, labelFlush=True,
        tickCount=ticks(grain, periods.min(), periods.max()) if len(periods) else _TICKS,
        offset=_STRIP_ROOM if strip else 0,
    )  # fmt: skip
    return alt.X(f"{column}:T", axis=shown, scale=alt.Scale(padding=padding))


def stretch(frame: pd.DataFrame, grain: str, begin: float = 0.0, end: float = 0.86) -> pd.DataFrame:
    """The frame with `bar_start` and `bar_end`: bars in time, not in pixels, stay apart on a phone too."""
    length = pd.Timedelta(days={"day": 1, "week": 7, "month": 28}[grain])
    period = pd.to_datetime(frame["period"])
    return frame.assign(bar_start=period + begin * length, bar_end=period + end * length)


def runs(frame: pd.DataFrame, grain: str, series: list[str]) -> pd.DataFrame:
    """The frame with `run`: periods of one series that follow each other have the same, so that a gap ends a line."""
    data = frame.sort_values([*series, "period"], kind="stable")
    period = pd.to_datetime(data["period"])
    follows = period.groupby([data[name] for name in series]).shift() + _STEP[grain] == period
    return data.assign(run=(~follows).cumsum())


def hatched(coverage: pd.DataFrame, grain: str, few: int, bottom: str = "height") -> alt.Chart | None:
    """A striped band over each period with fewer than `few` articles; None where there is no such period."""
    sparse = coverage[coverage["n_articles"] < few]
    if sparse.empty:
        return None
    period = pd.to_datetime(sparse["period"])
    stops = [
        alt.GradientStop(color=colour, offset=(stripe + part) / _STRIPES)
        for stripe in range(_STRIPES)
        for part, colour in ((0, _CLEAR), (0.66, _CLEAR), (0.66, _STRIPED), (1, _STRIPED))
    ]
    bands: alt.Chart = (
        alt.Chart(sparse.assign(bar_start=period, bar_end=period + _STEP[grain]))
        .mark_rect(color=alt.LinearGradient(gradient="linear", x1=0, y1=0, x2=1, y2=1, stops=stops))
        .encode(
            x=alt.X("bar_start:T"),
            x2=alt.X2("bar_end:T"),
            y=alt.value(0),
            y2=alt.value(alt.ExprRef(bottom)),
            tooltip=_tooltip(grain, tr("Fewer than {few} articles", few=few)),
        )
    )
    return bands


def strip(coverage: pd.DataFrame, grain: str, bottom: str = "height") -> TimeChart:
    """Bars of the articles read per period, between the chart and its axis."""
    most = max(1, int(coverage["n_articles"].max()))
    data = stretch(coverage, grain, 0.0, 1.0).assign(share=coverage["n_articles"] / most)
    floor = f"{bottom} + {_STRIP_ROOM - 6}"
    bars = (
        alt.Chart(data)
        .transform_calculate(strip_top=f"{floor} - {_STRIP} * datum.share", strip_floor=floor)
        .mark_rect(color=GREY)
        .encode(
            x=alt.X("bar_start:T"),
            x2=alt.X2("bar_end:T"),
            y=alt.Y("strip_top:Q", scale=None, axis=None),
            y2=alt.Y2("strip_floor:Q"),
            tooltip=_tooltip(grain, tr("Articles")),
        )
    )
    label = (
        alt.Chart(pd.DataFrame({"label": [tr("Articles")]}))
        .mark_text(align="right", baseline="bottom", fontSize=10, color=GREY, aria=False)
        .encode(x=alt.value(-6), y=alt.value(alt.ExprRef(f"{bottom} + {_STRIP_ROOM - 4}")), text="label:N")
    )
    return alt.layer(bars, label)


def _tooltip(grain: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("period:T", title=tr("Period"), format=tr(FORMAT[grain])),
        alt.Tooltip("n_articles:Q", title=title, format=",d"),
        alt.Tooltip("n_sources:Q", title=tr("Sources"), format=",d"),
    ]


def with_coverage(
    chart: TimeChart,
    coverage: pd.DataFrame | None,
    grain: str,
    few: int,
    height: int,
    *,
    alone: bool = True,
) -> TimeChart:
    """The chart over hatched bands and above the strip; the chart alone without `coverage`.

    One of several in one picture is not `alone`: Vega's `height` is not its own then, and no axis takes of it.
    """
    if coverage is None or coverage.empty:
        return chart.properties(height=height)
    bottom = "height" if alone else str(height)
    bands = hatched(coverage, grain, few, bottom)
    layers = [bands, chart] if bands is not None else [chart]
    room = _STRIP_ROOM if alone else 0
    return alt.layer(*layers, strip(coverage, grain, bottom)).properties(height=height + room)
