"""The four kinds of claim as rows: what one article says about one event.

Field names and codes are the public contract (docs/schema.md). None is never 0.
Each claim has one main quote and any number of further evidence spans; all are exact slices of the article's body.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from ingest.core.documents import Article, content_id
from ingest.core.reader_version import reader_version


@dataclass(frozen=True, order=True)
class Span:
    """A passage of the body: `body[char_start:char_end]`."""

    char_start: int
    char_end: int


def _quoted(body: str, span: Span) -> dict[str, Any]:
    """A passage as the contract gives it: its text and its offsets."""
    start, end = span.char_start, span.char_end
    return {"quote": body[start:end], "char_start": start, "char_end": end}


@dataclass
class Claim:
    """What all kinds share.

    `event_date` is None when the text does not fix the day. `date_start`/`date_end` bound the window that the text
    gives (a month, "overnight" = the evening before to the morning). `date_partial` is "MM-DD" where the text names
    day and month but nothing fixes the year. `date_text` is the wording that the date was read from.
    """

    span: Span
    evidence: list[Span] = field(default_factory=list)
    date_precision: str | None = None
    date_start: dt.date | None = None
    date_end: dt.date | None = None
    date_partial: str | None = None
    date_text: str | None = None
    claimant: str | None = None
    claimant_side: str = "unknown"
    is_background: bool = False
    rule_id: str | None = None
    confidence: float | None = None

    kind: ClassVar[str] = "claim"
    #: fields that make two claims of one article different rows
    key_fields: ClassVar[tuple[str, ...]] = ()

    def to_row(self, article: Article) -> dict[str, Any]:
        """The claim as a flat row of the contract, with id, quote, offsets and evidence."""
        # not dataclasses.asdict: it copies every value deeply, which costs more than all the rest of the row
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("span", "evidence")}
        values = {name: list(value) if isinstance(value, list) else value for name, value in values.items()}
        span, body = self.span, article.body
        key = [str(values.get(column)) for column in self.key_fields]
        return {
            "claim_id": content_id(self.kind, article.article_id, span.char_start, span.char_end, *key),
            "article_id": article.article_id,
            **values,
            **_quoted(body, span),
            "evidence": [_quoted(body, passage) for passage in self.evidence],
            "reader_version": reader_version(),
        }


@dataclass
class StrikeClaim(Claim):
    """One strike: one place hit. `place` is None for a strike known only by its region."""

    kind: ClassVar[str] = "strike"
    key_fields: ClassVar[tuple[str, ...]] = ("place", "admin1", "event_date", "attacker_country")

    event_date: dt.date | None = None
    attacker_country: str | None = None
    target_country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    place: str | None = None
    location_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: str = "none"
    weapon_classes: list[str] = field(default_factory=list)
    weapon_names: list[str] = field(default_factory=list)
    target_class: str | None = None
    killed: int | None = None
    killed_qualifier: str | None = None
    wounded: int | None = None
    wounded_qualifier: str | None = None


@dataclass
class InterceptionClaim(Claim):
    """One count of one weapon class brought down by one side."""

    kind: ClassVar[str] = "interception"
    key_fields: ClassVar[tuple[str, ...]] = (
        "defender_country",
        "weapon_class",
        "launched",
        "intercepted",
        "place",
        "admin1",
        "event_date",
    )

    event_date: dt.date | None = None
    defender_country: str | None = None
    attacker_country: str | None = None
    weapon_class: str = "other"
    weapon_names: list[str] = field(default_factory=list)
    launched: int | None = None
    launched_qualifier: str | None = None
    intercepted: int | None = None
    intercepted_qualifier: str | None = None
    shot_down: int | None = None
    suppressed: int | None = None
    hit: int | None = None  # weapons that came through (never the number of places that they hit)
    still_airborne: int | None = None  # weapons still flying when the count was told
    count_definition: str | None = None  # shot_down | shot_down_or_suppressed | unspecified
    scope: str = "national"  # national | regional | local
    is_recap: bool = False
    #: Hours between which the count was made ("between 18:00 and 22:00", "since 18:00"), local time as HH:MM:
    #: `time_start` on `date_start`, `time_end` on `date_end`.
    time_start: str | None = None
    time_end: str | None = None
    place: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None


@dataclass
class AidClaim(Claim):
    """One package (or running total) of money or goods for one of the two sides."""

    kind: ClassVar[str] = "aid"
    key_fields: ClassVar[tuple[str, ...]] = ("donor", "recipient", "amount", "currency", "status")

    announced_date: dt.date | None = None
    donor: str | None = None
    donor_name: str | None = None
    recipient: str | None = None
    amount: float | None = None
    amount_qualifier: str | None = None
    currency: str | None = None
    aid_type: str = "unknown"
    status: str = "announced"
    is_cumulative: bool = False
    items: list[str] = field(default_factory=list)
    is_part: bool = False  # the text takes the sum from a larger one: a payment, tranche or share
    part_of: str | None = None  # that larger package, as the text names it
    part_of_amount: float | None = None  # its sum, where the article states it, in part_of_currency
    part_of_currency: str | None = None
    shared_with: list[str] = field(default_factory=list)  # other states that the sum is for (ISO codes)


@dataclass
class MeetingClaim(Claim):
    """One meeting between states or international bodies."""

    kind: ClassVar[str] = "meeting"
    key_fields: ClassVar[tuple[str, ...]] = ("event_date", "status", "countries", "participants")

    event_date: dt.date | None = None
    status: str = "held"
    format: str | None = None
    participants: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    place: str | None = None
    country: str | None = None
    location_id: str | None = None
    topic: str | None = None


@dataclass
class Claims:
    """All claims of one article.

    `failures` names the readers that broke on it: their claims are missing. `unshown` names the numbers that were
    left out because no passage of their claim shows them (proof.py).
    """

    strikes: list[StrikeClaim] = field(default_factory=list)
    interceptions: list[InterceptionClaim] = field(default_factory=list)
    aid_packages: list[AidClaim] = field(default_factory=list)
    meetings: list[MeetingClaim] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)

    def rows(self, article: Article) -> dict[str, list[dict[str, Any]]]:
        """Rows by contract key: strikes, interceptions, aid_packages, meetings."""
        return {
            "strikes": [c.to_row(article) for c in self.strikes],
            "interceptions": [c.to_row(article) for c in self.interceptions],
            "aid_packages": [c.to_row(article) for c in self.aid_packages],
            "meetings": [c.to_row(article) for c in self.meetings],
        }

    def __len__(self) -> int:
        return len(self.strikes) + len(self.interceptions) + len(self.aid_packages) + len(self.meetings)
