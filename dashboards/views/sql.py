"""SQL: one reading statement at a time on the published snapshot, with its tables, examples, limits and downloads."""

from __future__ import annotations

import streamlit as st

from dashboards import figures, queries, sql_console, words
from dashboards.downloads import arrow_bytes, parquet_bytes
from dashboards.examples import EXAMPLES
from dashboards.language import tr
from dashboards.snapshot import ask, current
from dashboards.sql_answers import Outcome, about_table, outcome_of


def _take_example() -> None:
    chosen = st.session_state.get("example")
    if chosen:
        st.session_state["sql"] = EXAMPLES[chosen]


st.title("SQL", anchor=False)
st.write(
    tr(
        "Ask the published warehouse yourself. Statements read only; they get {max_seconds}"
        " seconds and {max_rows} rows, and reach no file and no network. The language is"
        " DuckDB's.",
        max_seconds=sql_console.MAX_SECONDS,
        max_rows=words.number(sql_console.MAX_ROWS),
    )
)

st.selectbox(
    tr("Examples"),
    list(EXAMPLES),
    format_func=tr,
    index=None,
    key="example",
    on_change=_take_example,
    placeholder=tr("Take an example"),
)
sql = st.text_area(tr("Statement"), key="sql", height=220, max_chars=20_000, bind="query-params")
with st.container(horizontal=True):
    wanted = st.button(tr("Run"), icon=":material/play_arrow:", key="run")
    st.button(tr("Cancel"), icon=":material/stop:", key="cancel", help=tr("Ends the statement that is running."))

snapshot = current()
if wanted:
    st.session_state.pop("answer", None)
    progress = st.empty()
    st.session_state["answer"] = outcome_of(
        snapshot.path,
        sql or "",
        lambda gone: progress.text(tr("Running for {gone} seconds …", gone=words.number(gone))),
    )
    progress.empty()

outcome: Outcome | None = st.session_state.get("answer")
if outcome is not None:
    st.header(tr("Answer"), anchor=False)
    if outcome.frame is None:
        st.error(tr("The statement was not answered."), icon=":material/block:")
        # Text, not Markdown: the message quotes the statement.
        st.text(outcome.refusal)
    else:
        table = outcome.table
        st.caption(outcome.note(snapshot.path))
        st.dataframe(
            outcome.frame, hide_index=True, placeholder="null", alt=tr("Rows of the statement"), key="answer-table"
        )
        with st.container(horizontal=True):
            figures.download(outcome.frame, {name: name for name in outcome.frame.columns}, "sql")
            st.download_button(
                tr("Download Parquet"), lambda: parquet_bytes(table), "warledger-sql.parquet", key="parquet-sql",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            st.download_button(
                tr("Download Arrow"), lambda: arrow_bytes(table), "warledger-sql.arrow", key="arrow-sql",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip

st.header(tr("Tables"), anchor=False)
schema = ask(queries.schema)
chosen = st.selectbox(tr("Table"), schema["table_name"].unique().tolist(), key="table", bind="query-params")
about, columns = about_table(schema, chosen)
if about:
    st.text(about)
    figures.table(
        columns,
        {"column_name": "Column", "data_type": "Type", "column_comment": "Meaning"},
        alt_text=tr("Columns of {chosen}", chosen=chosen),
        key="columns",
    )
