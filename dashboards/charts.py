"""All charts: each function turns a query's data frame into an Altair chart. No Streamlit, no SQL.

Colours are fixed per meaning, so that a filter never repaints what stays. They keep a contrast of 3:1 against both the
light and the dark background, and neighbours differ in lightness, not by hue alone (palette after Okabe and Ito).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from dashboards import language, timeline, words
from dashboards.language import tr
from dashboards.timeline import GREY, TimeChart

BLUE, ORANGE, GREEN, PURPLE, RED, GOLD, SKY = (
    "#2f7ebc", "#d9661f", "#1d9a78", "#a065b5", "#c8463c", "#b58900", "#4394c4",
)  # fmt: skip
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, GOLD, RED, SKY, GREY)

#: What alt.layer gives.
LayeredChart: TypeAlias = alt.LayerChart | alt.FacetChart

#: The two attackers, and everyone else.
COUNTRY_COLOURS = {"RU": ORANGE, "UA": BLUE, "not_stated": GREY}
STATUS_COLOURS = {
    "held": BLUE, "ongoing": GREEN, "planned": GOLD, "postponed": PURPLE, "cancelled": RED, "denied": "#8c3b32",
    "announced": BLUE, "approved": GREEN, "allocated": PURPLE, "delivered": ORANGE, "suspended": RED,
    "resumed": SKY, "not_stated": GREY,
}  # fmt: skip
OUTCOME_COLOURS = {
    "brought down": BLUE,
    "not brought down": ORANGE,
    "brought down, launched not stated": GREY,
}

_HEIGHT = 300
#: Height of one of several small charts, and what its axis and labels take of it where it stands alone.
_SMALL, _AXIS = 130, 50


def colour_scale(
    field: str,
    known: Mapping[str, str],
    present: Sequence[str],
    names: Mapping[str, str],
    title: str,
    room: int = 310,
) -> Any:
    """A nominal colour scale: known codes keep their colour, others take the palette in order of appearance.

    `room` is the width in pixels that the legend has on a phone.
    """
    codes = sorted(present, key=lambda code: (list(known).index(code) if code in known else len(known), code))
    spare = [colour for colour in PALETTE if colour not in {known[code] for code in codes if code in known}] or PALETTE
    extra = iter(spare * (len(codes) // len(spare) + 1))
    colours = [known[code] if code in known else next(extra) for code in codes]
    labels = [names.get(code) or words.title_word(code) for code in codes]
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=labels, range=colours),
        legend=_legend(title, labels, room),
    )


def _legend(title: str, labels: Sequence[str], room: int = 310) -> alt.Legend:
    """A legend above the chart, with as many columns as fit into `room` pixels (6.3 a letter)."""
    widest = max((len(label) for label in labels), default=1) * 6.3 + 24
    return alt.Legend(
        title=title, orient="top", columns=max(1, min(4, int(room / widest))), labelLimit=280, symbolLimit=0
    )


def _legend_height(labels: Sequence[str]) -> int:
    """Pixels that the legend's rows take from the chart."""
    legend = _legend("", labels)
    return int(18 * -(-len(labels) // legend["columns"]))


def _named(frame: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    """The frame with the codes of `column` as words."""
    readable = {code: names.get(code) or words.title_word(code) for code in frame[column].unique()}
    return frame.assign(**{column: frame[column].map(readable)})


def _count_axis(title: str) -> alt.Axis:
    return alt.Axis(title=title, tickMinStep=1, format=",d")


def stacked_over_time(
    frame: pd.DataFrame,
    *,
    grain: str,
    value: str,
    unit: str,
    series: str = "series",
    series_title: str = "",
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    whole_numbers: bool = True,
    reference: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
    few: int = 0,
) -> TimeChart:
    """Stacked bars per period: columns `period`, `series` (codes) and `value`; lines of `reference`
    (`queries.reference_over_time`) over them.

    With `coverage` (`queries.coverage`) a strip of the articles stands below, periods with fewer than `few` hatched.
    """
    known, readable = colours or {}, names or {}
    present = list(frame[series].unique())
    data = timeline.stretch(_named(_stacked(frame, series, value), series, readable), grain)
    axis = _count_axis(unit) if whole_numbers else alt.Axis(title=unit, format=",~r")
    height = _HEIGHT + _legend_height(list(data[series].unique()))
    bars = (
        alt.Chart(data)
        .mark_rect()
        .encode(
            x=_time(data, coverage, grain, "bar_start"),
            x2=alt.X2("bar_end:T"),
            y=alt.Y("stack_from:Q", axis=axis),
            y2=alt.Y2("stack_to:Q"),
            color=colour_scale(series, known, present, readable, series_title),
            tooltip=[
                alt.Tooltip("period:T", title=tr("Period"), format=tr(timeline.FORMAT[grain])),
                alt.Tooltip(f"{series}:N", title=series_title or tr("Series")),
                alt.Tooltip(f"{value}:Q", title=unit, format=",~r"),
            ],
        )
    )
    return timeline.with_coverage(with_reference(bars, reference, grain), coverage, grain, few, height)


def with_reference(chart: TimeChart, reference: pd.DataFrame | None, grain: str) -> TimeChart:
    """The chart under a dashed line with points for each reference, named in a legend of its own. A line joins only
    periods that follow each other."""
    if reference is None or reference.empty:
        return chart
    data = timeline.stretch(timeline.runs(reference, grain, ["reference"]), grain)
    data = data.assign(middle=data["bar_start"] + (data["bar_end"] - data["bar_start"]) / 2)
    base = alt.Chart(data).encode(
        x=alt.X("middle:T"),
        y=alt.Y("value:Q"),
        detail="run:N",
        tooltip=[
            alt.Tooltip("reference:N", title=tr("Reference")),
            alt.Tooltip("period:T", title=tr("Period"), format=tr(timeline.FORMAT[grain])),
            alt.Tooltip("value:Q", title=tr("The reference has"), format=",~r"),
        ],
    )
    names = list(data["reference"].unique())
    dashes = [[6, 3], [2, 3], [10, 3, 2, 3]]
    line = base.mark_line(color=PURPLE, strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "reference:N",
            scale=alt.Scale(domain=names, range=[dashes[place % len(dashes)] for place in range(len(names))]),
            legend=alt.Legend(title=tr("Your reference"), orient="top", symbolStrokeColor=PURPLE, labelLimit=280),
        )
    )
    return alt.layer(chart, line, base.mark_point(filled=True, size=30, opacity=1, color=PURPLE))


def _time(
    frame: pd.DataFrame, coverage: pd.DataFrame | None, grain: str, column: str = "period", padding: int = 6
) -> alt.X:
    """The time axis of `frame`, or of its coverage, which is the longer one."""
    told = coverage is not None and not coverage.empty
    return timeline.axis(coverage if told else frame, grain, column, padding=padding, strip=told)


def _stacked(frame: pd.DataFrame, series: str, value: str) -> pd.DataFrame:
    """The frame with `stack_from` and `stack_to`: values on top of each other per period, the largest series below."""
    order = frame.groupby(series)[value].sum().sort_values(ascending=False, kind="stable").index.tolist()
    data = frame.assign(_rank=frame[series].map(order.index)).sort_values(["period", "_rank"], kind="stable")
    top = data.groupby("period")[value].cumsum()
    return data.assign(stack_from=top - data[value], stack_to=top).drop(columns="_rank")


def ranked_bars(
    frame: pd.DataFrame,
    *,
    value: str,
    unit: str,
    series: str = "series",
    series_title: str = "",
    split: str | None = None,
    split_title: str = "",
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    whole_numbers: bool = True,
    grouped: bool = False,
) -> alt.Chart:
    """Horizontal bars, the longest on top, split by colour if asked for: stacked, or side by side if `grouped`."""
    readable = names or {}
    present = list(frame[split].unique()) if split else []
    data = _named(frame, series, readable)
    encoding: dict[str, Any] = {}
    if split:
        data = _named(data, split, readable)
        encoding["color"] = colour_scale(split, colours or {}, present, readable, split_title)
        if grouped:
            encoding["yOffset"] = alt.YOffset(f"{split}:N")
    tooltip = [alt.Tooltip(f"{series}:N", title=series_title)]
    if split:
        tooltip.append(alt.Tooltip(f"{split}:N", title=split_title))
    tooltip.append(alt.Tooltip(f"{value}:Q", title=unit, format=",~r"))
    order = data.groupby(series, sort=False)[value].sum().sort_values(ascending=False, kind="stable").index.tolist()
    return (
        alt.Chart(data)
        .mark_bar(color=alt.Undefined if split else BLUE)
        .encode(
            x=alt.X(f"{value}:Q", axis=_count_axis(unit) if whole_numbers else alt.Axis(title=unit, format=",~r")),
            y=alt.Y(f"{series}:N", sort=order, title=None, axis=alt.Axis(labelLimit=170)),
            tooltip=tooltip,
            **encoding,
        )
        .properties(
            height=(28 if not grouped else 18 * len(present) + 10) * len(order)
            + (112 + _legend_height(list(data[split].unique())) if split else 80)
        )
    )


def toll_bands(
    frame: pd.DataFrame,
    *,
    grain: str,
    reference: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
    few: int = 0,
) -> TimeChart:
    """Killed and wounded per period: a bar for the best figure, a line from the lowest to the highest claimed; the
    killed of `reference` as dashed lines."""
    data = frame.dropna(subset=["best"]).assign(toll=lambda f: f["toll"].map(words.title_word))
    colour = alt.Color(
        "toll:N",
        scale=alt.Scale(domain=[words.title_word("killed"), words.title_word("wounded")], range=[RED, GOLD]),
        legend=alt.Legend(title=tr("People"), orient="top"),
    )
    tooltip = [
        alt.Tooltip("period:T", title=tr("Period"), format=tr(timeline.FORMAT[grain])),
        alt.Tooltip("toll:N", title=tr("People")),
        alt.Tooltip("best:Q", title=tr("Best"), format=",d"),
        alt.Tooltip("low:Q", title=tr("Lowest"), format=",d"),
        alt.Tooltip("high:Q", title=tr("Highest"), format=",d"),
        alt.Tooltip("n_stated:Q", title=tr("Strikes that state it"), format=",d"),
    ]
    both = [
        timeline.stretch(data[data["toll"] == words.title_word(toll)], grain, begin, end)
        for toll, begin, end in (("killed", 0.0, 0.42), ("wounded", 0.44, 0.86))
    ]
    bars = pd.concat(both, ignore_index=True)
    bars = bars.assign(floor=0, bar_middle=bars["bar_start"] + (bars["bar_end"] - bars["bar_start"]) / 2)
    axis = _count_axis(tr("People, best figure and range"))
    layers = [
        alt.Chart(bars)
        .mark_rect()
        .encode(
            x=_time(data, coverage, grain, "bar_start"),
            x2=alt.X2("bar_end:T"),
            y=alt.Y("floor:Q", axis=axis),
            y2=alt.Y2("best:Q"),
            color=colour,
            tooltip=tooltip,
        )
    ]
    apart = bars[bars["low"] < bars["high"]]
    if not apart.empty:
        # A light edge under the dark line keeps it visible on the bar and on either background.
        span = alt.Chart(apart).encode(x=alt.X("bar_middle:T"), y=alt.Y("low:Q"), y2=alt.Y2("high:Q"), tooltip=tooltip)
        layers += [
            span.mark_rule(strokeWidth=5, color="#ffffff"),
            span.mark_rule(strokeWidth=2.5, color="#2a2f36"),
        ]
    return timeline.with_coverage(with_reference(alt.layer(*layers), reference, grain), coverage, grain, few, _HEIGHT)


#: Officials of the two sides, in the colours of their countries.
SIDE_COLOURS = {"ua_official": BLUE, "ru_official": ORANGE}


def claims_by_side(frame: pd.DataFrame, *, grain: str, coverage: pd.DataFrame | None = None, few: int = 0) -> TimeChart:
    """What officials of each side claim of one toll (`queries.claims_by_side`): two bars a period."""
    width = 0.86 / len(SIDE_COLOURS)
    data = pd.concat(
        [
            timeline.stretch(frame[frame["side"] == side], grain, position * width, (position + 0.95) * width)
            for position, side in enumerate(SIDE_COLOURS)
        ],
        ignore_index=True,
    )
    data = data.assign(floor=0, side=data["side"].map(words.title_word))
    bars = (
        alt.Chart(data)
        .mark_rect()
        .encode(
            x=_time(frame, coverage, grain, "bar_start"),
            x2=alt.X2("bar_end:T"),
            y=alt.Y("floor:Q", axis=_count_axis(tr("People"))),
            y2=alt.Y2("claimed:Q"),
            color=colour_scale("side", SIDE_COLOURS, list(SIDE_COLOURS), {}, tr("Claimed by")),
            tooltip=[
                alt.Tooltip("period:T", title=tr("Period"), format=tr(timeline.FORMAT[grain])),
                alt.Tooltip("side:N", title=tr("Claimed by")),
                alt.Tooltip("claimed:Q", title=tr("People"), format=",d"),
                alt.Tooltip("n_strikes:Q", title=tr("Strikes of which they name a number"), format=",d"),
            ],
        )
    )
    return timeline.with_coverage(bars, coverage, grain, few, 270)


def outcomes(frame: pd.DataFrame) -> pd.DataFrame:
    """Interceptions over time as rows for stacked bars of one side each: defender_country, period, outcome, count.
    Null parts give no row."""
    within = ["defender_country", "period"]
    sums = frame.groupby(within, as_index=False)[["launched", "intercepted", "intercepted_alone"]].sum(min_count=1)
    sums["brought down"] = sums["intercepted"]
    sums["not brought down"] = sums["launched"] - sums["intercepted"]
    sums["brought down, launched not stated"] = sums["intercepted_alone"]
    long = sums.melt(within, list(OUTCOME_COLOURS), var_name="outcome", value_name="count")
    return long.dropna(subset=["count"]).query("count > 0").reset_index(drop=True)


def sides_of(fates: pd.DataFrame, names: Mapping[str, str]) -> list[tuple[str, pd.DataFrame]]:
    """The rows of `outcomes` by the side that defends, under its name, the one with the largest counts first."""
    largest = fates.groupby("defender_country")["count"].sum().sort_values(ascending=False, kind="stable")
    return [
        (
            tr("{side} defending", side=names.get(str(side)) or words.title_word(side)),
            fates[fates["defender_country"] == side],
        )
        for side in largest.index
    ]


def definition_breaks(frame: pd.DataFrame) -> pd.DataFrame:
    """Where what most counts hold changes: period, before, after (codes). Counts that do not say how are passed over.

    `frame` is `queries.interceptions_over_time`; the definition of a period is that of most weapons launched in it.
    """
    told = frame[frame["count_definition"] != "unspecified"].dropna(subset=["rate"])
    sums = told.groupby(["period", "count_definition"], as_index=False)["launched"].sum()
    leading = sums.sort_values(["period", "launched"], kind="stable").drop_duplicates("period", keep="last")
    breaks = leading.assign(before=leading["count_definition"].shift()).rename(columns={"count_definition": "after"})
    changed = breaks["before"].notna() & (breaks["before"] != breaks["after"])
    return breaks.loc[changed, ["period", "before", "after"]].reset_index(drop=True)


#: What a share is within: shares of two sides, weapon classes or definitions are not comparable, so none holds both.
RATE_WITHIN = ["defender_country", "weapon_class", "count_definition"]
#: Small charts of one figure, those with the most counts; the table below has all.
MOST_RATES = 8


def rate_series(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """The sides, weapon classes and definitions (codes) that tell a share, those of most counts first."""
    told = frame.dropna(subset=["rate"])
    n_counts = told.groupby(RATE_WITHIN)["n_counts"].sum().sort_values(ascending=False, kind="stable")
    return [(str(side), str(weapon), str(definition)) for side, weapon, definition in n_counts.index]


def rate_title(within: tuple[str, str, str], names: Mapping[str, str]) -> str:
    """`Ukraine, drones: shot down`."""
    side, weapon, definition = within
    return f"{names.get(side) or words.title_word(side)}, {words.plural(weapon)}: {words.word(definition)}"


def rate_note(air: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The line that says what the share of `queries.air_war` is within; empty where there is no share."""
    if words.is_missing(air["rate"]):
        return ""
    within = rate_title((air["rate_defender"], air["rate_weapon"], air["rate_definition"]), names)
    return tr(
        "The share of {rate} is that of {within}. Shares of another side, weapon class or"
        " definition are not comparable with it.",
        rate=words.percent(air["rate"]),
        within=within,
    )


def rate_over_time(
    frame: pd.DataFrame,
    within: tuple[str, str, str],
    *,
    grain: str,
    coverage: pd.DataFrame | None = None,
    few: int = 0,
    alone: bool = True,
) -> TimeChart:
    """The share brought down of one side, weapon class and definition (`queries.interceptions_over_time`).

    A line joins only periods that follow each other. A band with its name stands where most counts of that side and
    class come to hold something else.
    """
    side, weapon, definition = within
    of_class = frame[(frame["defender_country"] == side) & (frame["weapon_class"] == weapon)]
    data = of_class[of_class["count_definition"] == definition].dropna(subset=["rate"])
    data = timeline.runs(data, grain, RATE_WITHIN)
    x = _time(data, coverage, grain, padding=14)
    encoding = {
        "x": x,
        "y": alt.Y(
            "rate:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(title=tr("Brought down"), format="%", values=[0, 0.5, 1]),
        ),
        "detail": "run:N",
        "tooltip": [
            alt.Tooltip("period:T", title=tr("Period"), format=tr(timeline.FORMAT[grain])),
            alt.Tooltip("rate:Q", title=tr("Share brought down"), format=".0%"),
            alt.Tooltip("intercepted:Q", title=tr("Brought down"), format=",d"),
            alt.Tooltip("launched:Q", title=tr("Launched"), format=",d"),
            alt.Tooltip("n_counts:Q", title=tr("Counts"), format=",d"),
        ],
    }
    drawn = alt.Chart(data)
    layers: list[Any] = [
        drawn.mark_line(strokeWidth=1.5, color=BLUE).encode(**encoding),
        drawn.mark_point(filled=True, size=45, opacity=1, color=BLUE).encode(**encoding),
    ]
    breaks = definition_breaks(of_class)
    if len(breaks):
        breaks = breaks.assign(
            change=[tr("from here {definition}", definition=words.word(after)) for after in breaks["after"]]
        )
        rule = alt.Chart(breaks).encode(
            x=alt.X("period:T"),
            tooltip=[
                alt.Tooltip("period:T", title=tr("The definition changes"), format=tr(timeline.FORMAT[grain])),
                alt.Tooltip("change:N", title=tr("Most counts")),
            ],
        )
        layers = [
            rule.mark_rule(color=GREY, strokeDash=[3, 3], strokeWidth=1.5),
            # More names than this would lie on top of each other; each rule says its own under the pointer.
            *(
                [
                    rule.mark_text(align="right", dx=-4, baseline="top", fontSize=10, color=GREY).encode(
                        y=alt.value(2), text="change:N"
                    )
                ]
                if len(breaks) == 1
                else []
            ),
            *layers,
        ]
    return timeline.with_coverage(
        alt.layer(*layers), coverage, grain, few, _SMALL + (_AXIS if alone else 0), alone=alone
    )


def rates_over_time(
    frame: pd.DataFrame,
    names: Mapping[str, str],
    *,
    grain: str,
    coverage: pd.DataFrame | None = None,
    few: int = 0,
) -> alt.VConcatChart:
    """The small charts of all shares below each other, for one picture."""
    return alt.vconcat(
        *(
            rate_over_time(frame, within, grain=grain, coverage=coverage, few=few, alone=False).properties(
                title=alt.Title(rate_title(within, names), anchor="start", frame="group", fontSize=12)
            )
            for within in rate_series(frame)[:MOST_RATES]
        )
    )


def package_lives(frame: pd.DataFrame) -> LayeredChart:
    """The steps of packages (`queries.aid_lives`, with a day each): a line a package, a point a status."""
    data = frame.assign(step=frame["status"].map(words.title_word), package=package_names(frame))
    present = list(frame["status"].unique())
    order = data["package"].drop_duplicates().tolist()
    y = alt.Y("package:N", sort=order, title=None, axis=alt.Axis(labelLimit=210, labelOverlap=False, labelFlush=False))
    axis = alt.Axis(
        title=tr("Day of the step"), format="%-d %b %Y", labelOverlap="greedy", tickCount=5, labelSeparation=12
    )
    spans = data.groupby("package", as_index=False, sort=False).agg(first=("day", "min"), last=("day", "max"))
    scale = alt.Scale(padding=14)
    tracks = (
        alt.Chart(spans)
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(x=alt.X("first:T", axis=axis, scale=scale), x2=alt.X2("last:T"), y=y)
    )
    points = (
        alt.Chart(data)
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=alt.X("day:T", axis=axis, scale=scale),
            y=y,
            color=colour_scale("step", STATUS_COLOURS, present, {}, tr("Status"), room=180),
            shape=alt.Shape("step:N", legend=None),
            tooltip=[
                alt.Tooltip("package:N", title=tr("Package")),
                alt.Tooltip("step:N", title=tr("Status")),
                alt.Tooltip("day:T", title=tr("Day"), format="%-d %b %Y"),
                alt.Tooltip("n_claims:Q", title=tr("Claims"), format=",d"),
            ],
        )
    )
    return alt.layer(tracks, points).properties(height=max(160, 34 * len(order) + 90))


def package_names(frame: pd.DataFrame) -> pd.Series:
    """A short name for each package of `queries.aid_lives`: donor and amount, numbered where two are alike."""
    names: dict[str, str] = {}
    for row in frame.drop_duplicates("fact_id").to_dict("records"):
        donor = words.not_stated() if words.is_missing(row["donor_name"]) else str(row["donor_name"])
        short = donor if words.is_missing(row["amount"]) else f"{donor}, {words.money(row['amount'], row['currency'])}"
        alike = sum(1 for name in names.values() if name == short or name.startswith(f"{short} ("))
        names[row["fact_id"]] = f"{short} ({alike + 1})" if alike else short
    return frame["fact_id"].map(names)


def pair_matrix(frame: pd.DataFrame, names: Mapping[str, str], *, dark: bool = False) -> LayeredChart:
    """How often two countries meet, as a matrix with the number in each cell: more stands out more, on a `dark`
    background too."""
    data = _named(_named(frame, "country_a", names), "country_b", names)
    order = data.groupby("country_a")["n_meetings"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    base = alt.Chart(data).encode(
        x=alt.X(
            "country_a:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelAngle=-40, labelLimit=120, labelOverlap=False, labelFlush=False),
        ),
        y=alt.Y("country_b:N", sort=order, title=None, axis=alt.Axis(labelLimit=120, labelFlush=False)),
        tooltip=[
            alt.Tooltip("country_a:N", title=tr("Country")),
            alt.Tooltip("country_b:N", title=tr("with")),
            alt.Tooltip("n_meetings:Q", title=tr("Meetings"), format=",d"),
        ],
    )
    most = int(frame["n_meetings"].max())
    cells = base.mark_rect().encode(
        color=alt.Color(
            "n_meetings:Q",
            scale=alt.Scale(domain=[0, most], range=["#1d3346", "#8fcbf5"] if dark else ["#d6e6f2", "#1f5f93"]),
            legend=None,
        )
    )
    numbers = base.mark_text(fontWeight="bold").encode(
        text=alt.Text("n_meetings:Q", format=",d"),
        color=alt.condition(
            f"datum.n_meetings > {most * 0.55}",
            *(alt.value(colour) for colour in (("#10161d", "#e8ecf0") if dark else ("white", "#1b2733"))),
        ),
    )
    return alt.layer(cells, numbers).properties(height=max(160, 30 * len(order) + 60))


def publications_over_time(frame: pd.DataFrame) -> alt.Chart:
    """Facts in each published snapshot: columns `published_at` and `n_facts`."""
    return (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=60, filled=True), color=BLUE)
        .encode(
            x=alt.X("published_at:T", axis=alt.Axis(title=tr("Published"), format="%-d %b %H:%M", tickCount=5)),
            y=alt.Y("n_facts:Q", axis=_count_axis(tr("Facts"))),
            tooltip=[
                alt.Tooltip("published_at:T", title=tr("Published"), format="%-d %b %Y %H:%M"),
                alt.Tooltip("n_facts:Q", title=tr("Facts"), format=",d"),
            ],
        )
        .properties(height=220)
    )


def describe(
    frame: pd.DataFrame, *, what: str, value: str, series: str | None = None, names: Mapping[str, str] | None = None
) -> str:
    """Text alternative: what the chart shows, over which time, its total and its largest value."""
    if frame.empty:
        return tr("{what}: no data.", what=what)
    parts = [f"{what}."]
    if "period" in frame:
        parts.append(
            tr("From {first} to {last}.", first=words.day(frame["period"].min()), last=words.day(frame["period"].max()))
        )
    values = pd.to_numeric(frame[value], errors="coerce")
    if values.notna().any():
        top = frame.loc[values.idxmax()]
        where = []
        if series:
            where.append((names or {}).get(top[series]) or words.title_word(top[series]))
        if "period" in frame:
            where.append(words.day(top["period"]))
        largest = language.number(values.max(), ",.2f").rstrip("0").rstrip(".,")
        parts.append(tr("Largest: {largest}", largest=largest) + (f" ({', '.join(where)})." if where else "."))
    parts.append(tr("The numbers follow as a table."))
    return " ".join(parts)
