"""Which places a sentence says were hit, and which tolls, weapons, targets and attacker belong to each."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ingest.claims import lexicon
from ingest.claims.annotations import PlaceMention, Target, Weapon
from ingest.claims.caseless import caseless
from ingest.claims.disambiguation import REMEMBERED, Surroundings, disambiguate_sentence, lies_in
from ingest.claims.gazetteer import gazetteer
from ingest.claims.spelling import name_key
from ingest.claims.strikes.aliases import alias_in, beside
from ingest.claims.strikes.frames import Frame, targets_of
from ingest.claims.strikes.sides import FOUGHT_OVER, attacker_of, held_cities
from ingest.claims.strikes.tolls import Toll

if TYPE_CHECKING:
    from ingest.claims.strikes.assemble import Assembler

_GOVERNOR_AFTER = caseless(r"(?:['’]s)?\s+(?:\w+\s+)?(?:governor|gov\.|regional)")
#: "Antonivka outside Kherson": the second town only says where the first lies.
_LIES_BY = re.compile(
    r"^,?\s+(?:just\s+)?(?:outside|near|close\s+to|not\s+far\s+from|on\s+the\s+outskirts\s+of)\s+(?:the\s+)?(?:city\s+of\s+)?$"
)
_MAYOR = caseless(r"\b(?:mayor|city|municipal)\b")
_ELSEWHERE = caseless(r"\b(?:elsewhere|in\s+other\s+(?:parts|areas|settlements))\b")
_CONTRAST = caseless(
    r"\b(?:while|whereas|but|(?<!well )as(?!\s+well))\s|;|\band\s+(?=(?:in|on|another|a\s+separate|"
    r"at\s+least|one|two|three|four|five)\b)"
)
_NOT_USED_BEFORE = caseless(
    r"\b(?:shot\s+down|shooting\s+down|shoot\s+down|intercept\w*|down(?:ed|ing)|"
    r"destroyed|neutrali[sz]ed|brought\s+down|stor(?:ed|ing|es)|storage|depots?\s+(?:for|"
    r"of|with)|produc\w+|mak(?:es|ing)|manufactur\w+|suppl\w+|provid\w+|deliver\w+|"
    r"suppress\w+|request\w*|ask\w*\s+for|components?\s+(?:for|of)|housing)\s+(?:\w+\s+){0,6}$"
)
_NOT_USED_AFTER = caseless(
    r"(?:\s+(?:that|which))?\s+(?:were|was|had\s+been|have\s+been)\s+(?:shot\s+down|"
    r"intercepted|downed|destroyed|neutrali[sz]ed|suppressed)|\s+(?:production|"
    r"factor|plant|defen[cs]e|manufactur)"
)
#: Regions that are one city.
_CITY_REGIONS = {"UA-30": "Kyiv", "RU-MOW": "Moscow", "UA-40": "Sevastopol", "RU-SPE": "Saint Petersburg"}


@dataclass
class Site:
    """One place hit in one sentence (`place` None: the sentence names none)."""

    place: PlaceMention | None
    tolls: list[Toll]
    attacker: str | None
    weapons: list[Weapon]
    targets: list[Target]
    near: bool = False
    fallback: bool = False
    clause: tuple[int, int] | None = None


def sites_of(frame: Frame, state: Assembler) -> list[Site]:
    """The places hit, each with its share of the sentence."""
    text = frame.sentence.text
    places = frame.hits()
    fallback = False
    if not places and frame.real:
        places = beside(frame)
    alias_used = False
    if not places:
        alias = alias_in(text, frame, state)
        if alias:
            places, alias_used = [alias], True
    if not places and (frame.tolls or frame.real) and not alias_used:
        speakers = [p.mention for p in frame.places if p.role == "speaker"]
        speakers = [p for p in speakers if p.name not in ("Kyiv", "Moscow") or _MAYOR.search(text)]
        if speakers and (not state.focus or state.focus.place is None or not _within(state.focus.place, speakers[0])):
            several = [p for p in speakers if p.level == "admin1"]
            places, fallback = several if len(several) > 1 else speakers[:1], True
            code = places[0].admin1_code
            if code and code not in _CITY_REGIONS and _GOVERNOR_AFTER.match(text, places[0].end):
                places = [replace(gazetteer().admin1(code), start=places[0].start, end=places[0].end)]
            if places[0].name in held_cities() and not frame.occupied and places[0].admin1_code:
                # "officials in Donetsk" are today the region's, who work elsewhere
                places = [replace(gazetteer().admin1(places[0].admin1_code), start=places[0].start, end=places[0].end)]
        elif (
            frame.official
            and frame.tolls
            and not speakers
            and (not state.focus or state.focus.place is None or not _within(state.focus.place, frame.official))
        ):
            places, fallback = [frame.official], True
    places = [p for p in places if not _attackers_own(p, frame)]
    everything = places
    places = _without_regions([_city_of(p, frame, state) for p in _placed(places, frame, state)], text)
    if not places:
        return []
    tolls = [t for t in frame.tolls if not t.subset]
    elsewhere = _elsewhere(text, tolls, everything, places)
    if elsewhere:
        tolls = [t for t in tolls if t is not elsewhere[1]]
    shares = _share(places, tolls, text)
    if elsewhere:
        places, shares = [*places, elsewhere[0]], [*shares, [elsewhere[1]]]
    weapons = used_weapons(frame)
    armed = [weapons for _ in places] if len(places) < 2 else _weapons_by_clause(places, weapons, text)
    sites = []
    for place, share, arms in zip(places, shares, armed, strict=True):
        sites.append(
            Site(
                place,
                share,
                attacker_of(frame, place, state),
                arms,
                targets_of(frame),
                bool(
                    re.search(
                        r"\b(?:near|outside|outskirts\s+of|close\s+to|around|not\s+far\s+from|suburbs?\s+of)\s+(?:the\s+)?"
                        r"(?:\w+\s+)?(?:of\s+)?$",
                        text[max(0, place.start - 40) : place.start],
                    )
                ),
                fallback,
                clause_of(place, text) if len(places) > 1 else None,
            )
        )
    unique: list[Site] = []
    for site in sites:
        twin = next(
            (
                s
                for s in unique
                if s.place and site.place and (s.place.name, s.place.admin1) == (site.place.name, site.place.admin1)
            ),
            None,
        )
        if twin:
            twin.tolls = twin.tolls + site.tolls
        else:
            unique.append(site)
    return unique


def _attackers_own(place: PlaceMention, frame: Frame) -> bool:
    """Whether a town deep in Russia stands in a sentence that tells of Russia's attacks alone: "in Moscow on a day
    of deadly Russian attacks"."""
    return (
        place.country == "RU"
        and place.admin1_code not in FOUGHT_OVER
        and {side for _, side in frame.attackers} == {"RU"}
        and not frame.tolls
        and "Ukrain" not in frame.sentence.text
    )


