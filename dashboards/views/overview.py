"""Overview: headline figures, the air war over time, the newest facts, how fresh and how well checked all is."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards import charts, figures, queries, words
from dashboards.drawing import draw
from dashboards.facts import claims_of, clicked_row
from dashboards.filters import grain_of, period_before, period_filter
from dashboards.queries import KINDS
from dashboards.snapshot import ask

st.title("Overview", anchor=False)
st.write(
    "The war in countable facts, read from news articles: each number leads to the sentences that it rests on."
    " Where no article tells a number, it says so."
)

scope = period_filter()
span = ask(queries.date_span)
grain = grain_of(scope.start, scope.end, span)
before = None
if scope.start and scope.end:
    first, last = period_before(scope.start, scope.end)
    before = replace(scope, start=first, end=last)


def change(kind: str) -> str | None:
    """The count against the period before, as `+3 on the period before`; None without such a period."""
    if before is None:
        return None
    difference = int(counts[kind]["n_facts"]) - int(ask(queries.counts, kind, before)["n_facts"])
    return f"{difference:+,} on the period before"


counts = {name: ask(queries.counts, name, scope) for name in KINDS}
toll = ask(queries.toll, scope)
air = ask(queries.air_war, scope)

figures.headline(
    [
        ("Strikes", words.number(counts["strike"]["n_facts"]), change("strike"),
         "Strikes by either side, one for each place hit."),
        ("Killed in strikes", words.number(toll["killed_best"]), None,
         f"Best figures; claims range from {words.number(toll['killed_low'])} to {words.number(toll['killed_high'])}."
         f" {words.number(toll['n_killed_stated'])} of {words.number(toll['n_strikes'])} strikes state a number."),
        ("Brought down", words.percent(air["rate"]), None,
         f"{words.number(air['intercepted'])} of {words.number(air['launched'])} drones and missiles, over the"
         f" {words.number(air['n_both_told'])} national counts that tell both numbers."),
        ("Aid packages", words.number(counts["aid"]["n_facts"]), change("aid"),
         "Packages for either side, running totals included."),
        ("Meetings", words.number(counts["meeting"]["n_facts"]), change("meeting"), "Held, planned or cancelled."),
    ]
)  # fmt: skip

undated = {name: int(count["n_undated"]) for name, count in counts.items()}
if any(undated.values()):
    listed = ", ".join(words.amount_of(n, KINDS[name].noun) for name, n in undated.items() if n)
    st.caption(f"No article fixes the date of {listed}. They are never in a time series.")

series = ask(queries.interceptions_over_time, scope, grain)
fates = charts.outcomes(series)
figures.figure(
    "The air war: what was launched and what was brought down",
    fates,
    None
    if fates.empty
    else draw(charts.stacked_over_time, fates, grain=grain, value="count", unit="Drones and missiles", series="outcome",
        series_title="What became of them", colours=charts.OUTCOME_COLOURS,
    ),
    name="air-war",
    labels={"period": "Period", "outcome": "What became of them", "count": "Drones and missiles"},
    description=charts.describe(
        fates, what="Stacked bars of drones and missiles launched at either side, brought down or not", value="count",
        series="outcome",
    ),
    empty="No dated national count lies in this period. Choose a longer one.",
    note="National counts of both sides; reviews of longer stretches are left out.",
)  # fmt: skip

over_time = ask(queries.facts_over_time, scope, grain)
nouns = {name: kind.noun.capitalize() + "s" for name, kind in KINDS.items()}
figures.figure(
    "Facts over time",
    over_time,
    None
    if over_time.empty
    else draw(
        charts.stacked_over_time,
        over_time,
        grain=grain,
        value="n_facts",
        unit="Facts",
        series="kind",
        series_title="Kind",
        names=nouns,
    ),
    name="facts",
    labels={"period": "Period", "kind": "Kind", "n_facts": "Facts"},
    description=charts.describe(
        over_time, what="Stacked bars of the number of facts of each kind", value="n_facts", series="kind", names=nouns
    ),
    empty="No dated fact lies in this period. Choose a longer one.",
)

st.header("Latest facts", anchor=False)
latest = ask(queries.latest_facts, scope)
if latest.empty:
    st.info("No dated fact lies in this period. Choose a longer one.", icon=":material/info:")
else:
    shown = latest.assign(kind=latest["kind"].map(lambda name: KINDS[name].noun))
    figures.table(
        shown,
        {"date": "Date", "kind": "Kind", "line": "What", "n_articles": "Articles", "n_sources": "Sources",
         "is_disputed": "Disputed"},
        alt_text="The newest facts of all kinds",
        key="latest",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
    )  # fmt: skip
    row = clicked_row(st.session_state["latest"], len(latest))
    if row is None:
        st.caption("Click a fact to read the sentences that it rests on.")
    else:
        claims_of(latest["kind"].iloc[row], latest["fact_id"].iloc[row])

st.header("Freshness and quality", anchor=False)
published = ask(queries.publications)
summary = ask(queries.check_summary)
n_checks = int(summary["n_checks"].sum())
n_passed = int(summary.loc[summary["status"] == "pass", "n_checks"].sum())
newest = published.iloc[0] if len(published) else None
with st.container(horizontal=True, key="quality-glance"):
    st.metric("Checks passed", f"{n_passed} of {n_checks}", border=True, width=figures.METRIC_WIDTH)
    if newest is not None:
        st.metric("Articles read", words.number(newest["n_articles"]), border=True, width=figures.METRIC_WIDTH)
        st.metric("Documents rejected", words.number(newest["n_rejected"]), border=True, width=figures.METRIC_WIDTH)
        st.metric("Newest fact", words.day(newest["last_event_date"]), border=True, width=figures.METRIC_WIDTH)
st.page_link("views/quality.py", label="All checks, rejections and gaps", icon=":material/verified:")
