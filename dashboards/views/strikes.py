"""Strikes: over time by attacker, weapon or target, tolls with their ranges, regions and targets, every strike."""

from __future__ import annotations

import streamlit as st

from dashboards import basemap, charts, figures, links, queries, scope_words, words
from dashboards.coverage import coverage_of
from dashboards.drawing import draw
from dashboards.facts import fact_section, linked_fact, newest_cards
from dashboards.filters import countries, fact_filters, name_tab, naming, say_unknown, told
from dashboards.language import tr
from dashboards.overlays import overlay_of
from dashboards.periods import ALL, at_step, grain_of, steps_of
from dashboards.snapshot import ask
from dashboards.url_state import choose_one
from ingest.settings import Settings

st.title(tr("Strikes"), anchor=False)
st.write(tr("Attacks on a place by drone, missile, bomb or shell. One strike is one place hit by one attacker."))

scope = fact_filters("strike", ("attacker", "region", "weapon", "target"))
name_tab(tr("Strikes"), scope)
linked_fact("strike")
about = told("strike", scope)
settings = Settings.from_environment()
grain = grain_of(scope.start, scope.end, ask(queries.date_span))
names = countries()
toll = ask(queries.toll, scope)

figures.headline(
    [
        (tr("Strikes"), words.number(toll["n_strikes"]), None, tr("In this view, with those that no article dates.")),
        (
            tr("Killed"),
            words.number(toll["killed_best"]),
            words.span(toll["killed_low"], toll["killed_high"]),
            tr(
                "Best figure and range of claims, over the {n_killed_stated} strikes that state it.",
                n_killed_stated=words.number(toll["n_killed_stated"]),
            ),
        ),
        (
            tr("Wounded"),
            words.number(toll["wounded_best"]),
            words.span(toll["wounded_low"], toll["wounded_high"]),
            tr(
                "Best figure and range of claims, over the {n_wounded_stated} strikes that state it.",
                n_wounded_stated=words.number(toll["n_wounded_stated"]),
            ),
        ),
    ],
    about,
)

newest_cards("strike", scope)

_BY = {"attacker": tr("attacker"), "weapon": tr("weapon class"), "target": tr("target")}
#: Charts of the API that show the same.
_CHARTS = {"attacker": "strikes", "weapon": "strike-weapons"}
by = choose_one(
    tr("Split by"), list(_BY), name="by", key="by", default="attacker", format_func=_BY.__getitem__, buttons=True
) or "attacker"  # fmt: skip
readable = naming(by)
series = ask(queries.strikes_over_time, scope, grain, by)
covered = coverage_of(scope, grain, series)
reference = overlay_of(scope, grain, "n_strikes")
series_names = {code: readable(code) for code in series["series"].unique()}
figures.figure(
    tr("Strikes over time, by {by}", by=_BY[by]),
    series,
    None
    if series.empty
    else draw(
        charts.stacked_over_time,
        series,
        grain=grain,
        value="n_strikes",
        unit=tr("Strikes"),
        series_title=_BY[by].capitalize(),
        colours=charts.COUNTRY_COLOURS if by == "attacker" else None,
        names=series_names,
        reference=reference.line,
        **covered.options,
    ),
    about=about,
    name="strikes",
    page=links.chart_page(settings, _CHARTS[by], scope, grain=grain) if by in _CHARTS else None,
    labels={"period": "Period", "series": _BY[by].capitalize(), "n_strikes": "Strikes"},
    description=charts.describe(
        series,
        what=tr("Stacked bars of strikes, by {by}", by=_BY[by]),
        value="n_strikes",
        series="series",
        names=series_names,
    ),
    empty=tr("No dated strike fits these filters. Widen the period or clear a filter."),
    note=(tr("A strike with two weapon classes counts under both. ") if by == "weapon" else "")
    + covered.note
    + reference.note,
    further=(*covered.numbers("strikes"), *reference.numbers("strikes")),
)

tolls = ask(queries.tolls_over_time, scope, grain)
stated = tolls.dropna(subset=["best"])
reference = overlay_of(scope, grain, "killed")
figures.figure(
    tr("Killed and wounded in strikes, best figure with lowest and highest claim"),
    stated,
    None if stated.empty else draw(charts.toll_bands, tolls, grain=grain, reference=reference.line, **covered.options),
    about=about,
    name="tolls",
    page=links.chart_page(settings, "strike-tolls", scope, grain=grain),
    labels={
        "period": "Period",
        "toll": "People",
        "best": "Best",
        "low": "Lowest",
        "high": "Highest",
        "n_stated": "Strikes that state it",
        "n_strikes": "Strikes",
    },
    description=charts.describe(
        stated, what=tr("Bars of people killed and wounded, with the range of claims"), value="best", series="toll"
    ),
    empty=tr("No dated strike in this view states how many were killed or wounded."),
    note=tr(
        "Only strikes whose articles state a number; others are not counted as nobody hurt. {note}", note=covered.note
    )
    + reference.note,
    further=reference.numbers("tolls"),
)

by_side = ask(queries.claims_by_side, scope, grain)
figures.figure(
    tr("What each side says: killed and wounded in strikes"),
    by_side,
    [
        (words.title_word(told_toll), draw(charts.claims_by_side, one, grain=grain, **covered.options))
        for told_toll, one in by_side.groupby("toll")
    ]
    or None,
    about=about,
    name="sides",
    labels={
        "period": "Period",
        "side": "Claimed by",
        "toll": "People",
        "claimed": "Claimed",
        "n_strikes": "Strikes of which they name a number",
    },
    description=charts.describe(
        by_side,
        what=tr("Bars of people killed and wounded as officials of each side claim"),
        value="claimed",
        series="side",
    ),
    empty=tr("No official of either side names a number of killed or wounded in this view."),
    note=tr(
        "Ukrainian officials speak mostly of strikes on Ukraine and Russian ones of strikes on Russia: the two series"
        " are of different strikes, and their difference is no dispute. Of one strike the highest number that a side"
        " claims; what others say is left out. {note}",
        note=covered.note,
    ),
)