def _elsewhere(
    text: str, tolls: list[Toll], everything: list[PlaceMention], kept: list[PlaceMention]
) -> tuple[PlaceMention, Toll] | None:
    """ "One was killed in the town and four were hurt elsewhere in the region": the last toll is the region's."""
    dropped = [p for p in everything if p.level == "admin1" and p not in kept]
    if dropped and len(tolls) > 1 and _ELSEWHERE.search(text, tolls[-1].anchor):
        return dropped[0], tolls[-1]
    return None


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    """City districts by spelling key, with the cities that have one."""
    return {
        name_key(n): tuple(r["cities"].split("|"))
        for r in lexicon.rows("city_districts.csv")
        for n in r["names"].split("|")
    }


def _city_of(place: PlaceMention, frame: Frame, state: Assembler) -> PlaceMention:
    """A city's district counts as the city: the one of its cities that the article speaks of."""
    if place.level not in ("district", "settlement") or place.name in _CITY_REGIONS.values():
        return place
    if place.population >= 100_000 and place.admin1_code not in _CITY_REGIONS:
        return place
    name = place.name.removesuffix(" district")
    cities = _districts().get(name_key(name), ())
    if place.admin1_code in _CITY_REGIONS and not cities:
        cities = (_CITY_REGIONS[place.admin1_code],)
    if not cities:
        return place
    named = {p.mention.name for p in frame.places} | {e.place.name for e in state.events if e.place}
    city = next((c for c in cities if c in named), None)
    if city is None and place.level == "settlement" and place.admin1_code not in _CITY_REGIONS and len(cities) > 1:
        return place
    city = city or cities[0]
    found = gazetteer().find(city)
    return replace(found[0], start=place.start, end=place.end) if found else place


def used_weapons(frame: Frame) -> list[Weapon]:
    """The weapons that struck: not those that the sentence says were shot down, stored, supplied or asked for."""
    text = frame.sentence.text
    used = []
    for weapon in frame.sentence.weapons:
        if _NOT_USED_BEFORE.search(text, max(0, weapon.start - 50), weapon.start) or _NOT_USED_AFTER.match(
            text, weapon.end
        ):
            continue
        used.append(weapon)
    return used


def clause_of(place: PlaceMention, text: str) -> tuple[int, int] | None:
    """Where the clause that tells of the place begins and ends, in a sentence that tells of places apart."""
    cuts = [0, *(m.start() for m in _CONTRAST.finditer(text)), len(text)]
    if len(cuts) == 2:
        return None
    return max(c for c in cuts if c <= place.start), min(c for c in cuts if c > place.start)


def _weapons_by_clause(places: list[PlaceMention], weapons: list[Weapon], text: str) -> list[list[Weapon]]:
    """Each place's weapons where clauses tell of places apart ("..., while a drone fell in ..."); else all of them."""
    cuts = [0, *(m.start() for m in _CONTRAST.finditer(text)), len(text)]
    if len(cuts) == 2:
        return [weapons for _ in places]
    shares = []
    for place in places:
        start = max(c for c in cuts if c <= place.start)
        end = min(c for c in cuts if c > place.start)
        shares.append([w for w in weapons if start <= w.start < end])
    return shares


