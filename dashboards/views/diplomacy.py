"""Diplomacy: meetings over time by status, who meets whom, what is planned, every meeting."""

from __future__ import annotations

import streamlit as st

from dashboards import basemap, charts, figures, links, queries, words
from dashboards.coverage import coverage_of
from dashboards.drawing import draw
from dashboards.facts import fact_section, linked_fact, newest_cards
from dashboards.filters import countries, fact_filters, name_tab, told
from dashboards.language import tr
from dashboards.periods import grain_of
from dashboards.snapshot import ask
from ingest.settings import Settings

st.title(tr("Diplomacy"), anchor=False)
st.write(
    tr("Meetings, calls and talks between states and international bodies: held, planned, postponed or cancelled.")
)

scope = fact_filters("meeting", ("status", "format", "country"))
name_tab(tr("Diplomacy"), scope)
linked_fact("meeting")
about = told("meeting", scope)
settings = Settings.from_environment()
grain = grain_of(scope.start, scope.end, ask(queries.date_span))
names = countries()

newest_cards("meeting", scope)

series = ask(queries.meetings_over_time, scope, grain)
covered = coverage_of(scope, grain, series)
figures.figure(
    tr("Meetings over time, by status"),
    series,
    None
    if series.empty
    else draw(
        charts.stacked_over_time,
        series,
        grain=grain,
        value="n_meetings",
        unit=tr("Meetings"),
        series_title=tr("Status"),
        colours=charts.STATUS_COLOURS,
        **covered.options,
    ),
    about=about,
    name="meetings",
    page=links.chart_page(settings, "meetings", scope, grain=grain),
    labels={"period": "Period", "series": "Status", "n_meetings": "Meetings"},
    description=charts.describe(
        series, what=tr("Stacked bars of meetings, by status"), value="n_meetings", series="series"
    ),
    empty=tr("No dated meeting fits these filters. Widen the period or clear a filter."),
    note=covered.note,
    further=covered.numbers("meetings"),
)

pairs = ask(queries.country_pairs, scope)
figures.figure(
    tr("Who meets whom"),
    pairs,
    None if pairs.empty else draw(charts.pair_matrix, pairs, names, dark=figures.on_dark()),
    about=about,
    name="pairs",
    page=links.chart_page(settings, "meeting-pairs", scope),
    labels={"country_a": "Country", "country_b": "with", "n_meetings": "Meetings"},
    description=charts.describe(
        pairs, what=tr("Matrix of how often two countries or bodies meet"), value="n_meetings", series="country_a",
        names=names,
    ),
    empty=tr("No meeting that took place in this view names two countries."),
    note=tr("Meetings that took place, of the twelve most frequent countries and bodies; a meeting of three counts for"
    " each of its pairs."),
)  # fmt: skip

places = ask(queries.meeting_places, scope)
on_map = basemap.inside(places, "world.json")
total = int(ask(queries.counts, "meeting", scope)["n_facts"])
figures.figure(
    tr("Where they meet"),
    places,
    None
    if on_map.empty
    else draw(basemap.meeting_map, places, height=210 if figures.on_phone() else basemap.HEIGHT - 60),
    about=about,
    name="places",
    labels={
        "place": "Place",
        "country": "Country",
        "n_meetings": "Meetings",
        "n_held": "Held",
        "n_planned": "Planned",
        "latitude": "Latitude",
        "longitude": "Longitude",
    },
    description=charts.describe(
        places,
        what=tr("World map with a point for each city, its area the number of meetings"),
        value="n_meetings",
        series="place",
    ),
    empty=tr("No meeting in this view is placed in a city."),
    note=tr(
        "{n_off_map} of {total}, calls among them, have no city on this map. Outlines: Natural"
        " Earth, public domain; coordinates: GeoNames, CC BY 4.0.",
        n_off_map=words.amount_of(total - int(on_map["n_meetings"].sum()), "meeting"),
        total=words.number(total),
    ),
)

st.header(tr("Planned after the newest article"), anchor=False)
upcoming = ask(queries.upcoming_meetings)
if upcoming.empty:
    st.info(
        tr("No article speaks of a dated meeting that still lies ahead of the newest article."), icon=":material/info:"
    )
else:
    figures.listing(
        upcoming,
        {"date": "Date", "line": "Meeting", "n_sources": "Sources"},
        name="upcoming",
        alt_text=tr("Meetings planned after the newest article"),
    )

fact_section(
    "meeting",
    scope,
    {
        "date": "Date", "status": "Status", "format": "Format", "countries": "Countries",
        "participants": "Participants", "place": "Place", "country": "Country", "topic": "Topic",
        "n_articles": "Articles", "n_sources": "Sources",
        "is_disputed": "Disputed",
    },
    tr("Every meeting"),
)  # fmt: skip
