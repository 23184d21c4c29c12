"""What a reader of a page chose, as a condition over the facts of a kind; where the facts of each kind lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards import language

Rows = Callable[..., pd.DataFrame]

#: What a filter's value stands for where the column is null (or the list empty).
NOT_STATED = "not_stated"
#: Most rows that a table shows; the page says when there are more.
TABLE_ROWS = 1000


@dataclass(frozen=True)
class Kind:
    """Where the facts of one kind and their claims lie. `filters` maps a filter's name to its columns of the facts: one
    with a code, or several that hold lists of codes."""

    name: str
    noun: str
    facts: str
    fact_id: str
    date: str
    claims: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def line(self) -> str:
        """SQL (over fact `f`) of the line that names one fact in lists, in the language in use."""
        return _LINES[self.name]()

    def columns(self, filter_name: str) -> tuple[str, ...]:
        """The columns that a filter looks at; KeyError for a filter that this kind has not."""
        return dict(self.filters)[filter_name]

    def is_list(self, filter_name: str) -> bool:
        """Whether a fact can have several codes of this filter."""
        return self.columns(filter_name)[0] in LIST_COLUMNS

    def codes(self, filter_name: str) -> str:
        """SQL over fact `f`: its code, or the list of its codes; NOT_STATED where nothing is stated."""
        columns = self.columns(filter_name)
        if not self.is_list(filter_name):
            return f"coalesce(f.{columns[0]}, '{NOT_STATED}')"
        if len(columns) > 1:
            return f"list_distinct(list_concat({', '.join(f'f.{column}' for column in columns)}))"
        return f"case when len(f.{columns[0]}) > 0 then f.{columns[0]} else ['{NOT_STATED}'] end"

    def allows(self, filter_name: str, codes: tuple[str, ...]) -> tuple[str, list[Any]]:
        """The condition over fact `f` that it has one of these codes, and its parameters.

        Written without `codes` above, by column: a list that is built for each fact takes ten times as long.
        """
        columns = self.columns(filter_name)
        stated = [code for code in codes if code != NOT_STATED]
        parts, parameters = [], []
        for column in columns:
            if self.is_list(filter_name):
                parts += [f"list_contains(f.{column}, ?)"] * len(stated)
                parameters += stated
            elif stated:
                parts.append(f"f.{column} in ({', '.join('?' * len(stated))})")
                parameters += stated
        if len(stated) < len(codes):
            empty = "coalesce(len(f.{}), 0) = 0" if self.is_list(filter_name) else "f.{} is null"
            parts.append(" and ".join(empty.format(column) for column in columns))
        return f"({' or '.join(parts)})", parameters


#: Columns of facts that hold a list of codes.
LIST_COLUMNS = frozenset({"weapon_classes", "countries", "bodies"})


def said(context: str, sql: str, english: str | None = None) -> str:
    """SQL of a text in the language in use: English as it is, else marked for `words.spoken`, which puts it in.

    Contexts: "code" a code, "state" a country's code and name with a | between, "name" a region or body, "message" a
    message, "number" a number.
    """
    if language.current() == language.ENGLISH:
        return english or sql
    return f"chr(2) || '{context}:' || {sql} || chr(3)"


def _message(text: str) -> str:
    return said("message", f"'{text}'")


def country(column: str, otherwise: str | None = None) -> str:
    """SQL of a country's name by its code; of a country that is not known the code; without one `otherwise`."""
    name = f"(select c.country_name from dim_countries c where c.country_code = {column})"
    told = said("state", f"{column} || '|' || coalesce({name}, '')", f"coalesce({name}, {column})")
    return f"coalesce({told}, {otherwise or 'null'})"


def countries(column: str, between: str) -> str:
    """SQL of the names of the countries whose codes a list holds, in the order of their names."""
    name = said("state", "c.country_code || '|' || c.country_name", "c.country_name")
    return (
        f"(select string_agg({name}, {between} order by c.country_name) from dim_countries c"
        f" where list_contains({column}, c.country_code))"
    )