def _within(inner: PlaceMention, outer: PlaceMention) -> bool:
    return bool(outer.admin1_code and inner.admin1_code == outer.admin1_code) or inner.name == outer.name


def _without_regions(places: list[PlaceMention], text: str) -> list[PlaceMention]:
    """Drops a region (or the regional centre used for it) that only says where a named settlement lies."""
    settlements = [p for p in places if p.level != "admin1"]
    kept = []
    for place in places:
        if place.level == "admin1":
            inner = [p for p in settlements if lies_in(p, place.admin1_code) or not p.admin1_code]
            listed = re.search(
                r"\b(?:and|as\s+well\s+as|,)\s+(?:the\s+)?(?:\w+\s+)?$", text[max(0, place.start - 24) : place.start]
            ) and not re.search(r",\s+(?:in\s+)?(?:the\s+)?(?:\w+\s+)?$", text[max(0, place.start - 24) : place.start])
            if inner and ";" in text[min(place.end, inner[0].end) : max(place.start, inner[0].start)]:
                inner = []  # another clause tells of the town
            if inner and not (listed and any(p.name.split()[0] in (place.name or "") for p in inner)):
                continue
        elif any(p.end <= place.start and _LIES_BY.match(text[p.end : place.start]) for p in settlements) or any(
            p is not place
            and (
                p.admin1_code == place.admin1_code
                or (p.admin1_code, place.admin1_code) in (("UA-32", "UA-30"), ("RU-MOS", "RU-MOW"))
            )
            and place.admin1
            and place.name.split()[0] == place.admin1.split()[0]
            and p.name != place.name
            and p.start < place.start
            and re.search(r"(?:,|\bin)\s+(?:also\s+in\s+)?$", text[max(0, place.start - 12) : place.start])
            and place.start - p.end < 30
            for p in settlements
        ):
            continue
        kept.append(place)
    return kept


def _placed(places: list[PlaceMention], frame: Frame, state: Assembler) -> list[PlaceMention]:
    """The places that the sentence's names mean, as the sentence and those before it decide."""
    before = Surroundings(
        [state.region] if state.region is not None else [],
        [e.place for e in reversed(state.events) if e.place is not None and e.place.latitude is not None][:REMEMBERED],
    )
    sides = {side for _, side in frame.attackers}
    side = {"RU": "UA", "UA": "RU"}[sides.pop()] if len(sides) == 1 else None
    named = [p.mention for p in frame.places]
    answers = disambiguate_sentence(frame.sentence.text, named, before, side, frame.official)
    meant = {(own.start, own.name): answer.place for own, answer in zip(named, answers, strict=True)}
    return [meant.get((p.start, p.name), p) for p in places]


def _share(places: list[PlaceMention], tolls: list[Toll], text: str) -> list[list[Toll]]:
    """Each place's tolls. One place takes all; several tolls go to the places that follow (or precede) them."""
    shares: list[list[Toll]] = [[] for _ in places]
    if not tolls:
        return shares
    if len(places) == 1:
        shares[0] = list(tolls)
        return shares
    tolls = list(tolls)
    for index, place in enumerate(places):
        for toll in list(tolls):
            if (
                toll.anchor > place.end
                and re.match(r"^,?\s+(?:region\s*,?\s+)?where\b", text[place.end : place.end + 20])
                and not any(place.end < p.start < toll.anchor for p in places)
            ):
                shares[index].append(toll)
                tolls.remove(toll)
    if not tolls:
        return shares
    cuts = [0, *(m.start() for m in _CONTRAST.finditer(text)), len(text)]
    if len(cuts) > 2 and len(tolls) > 1:
        for toll in list(tolls):
            start = max(c for c in cuts if c <= toll.anchor)
            end = min(c for c in cuts if c > toll.anchor)
            inside = [i for i, p in enumerate(places) if start <= p.start < end]
            if inside:
                shares[inside[0]].append(toll)
                tolls.remove(toll)
    if not tolls:
        return shares
    if places[-1].end <= tolls[0].anchor and all(
        re.match(r"^(?:\s+regions?)?(?:,\s+|\s+and\s+|,\s+and\s+)(?:the\s+)?$", text[a.end : b.start])
        for a, b in itertools.pairwise(places)
    ):
        shares[0].extend(tolls)  # one list, one toll: the first place stands for it
        return shares
    leading = places[0].start < tolls[0].start and not _one_list(places, tolls, text)
    for toll in tolls:
        if leading:
            before = [i for i, p in enumerate(places) if p.start < toll.anchor]
            index = before[-1] if before else 0
        else:
            after = [i for i, p in enumerate(places) if p.start > toll.anchor]
            index = after[0] if after else len(places) - 1
        shares[index].append(toll)
    return shares


def _one_list(places: list[PlaceMention], tolls: list[Toll], text: str) -> bool:
    """Whether a toll stands before the first place."""
    return tolls[0].anchor < places[0].start
