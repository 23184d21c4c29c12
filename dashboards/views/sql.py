"""SQL: one reading statement at a time on the published snapshot, with its tables, examples, limits and downloads."""

from __future__ import annotations

import streamlit as st

from dashboards import figures, queries, sql_console, words
from dashboards.downloads import arrow_bytes, parquet_bytes
from dashboards.examples import EXAMPLES
from dashboards.snapshot import ask, current
from dashboards.sql_worker import Refused


def _take_example() -> None:
    chosen = st.session_state.get("example")
    if chosen:
        st.session_state["sql"] = EXAMPLES[chosen]


st.title("SQL", anchor=False)
st.write(
    f"Ask the published warehouse yourself. Statements read only; they get {sql_console.MAX_SECONDS} seconds and"
    f" {sql_console.MAX_ROWS:,} rows, and reach no file and no network. The language is DuckDB's."
)

st.selectbox(
    "Examples", list(EXAMPLES), index=None, key="example", on_change=_take_example, placeholder="Take an example"
)
sql = st.text_area("Statement", key="sql", height=220, max_chars=20_000, bind="query-params")
with st.container(horizontal=True):
    wanted = st.button("Run", icon=":material/play_arrow:", key="run")
    st.button("Cancel", icon=":material/stop:", key="cancel", help="Ends the statement that is running.")

snapshot = current()
if wanted:
    st.session_state.pop("answer", None)
    progress = st.empty()
    try:
        result = sql_console.run(
            snapshot.path, sql or "", while_waiting=lambda gone: progress.text(f"Running for {gone:.0f} seconds …")
        )
        st.session_state["answer"] = (snapshot.path, result)
    except Refused as refusal:
        # Text, not Markdown: the message quotes the statement.
        st.session_state["answer"] = (snapshot.path, str(refusal))
    progress.empty()

held = st.session_state.get("answer")
if held is not None:
    path, result = held
    st.header("Answer", anchor=False)
    if isinstance(result, str):
        st.error("The statement was not answered.", icon=":material/block:")
        st.text(result)
    else:
        table = result.table
        cut = " More were cut off: the limit is reached." if result.is_cut else ""
        stale = "" if path == snapshot.path else " A newer warehouse has been published since; run it again."
        st.caption(f"{words.amount_of(table.num_rows, 'row')}.{cut}{stale}")
        frame = table.to_pandas()
        st.dataframe(frame, hide_index=True, placeholder="null", alt="Rows of the statement", key="answer-table")
        labels = {name: name for name in frame.columns}
        with st.container(horizontal=True):
            figures.download(frame, labels, "sql")
            st.download_button(
                "Download Parquet", lambda: parquet_bytes(table), "warledger-sql.parquet", key="parquet-sql",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            st.download_button(
                "Download Arrow", lambda: arrow_bytes(table), "warledger-sql.arrow", key="arrow-sql",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip

st.header("Tables", anchor=False)
schema = ask(queries.schema)
tables = schema.drop_duplicates("table_name")
chosen = st.selectbox("Table", tables["table_name"].tolist(), key="table", bind="query-params")
columns = schema[schema["table_name"] == chosen]
if len(columns):
    about = columns.iloc[0]
    comment = "" if words.is_missing(about["table_comment"]) else f" {about['table_comment']}"
    st.text(f"{words.amount_of(about['n_rows'], 'row')}.{comment}")
    figures.table(
        columns.assign(column_comment=columns["column_comment"].fillna("")),
        {"column_name": "Column", "data_type": "Type", "column_comment": "Meaning"},
        alt_text=f"Columns of {chosen}",
        key="columns",
    )