def weapons(between: str) -> str:
    """SQL of the weapon classes of a strike as words; null without one."""
    if language.current() == language.ENGLISH:
        return f"nullif(replace(array_to_string(f.weapon_classes, {between}), '_', ' '), '')"
    each = f"list_transform(f.weapon_classes, lambda code: {said('code', 'code')})"
    return f"nullif(array_to_string({each}, {between}), '')"


def _strike_line() -> str:
    english = "case f.target_country when 'UA' then 'Ukraine' when 'RU' then 'Russia' else f.target_country end"
    return (
        f"concat_ws(', ', coalesce(f.place, {said('name', 'f.admin1')}, {said('state', 'f.target_country', english)}"
        f" || ', ' || {_message('place not stated')}, {_message('place not stated')}), {weapons(_message(' and '))})"
    )


def _interception_line() -> str:
    weapon = said("code", "f.weapon_class", "replace(f.weapon_class, '_', ' ')")
    launched = f"coalesce({_message(' of ')} || f.launched, '')"
    return (
        f"concat({country('f.defender_country', _message('country not stated'))}, ': ',"
        f" coalesce(f.intercepted::varchar, {_message('number not stated')}), {launched},"
        f" {_message(' brought down')}, ' (', {weapon}, ')')"
    )


def donor() -> str:
    """SQL of a package's donor: by its name in the language in use where the code is known, else as the fact has it."""
    known = "(select c.country_code || '|' || c.country_name from dim_countries c where c.country_code = f.donor)"
    return f"coalesce({said('state', known, 'f.donor_name')}, f.donor_name, f.donor)"


def _aid_line() -> str:
    amount = said("number", "f.amount::varchar", "format('{:,.0f}', f.amount)")
    return (
        f"concat(coalesce({donor()}, {_message('donor not stated')}), {_message(' to ')},"
        f" {country('f.recipient', _message('country not stated'))},"
        f" coalesce(': ' || {amount} || ' ' || coalesce(f.currency, ''), ''),"
        " coalesce(', ' || nullif(array_to_string(f.items, ', '), ''), ''))"
    )


def _meeting_line() -> str:
    between = _message(" and ")
    return (
        f"concat_ws(', ', coalesce(nullif(array_to_string(list_concat(f.participants, f.bodies), {between}), ''),"
        f" {countries('f.countries', between)}, {_message('participants not stated')}),"
        f" coalesce(f.place, {country('f.country')}), {said('code', 'f.status')})"
    )


#: What each kind's `line` is made by.
_LINES: dict[str, Callable[[], str]] = {
    "strike": _strike_line, "interception": _interception_line, "aid": _aid_line, "meeting": _meeting_line,
}  # fmt: skip


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "strike", "strike", "fct_strikes", "strike_id", "event_date", "strike_claims",
            (("attacker", ("attacker_country",)), ("region", ("admin1",)),
             ("weapon", ("weapon_classes",)), ("target", ("target_class",))),
        ),
        Kind(
            "interception", "interception count", "fct_interceptions", "interception_id", "event_date",
            "interception_claims",
            (("defender", ("defender_country",)), ("weapon", ("weapon_class",)),
             ("scope", ("scope",))),
        ),
        Kind(
            "aid", "aid package", "fct_aid_packages", "aid_package_id", "announced_date", "aid_claims",
            (("donor", ("donor",)), ("recipient", ("recipient",)),
             ("type", ("aid_type",)), ("status", ("status",))),
        ),
        Kind(
            "meeting", "meeting", "fct_diplomatic_meetings", "meeting_id", "event_date", "meeting_claims",
            (("status", ("status",)), ("format", ("format",)),
             ("country", ("countries", "bodies"))),
        ),
    )
}  # fmt: skip

