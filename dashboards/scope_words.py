"""What a reader chose as one sentence, with what that leaves out: over tables and inside pictures. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards import words
from dashboards.language import mark, tr
from dashboards.queries import NOT_STATED, Kind, Scope

#: Filters whose codes are those of countries and bodies.
COUNTRY_FILTERS = frozenset({"attacker", "defender", "donor", "recipient", "country"})
#: What stands before the values of a filter where the value alone would not say what it is.
_LEADS = {
    "attacker": mark("attacker "),
    "defender": mark("defender "),
    "donor": mark("donor "),
    "recipient": mark("to "),
    "target": mark("target "),
    "scope": mark("scope "),
    "status": mark("status "),
}

#: Why a fact stands in the table and not in the count.
_APART = {"aid": mark("running totals or parts of others"), "meeting": mark("days or copies of others")}
_APART_ELSE = mark("sums of others")


def period(scope: Scope) -> str:
    """The period as `1 Jan 2025 to 31 Dec 2025`, a whole year as `2025`, without one `all dates`."""
    start, end = scope.start, scope.end
    if start and end:
        whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year
        return str(start.year) if whole_year else tr("{start} to {end}", start=words.day(start), end=words.day(end))
    if start or end:
        return tr("from {start}", start=words.day(start)) if start else tr("until {end}", end=words.day(end))
    return tr("all dates")


def choices(scope: Scope, names: Mapping[str, str]) -> list[str]:
    """Each filter that is set, as a phrase; `names` are those of countries by code."""
    phrases = []
    for name, codes in scope.choices:
        if codes:
            readable = [
                words.not_stated() if code == NOT_STATED
                else names.get(code, code) if name in COUNTRY_FILTERS
                else words.region(code) if name == "region"
                else words.word(code)
                for code in codes
            ]  # fmt: skip
            phrases.append(tr(_LEADS.get(name, "")) + tr(" or ").join(readable))
    if scope.publishers:
        phrases.append(tr("reported by {publishers}", publishers=tr(" or ").join(scope.publishers)))
    if scope.min_sources > 1:
        phrases.append(tr("at least {min_sources} sources", min_sources=scope.min_sources))
    if not scope.include_belligerent_only:
        phrases.append(tr("belligerent-only claims left out"))
    return phrases


def tab_title(page: str, scope: Scope, names: Mapping[str, str]) -> str:
    """What a browser's tab says: `Strikes: Kharkiv Oblast, 2025 · Warledger`."""
    told = [*choices(scope, names), *([period(scope)] if scope.has_period else [])]
    return f"{page}{': ' + ', '.join(told) if told else ''} · Warledger"


def sentence(kind: Kind, scope: Scope, count: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """`142 strikes, Kharkiv Oblast, 2025; 3 more are sums or parts of others; 12 more without a date.`

    `count` is `queries.counts` of the same scope; its n_counted is the figure that every page gives.
    """
    counted = int(count["n_counted"])
    parts = [", ".join([words.amount_of(counted, kind.noun), *choices(scope, names), period(scope)])]
    if not_counted := int(count["n_facts"]) - counted:
        parts.append(
            tr(
                "{not_counted} more: {why}",
                not_counted=words.number(not_counted),
                why=tr(_APART.get(kind.name, _APART_ELSE)),
            )
        )
    if undated := int(count["n_undated"]):
        # With a period they are not among those counted, without one they are.
        parts.append(
            tr("{undated} more without a date", undated=words.number(undated))
            if scope.has_period
            else tr("{undated} without a date, in no chart over time", undated=words.number(undated))
        )
    if waiting := int(count["n_needs_review"]):
        parts.append(
            tr("{waiting} in need of review among them", waiting=words.number(waiting))
            if scope.include_needs_review
            else tr("{waiting} in need of review left out", waiting=words.number(waiting))
        )
    return "; ".join(parts) + "."