steps = steps_of(day.date() for day in series["period"])
step = ALL
if len(steps) > 2:
    spans = {code: at_step(scope, code, grain) for code in steps}
    step = (
        choose_one(
            tr("Time on the map"),
            steps,
            name="map",
            key="map-step",
            default=ALL,
            slider=True,
            format_func=lambda code: scope_words.period(spans[code]),
            help_text=tr("The arrow keys step from one period to the next; the address keeps it."),
        )
        or ALL
    )
say_unknown("map")
on_the_map = at_step(scope, step, grain)
n_mapped = int(ask(queries.toll, on_the_map)["n_strikes"])
points = ask(queries.strike_points, on_the_map, basemap.box())
regions = ask(queries.strikes_by_region, on_the_map)
drawn = regions[regions["admin1_code"].isin(basemap.on_map(regions["admin1_code"]))]
on_map = int(points["n_on_map"].iloc[0]) if len(points) else 0
pointless = n_mapped - on_map
off_map = n_mapped - int(drawn["n_strikes"].sum())
place_labels = {"place": "Place", "admin1": "Region", "attacker": "Attacker", "n_strikes": "Strikes",
                "killed_best": "Killed (best)", "wounded_best": "Wounded (best)", "latitude": "Latitude",
                "longitude": "Longitude"}  # fmt: skip
figures.figure(
    tr("Where strikes hit: regions by number of strikes, settlements as points"),
    regions,
    draw(
        basemap.strike_map,
        points,
        regions,
        names,
        query=st.query_params.to_dict(),
        height=basemap.PHONE_HEIGHT if figures.on_phone() else basemap.HEIGHT,
    )
    if len(drawn) or len(points)
    else None,
    about=told("strike", on_the_map),
    name="map",
    page=links.chart_page(settings, "strike-regions", on_the_map),
    labels={
        "admin1": "Region",
        "admin1_code": "Code",
        "n_strikes": "Strikes",
        "n_placed": "placed in a settlement",
        "killed_best": "Killed (best)",
        "wounded_best": "Wounded (best)",
    },
    description=charts.describe(
        regions,
        what=tr("Map of regions, the darker the more strikes, with a point for each settlement hit"),
        value="n_strikes",
        series="admin1",
        names={name: words.region(name) for name in regions["admin1"]},
    ),
    empty=tr("No strike in this view is placed in a region. Widen the period or clear a filter."),
    note=tr(
        "Click a region or a point to see that region alone; double click, Ctrl and the wheel, or"
        " the slider enlarge, a drag moves. Points only where a strike is known to the"
        " settlement: {pointless} known to a region at best, or off the map, have none; {off_map}"
        " without a region on this map shade none.",
        pointless=words.amount_of(pointless, "strike"),
        off_map=words.amount_of(off_map, "strike"),
    )
    + (
        tr(" The {most_places} places hit most.", most_places=words.number(queries.MOST_PLACES))
        if len(points) == queries.MOST_PLACES
        else ""
    )
    + tr(" Outlines: Natural Earth, public domain."),
    further=(figures.Numbers(tr("Settlements"), points, place_labels, "places"),),
)

for column, title, labels in (
    ("region", tr("Where strikes hit, by region"), tr("Region")),
    ("target", tr("What strikes hit"), tr("Target")),
):
    frame = ask(queries.strikes_by, scope, column)
    readable = naming(column)
    code_names = {**{code: readable(code) for code in frame["series"].unique()}, **names}
    figures.figure(
        title,
        frame,
        None
        if frame.empty
        else draw(
            charts.ranked_bars,
            frame,
            value="n_strikes",
            unit=tr("Strikes"),
            series_title=labels,
            split="attacker",
            split_title=tr("Attacker"),
            colours=charts.COUNTRY_COLOURS,
            names=code_names,
        ),
        about=about,
        name=f"by-{column}",
        labels={
            "series": labels,
            "attacker": "Attacker",
            "n_strikes": "Strikes",
            "killed_best": "Killed (best)",
            "wounded_best": "Wounded (best)",
        },
        description=charts.describe(
            frame,
            what=tr("Bars of strikes per {series} and attacker", series=labels.lower()),
            value="n_strikes",
            series="series",
            names=code_names,
        ),
        empty=tr("No strike fits these filters. Widen the period or clear a filter."),
        note=tr("The twenty most frequent."),
    )

fact_section(
    "strike",
    scope,
    {
        "date": "Date", "attacker_country": "Attacker", "place": "Place", "admin1": "Region", "weapons": "Weapons",
        "target_class": "Target", "killed_best": "Killed", "wounded_best": "Wounded", "n_sources": "Sources",
        "is_disputed": "Disputed", "review_reasons": "Needs review",
        "killed_low": "Killed, lowest", "killed_high": "Killed, highest",
        "wounded_low": "Wounded, lowest", "wounded_high": "Wounded, highest", "n_articles": "Articles",
        "date_precision": "Date precision", "geo_precision": "Place precision",
    },
    tr("Every strike"),
)  # fmt: skip
