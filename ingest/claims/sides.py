"""Who attacks: what the arcs around a trigger say, checked against who holds the place that was hit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from ingest.claims import lexicon
from ingest.claims.annotations import PlaceMention
from ingest.claims.document import ParsedSentence
from ingest.claims.matcher import phrase
from ingest.claims.syntax import Token

#: Words that name a side without its country.
_SIDE_WORDS = {
    "RU": frozenset(
        {"russian", "russia", "russians", "moscow", "kremlin", "putin", "occupier", "occupiers", "occupants", "invader",
         "invaders", "rashists", "enemy", "aggressor", "shahed", "shaheds", "separatist", "separatists", "dpr", "lpr",
         "wagner"}
    ),
    "UA": frozenset({"ukrainian", "ukraine", "ukrainians", "kyiv", "kiev", "sbu", "zelensky", "zelenskyy", "afu"}),
}  # fmt: skip
#: "Russian-installed", "Moscow-backed", "Russian-occupied": says who holds, not who attacks.
_HELD_BY = frozenset({"installed", "backed", "appointed", "occupied", "held", "controlled", "annexed", "imposed"})
#: Regions that Russia has held since 2014: who strikes there is Ukraine.
HELD_SINCE_2014 = frozenset({"UA-43", "UA-40"})
#: Russian regions where Russian forces strike, too: Ukrainian troops stood there.
FOUGHT_OVER = frozenset({"RU-KRS", "RU-BEL"})
#: Ukrainian regions of which Russia holds parts.
CONTESTED = frozenset({"UA-14", "UA-09", "UA-23", "UA-65", "UA-43", "UA-40"})


class HeldCity(NamedTuple):
    """A town under occupation, from a day on; `disputed`: no side is taken for the attacker unless the text says."""

    iso: str
    since: dt.date
    disputed: bool


@cache
def held_cities() -> dict[str, HeldCity]:
    """The towns under occupation by name (data/held_cities.csv)."""
    rows = lexicon.rows("held_cities.csv")
    return {r["name"]: HeldCity(r["iso"], dt.date.fromisoformat(r["since"]), r["disputed"] == "yes") for r in rows}


@cache
def _weapon_owners() -> dict[str, str]:
    return {row["name"]: row["side"] for row in lexicon.rows("weapon_owners.csv")}


def word_side(token: Token) -> str | None:
    """The side that a word names; None for "Russian-installed" and its like."""
    for side, words in _SIDE_WORDS.items():
        if token.lower in words or token.lemma in words:
            beside = {c.lower for c in token.head.children} | {token.head.lower}
            return None if beside & _HELD_BY and token.head.lower in _HELD_BY else side
    return None


def sides_of_phrase(token: Token, sentence: ParsedSentence) -> set[str]:
    """The sides named in a noun phrase: its adjectives, compounds and possessors, and the owner of a named weapon."""
    inside = phrase(token)
    sides = {side for t in inside if (side := word_side(t))}
    if sides:
        return sides
    of = next((c for c in token.children if c.dep == "prep" and c.lower in ("of", "by", "from")), None)
    inner = of.child("pobj") if of is not None else None
    armed = inner is not None and any(w.head is inner for w in sentence.weapons)  # "a swarm of Ukrainian drones"
    if inner is not None and of is not None and (of.lower == "by" or (of.lower == "of" and armed)):
        sides = {side for t in phrase(inner) if (side := word_side(t))}
    if sides:
        return sides
    indices = {t.i for t in inside}
    return {
        _weapon_owners()[w.value.name]
        for w in sentence.weapons
        if w.head.i in indices and w.value.name in _weapon_owners()
    }


def _held(place: PlaceMention, published: dt.date | None) -> HeldCity | None:
    """The town's entry if it was occupied when the article was published (an undated article: if it ever was)."""
    held = held_cities().get(place.name)
    if held is None or held.iso != place.admin1_code or (published is not None and published < held.since):
        return None
    return held


def attacker_of(
    place: PlaceMention | None,
    sides: Iterable[str],
    occupied: bool,
    published: dt.date | None,
    victims: frozenset[str] = frozenset(),
) -> str | None:
    """Who struck a place: the side that the text names, unless it cannot strike there; else who does not hold it.

    `occupied`: the text says that the place is under occupation, or the speaker is an official of the occupation.
    `victims`: sides whose forces are named as who was struck there.
    """
    named = set(sides)
    only = next(iter(named)) if len(named) == 1 else None
    if place is None or place.country not in ("UA", "RU"):
        return only
    if place.country == "RU":
        return "RU" if only == "RU" and place.admin1_code in FOUGHT_OVER else "UA"
    if place.admin1_code in HELD_SINCE_2014:
        return "UA"
    held = _held(place, published)
    contested = place.admin1_code in CONTESTED
    if occupied and contested and only != "RU":
        return "UA"
    if held:
        return only or (None if held.disputed else "UA")
    if only == "UA" and contested:
        return "UA"
    if only == "UA" and (place.admin1_code is None or "RU" in victims):
        return "UA"
    return "RU"
