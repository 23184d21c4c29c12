"""Query parameters of the service, under the names that the dashboard's links use, as a scope of its queries."""

import datetime as dt
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.published import Snapshot
from dashboards import queries
from dashboards.periods import ALL, CHOSEN, period_of
from dashboards.queries import NOT_STATED, Kind, Scope

#: Rows of one page.
MOST_ROWS = 1_000
#: Days outside of this window are typing errors.
_FIRST_DAY, _LAST_DAY = dt.date(2014, 1, 1), dt.date(2100, 12, 31)
#: Codes of one filter in one request.
_MOST_CODES = 50

#: Filters whose field has another name, because the filter's is taken.
_FIELDS = {"scope": "scope_of_count"}
#: Filters whose codes a table lists; others take what stands in the facts.
_LISTED = {
    "attacker": "select country_code from dim_countries",
    "defender": "select country_code from dim_countries",
    "donor": "select country_code from dim_countries",
    "recipient": "select country_code from dim_countries",
    "country": "select country_code from dim_countries",
    "region": "select admin1 from dim_regions",
    "weapon": "select weapon_class from dim_weapon_classes",
    "target": "select target_class from dim_target_classes",
}

Day = Annotated[dt.date, Field(ge=_FIRST_DAY, le=_LAST_DAY)]
Code = Annotated[str, Field(min_length=1, max_length=200)]
Codes = Annotated[list[Code], Field(max_length=_MOST_CODES)]


class BadFilter(ValueError):
    """A parameter whose value the published warehouse does not know: `name`, `value`, `allowed` codes."""

    def __init__(self, name: str, value: str, allowed: list[str]) -> None:
        super().__init__(f"{name} cannot be {value[:80]!r}")
        self.name, self.value, self.allowed = name, value, allowed


class Paging(BaseModel):
    """A page of a list. Parameters that are not named here or below are refused."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows of this page.")] = 100
    cursor: Annotated[str | None, Field(max_length=400, description="Of the page before: its `next`.")] = None


class ListOfFacts(Paging):
    """A page of facts; `as_of` shows what was known at that day's end (UTC)."""

    as_of: Annotated[Day | None, Field(description="What was known at the end of this day (UTC).")] = None


class ClaimFilters(Paging):
    """A page of claims."""

    kind: Annotated[list[Literal["strike", "interception", "aid", "meeting"]], Field(max_length=4)] = []
    fact: Annotated[str | None, Field(max_length=100, description="Only those of this fact.")] = None
    article: Annotated[str | None, Field(max_length=100, description="Only those of this article.")] = None


class ArticleFilters(Paging):
    """A page of articles."""

    source: Annotated[Codes, Field(description="Publishers.")] = []
    with_claims: Annotated[bool, Field(description="Only those that tell something.")] = False


class FactFilters(BaseModel):
    """What every kind of fact can be filtered by."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    period: Annotated[
        str,
        Field(
            pattern=r"^(all|dates|30d|90d|365d|20[1-9][0-9])$",
            description="30d, 90d and 365d count back from the newest fact; a year; all; dates: from and to.",
        ),
    ] = "all"
    start: Annotated[Day | None, Field(alias="from", description="First day of the event.")] = None
    end: Annotated[Day | None, Field(alias="to", description="Last day of the event.")] = None
    source: Annotated[Codes, Field(description="Publishers of which one at least tells the fact.")] = []
    min_sources: Annotated[int, Field(ge=1, le=20, description="Outlets that must tell the fact.")] = 1
    belligerent_only: Annotated[
        bool, Field(description="False leaves out what only officials of the two sides claim.")
    ] = True
    needs_review: Annotated[bool, Field(description="True brings in facts whose numbers nobody has checked.")] = False

    @model_validator(mode="after")
    def _period(self) -> "FactFilters":
        if (self.start or self.end) and self.period not in (ALL, CHOSEN):
            raise ValueError("a period and from or to exclude each other")
        if self.start and self.end and self.end < self.start:
            raise ValueError("the period ends (to) before it begins (from)")
        return self

    def chosen(self, kind: Kind, snapshot: Snapshot) -> Scope:
        """The scope of the dashboard's queries; raises BadFilter for a code that this snapshot does not know."""
        choices = []
        for name, _ in kind.filters:
            codes = tuple(getattr(self, _FIELDS.get(name, name)))
            allowed = allowed_codes(snapshot, kind, name) if codes else []
            for code in codes:
                if code not in allowed:
                    raise BadFilter(name, code, allowed)
            choices.append((name, codes))
        return replace(self.common_scope(snapshot), choices=tuple(choices))

    def common_scope(self, snapshot: Snapshot) -> Scope:
        """The scope without the filters of one kind."""
        publishers = snapshot.kept("publishers", lambda: queries.publishers(snapshot.rows)) if self.source else []
        for publisher in self.source:
            if publisher not in publishers:
                raise BadFilter("source", publisher, publishers)
        start, end = self.start, self.end
        if self.period not in (ALL, CHOSEN):
            span = snapshot.kept("span", lambda: queries.date_span(snapshot.rows))
            start, end = period_of(self.period, *span)
        return Scope(start, end, self.min_sources, tuple(self.source), self.belligerent_only, self.needs_review)


class StrikeFilters(FactFilters):
    """Filters of strikes."""

    attacker: Annotated[Codes, Field(description="RU or UA; not_stated where no article says.")] = []
    region: Annotated[Codes, Field(description="First-level region in English.")] = []
    weapon: Annotated[Codes, Field(description="Weapon class.")] = []
    target: Annotated[Codes, Field(description="What was hit.")] = []


class InterceptionFilters(FactFilters):
    """Filters of counts of what was brought down."""

    defender: Annotated[Codes, Field(description="Whose air defence: UA or RU.")] = []
    weapon: Annotated[Codes, Field(description="Weapon class.")] = []
    scope_of_count: Annotated[Codes, Field(alias="scope", description="national, regional or local.")] = []


class AidFilters(FactFilters):
    """Filters of aid packages."""

    donor: Annotated[Codes, Field(description="Country code, or the code of a body.")] = []
    recipient: Annotated[Codes, Field(description="Country code.")] = []
    type: Annotated[Codes, Field(description="Type of aid.")] = []
    status: Annotated[Codes, Field(description="How far the package has come.")] = []


class MeetingFilters(FactFilters):
    """Filters of meetings."""

    status: Annotated[Codes, Field(description="held, planned, ...")] = []
    format: Annotated[Codes, Field(description="bilateral, call, summit, ...")] = []
    country: Annotated[Codes, Field(description="Country code, or the code of a body.")] = []


FILTERS: dict[str, type[FactFilters]] = {
    "strike": StrikeFilters,
    "interception": InterceptionFilters,
    "aid": AidFilters,
    "meeting": MeetingFilters,
}


def allowed_codes(snapshot: Snapshot, kind: Kind, name: str) -> list[str]:
    """The codes that a filter of this kind takes, in order: of the lists, of the facts, and NOT_STATED."""
    return snapshot.kept(("codes", kind.name, name), lambda: _codes(snapshot, kind, name))


def _codes(snapshot: Snapshot, kind: Kind, name: str) -> list[str]:
    listed = _LISTED.get(name)
    codes = snapshot.table(listed).column(0).to_pylist() if listed else []
    return sorted({*codes, *queries.codes(snapshot.rows, kind.name, name), NOT_STATED} - {None})
