"""Places named by other words: "the capital", "the city", "the region", "a town west of ...", "the Kremlin"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.claims.annotations import PlaceMention
from ingest.claims.caseless import caseless, lowered
from ingest.claims.gazetteer import gazetteer
from ingest.claims.strikes.frames import Frame

if TYPE_CHECKING:
    from ingest.claims.strikes.assemble import Assembler

_CAPITAL = re.compile(
    r"\b(?:in|on|at|against|near|over|outside|around|hit|struck|targeted|targeting|"
    r"attacked|across|pounded|of)\s+(?:the\s+)?(?:(?P<who>Ukrain\w+|Russia\w+|Ukraine['’]s|"
    r"Russia['’]s)\s+capital|capital(?!\s+(?:of|city\s+of))|capital\s+city)\b(?!,?\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)


_SECOND_CITY = re.compile(
    r"\b(?:Ukraine|country|nation)['’]s\s+second[\s-](?:largest|biggest|most\s+populous)\s+city\b"
)


_KREMLIN = caseless(
    r"\b(?:attack(?:s|ed)?|strikes?|drones?|hit)\s+(?:\w+\s+){0,3}(?:on|over|at|"
    r"against|near)\s+the\s+Kremlin\b"
)


_SAME_TOWN = re.compile(r"\b(?:the|this|that)\s+(?:[a-z-]+\s+)?(?:city|town|village|settlement)(?!\s+of\b)(?:['’]s)?\b")


_SAME_REGION = caseless(
    r"\b(?:in|across|of|on|hit|struck|throughout|over|elsewhere\s+in)\s+(?:the|"
    r"this)\s+(?:region|oblast|province)\b(?!\s+of|['’]s)"
)


_SITE_BESIDE = caseless(
    r"\b(?:towns?|villages?|plants?|stations?|depots?|bases?|airfields?|facilit(?:y|"
    r"ies)|settlements?|suburbs?|areas?|districts?|sites?|cit(?:y|ies)|warehouses?|"
    r"refiner(?:y|ies))\s+"
    r"(?:(?:just|about|some|directly|\d+\s?(?:km|miles|kilomet(?:er|re)s))\s+)*(?:to\s+the\s+)?(?:"
    r"north|south|east|west)[\w-]*\s+of\s+(?:the\s+)?(?:capital,?\s+)?$"
)


#: The region around a city that is a region of its own.
_REGION_AROUND = {"UA-30": "UA-32", "RU-MOW": "RU-MOS", "RU-SPE": "RU-LEN"}


def beside(frame: Frame) -> list[PlaceMention]:
    """ "A town west of Kyiv was hit": the region that the unnamed place lies in."""
    text = frame.sentence.text
    for place in frame.places:
        code = place.mention.admin1_code
        if (
            place.role == "reference"
            and code
            and _SITE_BESIDE.search(text, max(0, place.mention.start - 90), place.mention.start)
        ):
            region = gazetteer().admin1(_REGION_AROUND.get(code, code))
            return [replace(region, start=place.mention.start, end=place.mention.end)]
    return []


def _side_here(frame: Frame, state: Assembler) -> str:
    """The country of "the capital": of the places in the sentence, of who is attacked, of the place told before."""
    for place in frame.places:
        if place.mention.country in ("UA", "RU") and place.role != "origin":
            return place.mention.country
    if frame.attacker:
        return "UA" if frame.attacker == "RU" else "RU"
    return "RU" if state.region and state.region.country == "RU" else "UA"


def alias_in(text: str, frame: Frame, state: Assembler) -> PlaceMention | None:
    """ "The capital", "the city", "the region": the place that these words stand for here."""
    capital = _CAPITAL.search(text) if "capital" in lowered(text) else None
    atlas = gazetteer()
    second = _SECOND_CITY.search(text)
    if second:
        return replace(atlas.find("Kharkiv")[0], start=second.start(), end=second.end())
    kremlin = _KREMLIN.search(text)
    if kremlin:
        return replace(atlas.find("Moscow")[0], start=kremlin.start(), end=kremlin.end())
    if capital:
        who = (capital.group("who") or "").lower()
        side = "RU" if who.startswith("rus") else "UA" if who else _side_here(frame, state)
        if re.match(r"near|outside|around", capital.group(), re.IGNORECASE) and any(
            p.role == "speaker" for p in frame.places
        ):
            return None
        found = atlas.find("Moscow" if side == "RU" else "Kyiv")
        return replace(found[0], start=capital.start(), end=capital.end()) if found else None
    town = _SAME_TOWN.search(text)
    if state.region is not None and state.region.admin1_code:
        region = _SAME_REGION.search(text)
        if region and not (town and state.town and town.start() < region.start()):
            return PlaceMention(
                region.start(),
                region.end(),
                state.region.admin1 or "",
                state.region.admin1,
                state.region.admin1_code,
                state.region.country,
                None,
                None,
                None,
                "admin1",
            )
    if town and state.town is not None:
        return replace(state.town, start=town.start(), end=town.end())
    return None
