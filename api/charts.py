"""The dashboard's charts as pictures and as pages for other sites: title, filters, source and day stand in them."""

from __future__ import annotations

import html
import textwrap
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import altair as alt
import pandas as pd
import vl_convert

from api.published import Snapshot
from api.series import SERIES
from dashboards import charts, evidence, queries, scope_words
from dashboards.periods import grain_of, shown_time
from dashboards.queries import KINDS, Scope
from ingest.settings import Settings

#: Widths in pixels that a picture can be asked in.
NARROWEST, WIDEST = 320, 1600
#: Most points of one picture: more could not be told apart, and drawing them takes seconds.
_MOST_ROWS = 5_000
_MARGIN = 16
#: Pixels for the labels beside a chart of several.
_AXIS = 80
_FAMILY = "DejaVu Sans, Noto Sans, Liberation Sans, sans-serif"
#: What pictures of charts look like: readable without the page around them.
_CONFIG = {
    "background": "#ffffff",
    "font": _FAMILY,
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": "#33373f", "titleColor": "#33373f"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12},
    "view": {"stroke": None},
}
#: Altair's switches are global to all threads.
_lock = threading.Lock()

#: Numbers, grain, names of countries, and the articles read per period (None: no chart over time) with how few are few.
Draw = Callable[[pd.DataFrame, str, Mapping[str, str], dict[str, Any]], alt.TopLevelMixin]


@dataclass(frozen=True)
class Chart:
    """A chart of a series of the same name: its title, its value (column) and how it is drawn."""

    title: str
    value: str
    draw: Draw
    prepare: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame


def _stacked(value: str, unit: str, title: str, colours: Mapping[str, str] | None = None) -> Draw:
    return lambda frame, grain, names, covered: charts.stacked_over_time(
        frame, grain=grain, value=value, unit=unit, series_title=title, colours=colours, names=names,
        whole_numbers=value != "millions", **covered,
    )  # fmt: skip


def _bars(value: str, unit: str, series: str, title: str) -> Draw:
    return lambda frame, _, names, __: charts.ranked_bars(
        frame.head(20), value=value, unit=unit, series=series, series_title=title, names=names,
        whole_numbers=value != "millions",
    )  # fmt: skip


