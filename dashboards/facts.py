"""The table of a page's facts, and the way from one of them to its claims and their quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboards import evidence, figures, links, queries, scope_words, words
from dashboards.filters import countries
from dashboards.queries import KINDS, TABLE_ROWS, Kind, Scope
from dashboards.snapshot import ask
from dashboards.url_state import choose_one, distinct
from ingest.settings import Settings


def clicked_row(state: Mapping[str, Any], n_rows: int) -> int | None:
    """The row that a click in a table chose, by its box or by any of its cells; None without one."""
    selection = state.get("selection") or {}
    cells, rows = selection.get("cells") or [], selection.get("rows") or []
    row = rows[0] if rows else cells[0][0] if cells else None
    return row if row is not None and row < n_rows else None


def choose_clicked(table_key: str, ids: Sequence[str], chooser_key: str) -> None:
    """A click in the table sets the chooser below it, and the URL with it."""
    row = clicked_row(st.session_state[table_key], len(ids))
    if row is not None:
        st.session_state[chooser_key] = ids[row]


def linked_fact(kind_name: str) -> None:
    """The fact that the address names, in view at the top of the page; where there is none, what is nearest to it."""
    asked, chooser = st.query_params.get("fact"), f"fact-{kind_name}"
    if asked and (st.session_state["_page_opened"] or [asked] != st.session_state.get(f"{chooser}-in-url")):
        st.session_state[f"{chooser}-linked"] = asked
    if not asked or st.session_state.get(f"{chooser}-linked") != asked:
        st.session_state[f"{chooser}-linked"] = None
        return
    found = ask(queries.one_fact, kind_name, asked)
    if found.empty:
        _unknown_fact(asked)
        return
    row, names = found.to_dict("records")[0], countries()
    st.set_page_config(page_title=evidence.inert(f"{row['line']}, {words.day(row['date'])} · Warledger"))
    with st.container(border=True, key="fact-in-view"):
        st.html(evidence.fact_head(kind_name, row, names))
        _cite_and_report(kind_name, row, names)
        claims_of(kind_name, asked)


def _unknown_fact(fact_id: str) -> None:
    """Say that no fact has this id, and offer what may be meant: another kind's, or one whose id begins so."""
    settings = Settings.from_environment()
    near = [
        f'<a href="{evidence.PAGE_OF_KIND[row["kind"]]}?{evidence.safe(urlencode({"fact": row["fact_id"]}))}"'
        f' target="_self">{evidence.safe(row["line"])} ({KINDS[row["kind"]].noun})</a>'
        for row in ask(queries.facts_like, fact_id).to_dict("records")
    ]
    became = f'<a href="{evidence.safe(links.fact_page(settings, fact_id))}">what became of it</a>'
    st.html(
        f'<p class="wl-notice" role="status">No fact “<bdi>{evidence.safe(fact_id[:100])}</bdi>” is on this page of the'
        f" published warehouse.{' Did you mean ' + ' or '.join(near) + '?' if near else ''} It may have become another"
        f" one: see {became}.</p>"
    )


