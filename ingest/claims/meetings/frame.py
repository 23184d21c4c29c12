"""One mention of one meeting, as a clause tells it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.claims.annotations import DateMention
from ingest.claims.meetings.parties import Party
from ingest.claims.meetings.units import Venue


@dataclass
class Frame:
    """`kind` is talk, visit, call or summit; `label` names the body or conference that sits.

    `anaphoric` marks a mention that only refers ("the meeting", "the two leaders"); `explicit` one whose words say that
    these parties meet; `recalled` one of an earlier time; `also` one that goes on where the mention before it stopped;
    `definite` one with "the"; `soft` one whose future is seen from the past ("would meet");
    `made` one that a verb tells as taking place; `now` one that goes on, or is hours away, in the article's present.
    """

    index: int
    at: int
    kind: str
    format: str
    status: str
    parties: list[Party] = field(default_factory=list)
    place: Venue | None = None
    date: DateMention | None = None
    label: str | None = None
    anaphoric: bool = False
    recalled: bool = False
    explicit: bool = False
    also: bool = False
    definite: bool = False
    soft: bool = False
    made: bool = False
    now: bool = False
    noun: str = ""

    @property
    def host(self) -> str | None:
        """The country of the place."""
        return self.place.country if self.place else None
