"""Quality: every check of the published build, what was published when, what was rejected, what facts do not tell."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, figures, queries, words
from dashboards.queries import KINDS
from dashboards.snapshot import ask
from dashboards.url_state import choose_one

st.title("Quality", anchor=False)
st.write("A build is published only if no critical check fails. Here is what the published one was checked for.")

checks = ask(queries.checks)
published = ask(queries.publications)
gaps = ask(queries.gaps)
newest = published.iloc[0] if len(published) else None

counted = checks["status"].value_counts()
figures.headline(
    [
        ("Checks passed", f"{counted.get('pass', 0):,} of {len(checks):,}", None, "Of the build that published this."),
        ("Warnings", words.number(counted.get("warn", 0)), None, "Shown, but they do not stop a publication."),
        ("Failed or broken", words.number(counted.get("fail", 0) + counted.get("error", 0)), None,
         "Critical ones stop a publication: what is here failed with a lower severity."),
        ("Documents rejected", words.number(None if newest is None else newest["n_rejected"]), None,
         "Kept with their reason, see below."),
    ]
)  # fmt: skip

st.header("Every check", anchor=False)
_SHOWN = {"open": "Not passed", "all": "All"}
chosen = choose_one(
    "Show", list(_SHOWN), name="checks", key="checks", default="open", format_func=_SHOWN.__getitem__, buttons=True
)
shown = checks if chosen == "all" else checks[checks["status"] != "pass"]
if shown.empty:
    st.success("Every check passed." if len(checks) else "This build recorded no check.", icon=":material/verified:")
else:
    readable = shown.assign(status=shown["status"].map(words.word), origin=shown["origin"].map(words.word))
    labels = {
        "status": "Status", "severity": "Severity", "object_name": "Table", "column_name": "Column",
        "message": "What it says", "failing_rows": "Rows", "check_name": "Check", "examples": "Examples",
        "check_kind": "Kind", "origin": "By",
    }  # fmt: skip
    figures.table(readable, labels, alt_text="Every check of the published build", key="checks-table")
    figures.download(readable, labels, "checks")

st.header("What the facts do not tell", anchor=False)
labels = {
    "kind": "Kind", "n_facts": "Facts", "n_undated": "Without a date", "n_unplaced": "Without a place",
    "n_disputed": "Disputed", "n_one_source": "From one source only",
}  # fmt: skip
figures.table(
    gaps.assign(kind=gaps["kind"].map(lambda name: KINDS[name].noun)),
    labels,
    alt_text="Facts without a date, without a place, disputed, or from one source, per kind",
    key="gaps",
)

st.header("What was rejected, and why", anchor=False)
rejected = ask(queries.rejections)
if rejected.empty:
    st.info("Every document could be read.", icon=":material/info:")
else:
    figures.table(
        rejected.assign(reason_code=rejected["reason_code"].map(words.word)),
        {"reason_code": "Reason", "n_documents": "Documents", "size_bytes": "Bytes", "reason": "For instance",
         "example": "Document"},
        alt_text="Rejected documents by reason",
        key="rejected",
    )  # fmt: skip

history = published.assign(
    n_facts=published[["n_strike_facts", "n_interception_facts", "n_aid_facts", "n_meeting_facts"]].sum(axis=1)
)
figures.figure(
    "Facts in each published warehouse",
    history,
    None if history.empty else charts.publications_over_time(history),
    name="publications",
    labels={"published_at": "Published", "run_id": "Run", "n_articles": "Articles", "n_claims": "Claims",
            "n_facts": "Facts", "n_rejected": "Rejected", "reader_version": "Reader", "git_commit": "Code"},
    description=charts.describe(history, what="Line of the number of facts in each publication", value="n_facts"),
    empty="No publication is recorded.",
)  # fmt: skip
