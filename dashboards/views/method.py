"""Method: how a number is made, how right the reader is, what is not covered, under which license."""

from __future__ import annotations

import streamlit as st

from dashboards import accuracy, figures, queries, words
from dashboards.language import tr
from dashboards.snapshot import ask
from ingest.settings import Settings

st.title(tr("Method"), anchor=False)
st.write(tr("How a number of this dashboard comes about, and how far to trust it."))

settings = Settings.from_environment()
page = settings.project_dir / "docs" / "extraction.md"

st.header(tr("From an article to a number"), anchor=False)
steps = (
    tr("**Articles** come from the configured outlets and files, and are kept as they were delivered."),
    tr(
        "**Claims** are what one article says of one event: its numbers, day, place and parties, each with its"
        " sentence. Rules over the parsed sentences make them; a number that no sentence tells is null, never 0."
    ),
    tr(
        "**Facts** are events: claims of different articles about the same one are joined. The best figure is that of"
        " the report believed first; lowest and highest are those of all reports, and where they differ the fact is"
        " disputed."
    ),
    tr(
        "**Checks** run before each publication; one that fails leaves the previous warehouse in place. What is"
        " implausible is published, marked *needs review*, and stands in no sum until somebody has looked."
    ),
    tr(
        "**Sums** hold no event twice: a region's total and its towns, a running total and its packages, a meeting and"
        " its copy count once. The sentence over each table says what is counted and what is left out."
    ),
)
st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)))

st.header(tr("How right the reader is"), anchor=False)
measured = accuracy.accuracy(page)
if measured.empty:
    st.info(tr("The tables of docs/extraction.md are not here."), icon=":material/info:")
else:
    st.caption(
        tr(
            "Claims read from labelled articles, against what careful readers found in them. Source:"
            " docs/extraction.md."
        )
    )
    figures.listing(
        measured,
        {
            "set": "Measured on",
            "kind": "Claims of",
            "wanted": "Labels",
            "precision_share": "Precision",
            "recall_share": "Recall",
            "f1_share": "F1",
            "fields": "Share right, by field",
        },
        name="accuracy",
        alt_text=tr("Precision, recall and F1 of the reader per set of articles and kind of claim"),
    )

first = accuracy.first_sight(page)
if first:
    st.header(tr("At first sight"), anchor=False)
    st.caption(
        tr("Scores on articles before anything was mended with them: only these say how the next article is read.")
    )
    for chapter, table in first:
        with st.expander(tr(chapter)):
            st.markdown(table)

st.header(tr("Confidence"), anchor=False)
st.write(
    tr(
        "Every claim has a confidence between 0 and 1, set by the rule that made it and measured on labelled articles;"
        " a fact has that of the claims behind it. It says how likely the reading is right, not whether the"
        " report is true."
    )
)

st.header(tr("What is not covered"), anchor=False)
n_articles, n_named = ask(queries.named_publishers)
gaps = (
    tr("Claims are read from English only; articles in other languages are kept and counted, and say nothing here."),
    tr(
        "{n_articles} articles are in this snapshot, {n_nameless} of them without a named publisher. What the outlets"
        " did not report is missing: the strip below each chart over time shows how much was read.",
        n_articles=words.number(n_articles),
        n_nameless=words.number(n_articles - n_named),
    ),
    tr("A claim is what somebody says. Who says it stands beside it; claims of the two sides are not verified here."),
)
st.markdown("\n".join(f"- {gap}" for gap in gaps))

st.header(tr("License"), anchor=False)
st.write(
    tr(
        "The program is under the Apache License 2.0. Quotes stay their publishers'; numbers are facts and may be cited"
        " with the snapshot's date. Outlines of maps: Natural Earth, public domain."
    )
)
