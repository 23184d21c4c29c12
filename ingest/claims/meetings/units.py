"""A sentence as a row of units (parties, places, dates, words), the form that the meeting grammar reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ingest.claims import lexicon
from ingest.claims.annotations import Actor, DateMention, Mention, PlaceMention
from ingest.claims.reading import AnnotatedSentence
from ingest.claims.vocabulary import VOCABULARY

_WORD = re.compile(
    r"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Ww]ho)(?=[’'](?:ll|d|ve|re|s|m)\b)|[’'](?:ll|d|ve|re|m)\b|(?:[A-Za-z]\.){2,}|[^\W_]+(?:[’'-][^\W_]+)*[’']?|[^\w\s]"
)
_NAME = re.compile(
    r"[A-ZÀ-ÖØ-ÞŠŽČĆŁŚ][\w’'-]*[^\W\d_](?:\s+(?:(?:of|von|van|der|de|bin|al|the)\s+){0,2}[A-ZÀ-ÖØ-ÞŠŽČĆŁŚ][\w’'-]*[^\W\d_])*"
)
#: Nouns of meetings that headlines and names write with a capital.
_MEETING_NOUNS = frozenset(("summit", "meeting", "talks", "visit"))
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")
_POSSESSIVE = re.compile(r"[’']s?(?=[\s,.;:)]|$)")


class Unit(NamedTuple):
    """One piece of a sentence: `kind` is party, demonym, name, place, date, other, word or mark; `key` its text."""

    kind: str
    key: str
    start: int
    end: int
    actor: Actor | None = None
    place: PlaceMention | None = None
    date: DateMention | None = None
    possessive: bool = False


@dataclass(frozen=True)
class Venue:
    """A place that a meeting can be at; `country` is None where nothing tells."""

    name: str
    country: str | None
    location_id: str | None = None
    level: str = "settlement"


@cache
def _venues() -> dict[str, Venue]:
    venues = {name.lower(): venue for name, venue in _capital_names().items()}
    for row in lexicon.rows("venues.csv"):
        venues[row["name"].lower()] = Venue(row["place"], row["country"] or None, None, "venue")
    return venues


@cache
def _venue_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{lexicon.alternation(row['name'] for row in lexicon.rows('venues.csv'))})\b")


@cache
def _venue_words() -> frozenset[str]:
    return frozenset(re.findall(r"\w+", row["name"])[0].lower() for row in lexicon.rows("venues.csv"))


_VENUE_BIT = VOCABULARY.test(lambda word: not _venue_words().isdisjoint(re.findall(r"\w+", word)))


@cache
def capitals() -> dict[str, Venue]:
    """Country code to its capital (the first that data/countries.csv names), for "the Ukrainian capital"."""
    found = {}
    for row in lexicon.rows("countries.csv"):
        if row["capital"]:
            found[row["code"]] = Venue(row["capital"].split(";")[0], row["code"])
    found["BE"] = Venue("Brussels", "BE")
    return found


@cache
def _capital_names() -> dict[str, Venue]:
    names = {}
    for row in lexicon.rows("countries.csv"):
        for name in filter(None, row["capital"].split(";")):
            names[name] = Venue(row["capital"].split(";")[0], row["code"])
    return names


@cache
def _about() -> frozenset[str]:
    rows = lexicon.rows("meeting_grammar.csv")
    return frozenset(
        row["word"] for row in rows if row["class"] in ("about", "topic") and row["word"] not in ("talks", "peace")
    )


@cache
def _stop_names() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] in ("stop", "title"))


def venue_of(unit: Unit) -> Venue | None:
    """The place that a unit names: a settlement of the gazetteer, a venue of ours, a country, or an unknown name."""
    if unit.kind == "place" and unit.place is not None:
        return Venue(unit.place.name, unit.place.country, unit.place.location_id, unit.place.level)
    known = _venues().get(unit.key) or _venues().get(unit.key.removeprefix("the "))
    if known:
        return known
    if unit.actor is not None and unit.actor.kind == "country" and unit.actor.form == "name":
        return Venue(unit.actor.name, unit.actor.country, None, "country")
    if unit.actor is not None and unit.actor.form == "capital" and unit.actor.country:
        return capitals().get(unit.actor.country)
    if unit.kind == "name":
        return Venue(unit.key, None, None, "unknown")
    return None


def _kind_of(actor: Actor) -> str:
    if actor.kind in ("force", "outlet"):
        return "other"
    if actor.kind == "country" and actor.form == "demonym":
        return "demonym"
    if actor.role and re.search(r"spokes|press secretary", actor.role):
        return "other"
    return "party"


def units_of(sentence: AnnotatedSentence) -> list[Unit]:
    """The units of a sentence in order: actors before places before words; unknown capitalised names are `name`."""
    text = sentence.text
    spans: list[tuple[int, int, str, Mention | None]] = []
    taken = bytearray(len(text))

    def take(start: int, end: int, kind: str, mention: Mention | None) -> None:
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            spans.append((start, end, kind, mention))

    seats = {a.start: a for a in sentence.actors if a.form == "seat"}
    longer = {a.start: a.end for a in sentence.actors}
    for match in _venue_pattern().finditer(text) if sentence.word_bits & _VENUE_BIT else ():
        if longer.get(match.start(), 0) > match.end():
            continue  # "the Pentagon chief" is a person
        if match.start() not in seats or re.search(
            r"\b(?:at|in|to|into|from|visit|visited|visits|visiting|outside|inside|left|of)\s+(?:the\s+)?$",
            text[max(0, match.start() - 14) : match.start()],
        ):
            take(match.start(), match.end(), "place", None)
    for actor in sentence.actors:
        take(actor.start, actor.end, _kind_of(actor), actor)
    for date in sentence.dates:
        take(date.start, date.end, "date", date)
    for place in sentence.places:
        take(place.start, place.end, "place", place)
    for match in _CAPITAL.finditer(text):
        if match.group() in _capital_names():
            take(match.start(), match.end(), "place", None)
    units: list[Unit] = []
    cursor = 0
    for start, end, kind, mention in [*sorted(spans, key=lambda s: s[0]), (len(text), len(text), "", None)]:
        _plain(text, cursor, start, units)
        if not kind:
            break
        possessive = _POSSESSIVE.match(text, end)
        units.append(
            Unit(
                kind,
                text[start:end].lower(),
                start,
                end,
                mention if isinstance(mention, Actor) else None,
                mention if isinstance(mention, PlaceMention) else None,
                mention if isinstance(mention, DateMention) else None,
                bool(possessive),
            )
        )
        cursor = possessive.end() if possessive else end
    return [_modifier(units, at) for at in range(len(units))]


def _modifier(units: list[Unit], at: int) -> Unit:
    """A country that only says what a noun is about ("the Ukraine war") is no party."""
    unit = units[at]
    if (
        unit.kind != "party"
        or unit.possessive
        or unit.actor is None
        or unit.actor.kind != "country"
        or unit.actor.form != "name"
    ):
        return unit
    if at and units[at - 1].key in ("-", "–"):
        return unit  # one of a pair: "the US-Ukraine deal"
    key = units[at + 1].key if at + 1 < len(units) and units[at + 1].kind == "word" else ""
    return unit._replace(kind="other") if key in _about() else unit


def _plain(text: str, start: int, end: int, units: list[Unit]) -> None:
    """Append the units of a stretch without mentions: unknown names, words, marks."""
    position = start
    for match in _WORD.finditer(text, start, end):
        if match.start() < position:
            continue
        word = match.group()
        name = _NAME.match(text, match.start(), end) if word[0].isupper() else None
        if name:
            words = [w for w in name.group().split() if w.lower().rstrip(".") not in _stop_names()]
            before = text[: match.start()].rstrip()
            first_of_sentence = not before or before[-1] in "\"“'‘►•∙:.!?"
            if words and words[-1].lower() in _MEETING_NOUNS:
                words = []  # "NATO Summit", "Peace Talks"
            if words and name.group().startswith(words[0]) and not (first_of_sentence and len(words) == 1):
                possessive = name.group().endswith(("'s", "’s"))
                last = name.end() - 2 * possessive
                units.append(Unit("name", text[match.start() : last], match.start(), last, possessive=possessive))
                position = name.end()
                continue
        kind = "word" if word[0].isalnum() else "mark"
        units.append(Unit(kind, word.lower().rstrip("’'") or word, match.start(), match.end()))
        position = match.end()
