"""What the annotators find in a sentence; `start`/`end` of every mention are characters of that sentence, from 0."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """Characters start to end (excluded) of a sentence."""

    start: int
    end: int


@dataclass(frozen=True)
class Number(Mention):
    """A whole number with its qualifier; the span holds the qualifying words too ("at least five").

    `qualifier`: exact, at_least, at_most, about. `kind`: count, or what else the figure measures, so that nobody counts
    it: age, distance, duration, time, year, percent, money, measure, ordinal, date. `digits_start`: where the figure
    itself begins.
    """

    value: int
    qualifier: str = "exact"
    kind: str = "count"
    digits_start: int = 0


@dataclass(frozen=True)
class DateMention(Mention):
    """A window of days. `date_start`/`date_end` are None where the text does not fix the year (`partial` = "MM-DD").

    `precision`: hour, day, week, month, year. `day` is the day that the event is put on: for "overnight" the morning.
    `kind`: weekday, calendar, relative, overnight, since (a window that is still running), year, month.
    """

    date_start: dt.date | None
    date_end: dt.date | None
    precision: str
    partial: str | None
    text: str
    kind: str

    @property
    def day(self) -> dt.date | None:
        """The single day that the mention fixes; None for windows longer than a night."""
        if self.precision not in ("day", "hour") or self.date_end is None or self.date_start is None:
            return None
        return self.date_end if (self.date_end - self.date_start).days <= 1 else None


@dataclass(frozen=True)
class Money(Mention):
    """A sum in units of `currency` (ISO 4217; None where the word fits several)."""

    amount: float
    currency: str | None
    qualifier: str = "exact"


@dataclass(frozen=True)
class PlaceMention(Mention):
    """A place on the map. `level`: settlement, district, admin1, other (a bridge, a port, a strait).

    `candidates` are the other settlements of that name, most likely first; `known` is False for a name that only the
    wording shows to be a place ("the village of ..."). `precision`: settlement where the coordinates are the place's
    own, district where they are the middle of its community or district. `district`: code in districts.csv.
    `needs_cue`: the name may as well be a word or a surname.
    """

    name: str
    admin1: str | None
    admin1_code: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    location_id: str | None
    level: str
    candidates: tuple[PlaceMention, ...] = ()
    known: bool = True
    population: int = 0
    precision: str = "settlement"
    district: str | None = None
    needs_cue: bool = False

    def at(self, start: int, end: int) -> PlaceMention:
        """The same place, mentioned at these characters.

        Made once for every mention of a known place: `dataclasses.replace` takes ten times as long.
        """
        mention = object.__new__(PlaceMention)
        mention.__dict__.update(self.__dict__, start=start, end=end)
        return mention


@dataclass(frozen=True)
class Actor(Mention):
    """Who acts: a country (or its capital as its government), a body, a person, an office, a force, an outlet.

    `code` is what the actor stands for (ISO 3166-1 or a body's code), `country` the ISO code alone. `form` says how it
    was named: name, demonym, capital, seat; full, surname, titled for persons. `role`: the office or force, in
    lower case.
    """

    code: str | None
    kind: str
    name: str
    country: str | None = None
    form: str = "name"
    role: str | None = None


@dataclass(frozen=True)
class Weapon(Mention):
    """A weapon named: its class of the contract, and its name where it has one (Shahed, Iskander)."""

    weapon_class: str
    name: str | None = None


@dataclass(frozen=True)
class Target(Mention):
    """What was hit: a target class of the contract."""

    target_class: str