def _cite_and_report(kind_name: str, row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """The sentence to quote a fact by, its own page, and where to report that it is wrong."""
    settings = Settings.from_environment()
    page = links.fact_page(settings, row["fact_id"])
    with st.expander("Cite this fact", icon=":material/format_quote:"):
        st.code(evidence.fact_sentence(kind_name, row, names, snapshot_day(), page), language=None, wrap_lines=True)
    offered = [f"[Page of this fact, to share]({page})"]
    if report := links.report_page(settings, page):
        offered.append(f"[Report this number]({report})")
    st.caption(" · ".join(offered))


def snapshot_day() -> str:
    """The day of the snapshot that the page shows, as people write it."""
    published = ask(queries.publications)
    return "unknown day" if published.empty else words.day(published["published_at"].iloc[0])


def fact_section(kind_name: str, scope: Scope, labels: Mapping[str, str], title: str) -> None:
    """Table of the facts in scope; below it the claims behind the chosen one. The choice is in the URL (`fact`)."""
    kind = KINDS[kind_name]
    chooser = f"fact-{kind_name}"
    linked = st.query_params.get("fact") or st.session_state.get(chooser)
    frame = ask(queries.fact_table, kind_name, scope, linked)
    st.header(title, anchor=False)
    if frame.empty:
        st.info(f"No {kind.noun} fits these filters. Widen the period or clear a filter.", icon=":material/info:")
        return
    names = countries()
    readable = _readable(frame, names)
    count = ask(queries.counts, kind_name, scope)
    _table_note(kind, count, scope, names)
    fact_ids = frame["fact_id"].tolist()
    key = f"table-{kind_name}"
    figures.table(
        readable,
        labels,
        alt_text=title,
        key=key,
        height=min(420, 38 + 35 * len(frame)),
        on_select=lambda: choose_clicked(key, fact_ids, chooser),
        selection_mode=["single-row", "single-cell"],
    )
    figures.download(readable, labels, kind_name)
    lines = distinct(
        [f"{words.day(date)} — {line}" for date, line in zip(frame["date"], frame["line"], strict=True)], fact_ids
    )
    with st.container(key="evidence-panel"):
        st.header("The claims behind it", anchor=False)
        chosen = choose_one(
            f"Choose one {kind.noun}, here or by a click in the table",
            fact_ids,
            name="fact",
            key=chooser,
            format_func=lines.__getitem__,
            placeholder="Every fact has its quotes: choose one",
        )
        if chosen and chosen == st.session_state.get(f"{chooser}-linked"):
            st.caption("This fact stands at the top of the page, with its claims.")
        elif chosen:
            claims_of(kind_name, chosen)


def _table_note(kind: Kind, count: Mapping[str, Any], scope: Scope, names: Mapping[str, str]) -> None:
    note = scope_words.sentence(kind, scope, count, names)
    if int(count["n_facts"]) > TABLE_ROWS:
        note += f" The table shows the newest {TABLE_ROWS:,}."
    st.caption(note)


_COUNTRY_COLUMNS = ("attacker_country", "target_country", "defender_country", "donor", "recipient", "country")
_CODE_COLUMNS = (
    "weapon_class", "target_class", "count_definition", "scope", "aid_type", "status", "format", "date_precision",
    "geo_precision",
)  # fmt: skip


def _readable(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The table with names for country codes and words for other codes; missing cells stay missing."""
    shown = frame.copy()
    for column in _COUNTRY_COLUMNS:
        if column in shown:
            shown[column] = shown[column].map(lambda code: names.get(code, code), na_action="ignore")
    # Converted at a rate: cents would be made up.
    for column in ("amount_usd", "amount_eur"):
        if column in shown:
            shown[column] = shown[column].round(0)
    for column in _CODE_COLUMNS:
        if column in shown:
            shown[column] = shown[column].map(words.word, na_action="ignore")
    return shown


def claims_of(kind_name: str, fact_id: str) -> None:
    """Every claim of a fact: its quote highlighted in its article, who says so, which figures it gives."""
    claims = ask(queries.claims_of_fact, kind_name, fact_id)
    if claims.empty:
        st.info("This fact has no claim in the published warehouse.", icon=":material/info:")
        return
    names = countries()
    sources = claims["publisher"].nunique(dropna=True)
    st.caption(
        f"{words.amount_of(len(claims), 'claim')} in {words.amount_of(claims['article_id'].nunique(), 'article')}"
        + (f" from {words.amount_of(sources, 'named publisher')}." if sources else ", whose publishers are not stated.")
    )
    page = links.fact_page(Settings.from_environment(), fact_id)
    st.caption(f"[Page of this fact, to cite and to share]({page})")
    if kind_name == "strike":
        _disagreement(claims)
    for position, claim in enumerate(claims.to_dict("records")):
        with st.container(border=True, key=f"claim-{position}"):
            st.html(evidence.claim_card(kind_name, claim, names))
            st.page_link(
                "views/evidence.py",
                label="Read it in the whole article",
                icon=":material/article:",
                query_params={"article": claim["article_id"]},
            )


def _disagreement(claims: pd.DataFrame) -> None:
    """A line of our own words for each toll on which claims differ."""
    for toll in ("killed", "wounded"):
        told = claims[toll].dropna()
        if told.nunique() > 1:
            st.caption(
                f"The claims differ on the {toll}: from {words.number(told.min())} to {words.number(told.max())}."
            )
