"""The filters beside a page. Each stands in the URL, so that a link shows the same view.

`period_filter` and the widgets of `fact_filters` give one `Scope`, which every query of the page takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from dashboards import language, queries, scope_words, words
from dashboards.evidence import inert, safe
from dashboards.language import tr
from dashboards.periods import ALL, BACK, CHOSEN, period_of
from dashboards.queries import Scope
from dashboards.scope_words import COUNTRY_FILTERS
from dashboards.snapshot import ask
from dashboards.url_state import choose_many, choose_one, unknown_choices

_FIRST_DAY, _LAST_DAY = dt.date(2014, 1, 1), dt.date(2100, 12, 31)

#: Widget labels of each filter; the URL parameter is the filter's name.
_LABELS = {
    "attacker": "Attacker",
    "region": "Region",
    "weapon": "Weapon class",
    "target": "Target",
    "defender": "Defender",
    "scope": "Scope of the count",
    "donor": "Donor",
    "recipient": "Recipient",
    "type": "Type of aid",
    "status": "Status",
    "format": "Format",
    "country": "Country or body",
}


def countries() -> dict[str, str]:
    """Country code → name, from the snapshot."""
    names: dict[str, str] = ask(queries.country_names)
    return {code: language.name_of(code, name) for code, name in names.items()}


def naming(filter_name: str) -> Callable[[str], str]:
    """How the codes of a filter read."""
    if filter_name in COUNTRY_FILTERS:
        names = countries()
        return lambda code: names.get(code) or words.title_word(code)
    if filter_name == "region":
        return lambda code: words.title_word(code) if code == queries.NOT_STATED else words.region(code)
    return words.title_word


def period_filter() -> Scope:
    """The period, as a scope with nothing else set."""
    first, last = ask(queries.date_span)
    years = [str(year) for year in range(last.year, first.year - 1, -1)] if first and last else []
    labels = {ALL: tr("All dates"), **{key: tr(label) for key, (label, _) in BACK.items()}, CHOSEN: tr("From … to …")}
    with st.sidebar:
        choice = choose_one(
            tr("Period"),
            [ALL, *BACK, *years, CHOSEN],
            name="period",
            key="period",
            default=ALL,
            format_func=lambda code: labels.get(code, code),
            help_text=tr("Days are counted back from the newest fact in the warehouse."),
        )
        if choice != CHOSEN:
            start, end = period_of(choice or ALL, first, last)
            return Scope(start, end)
        start, end = _day("from", tr("From")), _day("to", tr("To"))
        if start and end and end < start:
            st.warning(tr("The period ends before it begins: nothing can lie in it."))
        return Scope(start, end)


def source_filter() -> tuple[str, ...]:
    """The publishers chosen; none means all."""
    options = ask(queries.publishers)
    return choose_many(tr("Source"), options, name="source", key="source", format_func=str, placeholder=tr("All"))


def _day(key: str, label: str) -> dt.date | None:
    """One end of a chosen period; empty is open."""
    return st.date_input(
        label,
        value=None,
        min_value=_FIRST_DAY,
        max_value=_LAST_DAY,
        format="YYYY-MM-DD",
        key=key,
        bind="query-params",
    )


def common_filters(scope: Scope) -> Scope:
    """The scope with the choices that every kind of fact has: sources, how many, and who claims."""
    with st.sidebar:
        publishers = source_filter()
        min_sources = st.number_input(
            tr("Sources at least"), min_value=1, max_value=20, value=1, step=1, key="min_sources", bind="query-params",
            help=tr("How many publishers must report a fact."),
        )  # fmt: skip
        belligerent = st.toggle(
            tr("Include belligerent-only claims"), value=True, key="belligerent_only", bind="query-params",
            help=tr("Off: what nobody but a Ukrainian or Russian official claims is left out."),
        )  # fmt: skip
        needs_review = st.toggle(
            tr("Include facts that need review"), value=False, key="needs_review", bind="query-params",
            help=tr("On: numbers that are implausible and that nobody has looked at yet stand in the figures too."),
        )  # fmt: skip
    return replace(
        scope,
        publishers=publishers,
        min_sources=int(min_sources or 1),
        include_belligerent_only=bool(belligerent),
        include_needs_review=bool(needs_review),
    )


def fact_filters(kind: str, names: Sequence[str]) -> Scope:
    """Period, the named filters of this kind, sources: the whole scope of a page of facts."""
    scope = period_filter()
    choices = []
    with st.sidebar:
        for name in names:
            options = ask(queries.codes, kind, name)
            chosen = choose_many(
                tr(_LABELS[name]),
                options,
                name=name,
                key=f"{kind}-{name}",
                format_func=naming(name),
                placeholder=tr("All"),
            )
            choices.append((name, chosen))
    scope = replace(common_filters(scope), choices=tuple(choices))
    say_unknown()
    explain_sources(kind, scope)
    return scope


def explain_sources(kind_name: str, scope: Scope) -> None:
    """Where a number of sources is asked for: how many facts have so many, and what cannot be counted as one."""
    if scope.min_sources < 2:
        return
    kind = queries.KINDS[kind_name]
    kept = int(ask(queries.counts, kind_name, scope)["n_facts"])
    all_of_view = int(ask(queries.counts, kind_name, replace(scope, min_sources=1))["n_facts"])
    n_articles, n_named = ask(queries.named_publishers)
    st.info(
        tr(
            "{kept} of {all_of_view} in this view have at least {min_sources} sources. A source is a"
            " publisher that an article names; {n_articles} of {all_articles} name none, and no two"
            " of those count as two sources. Set “Sources at least” to 1 to see every fact; how many"
            " articles report one stands in the table.",
            kept=words.number(kept),
            all_of_view=words.amount_of(all_of_view, kind.noun),
            min_sources=scope.min_sources,
            n_articles=words.number(n_articles - n_named),
            all_articles=words.amount_of(n_articles, "article"),
        ),
        icon=":material/info:",
    )


#: Choices that stand beside their chart, and say there what the warehouse has not.
BESIDE_CHARTS = ("map",)


def say_unknown(*names: str) -> None:
    """Say which values of the address are unknown, with links to the same view of those nearest to them: of these
    choices, or of all that stand beside the page."""
    for unknown in unknown_choices():
        if unknown.name not in names and (names or unknown.name in BESIDE_CHARTS):
            continue
        said = tr(
            "“{value}” is no value of the filter {filter} in this warehouse: this view is without it.",
            value=f"<bdi>{safe(unknown.code[:100])}</bdi>",
            filter=safe(unknown.label),
        )
        asked = st.query_params.to_dict()
        links = tr(" or ").join(
            f'<a href="?{safe(urlencode({**asked, unknown.name: code}))}" target="_self">{safe(label)}</a>'
            for code, label in unknown.nearest
        )
        meant = tr(" Did you mean {links}?", links=links) if links else ""
        st.html(f'<p class="wl-notice" role="status">{said}{meant}</p>')


def told(kind_name: str, scope: Scope) -> str:
    """What the page's filters let through, as the one sentence that stands over its table and in its pictures."""
    count = ask(queries.counts, kind_name, scope)
    return scope_words.sentence(queries.KINDS[kind_name], scope, count, countries())


def name_tab(page: str, scope: Scope) -> None:
    """Put the page and its filters into the title of the browser's tab."""
    st.set_page_config(page_title=inert(scope_words.tab_title(page, scope, countries())))
