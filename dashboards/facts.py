"""The table of a page's facts, and the way from one of them to its claims and their quotes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboards import basemap, evidence, figures, links, queries, words
from dashboards.drawing import draw
from dashboards.filters import countries, told
from dashboards.language import mark, tr
from dashboards.queries import KINDS, TABLE_ROWS, Scope
from dashboards.snapshot import ask, current, snapshot_day
from dashboards.url_state import choose_one, distinct
from ingest.settings import Settings


def with_sentences(latest: pd.DataFrame, quotes: Mapping[str, Mapping[str, Any]]) -> str:
    """Facts (`queries.latest_facts`) as a list of HTML, each with the sentence that it rests on first, and its
    outlet."""
    items = []
    for row in latest.to_dict("records"):
        quote = quotes.get(row["fact_id"])
        publisher = evidence.safe(quote["quote_publisher"]) or tr("publisher not stated") if quote else ""
        said = (
            f'<blockquote class="wl-quote" dir="auto">{evidence.safe(quote["quote"])}</blockquote>'
            f'<p class="wl-source"><bdi>{publisher}</bdi></p>'
            if quote
            else ""
        )
        page = evidence.PAGE_OF_KIND[row["kind"]]
        items.append(
            f'<li><a href="{page}?{evidence.safe(evidence.asked(fact=row["fact_id"]))}" target="_self">'
            f"<bdi>{evidence.safe(row['line'])}</bdi></a> · {words.noun(KINDS[row['kind']].noun)},"
            f" {words.day(row['date'])}{said}</li>"
        )
    return f'<ul class="wl-cards">{"".join(items)}</ul>'


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
    elif st.session_state.get(chooser) != asked:
        # Another one was just chosen below: the address follows at the end of this run.
        st.session_state[f"{chooser}-linked"] = None
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
        _claim_cards(kind_name, ask(queries.claims_of_fact, kind_name, asked))
        _place_and_history(kind_name, row)


def _unknown_fact(fact_id: str) -> None:
    """Say that no fact has this id, and offer what may be meant: another kind's, or one whose id begins so."""
    settings = Settings.from_environment()
    near = [
        f'<a href="{evidence.PAGE_OF_KIND[row["kind"]]}?{evidence.safe(evidence.asked(fact=row["fact_id"]))}"'
        f' target="_self">{evidence.safe(row["line"])} ({words.noun(KINDS[row["kind"]].noun)})</a>'
        for row in ask(queries.facts_like, fact_id).to_dict("records")
    ]
    became = f'<a href="{evidence.safe(links.fact_page(settings, fact_id))}">{tr("what became of it")}</a>'
    said = tr(
        "No fact “{fact}” is on this page of the published warehouse.",
        fact=f"<bdi>{evidence.safe(fact_id[:100])}</bdi>",
    )
    meant = tr(" Did you mean {links}?", links=tr(" or ").join(near)) if near else ""
    further = tr(" It may have become another one: see {became}.", became=became)
    st.html(f'<p class="wl-notice" role="status">{said}{meant}{further}</p>')


