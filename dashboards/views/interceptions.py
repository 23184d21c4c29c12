"""Interceptions: launched against brought down, the share by weapon class and definition, every count."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, figures, links, queries, words
from dashboards.coverage import coverage_of
from dashboards.drawing import draw, draw_outcomes
from dashboards.facts import fact_section, linked_fact, newest_cards
from dashboards.filters import countries, fact_filters, name_tab, told
from dashboards.language import tr
from dashboards.overlays import overlay_of
from dashboards.periods import grain_of
from dashboards.snapshot import ask
from ingest.settings import Settings

st.title(tr("Interceptions"), anchor=False)
st.write(
    tr(
        "What the defenders of either side say they brought down. Some counts hold only what was shot down, others"
        " add what was jammed or lost on the way: the two are not comparable, so each is marked."
    )
)

scope = fact_filters("interception", ("defender", "weapon", "scope"))
name_tab(tr("Interceptions"), scope)
linked_fact("interception")
about = told("interception", scope)
settings = Settings.from_environment()
names = countries()
grain = grain_of(scope.start, scope.end, ask(queries.date_span))
air = ask(queries.air_war, scope)

figures.headline(
    [
        (
            tr("National counts"),
            words.number(air["n_counts"]),
            None,
            tr("Counts for a whole country, reviews of longer stretches left out."),
        ),
        (
            tr("Launched"),
            words.number(air["launched"]),
            None,
            tr(
                "Over the {n_both_told} national counts that tell both numbers.",
                n_both_told=words.number(air["n_both_told"]),
            ),
        ),
        (
            tr("Brought down"),
            words.number(air["intercepted"]),
            None,
            tr(
                "Over the same counts; {intercepted_all} with those that tell no number launched.",
                intercepted_all=words.number(air["intercepted_all"]),
            ),
        ),
        (
            tr("Share brought down"),
            words.percent(air["rate"]),
            None,
            tr(
                "Of what was launched, over the {n_of_rate} counts of that side and weapon class that"
                " count alike. Shares of others are below, each by itself: they are not comparable.",
                n_of_rate=words.number(air["n_of_rate"]),
            ),
        ),
    ],
    about,
)
if told_share := charts.rate_note(air, names):
    st.caption(told_share)

newest_cards("interception", scope)

series = ask(queries.interceptions_over_time, scope, grain)
fates = charts.outcomes(series)
covered = coverage_of(scope, grain, series)
reference = overlay_of(scope, grain, "launched")
figures.figure(
    tr("Launched, and what became of it"),
    fates,
    draw_outcomes(fates, names, reference.line, grain=grain, **covered.options) or None,
    about=about,
    name="outcomes",
    labels={"defender_country": "Defender", "period": "Period", "outcome": "What became of them",
            "count": "Drones and missiles"},
    description=charts.describe(
        fates, what=tr("Stacked bars of drones and missiles, brought down or not, for each side that defends"),
        value="count", series="outcome",
    ),
    empty=tr("No dated national count fits these filters. Widen the period or clear a filter."),
    note=tr("National counts; reviews of longer stretches are left out. {note}", note=covered.note) + reference.note,
    further=(*covered.numbers("outcomes"), *reference.numbers("outcomes")),
)  # fmt: skip

rates = series.dropna(subset=["rate"])
within = charts.rate_series(series)
left_out = max(0, len(within) - charts.MOST_RATES)
figures.figure(
    tr("Share brought down, of one side, weapon class and definition each"),
    rates,
    [
        (charts.rate_title(one, names), draw(charts.rate_over_time, series, one, grain=grain, **covered.options))
        for one in within[: charts.MOST_RATES]
    ]
    or None,
    about=about,
    name="rates",
    page=links.chart_page(settings, "interceptions", scope, grain=grain),
    labels={
        "period": "Period",
        "defender_country": "Defender",
        "weapon_class": "Weapon class",
        "count_definition": "What is counted",
        "rate": "Share brought down",
        "intercepted": "Brought down",
        "launched": "Launched",
        "n_counts": "Counts",
    },
    description=charts.describe(
        rates,
        what=tr("A line of the share brought down for each side, weapon class and definition"),
        value="rate",
        series="weapon_class",
    ),
    empty=tr("No dated national count in this view tells both how many were launched and how many were brought down."),
    note=tr(
        "Shares of two definitions are not comparable. A line breaks where a period has no count. Since August"
        " 2025 the Ukrainian bulletins no longer tell shot down and suppressed apart. "
    )
    + (
        tr(
            "The {most_rates} with the most counts; {left_out} more are in the table. ",
            most_rates=charts.MOST_RATES,
            left_out=left_out,
        )
        if left_out
        else ""
    )
    + covered.note,
)

by_weapon = ask(queries.interceptions_by_weapon, scope)
by_scope = by_weapon.groupby(["weapon_class", "scope"], as_index=False)["intercepted_all"].sum(min_count=1).dropna()
figures.figure(
    tr("Brought down by weapon class, national and regional counts"),
    by_scope,
    None
    if by_scope.empty
    else draw(
        charts.ranked_bars, by_scope, value="intercepted_all", unit=tr("Brought down"), series="weapon_class",
        series_title=tr("Weapon class"), split="scope", split_title=tr("Scope of the count"), grouped=True,
    ),
    about=about,
    name="by-weapon",
    page=links.chart_page(settings, "interception-weapons", scope),
    labels={"weapon_class": "Weapon class", "scope": "Scope of the count", "intercepted_all": "Brought down"},
    description=charts.describe(
        by_scope, what=tr("Bars of weapons brought down per class and scope of the count"), value="intercepted_all",
        series="weapon_class",
    ),
    empty=tr("No count fits these filters. Widen the period or clear a filter."),
    note=tr("Regional counts lie inside the national ones: never add the two."),
)  # fmt: skip

fact_section(
    "interception",
    scope,
    {
        "date": "Date", "defender_country": "Defender", "weapon_class": "Weapon class", "launched": "Launched",
        "intercepted": "Brought down", "interception_rate": "Share", "shot_down": "Shot down",
        "suppressed": "Suppressed or lost", "count_definition": "What is counted", "scope": "Scope",
        "n_articles": "Articles", "n_sources": "Sources", "is_disputed": "Disputed",
        "review_reasons": "Needs review",
    },
    tr("Every count"),
)  # fmt: skip
