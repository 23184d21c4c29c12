"""What a reader of a page chose, as a condition over the facts of a kind; where the facts of each kind lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

Rows = Callable[..., pd.DataFrame]

#: What a filter's value stands for where the column is null (or the list empty).
NOT_STATED = "not_stated"
#: Most rows that a table shows; the page says when there are more.
TABLE_ROWS = 1000


@dataclass(frozen=True)
class Kind:
    """Where the facts of one kind and their claims lie. `filters` maps a filter's name to its SQL expression."""

    name: str
    noun: str
    facts: str
    fact_id: str
    date: str
    claims: str
    filters: tuple[tuple[str, str], ...]
    #: SQL (over fact `f`) of the line that names one fact in lists
    line: str


def _or_not_stated(column: str) -> str:
    return f"coalesce(f.{column}, '{NOT_STATED}')"


def _country(column: str, otherwise: str = "'country not stated'") -> str:
    return (
        f"coalesce((select c.country_name from dim_countries c where c.country_code = {column}), {column}, {otherwise})"
    )


_WEAPONS = f"case when len(f.weapon_classes) > 0 then f.weapon_classes else ['{NOT_STATED}'] end"

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "strike", "strike", "fct_strikes", "strike_id", "event_date", "strike_claims",
            (("attacker", _or_not_stated("attacker_country")), ("region", _or_not_stated("admin1")),
             ("weapon", _WEAPONS), ("target", _or_not_stated("target_class"))),
            "concat_ws(', ', coalesce(f.place, f.admin1, f.target_country, 'place not stated'),"
            " nullif(replace(array_to_string(f.weapon_classes, ' and '), '_', ' '), ''))",
        ),
        Kind(
            "interception", "interception count", "fct_interceptions", "interception_id", "event_date",
            "interception_claims",
            (("defender", _or_not_stated("defender_country")), ("weapon", _or_not_stated("weapon_class")),
             ("scope", _or_not_stated("scope"))),
            f"concat({_country('f.defender_country')}, ': ', coalesce(f.intercepted::varchar, 'number not stated'),"
            " coalesce(' of ' || f.launched, ''), ' brought down (', replace(f.weapon_class, '_', ' '), ')')",
        ),
        Kind(
            "aid", "aid package", "fct_aid_packages", "aid_package_id", "announced_date", "aid_claims",
            (("donor", _or_not_stated("donor")), ("recipient", _or_not_stated("recipient")),
             ("type", _or_not_stated("aid_type")), ("status", _or_not_stated("status"))),
            "concat(coalesce(f.donor_name, f.donor, 'donor not stated'), ' to ',"
            f" {_country('f.recipient')},"
            " coalesce(': ' || format('{:,.0f}', f.amount) || ' ' || coalesce(f.currency, ''), ''),"
            " coalesce(', ' || nullif(array_to_string(f.items, ', '), ''), ''))",
        ),
        Kind(
            "meeting", "meeting", "fct_diplomatic_meetings", "meeting_id", "event_date", "meeting_claims",
            (("status", _or_not_stated("status")), ("format", _or_not_stated("format")),
             ("country", "list_distinct(list_concat(f.countries, f.bodies))")),
            "concat_ws(', ', coalesce(nullif(array_to_string(list_concat(f.participants, f.bodies), ' and '), ''),"
            " (select string_agg(c.country_name, ' and ' order by c.country_name) from dim_countries c"
            " where list_contains(f.countries, c.country_code)), 'participants not stated'),"
            f" coalesce(f.place, {_country('f.country', 'null')}), f.status)",
        ),
    )
}  # fmt: skip

#: National counts that add up: no reviews of longer stretches, none that another count of the day holds already.
NOT_HELD = "f.interception_id not in (select interception_id from interception_overlaps)"
COUNTED = f"f.scope = 'national' and not f.is_recap and {NOT_HELD}"
#: Packages that add up: no running totals, none that is told to be part of a larger one.
SUMMED = "not f.is_cumulative and f.aid_package_id not in (select aid_package_id from aid_package_parts)"
_GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class Scope:
    """What the reader chose. `choices` holds (filter name, allowed codes); an empty tuple of codes allows everything.

    `include_belligerent_only` False leaves out facts that nobody but an official of the two sides claims.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    min_sources: int = 1
    publishers: tuple[str, ...] = ()
    include_belligerent_only: bool = True
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def has_period(self) -> bool:
        return self.start is not None or self.end is not None


def where(kind: Kind, scope: Scope, *, dated: bool = False) -> tuple[str, list[Any]]:
    """The condition over fact `f` and its parameters; `dated` leaves out facts without a date."""
    parts: list[str] = ["true"]
    parameters: list[Any] = []
    if dated or scope.has_period:
        parts.append(f"f.{kind.date} is not null")
    for bound, operator in ((scope.start, ">="), (scope.end, "<=")):
        if bound is not None:
            parts.append(f"f.{kind.date} {operator} ?")
            parameters.append(bound)
    if scope.min_sources > 1:
        parts.append("f.n_sources >= ?")
        parameters.append(scope.min_sources)
    if scope.publishers:
        parts.append(
            f"f.{kind.fact_id} in (select c.fact_id from {kind.claims} c join dim_articles a using (article_id)"
            " where list_contains(?, a.publisher))"
        )
        parameters.append(list(scope.publishers))
    if not scope.include_belligerent_only:
        parts.append("f.is_belligerent_only is not true")
    expressions = dict(kind.filters)
    for name, codes in scope.choices:
        if codes and name in expressions:
            test = "list_has_any(?, {})" if is_list(name, kind) else "list_contains(?, {})"
            parts.append(test.format(expressions[name]))
            parameters.append(list(codes))
    return " and ".join(parts), parameters


def is_list(name: str, kind: Kind) -> bool:
    return (kind.name, name) in LIST_COLUMNS


#: The columns that a filter on lists is made of: grouped by these first, few rows are left to take apart.
LIST_COLUMNS = {("strike", "weapon"): "f.weapon_classes", ("meeting", "country"): "f.countries, f.bodies"}


def checked_grain(grain: str) -> str:
    if grain not in _GRAINS:
        raise ValueError(f"grain must be one of {_GRAINS}, not {grain!r}")
    return grain
