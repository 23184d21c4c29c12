"""Diplomacy: meetings over time by status, who meets whom, what is planned, every meeting."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, figures, queries
from dashboards.facts import fact_section
from dashboards.filters import countries, fact_filters, grain_of
from dashboards.snapshot import ask

st.title("Diplomacy", anchor=False)
st.write("Meetings, calls and talks between states and international bodies: held, planned, postponed or cancelled.")

scope = fact_filters("meeting", ("status", "format", "country"))
grain = grain_of(scope.start, scope.end, ask(queries.date_span))
names = countries()

series = ask(queries.meetings_over_time, scope, grain)
figures.figure(
    "Meetings over time, by status",
    series,
    None
    if series.empty
    else charts.stacked_over_time(
        series, grain=grain, value="n_meetings", unit="Meetings", series_title="Status", colours=charts.STATUS_COLOURS
    ),
    name="meetings",
    labels={"period": "Period", "series": "Status", "n_meetings": "Meetings"},
    description=charts.describe(
        series, what="Stacked bars of meetings, by status", value="n_meetings", series="series"
    ),
    empty="No dated meeting fits these filters. Widen the period or clear a filter.",
)

pairs = ask(queries.country_pairs, scope)
figures.figure(
    "Who meets whom",
    pairs,
    None if pairs.empty else charts.pair_matrix(pairs, names),
    name="pairs",
    labels={"country_a": "Country", "country_b": "with", "n_meetings": "Meetings"},
    description=charts.describe(
        pairs, what="Matrix of how often two countries or bodies meet", value="n_meetings", series="country_a",
        names=names,
    ),
    empty="No meeting in this view names two countries.",
    note="The twelve most frequent countries and bodies; a meeting of three counts for each of its pairs.",
)  # fmt: skip

st.header("Planned after the newest article", anchor=False)
upcoming = ask(queries.upcoming_meetings)
if upcoming.empty:
    st.info("No article speaks of a dated meeting that still lies ahead of the newest article.", icon=":material/info:")
else:
    figures.table(
        upcoming,
        {"date": "Date", "line": "Meeting", "n_sources": "Sources"},
        alt_text="Meetings planned after the newest article",
        key="upcoming",
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
    "Every meeting",
)  # fmt: skip
