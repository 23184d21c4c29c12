"""Overview: headline figures, the air war over time, the newest facts, how fresh and how well checked all is."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards import charts, facts, figures, queries, scope_words, standing, words
from dashboards.coverage import coverage_of
from dashboards.drawing import draw, draw_outcomes
from dashboards.facts import claims_of, clicked_row
from dashboards.filters import common_filters, countries, name_tab, period_filter, say_unknown
from dashboards.language import tr
from dashboards.periods import grain_of, period_before
from dashboards.queries import KINDS
from dashboards.snapshot import ask

#: Newest facts that show their sentence.
_QUOTED = 5

st.title(tr("Overview"), anchor=False)
st.write(
    tr(
        "The war in countable facts, read from news articles: each number leads to the sentences that it rests on."
        " Where no article tells a number, it says so."
    )
)

scope = common_filters(period_filter())
say_unknown()
name_tab(tr("Overview"), scope)
about = f"{', '.join([*scope_words.choices(scope, countries()), scope_words.period(scope)])}."
span = ask(queries.date_span)
grain = grain_of(scope.start, scope.end, span)
now = ask(queries.headline, scope)
before = ask(queries.headline, period_before(scope)) if scope.start and scope.end else {}
figures.headline(
    [
        (tr("Strikes"), words.number(now["n_strikes"]), words.change(now["n_strikes"], before.get("n_strikes")),
         tr("Strikes by either side, one for each place hit.")),
        (tr("Killed in strikes"), words.number(now["killed_best"]),
         words.change(now["killed_best"], before.get("killed_best")),
         tr(
             "Best figures; claims range from {killed_low} to {killed_high}. {n_killed_stated} of {n_strikes} strikes"
             " state a number.",
             killed_low=words.number(now["killed_low"]),
             killed_high=words.number(now["killed_high"]),
             n_killed_stated=words.number(now["n_killed_stated"]),
             n_strikes=words.number(now["n_strikes"]),
         )),
        (tr("Brought down"), words.percent(now["rate"]), None,
         tr("Of what was launched, over {n_of_rate} national counts of that side, weapon class and"
            " definition: those of most counts.", n_of_rate=words.number(now["n_of_rate"]))),
        (tr("Aid packages"), words.number(now["n_aid"]), words.change(now["n_aid"], before.get("n_aid")),
         tr("Packages for either side, without running totals and parts of larger packages.")),
        (tr("Meetings"), words.number(now["n_meeting"]), words.change(now["n_meeting"], before.get("n_meeting")),
         tr("Held, planned or cancelled.")),
    ],
    about,
)  # fmt: skip
if told_share := charts.rate_note(now, countries()):
    st.caption(told_share)

waiting = sum(ask(queries.count_needing_review, name, scope) for name in KINDS)
if waiting:
    told_facts = words.amount_of(waiting, "fact")
    st.caption(
        tr("{facts} with implausible numbers need review: they are in these figures.", facts=told_facts)
        if scope.include_needs_review
        else tr("{facts} with implausible numbers need review: they are left out of these figures.", facts=told_facts)
    )
undated = {name: int(ask(queries.counts, name, scope)["n_undated"]) for name in KINDS}
if any(undated.values()):
    listed = ", ".join(words.amount_of(n, KINDS[name].noun) for name, n in undated.items() if n)
    st.caption(tr("No article fixes the date of {listed}. They are never in a time series.", listed=listed))

published = ask(queries.publications)
if told := standing.since_before(published):
    st.text(told)
if span[1]:
    st.text(standing.week(ask(queries.newest_week, replace(scope, start=None, end=None), span[1]), span[1]))

st.header(tr("Latest facts"), anchor=False)
latest = ask(queries.latest_facts, scope)
if latest.empty:
    st.info(tr("No dated fact lies in this period. Choose a longer one."), icon=":material/info:")
else:
    quotes = {
        quote["fact_id"]: quote
        for name, of_kind in latest.head(_QUOTED).groupby("kind")
        for quote in ask(queries.quotes_of, name, of_kind["fact_id"].tolist()).to_dict("records")
    }
    st.html(facts.with_sentences(latest.head(_QUOTED), quotes))
    shown = latest.assign(kind=latest["kind"].map(lambda name: words.noun(KINDS[name].noun)))
    figures.table(
        shown,
        {"date": "Date", "kind": "Kind", "line": "What", "n_articles": "Articles", "n_sources": "Sources",
         "is_disputed": "Disputed"},
        alt_text=tr("The newest facts of all kinds"),
        key="latest",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
    )  # fmt: skip
    row = clicked_row(st.session_state["latest"], len(latest))
    if row is None:
        st.caption(tr("Click a fact to read the sentences that it rests on."))
    else:
        claims_of(latest["kind"].iloc[row], latest["fact_id"].iloc[row])

series = ask(queries.interceptions_over_time, scope, grain)
fates = charts.outcomes(series)
over_time = ask(queries.facts_over_time, scope, grain)
covered = coverage_of(scope, grain, over_time)
figures.figure(
    tr("The air war: what was launched and what was brought down"),
    fates,
    draw_outcomes(fates, countries(), grain=grain, **covered.options) or None,
    about=about,
    name="air-war",
    labels={
        "defender_country": "Defender",
        "period": "Period",
        "outcome": "What became of them",
        "count": "Drones and missiles",
    },
    description=charts.describe(
        fates,
        what=tr("Stacked bars of drones and missiles launched at either side, brought down or not"),
        value="count",
        series="outcome",
    ),
    empty=tr("No dated national count lies in this period. Choose a longer one."),
    note=tr(
        "National counts, each side by itself; reviews of longer stretches are left out. {note}", note=covered.note
    ),
)

nouns = {name: words.nouns(kind.noun).capitalize() for name, kind in KINDS.items()}
figures.figure(
    tr("Facts over time"),
    over_time,
    None
    if over_time.empty
    else draw(
        charts.stacked_over_time,
        over_time,
        grain=grain,
        value="n_facts",
        unit=tr("Facts"),
        series="kind",
        series_title=tr("Kind"),
        names=nouns,
        **covered.options,
    ),
    about=about,
    name="facts",
    labels={"period": "Period", "kind": "Kind", "n_facts": "Facts"},
    description=charts.describe(
        over_time,
        what=tr("Stacked bars of the number of facts of each kind"),
        value="n_facts",
        series="kind",
        names=nouns,
    ),
    empty=tr("No dated fact lies in this period. Choose a longer one."),
    note=covered.note,
    further=covered.numbers("facts"),
)

st.header(tr("Freshness and quality"), anchor=False)
newest = standing.newest_publication(ask(queries.publications))
with st.container(horizontal=True, key="quality-glance"):
    for label, value in standing.glance(ask(queries.check_summary), newest):
        st.metric(label, value, border=True, width=figures.METRIC_WIDTH)
st.page_link("views/quality.py", label=tr("All checks, rejections and gaps"), icon=":material/verified:")
