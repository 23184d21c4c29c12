"""Quality: every check of the published build, freshness, rejections, gaps, how right the reader is."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, figures, queries, standing
from dashboards.drawing import draw
from dashboards.language import tr
from dashboards.links import places
from dashboards.snapshot import ask
from dashboards.url_state import choose_one
from ingest.settings import Settings

st.title(tr("Quality"), anchor=False)
st.write(tr("A build is published only if no critical check fails. Here is what the published one was checked for."))

settings = Settings.from_environment()
checks = ask(queries.checks)
published = ask(queries.publications)
figures.headline(standing.build_figures(checks, standing.newest_publication(published)))

st.header(tr("Every check"), anchor=False)
_SHOWN = {"open": tr("Not passed"), "all": tr("All")}
chosen = choose_one(
    tr("Show"), list(_SHOWN), name="checks", key="checks", default="open", format_func=_SHOWN.__getitem__, buttons=True
)
shown = standing.checks_shown(checks, chosen == "all")
if shown.empty:
    st.success(
        tr("Every check passed.") if len(checks) else tr("This build recorded no check."), icon=":material/verified:"
    )
else:
    figures.listing(
        shown,
        {
            "status": "Status", "severity": "Severity", "object_name": "Table", "column_name": "Column",
            "message": "What it says", "failing_rows": "Rows", "check_name": "Check", "examples": "Examples",
            "check_kind": "Kind", "origin": "By",
        },
        name="checks",
        key="checks-table",
        alt_text=tr("Every check of the published build"),
    )  # fmt: skip

st.header(tr("How fresh the sources are"), anchor=False)
sources = ask(queries.freshness)
if sources.empty:
    st.info(tr("No article has been read yet."), icon=":material/info:")
else:
    figures.listing(
        sources,
        {"source_label": "Source", "last_published_at": "Newest article", "first_published_at": "Oldest article",
         "n_articles": "Articles", "n_dated_articles": "with a date", "n_claims": "Claims"},
        name="freshness",
        alt_text=tr("Sources with their newest article"),
        height=min(420, 38 + 35 * len(sources)),
    )  # fmt: skip

st.header(tr("What the facts do not tell"), anchor=False)
figures.listing(
    standing.gaps_shown(ask(queries.gaps)),
    {
        "kind": "Kind", "n_facts": "Facts", "n_undated": "Without a date", "undated_share": "Share undated",
        "n_unplaced": "Without a place", "unplaced_share": "Share unplaced", "n_disputed": "Disputed",
        "n_one_source": "From one source only",
    },
    name="gaps",
    alt_text=tr("Facts without a date, without a place, disputed, or from one source, per kind"),
)  # fmt: skip

st.header(tr("What was kept of the pages"), anchor=False)
bodies = ask(queries.bodies)
if alarm := standing.bodies_alarm(bodies):
    st.warning(alarm, icon=":material/warning:")
figures.listing(
    bodies,
    {"source_label": "Source", "n_articles": "Articles", "n_low": "Less than half kept", "n_stubs": "Cut by a paywall",
     "n_undated": "Without a date", "n_date_unusable": "Date stated, unusable", "mean_body_share": "Share kept"},
    name="bodies",
    alt_text=tr("Sources with the share of running text kept, stubs and undated articles"),
    height=min(420, 38 + 35 * max(1, len(bodies))),
)  # fmt: skip

st.header(tr("What was rejected, and why"), anchor=False)
rejected = ask(queries.rejections)
if rejected.empty:
    st.info(tr("Every document could be read."), icon=":material/info:")
else:
    figures.listing(
        standing.in_words(rejected, "reason_code"),
        {"reason_code": "Reason", "n_documents": "Documents", "size_bytes": "Bytes", "reason": "For instance",
         "example": "Document"},
        name="rejected",
        alt_text=tr("Rejected documents by reason"),
    )  # fmt: skip

st.header(tr("What was set aside, and why"), anchor=False)
quarantined = ask(queries.quarantined)
if quarantined.empty:
    st.info(tr("Every row that was read keeps the rules."), icon=":material/info:")
else:
    figures.listing(
        quarantined,
        {
            "table_name": "Rows of",
            "rule_id": "Rule",
            "reason": "What is wrong",
            "n_rows": "Rows",
            "example": "Document",
        },
        name="quarantined",
        alt_text=tr("Rows that broke a rule and were set aside, by table and rule"),
    )

st.header(tr("What was stored and not read"), anchor=False)
unread = ask(queries.not_read)
if unread.empty:
    st.info(tr("Claims were looked for in every article."), icon=":material/info:")
else:
    figures.listing(
        unread,
        {"not_read": "Not read", "language": "Language", "n_articles": "Articles", "example": "For instance"},
        name="not-read",
        alt_text=tr("Articles that are stored and not read, by reason and language"),
    )

st.header(tr("Beside a reference"), anchor=False)
compared = ask(queries.reconciliation)
if compared.empty:
    st.info(
        tr("No reference was given, so nothing was compared: `warledger reconcile --reference FILE` takes one."),
        icon=":material/info:",
    )
else:
    st.caption(standing.compared_note(ask(queries.reconciliation_counts)))
    figures.listing(
        standing.in_words(compared, "status", "entity", "measure"),
        {"reference": "Reference", "period_start": "From", "entity": "Of", "measure": "Number of", "status": "Outcome",
         "ours": "Here", "reference_value": "Reference", "reason": "Why"},
        name="reconciliation",
        alt_text=tr("Numbers here and in the references, by period and by who or where"),
        height=min(420, 38 + 35 * len(compared)),
    )  # fmt: skip

st.page_link("views/method.py", label=tr("How right the reader is, and how a number is made"), icon=":material/rule:")

history = standing.history(published)
figures.figure(
    tr("Facts in each published warehouse"),
    history,
    None if history.empty else draw(charts.publications_over_time, history),
    name="publications",
    labels={"published_at": "Published", "run_id": "Run", "n_articles": "Articles", "n_claims": "Claims",
            "n_facts": "Facts", "n_rejected": "Rejected", "reader_version": "Reader", "git_commit": "Code"},
    description=charts.describe(history, what=tr("Line of the number of facts in each publication"), value="n_facts"),
    empty=tr("No publication is recorded."),
)  # fmt: skip

st.header(tr("Where to look further"), anchor=False)
for place in places(settings):
    with st.container(border=True, key=f"place-{place.name.lower().replace(' ', '-')}"):
        if place.url:
            st.link_button(place.name, place.url, icon=place.icon)
        else:
            st.subheader(place.name, anchor=False)
        st.text(place.hint)