def _cite_and_report(kind_name: str, row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """The sentence to quote a fact by, its own page, and where to report that it is wrong."""
    settings = Settings.from_environment()
    page = links.fact_page(settings, row["fact_id"])
    with st.expander(tr("Cite this fact"), icon=":material/format_quote:"):
        figures.to_quote([evidence.fact_sentence(kind_name, row, names, snapshot_day(), page)])
    offered = [tr("[Page of this fact, to share]({page})", page=page)]
    if report := links.report_page(settings, page):
        offered.append(tr("[Report this number]({report})", report=report))
    st.caption(" · ".join(offered))


#: Width of the map of one fact on a laptop: a wider one shows where the outlines end.
_MAP_WIDTH = 440


def _place_and_history(kind_name: str, row: Mapping[str, Any]) -> None:
    """The small map of a fact where its place is known, and the versions that it had with what changed and why."""
    chart = draw(basemap.fact_map, kind_name, dict(row)) if kind_name in ("strike", "meeting") else {}
    if chart:
        st.subheader(tr("Where"), anchor=False)
        where = next((row[name] for name in ("place", "admin1") if not words.is_missing(row.get(name))), None)
        where = words.region(str(where)) if where else tr("its region")
        st.vega_lite_chart(
            spec=figures.signed(chart, evidence.inert(f"{row['line']}, {words.day(row['date'])}"), ""),
            alt=tr("Map with {place}", place=evidence.inert(where)),
            width="stretch" if figures.on_phone() else _MAP_WIDTH,
            key="map-of-fact",
        )
        if words.is_missing(row.get("latitude")):
            st.caption(tr("Known to the region only: no settlement is marked."))
    st.subheader(tr("History"), anchor=False)
    st.html(evidence.history_list(ask(queries.fact_history, kind_name, row["fact_id"])))


_NONE_FITS = {
    "strike": mark("No strike fits these filters. Widen the period or clear a filter."),
    "interception": mark("No interception count fits these filters. Widen the period or clear a filter."),
    "aid": mark("No aid package fits these filters. Widen the period or clear a filter."),
    "meeting": mark("No meeting fits these filters. Widen the period or clear a filter."),
}


def fact_section(kind_name: str, scope: Scope, labels: Mapping[str, str], title: str) -> None:
    """Table of the facts in scope; below it the claims behind the chosen one. The choice is in the URL (`fact`)."""
    kind = KINDS[kind_name]
    chooser = f"fact-{kind_name}"
    linked = st.query_params.get("fact") or st.session_state.get(chooser)
    frame = ask(queries.fact_table, kind_name, scope, linked)
    st.header(title, anchor=False)
    if frame.empty:
        st.info(tr(_NONE_FITS[kind_name]), icon=":material/info:")
        return
    names = countries()
    readable = _readable(frame, names)
    more = (
        tr(" The table shows the newest {table_rows}.", table_rows=words.number(TABLE_ROWS))
        if len(frame) >= TABLE_ROWS
        else ""
    )
    st.caption(told(kind_name, scope) + more)
    fact_ids = frame["fact_id"].tolist()
    key = f"table-{kind_name}"
    figures.table(
        readable,
        {name: label for name, label in labels.items() if not figures.on_phone() or name in _PHONE_COLUMNS},
        alt_text=title,
        key=key,
        height=min(420, 38 + 35 * len(frame)),
        on_select=lambda: choose_clicked(key, fact_ids, chooser),
        selection_mode=["single-row", "single-cell"],
    )
    figures.download(readable, {**labels, **_ORIGIN}, kind_name, _with_origin(kind_name))
    lines = distinct(
        [f"{words.day(date)} — {line}" for date, line in zip(frame["date"], frame["line"], strict=True)], fact_ids
    )
    with st.container(key="evidence-panel"):
        st.header(tr("The claims behind it"), anchor=False)
        chosen = choose_one(
            tr("Choose one {noun}, here or by a click in the table", noun=words.noun(kind.noun)),
            fact_ids,
            name="fact",
            key=chooser,
            format_func=lines.__getitem__,
            placeholder=tr("Every fact has its quotes: choose one"),
        )
        if chosen and chosen == st.session_state.get(f"{chooser}-linked"):
            st.caption(tr("This fact stands at the top of the page, with its claims."))
        elif chosen:
            claims_of(kind_name, chosen)


#: Columns of a phone's table: the newest facts stand as cards above, and all columns in the CSV.
_PHONE_COLUMNS = frozenset(
    {"date", "place", "killed_best", "wounded_best", "weapon_class", "launched", "intercepted", "donor_name", "amount",
     "currency", "status", "countries"}
)  # fmt: skip
#: What a saved row says of where it comes from.
_ORIGIN = {
    "fact_id": "Fact", "link": "Page of the fact", "quote": "Quote", "quote_publisher": "Publisher of the quote",
    "quote_url": "Address of the quote", "snapshot": "Snapshot",
}  # fmt: skip


def _with_origin(kind_name: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What adds to saved facts their page, the quote that they rest on first, and the snapshot they are of."""
    rows, day, settings = current().rows, snapshot_day(), Settings.from_environment()

    def added(frame: pd.DataFrame) -> pd.DataFrame:
        quotes = queries.quotes_of(rows, kind_name, frame["fact_id"].tolist())
        whole = frame.assign(link=[links.fact_page(settings, fact_id) for fact_id in frame["fact_id"]], snapshot=day)
        return whole.merge(quotes, on="fact_id", how="left")

    return added


#: Cards of a phone, and the figures that they give (label, column).
_CARDS = 6
_CARD_FIGURES = {
    "strike": (("Killed", "killed_best"), ("Wounded", "wounded_best")),
    "interception": (("Brought down", "intercepted"), ("Launched", "launched")),
    "aid": (("Status", "status"),),
    "meeting": (("Status", "status"),),
}


def newest_cards(kind_name: str, scope: Scope) -> None:
    """On a phone: the newest facts in scope as cards that open them, above the charts."""
    if not figures.on_phone() or st.session_state.get(f"fact-{kind_name}-linked"):
        return
    kind = KINDS[kind_name]
    frame = ask(queries.fact_table, kind_name, scope, None).head(_CARDS)
    if frame.empty:
        return
    asked = st.query_params.to_dict()
    cards = "".join(
        f'<li><a href="?{evidence.safe(urlencode({**asked, "fact": row["fact_id"]}))}" target="_self">'
        f"<bdi>{evidence.safe(row['line'])}</bdi></a><br><small>{words.day(row['date'])} · "
        + " · ".join(
            f"{tr(label).lower()}: {evidence.safe(_in_words(row[column]))}"
            for label, column in _CARD_FIGURES[kind_name]
        )
        + "</small></li>"
        for row in frame.to_dict("records")
    )
    st.header(tr("Newest {nouns}", nouns=words.nouns(kind.noun)), anchor=False)
    st.html(f'<ul class="wl-cards">{cards}</ul>')


def _in_words(value: Any) -> str:
    return words.word(value) if isinstance(value, str) else words.number(value)


def _each_word(listed: str) -> str:
    """Codes in one cell, each as words."""
    return ", ".join(words.word(code) for code in listed.split(", ") if code)


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
    for column, said in (("admin1", words.region), ("weapons", _each_word), ("review_reasons", _each_word)):
        if column in shown:
            shown[column] = shown[column].map(said, na_action="ignore")
    for column in _CODE_COLUMNS:
        if column in shown:
            shown[column] = shown[column].map(words.word, na_action="ignore")
    return shown


def claims_of(kind_name: str, fact_id: str) -> None:
    """Every claim of a fact: its quote highlighted in its article, who says so, which figures it gives."""
    claims = ask(queries.claims_of_fact, kind_name, fact_id)
    if claims.empty:
        st.info(tr("This fact has no claim in the published warehouse."), icon=":material/info:")
        return
    sources = claims["publisher"].nunique(dropna=True)
    st.caption(
        tr(
            "{claims} in {articles}",
            claims=words.amount_of(len(claims), "claim"),
            articles=words.amount_of(claims["article_id"].nunique(), "article"),
        )
        + (
            tr(" from {publishers}.", publishers=words.amount_of(sources, "named publisher"))
            if sources
            else tr(", whose publishers are not stated.")
        )
    )
    row = ask(queries.one_fact, kind_name, fact_id).to_dict("records")[0]
    _cite_and_report(kind_name, row, countries())
    _claim_cards(kind_name, claims)
    _place_and_history(kind_name, row)


def _claim_cards(kind_name: str, claims: pd.DataFrame) -> None:
    """Claims of a fact, each with its quote marked in its surroundings and the way to its article."""
    names = countries()
    if kind_name == "strike":
        _disagreement(claims)
    for position, claim in enumerate(claims.to_dict("records")):
        with st.container(border=True, key=f"claim-{position}"):
            st.html(evidence.claim_card(kind_name, claim, names))
            st.page_link(
                "views/evidence.py",
                label=tr("Read it in the whole article"),
                icon=":material/article:",
                query_params={"article": claim["article_id"]},
            )


def _disagreement(claims: pd.DataFrame) -> None:
    """A line of our own words for each toll on which claims differ."""
    for toll in ("killed", "wounded"):
        told = claims[toll].dropna()
        if told.nunique() > 1:
            st.caption(
                tr(
                    "The claims differ on the {toll}: from {least} to {most}.",
                    toll=words.word(toll),
                    least=words.number(told.min()),
                    most=words.number(told.max()),
                )
            )