#: Strikes that fell (no sums of a region or country whose strikes are there); tolls that add up (no town inside a sum).
#: Both read `held` of `strikes_held`.
FELL = "f.strike_id not in (select ancestor_id from held)"
TOLLS = "f.strike_id not in (select child_id from held)"
#: Tolls that add up inside a region: its sum holds its towns, and the country's sum is not the region's.
REGION_TOLLS = "f.strike_id not in (select child_id from held where is_in_region)"
#: Meetings that are counted: none that stands in another one as its earlier day or its copy.
MET_ONCE = (
    "f.meeting_id not in (select child_id from fact_relations where fact_kind = 'meeting' and is_counted_in_parent)"
)
_GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class Scope:
    """What the reader chose. `choices` holds (filter name, allowed codes); an empty tuple of codes allows everything.

    `include_belligerent_only` False leaves out facts that nobody but an official of the two sides claims;
    `include_needs_review` brings in those whose numbers nobody has looked at yet, though they are implausible.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    min_sources: int = 1
    publishers: tuple[str, ...] = ()
    include_belligerent_only: bool = True
    include_needs_review: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def has_period(self) -> bool:
        """Whether the filters name a first or a last day."""
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
            f"f.{kind.fact_id} in (select p.fact_id from agg_fact_publishers p where p.kind = '{kind.name}'"
            f" and p.publisher in ({', '.join('?' * len(scope.publishers))}))"
        )
        parameters += scope.publishers
    if not scope.include_belligerent_only:
        parts.append("f.is_belligerent_only is not true")
    if not scope.include_needs_review:
        parts.append("f.review_state is distinct from 'needs_review'")
    for name, codes in scope.choices:
        if codes and name in dict(kind.filters):
            condition, values = kind.allows(name, codes)
            parts.append(condition)
            parameters += values
    return " and ".join(parts), parameters


def _in_scope(scope: Scope) -> str:
    """The condition on a row of overlaps or parts: what only facts that need review hold, is held where they count."""
    return "true" if scope.include_needs_review else "not only_with_review"


def not_held(scope: Scope) -> str:
    """The condition on counts `f` that no other count of their day holds already."""
    held = f"select interception_id from interception_overlaps where {_in_scope(scope)}"
    return f"f.interception_id not in ({held})"


def national_counts(scope: Scope) -> str:
    """The condition on national counts `f` that add up: no reviews of longer stretches, none that another one holds."""
    return f"f.scope = 'national' and not f.is_recap and {not_held(scope)}"


def whole_packages(scope: Scope) -> str:
    """The condition on packages `f` that add up: no running totals, none that is stated to be part of a larger one."""
    parts = f"select aid_package_id from aid_package_parts where {_in_scope(scope)}"
    return f"not f.is_cumulative and f.aid_package_id not in ({parts})"


def strikes_held(condition: str) -> str:
    """The CTE `held` (child_id, ancestor_id, is_in_region) as the beginning of a query: strikes inside the sum of a
    region or country, where the condition over `f` holds for both. A sum that the reader's filters leave out, be it for
    its review, holds nothing. The condition's parameters stand in it once."""
    return (
        "with recursive of_strikes as (select child_id, parent_id as ancestor_id from fact_relations"
        " where fact_kind = 'strike'),"
        " ancestry as (select child_id, ancestor_id from of_strikes union select a.child_id, r.ancestor_id"
        " from ancestry a join of_strikes r on r.child_id = a.ancestor_id),"
        " related as (select f.strike_id, f.admin1_code from fct_strikes f where (f.strike_id in (select child_id from"
        f" of_strikes) or f.strike_id in (select ancestor_id from of_strikes)) and {condition}),"
        " held as (select a.child_id, a.ancestor_id, sums.admin1_code is not null as is_in_region from ancestry a"
        " join related parts on parts.strike_id = a.child_id join related sums on sums.strike_id = a.ancestor_id)"
    )


def checked_grain(grain: str) -> str:
    """The grain, if it is one that the queries know; ValueError otherwise."""
    if grain not in _GRAINS:
        raise ValueError(f"grain must be one of {_GRAINS}, not {grain!r}")
    return grain