def _millions(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.dropna(subset=["amount_usd"]).assign(millions=lambda rows: rows["amount_usd"] / 1e6)


CHARTS: dict[str, Chart] = {
    "strikes": Chart("Strikes over time, by attacker", "n_strikes",
                     _stacked("n_strikes", "Strikes", "Attacker", charts.COUNTRY_COLOURS)),
    "strike-weapons": Chart("Strikes over time, by weapon class", "n_strikes",
                            _stacked("n_strikes", "Strikes", "Weapon class")),
    "strike-tolls": Chart("Killed and wounded in strikes, best figure with lowest and highest claim", "best",
                          lambda frame, grain, _, covered: charts.toll_bands(frame, grain=grain, **covered),
                          lambda frame: frame.dropna(subset=["best"])),
    "strike-regions": Chart("Strikes by region", "n_strikes", _bars("n_strikes", "Strikes", "admin1", "Region")),
    "interceptions": Chart("Share brought down, of one side, weapon class and definition each", "rate",
                           lambda frame, grain, names, covered: charts.rates_over_time(
                               frame, names, grain=grain, **covered),
                           lambda frame: frame.dropna(subset=["rate"])),
    "interception-weapons": Chart(
        "Brought down by weapon class, national and regional counts", "intercepted_all",
        lambda frame, *_: charts.ranked_bars(
            frame, value="intercepted_all", unit="Brought down", series="weapon_class", series_title="Weapon class",
            split="scope", split_title="Scope of the count", grouped=True),
        lambda frame: frame.groupby(["weapon_class", "scope"], as_index=False)["intercepted_all"]
        .sum(min_count=1).dropna()),
    "aid": Chart("Aid announced per month and type, in millions of USD", "millions",
                 _stacked("millions", "Million USD", "Type of aid"), _millions),
    "aid-donors": Chart("Aid by donor, in millions of USD", "millions",
                        _bars("millions", "Million USD", "series", "Donor"), _millions),
    "meetings": Chart("Meetings over time, by status", "n_meetings",
                      _stacked("n_meetings", "Meetings", "Status", charts.STATUS_COLOURS)),
    "meeting-pairs": Chart("Who meets whom", "n_meetings",
                           lambda frame, _, names, __: charts.pair_matrix(frame, names)),
}  # fmt: skip


class TooManyPoints(ValueError):
    """The chart would have more points than anybody can tell apart."""


@dataclass(frozen=True)
class Drawn:
    """A chart of one scope in one snapshot: its words, and its numbers as they are drawn."""

    name: str
    snapshot: str
    scope: Scope
    grain: str
    title: str
    filters: str
    description: str
    frame: pd.DataFrame = field(compare=False)
    names: Mapping[str, str] = field(compare=False)
    covered: dict[str, Any] = field(compare=False, default_factory=dict)


def drawn(snapshot: Snapshot, name: str, scope: Scope, grain: str | None) -> Drawn:
    """The numbers of a chart; KeyError for no chart, TooManyPoints for a period too long for its grain.

    Without a grain a chart over time takes the one that shows its period best.
    """
    chart, series = CHARTS[name], SERIES[name]
    kind = KINDS[series.kind]
    if series.grains:
        fitting = grain_of(scope.start, scope.end, queries.date_span(snapshot.rows))
        grain = grain or (fitting if fitting in series.grains else series.grains[0])
    frame = chart.prepare(series.query(snapshot.rows, scope, grain or "month")).reset_index(drop=True)
    if len(frame) > _MOST_ROWS:
        raise TooManyPoints(f"{len(frame):,} points cannot be told apart: choose a shorter period or a longer grain")
    readable = snapshot.countries
    filters = scope_words.sentence(kind, scope, queries.counts(snapshot.rows, kind.name, scope), readable)
    covered = _covered(snapshot, scope, grain or "month", frame) if series.grains else {}
    described = charts.describe(frame, what=f"{chart.title}: {filters}", value=chart.value)
    return Drawn(
        name, snapshot.name, scope, grain or "month", chart.title, filters, described, frame, readable, covered
    )  # fmt: skip


def _covered(snapshot: Snapshot, scope: Scope, grain: str, frame: pd.DataFrame) -> dict[str, Any]:
    """The articles read per period of a chart over time, and how few are few."""
    time = shown_time(scope, [day.date() for day in frame["period"]], queries.date_span(snapshot.rows))
    told = queries.coverage(snapshot.rows, grain, *time, scope.publishers) if time else None
    return {"coverage": told, "few": Settings.from_environment().few_articles}


def _specification(shown: Drawn, width: int) -> dict[str, Any]:
    with _lock, alt.theme.enable("none"), alt.data_transformers.enable("default", max_rows=None):
        spec: dict[str, Any] = (
            CHARTS[shown.name].draw(shown.frame, shown.grain, shown.names, shown.covered).to_dict(validate=False)
        )
    if "vconcat" in spec:
        # Vega fits single charts into a width only: several get one that leaves room for the axis.
        parts = [{**part, "width": width - 2 * _MARGIN - _AXIS} for part in spec["vconcat"]]
        return {**spec, "vconcat": parts, "config": {**spec.get("config", {}), **_CONFIG}}
    autosize = {"type": "fit", "contains": "padding"}
    return {**spec, "width": width - 2 * _MARGIN, "autosize": autosize, "config": {**spec.get("config", {}), **_CONFIG}}


def svg(shown: Drawn, day: str, address: str, width: int) -> str:
    """The picture: title, filters, chart, and below it the source with the snapshot's day and the chart's address."""
    inner, height = _chart_alone(shown, width)
    letters = (width - 2 * _MARGIN) // 7
    lines = [
        *(_Line(text, 18, "bold") for text in textwrap.wrap(shown.title, int(letters * 0.62))),
        *(_Line(text, 12) for text in textwrap.wrap(evidence.inert(shown.filters), letters)[:4]),
    ]
    host = urlsplit(address)
    source = f"Source: Warledger, claims read from news, snapshot of {day}. {host.netloc}{host.path}"
    top, parts = _MARGIN, []
    for line in lines:
        top += line.size + 6
        parts.append(line.at(top))
    parts.append(f'<g transform="translate({_MARGIN} {top + 12})">{inner}</g>')
    bottom = top + 12 + height
    for text in textwrap.wrap(source, letters):
        bottom += 18
        parts.append(_Line(text, 11).at(bottom))
    bottom += _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}"'
        f' height="{bottom}" viewBox="0 0 {width} {bottom}" role="img"><title>{html.escape(shown.title)}</title>'
        f'<rect width="{width}" height="{bottom}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


@dataclass(frozen=True)
class _Line:
    text: str
    size: int
    weight: str = "normal"

    def at(self, y: int) -> str:
        """The line with its base at y."""
        shown = html.escape("".join(char for char in self.text if char >= " " and char not in "\ufffe\uffff"))
        colour = "#16181d" if self.weight == "bold" else "#4d535e"
        return (
            f'<text x="{_MARGIN}" y="{y}" font-family="{_FAMILY}" font-size="{self.size}" font-weight="{self.weight}"'
            f' fill="{colour}">{shown}</text>'
        )


def _chart_alone(shown: Drawn, width: int) -> tuple[str, int]:
    """The chart as an SVG element, and its height in pixels."""
    if shown.frame.empty:
        return _Line("Nothing in these filters can be drawn.", 14).at(40), 60
    text = vl_convert.vegalite_to_svg(_specification(shown, width), allowed_base_urls=[])
    height = float(text.split('height="', 1)[1].split('"', 1)[0])
    return text, round(height)


@lru_cache(maxsize=200)
def picture(shown: Drawn, day: str, address: str, width: int, form: Literal["svg", "png"]) -> bytes:
    """The chart as an SVG or, at twice the pixels, a PNG; kept for whoever asks for the same next."""
    text = svg(shown, day, address, width)
    return text.encode("utf-8") if form == "svg" else bytes(vl_convert.svg_to_png(text, scale=2))
