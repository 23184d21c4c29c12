"""Where states meet: settlements of the gazetteer, houses and resorts of data/venues.csv, capitals and countries.

`venues_of(sentence)` gives every such place with the token that heads it; what it does there is another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.claims import lexicon
from ingest.claims.caseless import lowered
from ingest.claims.document import ParsedSentence
from ingest.claims.reading import AnnotatedSentence
from ingest.claims.syntax import Token


@dataclass(frozen=True)
class Venue:
    """A place that a meeting can be at; `country` is None where nothing tells.

    `level`: settlement, district, admin1, other, venue, country, unknown.
    """

    name: str
    country: str | None
    location_id: str | None = None
    level: str = "settlement"


@dataclass(frozen=True)
class LocatedVenue:
    """A venue with its tokens."""

    venue: Venue
    head: Token
    first: Token
    last: Token


@dataclass(frozen=True)
class Conference:
    """A standing conference or body whose sittings are meetings."""

    name: str
    venue: Venue | None
    format: str


@cache
def _known() -> dict[str, Venue]:
    """Names of venues and capitals (lower case) to the place."""
    found: dict[str, Venue] = {}
    for row in lexicon.rows("countries.csv"):
        for name in filter(None, row["capital"].split(";")):
            found[name.lower()] = Venue(row["capital"].split(";")[0], row["code"])
    for row in lexicon.rows("venues.csv"):
        found[row["name"].lower()] = Venue(row["place"], row["country"] or None, None, row["level"] or "venue")
    return found


@cache
def capitals() -> dict[str, Venue]:
    """Country code to its capital, for "the Ukrainian capital"."""
    found = {
        row["code"]: Venue(row["capital"].split(";")[0], row["code"])
        for row in lexicon.rows("countries.csv")
        if row["capital"]
    }
    found["BE"] = Venue("Brussels", "BE")
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{lexicon.alternation([*_names()])})\b")


@cache
def _names() -> tuple[str, ...]:
    capital = (n for row in lexicon.rows("countries.csv") for n in row["capital"].split(";") if n)
    return (*(row["name"] for row in lexicon.rows("venues.csv")), *capital)


@cache
def _conferences() -> tuple[re.Pattern[str], dict[str, Conference]]:
    rows = lexicon.rows("conferences.csv")
    table = {
        " ".join(row["name"].lower().split()): Conference(
            row["name"], Venue(row["place"], row["country"]) if row["place"] else None, row["format"]
        )
        for row in rows
    }
    return re.compile(rf"\b(?:{lexicon.alternation(row['name'] for row in rows)})\b", re.IGNORECASE), table


def conference_in(text: str) -> Conference | None:
    """The standing conference that a text names."""
    pattern, table = _conferences()
    found = pattern.search(text)
    return table.get(" ".join(lowered(found.group()).replace("-", " ").split())) if found else None


def venues_of(sentence: ParsedSentence) -> list[LocatedVenue]:
    """The places of a sentence in order, without overlap: houses first, then the gazetteer's, then countries."""
    taken: set[int] = set()
    found: list[LocatedVenue] = []
    for start, end, venue in _spans_of(sentence.annotated):
        tokens = sentence.tokens_in(start, end)
        if taken.isdisjoint(t.i for t in tokens):
            taken.update(t.i for t in tokens)
            found.append(LocatedVenue(venue, sentence.head_in(start, end), tokens[0], tokens[-1]))
    return sorted(found, key=lambda v: v.head.i)


def venues_in(sentence: AnnotatedSentence) -> list[Venue]:
    """The places of a sentence that is not parsed: houses first, then the gazetteer's, then countries."""
    return [venue for _, _, venue in _spans_of(sentence)]


def _spans_of(sentence: AnnotatedSentence) -> Iterator[tuple[int, int, Venue]]:
    """Each place with its first and last character; a town's name can stand in that of a house."""
    persons = [a for a in sentence.actors if a.kind in ("person", "office", "outlet")]
    for match in _pattern().finditer(sentence.text):
        if not any(p.start <= match.start() < p.end for p in persons):
            name = re.sub(r"[\s-]+", " ", match.group().lower())
            venue = _known().get(name) or _known().get(match.group().lower())
            if venue is not None:
                yield match.start(), match.end(), venue
    for place in sentence.places:
        yield place.start, place.end, Venue(place.name, place.country, place.location_id, place.level)
    for actor in sentence.actors:
        if actor.kind == "country" and actor.form == "name":
            yield actor.start, actor.end, Venue(actor.name, actor.country, None, "country")
