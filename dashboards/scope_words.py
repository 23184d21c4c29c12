"""What a reader chose as one sentence, with what that leaves out: over tables and inside pictures. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards import words
from dashboards.queries import NOT_STATED, Kind, Scope

#: Filters whose codes are those of countries and bodies.
COUNTRY_FILTERS = frozenset({"attacker", "defender", "donor", "recipient", "country"})
#: What stands before the values of a filter where the value alone would not say what it is.
_LEADS = {
    "attacker": "attacker ", "defender": "defender ", "donor": "donor ", "recipient": "to ", "target": "target ",
    "scope": "scope ", "status": "status ",
}  # fmt: skip

#: Why a fact stands in the table and not in the count.
_APART = {"aid": "running totals or parts of others", "meeting": "days or copies of others"}
_APART_ELSE = "sums of others"


def period(scope: Scope) -> str:
    """The period as `1 Jan 2025 to 31 Dec 2025`, a whole year as `2025`, without one `all dates`."""
    start, end = scope.start, scope.end
    if start and end:
        whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year
        return str(start.year) if whole_year else f"{words.day(start)} to {words.day(end)}"
    if start or end:
        return f"from {words.day(start)}" if start else f"until {words.day(end)}"
    return "all dates"


def choices(scope: Scope, names: Mapping[str, str]) -> list[str]:
    """Each filter that is set, as a phrase; `names` are those of countries by code."""
    phrases = []
    for name, codes in scope.choices:
        if codes:
            readable = [
                words.NOT_STATED if code == NOT_STATED
                else names.get(code, code) if name in COUNTRY_FILTERS
                else code if name == "region"
                else words.word(code)
                for code in codes
            ]  # fmt: skip
            phrases.append(_LEADS.get(name, "") + " or ".join(readable))
    if scope.publishers:
        phrases.append(f"reported by {' or '.join(scope.publishers)}")
    if scope.min_sources > 1:
        phrases.append(f"at least {scope.min_sources} sources")
    if not scope.include_belligerent_only:
        phrases.append("belligerent-only claims left out")
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
        parts.append(f"{not_counted:,} more: {_APART.get(kind.name, _APART_ELSE)}")
    if undated := int(count["n_undated"]):
        # With a period they are not among those counted, without one they are.
        parts.append(
            f"{undated:,} {'more without a date' if scope.has_period else 'without a date, in no chart over time'}"
        )
    if waiting := int(count["n_needs_review"]):
        parts.append(f"{waiting:,} in need of review {'among them' if scope.include_needs_review else 'left out'}")
    return "; ".join(parts) + "."
