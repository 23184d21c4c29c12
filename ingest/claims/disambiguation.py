"""Which of the places of one name a text means.

Half of Ukraine's village names are borne by several villages, and many by a town far away or by a place in Russia. The
words around a name decide, the nearest first: the region or district that the text puts beside it, the region of its
sentence, the places named with it, what was named before, the country in which things happen. The size of a place
decides only where none of these speaks. A name that nothing decides keeps no coordinates: a point on the map is never
guessed. Every answer carries its reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ingest.claims.annotations import PlaceMention
from ingest.claims.gazetteer import gazetteer
from ingest.claims.spelling import name_key


class Reason(StrEnum):
    """Why a reading was chosen, the strongest first."""

    REGION_BESIDE = "region_beside"
    DISTRICT_BESIDE = "district_beside"
    REGION_IN_SENTENCE = "region_in_sentence"
    NEIGHBOUR = "neighbour"
    REGION_BEFORE = "region_before"
    NEIGHBOUR_BEFORE = "neighbour_before"
    SIDE = "side"
    ONLY_ONE = "only_one"
    POPULATION = "population"
    UNRESOLVED = "unresolved"


#: Places named together lie this near to each other; a namesake must be clearly farther away.
NEIGHBOUR_KM = 60.0
CLEARLY_FARTHER = 1.5
#: A town of this size is itself unless the text puts another region beside it or calls it a village.
TOWN = 20_000
#: A city of this size is never a village of its name.
CITY = 100_000
#: A place this many times larger than its namesakes is meant where nothing else speaks.
LARGER = 10
#: Regions of Ukraine that Russia holds in part or whole.
OCCUPIED = frozenset({"UA-09", "UA-14", "UA-23", "UA-40", "UA-43", "UA-65"})


@dataclass(frozen=True)
class PlaceContext:
    """What a text says about where a place lies, each list the nearest first.

    `written`: the name as the text has it. `beside`: the region right beside it ("Udy, Kharkiv region"); `district`:
    the district there. `regions`, `neighbours`: regions and placed settlements of the same sentence; `regions_before`,
    `neighbours_before`: of the sentences before. `side`: ISO code of the country that is attacked. `is_village`: the
    text says so.
    """

    written: str = ""
    beside: PlaceMention | None = None
    district: PlaceMention | None = None
    regions: tuple[PlaceMention, ...] = ()
    neighbours: tuple[PlaceMention, ...] = ()
    regions_before: tuple[PlaceMention, ...] = ()
    neighbours_before: tuple[PlaceMention, ...] = ()
    side: str | None = None
    is_village: bool = False


@dataclass(frozen=True)
class ResolvedPlace:
    """The place meant, why, and how far from the neighbour that decided (km)."""

    place: PlaceMention
    reason: Reason
    distance_km: float | None = None


@dataclass
class Surroundings:
    """What the sentences before leave behind: their regions and settlements, the latest first."""

    regions: list[PlaceMention] = field(default_factory=list)
    settlements: list[PlaceMention] = field(default_factory=list)


# -- how places stand beside each other in a sentence

#: "X, Y region", "X in the Y region", "X (Y region)", "X in Russia's Y region"; a district may stand between.
_BETWEEN = re.compile(
    r"\s*(?:,|\()?\s*(?:(?:a\s+)?(?:village|town|city|settlement|community)\s+)?(?:(?:in|of|inside)\s+)?(?:the\s+)?"
    r"(?:(?:occupied|border|frontline|front-line|neighbou?ring|\w+ern|\w+-?\w*east|\w+-?\w*west|Russia['’]s|"
    r"Ukraine['’]s|Russian|Ukrainian|partly|partially)\s+){0,3}"
)
#: "the Y region's village of X", "Y region's X".
_REGION_FIRST = re.compile(
    r"['’]s\s+(?:(?:border|frontline|front-line|small|nearby|occupied)\s+)*(?:(?:villages?|towns?|cit(?:y|ies)|"
    r"settlements?|hamlets?|port)\s+)?(?:of\s+)?|\s+(?:border\s+)?(?:villages?|towns?|settlements?|hamlets?|suburbs?)\s+(?:of\s+)?|:\s+"
)
_JOINT = re.compile(r",\s+|,?\s+and\s+|,?\s+or\s+|,?\s+as\s+well\s+as\s+|,?\s+near\s+")
_VILLAGE_BEFORE = re.compile(r"\b(?:villages?|hamlets?|settlements?)\s+(?:of\s+)?$", re.IGNORECASE)
_VILLAGES_BEFORE = re.compile(r"\b(?:villages|hamlets|settlements)\s+(?:of\s+)?$", re.IGNORECASE)
_LEADING_DISTRICT = re.compile(r"\W*(?:also\s+|meanwhile,?\s+)?(?:in|across|throughout)\s+(?:the\s+)?", re.IGNORECASE)
_GOVERNOR_AFTER = re.compile(r"(?:['’]s)?\s+(?:\w+\s+)?(?:governor|gov\.|regional)", re.IGNORECASE)


def region_beside(text: str, place: PlaceMention, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The region that the text puts right beside a place, or beside the list that the place stands in."""
    after = [p for p in places if p.start >= place.end]
    end = place.end
    for other in after:
        gap = text[end : other.start]
        if other.level == "admin1":
            return other if _BETWEEN.fullmatch(gap) else None
        if other.level == "district" and not _BETWEEN.fullmatch(gap):
            break
        if other.level not in ("district", "settlement") or not (_JOINT.fullmatch(gap) or _BETWEEN.fullmatch(gap)):
            break
        end = other.end
    start = place.start
    for other in reversed([p for p in places if p.end <= place.start]):
        gap = text[other.end : start]
        if other.level == "admin1":
            return other if _REGION_FIRST.fullmatch(gap) else None
        if other.level not in ("district", "settlement") or not _JOINT.fullmatch(gap):
            break
        start = other.start
    return None


def district_beside(text: str, place: PlaceMention, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The district right behind a place ("Pryshyb, Izium district") or before it ("Izium district's Pryshyb")."""
    for other in places:
        if other.level != "district":
            continue
        if other.start >= place.end and _BETWEEN.fullmatch(text[place.end : other.start]):
            return other
        if other.end <= place.start and _REGION_FIRST.fullmatch(text[other.end : place.start]):
            return other
    return None


def context_of(
    text: str,
    place: PlaceMention,
    places: Sequence[PlaceMention],
    before: Surroundings | None = None,
    side: str | None = None,
    said_by: PlaceMention | None = None,
) -> PlaceContext:
    """What a sentence and those before it say about a place. `said_by`: the region whose head the sentence quotes."""
    atlas = gazetteer()
    others = [p for p in places if p.start != place.start]
    regions = [p for p in others if p.level == "admin1"]
    regions += [
        atlas.admin1(p.admin1_code)
        for p in others
        if p.level == "settlement" and p.known and p.admin1_code and _GOVERNOR_AFTER.match(text, p.end)
    ]
    if said_by is not None:
        regions.append(said_by)
    is_village = _is_called_village(text, place, places)
    # "In the Izium district drones hit the villages of X and Y": the district and its region are theirs.
    leading = _leading_district(text, places) if is_village else None
    nearest = sorted(others, key=lambda p: abs(p.start - place.start))
    before = before or Surroundings()
    return PlaceContext(
        written=text[place.start : place.end],
        beside=region_beside(text, place, places) or (atlas.admin1(str(leading.admin1_code)) if leading else None),
        district=district_beside(text, place, places) or leading,
        regions=tuple(regions),
        neighbours=tuple(p for p in nearest if _is_anchor(p) and p.name != place.name),
        regions_before=tuple(before.regions),
        neighbours_before=tuple(p for p in before.settlements if p.name != place.name),
        side=side,
        is_village=is_village,
    )


def _leading_district(text: str, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The district of a known region that a sentence begins with ("In the Izium district, ...")."""
    first = places[0] if places else None
    if first is None or first.level != "district" or not first.known or not first.admin1_code:
        return None
    return first if _LEADING_DISTRICT.fullmatch(text, 0, first.start) else None


def _is_called_village(text: str, place: PlaceMention, places: Sequence[PlaceMention]) -> bool:
    """Whether the text says "village" before the name, or "villages" before the list that it stands in."""
    if _VILLAGE_BEFORE.search(text, max(0, place.start - 24), place.start):
        return True
    start = place.start
    for other in reversed([p for p in places if p.end <= place.start]):
        if other.level != "settlement" or not _JOINT.fullmatch(text[other.end : start]):
            return False
        start = other.start
        if _VILLAGES_BEFORE.search(text, max(0, start - 24), start):
            return True
    return False


def _is_anchor(place: PlaceMention) -> bool:
    """Whether a place is sure enough to say where another lies: one reading, or a town of its own."""
    return place.latitude is not None and (not place.candidates or place.population >= TOWN)


# -- the decision


def lies_in(place: PlaceMention, code: str | None) -> bool:
    """Whether a place lies in a region; Sevastopol lies in Crimea, Moscow in Moscow Oblast."""
    return code is not None and code in (place.admin1_code, gazetteer().around(place.admin1_code))


def distance_km(one: PlaceMention, other: PlaceMention) -> float:
    """Kilometres between two places with coordinates, on a sphere."""
    assert one.latitude is not None and one.longitude is not None
    assert other.latitude is not None and other.longitude is not None
    lat_1, lat_2 = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin(across / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(half))


def disambiguate_place(place: PlaceMention, context: PlaceContext) -> ResolvedPlace:
    """The reading of a place that its context decides for."""
    if place.level not in ("settlement", "district"):
        return ResolvedPlace(place, Reason.ONLY_ONE)
    if not place.known:
        return _unknown(place, context)
    readings = [place, *place.candidates]
    for decide in (_by_text_beside, _by_sentence, _by_sentences_before, _by_side):
        decided = decide(place, readings, context)
        if decided is not None:
            return decided
    return _by_size(place, readings, context)


def _unknown(place: PlaceMention, context: PlaceContext) -> ResolvedPlace:
    """A name that the gazetteer lacks: it keeps its name and takes the region that the text gives it."""
    if context.beside is not None:
        return _only_region(place, context, context.beside, Reason.REGION_BESIDE)
    if context.district is not None and context.district.admin1_code:
        return _only_region(place, context, context.district, Reason.DISTRICT_BESIDE)
    for regions, reason in (
        (context.regions, Reason.REGION_IN_SENTENCE),
        (context.neighbours, Reason.NEIGHBOUR),
        (context.regions_before, Reason.REGION_BEFORE),
    ):
        if regions:
            return _only_region(place, context, regions[0], reason)
    return ResolvedPlace(place, Reason.UNRESOLVED)


def _by_text_beside(place: PlaceMention, readings: list[PlaceMention], context: PlaceContext) -> ResolvedPlace | None:
    """The district or region beside the name; where no reading lies there, the name is another place of that region."""
    if context.district is not None and context.district.district:
        inside = [r for r in readings if r.district == context.district.district]
        if inside:
            return _one_of(place, inside, context, Reason.DISTRICT_BESIDE)
    region = context.beside
    if region is None:
        return None
    inside = [r for r in readings if lies_in(r, region.admin1_code)]
    if inside:
        return _one_of(place, inside, context, Reason.REGION_BESIDE)
    if place.population >= CITY and not context.is_village:
        return None  # a list: "Kyiv, the Kharkiv region and Odesa"
    return _twin(place, region, Reason.REGION_BESIDE) or _only_region(place, context, region, Reason.REGION_BESIDE)


def _by_sentence(place: PlaceMention, readings: list[PlaceMention], context: PlaceContext) -> ResolvedPlace | None:
    """Regions and neighbours of the same sentence."""
    if not context.is_village and (place.population >= CITY or (place.population >= TOWN and len(readings) == 1)):
        return None
    weighed = _serious(place, readings, context)
    codes = {r.admin1_code for r in context.regions if r.admin1_code}
    inside = [r for r in weighed if any(lies_in(r, code) for code in codes)]
    if inside:
        return _one_of(place, inside, context, Reason.REGION_IN_SENTENCE)
    near = _nearest(weighed, context.neighbours)
    if near is not None:
        return ResolvedPlace(_at(near[0], place), Reason.NEIGHBOUR, near[1])
    around = [r for r in weighed if _is_near(r, context.neighbours)]
    if around and len({r.admin1_code for r in around}) == 1:
        return ResolvedPlace(_stripped(place, context, around), Reason.NEIGHBOUR)
    if len(codes) == 1 and (context.is_village or place.population < TOWN):
        # no place of that name there, and none near: the region that the sentence names is the better witness
        region, reason = context.regions[0], Reason.REGION_IN_SENTENCE
        return _twin(place, region, reason) or _only_region(place, context, region, reason)
    return None


def _by_sentences_before(
    place: PlaceMention, readings: list[PlaceMention], context: PlaceContext
) -> ResolvedPlace | None:
    if place.population >= TOWN or (len(readings) == 1 and place.level != "district"):
        return None
    weighed = _serious(place, readings, context)
    for region in context.regions_before[:1]:
        inside = [r for r in weighed if lies_in(r, region.admin1_code)]
        if inside:
            return _one_of(place, inside, context, Reason.REGION_BEFORE)
        twin = _twin(place, region, Reason.REGION_BEFORE) if place.level == "district" else None
        if twin is not None:
            return twin
    near = _nearest(weighed, context.neighbours_before)
    return ResolvedPlace(_at(near[0], place), Reason.NEIGHBOUR_BEFORE, near[1]) if near else None


def _by_side(place: PlaceMention, readings: list[PlaceMention], context: PlaceContext) -> ResolvedPlace | None:
    """Of namesakes in two countries, those of the country where it happens."""
    if context.side is None:
        return None
    own = [r for r in _serious(place, readings, context) if _held_by(r, context.side)]
    if not own or len(own) == len(readings):
        return None
    if len(own) == 1 or own[0].population >= TOWN:
        return ResolvedPlace(_at(own[0], place), Reason.SIDE)
    if _much_larger(own):
        return ResolvedPlace(_at(max(own, key=lambda r: r.population), place), Reason.SIDE)
    return ResolvedPlace(_stripped(place, context, own), Reason.SIDE)


def _held_by(place: PlaceMention, side: str) -> bool:
    """Whether an event on a country's side can have happened there; Russia's side has what it occupies of Ukraine."""
    return place.country == side or (side == "RU" and place.admin1_code in OCCUPIED)


def _by_size(place: PlaceMention, readings: list[PlaceMention], context: PlaceContext) -> ResolvedPlace:
    if len(readings) == 1:
        return ResolvedPlace(place, Reason.ONLY_ONE)
    if place.population >= TOWN:
        return ResolvedPlace(place, Reason.POPULATION)
    if _much_larger(readings):
        return ResolvedPlace(_at(max(readings, key=lambda r: r.population), place), Reason.POPULATION)
    return ResolvedPlace(_stripped(place, context, readings), Reason.UNRESOLVED)


def _serious(place: PlaceMention, readings: list[PlaceMention], context: PlaceContext) -> list[PlaceMention]:
    """The readings that compete without a region beside the name: a town's namesakes only if the text says village,
    or if they are towns themselves."""
    if place.population < TOWN or context.is_village:
        return readings
    return [r for r in readings if r.population * LARGER >= place.population]


def _one_of(place: PlaceMention, inside: list[PlaceMention], context: PlaceContext, reason: Reason) -> ResolvedPlace:
    """The one place of a region that is meant: by its neighbours, else the town among villages, else the region."""
    if len(inside) == 1:
        return ResolvedPlace(_at(inside[0], place), reason)
    near = _nearest(inside, context.neighbours) or _nearest(inside, context.neighbours_before)
    if near is not None:
        return ResolvedPlace(_at(near[0], place), reason, near[1])
    if _much_larger(inside):
        return ResolvedPlace(_at(max(inside, key=lambda r: r.population), place), reason)
    return ResolvedPlace(_stripped(place, context, inside), reason)


def _nearest(readings: Iterable[PlaceMention], neighbours: Iterable[PlaceMention]) -> tuple[PlaceMention, float] | None:
    """The reading that lies by the neighbours, where all the others are clearly farther away."""
    placed = [n for n in neighbours if n.latitude is not None]
    found = sorted(
        ((min(distance_km(r, n) for n in placed), i, r) for i, r in enumerate(readings) if r.latitude is not None)
        if placed
        else (),
        key=lambda entry: entry[:2],
    )
    if not found or found[0][0] > NEIGHBOUR_KM:
        return None
    if len(found) > 1 and found[1][0] < CLEARLY_FARTHER * found[0][0] + 10:
        return None
    return found[0][2], round(found[0][0], 1)


def _is_near(reading: PlaceMention, neighbours: Iterable[PlaceMention]) -> bool:
    placed = [n for n in neighbours if n.latitude is not None]
    return reading.latitude is not None and any(distance_km(reading, n) <= NEIGHBOUR_KM for n in placed)


def _much_larger(readings: Iterable[PlaceMention]) -> bool:
    largest, *others = sorted((r.population for r in readings), reverse=True)
    return largest > 0 and all(largest >= LARGER * other for other in others)


def _at(reading: PlaceMention, place: PlaceMention) -> PlaceMention:
    """The reading where the place is mentioned; a district stays one."""
    if reading is place:
        return place
    level = place.level if place.level == "district" else reading.level
    name = place.name if place.level == "district" else reading.name
    return replace(reading, start=place.start, end=place.end, candidates=place.candidates, level=level, name=name)


def _twin(place: PlaceMention, region: PlaceMention, reason: Reason) -> ResolvedPlace | None:
    """The settlement of the region whose name begins like this one ("Myropil community" of Myropillia)."""
    if place.population >= 5_000 or not region.admin1_code:
        return None
    twin = gazetteer().like(place.name.removesuffix(" district"), region.admin1_code)
    if twin is None:
        return None
    return ResolvedPlace(replace(_at(twin, place), name=place.name), reason)


def _only_region(place: PlaceMention, context: PlaceContext, region: PlaceMention, reason: Reason) -> ResolvedPlace:
    """The name in the region that the text gives, without coordinates."""
    named = _without_point(place, context)
    return ResolvedPlace(
        replace(named, admin1=region.admin1, admin1_code=region.admin1_code, country=region.country), reason
    )


def _stripped(place: PlaceMention, context: PlaceContext, readings: Sequence[PlaceMention]) -> PlaceMention:
    """The name with what all its readings share: their region, their country."""
    regions = {(r.admin1, r.admin1_code) for r in readings}
    countries = {r.country for r in readings}
    admin1, code = regions.pop() if len(regions) == 1 else (None, None)
    country = countries.pop() if len(countries) == 1 else None
    return replace(_without_point(place, context), admin1=admin1, admin1_code=code, country=country)


def _without_point(place: PlaceMention, context: PlaceContext) -> PlaceMention:
    """The name alone, as the text writes it unless that is the gazetteer's name in another spelling."""
    written = place.name
    if place.level == "settlement" and context.written and name_key(context.written) != name_key(place.name):
        written = context.written
    return replace(
        place, name=written, latitude=None, longitude=None, location_id=None, population=0, district=None, known=False
    )


def disambiguate_sentence(
    text: str,
    places: Sequence[PlaceMention],
    before: Surroundings | None = None,
    side: str | None = None,
    said_by: PlaceMention | None = None,
) -> list[ResolvedPlace]:
    """The places of one sentence; each that is decided helps to decide the next."""
    current = list(places)
    answers: dict[int, ResolvedPlace] = {}
    order = sorted(range(len(current)), key=lambda i: (current[i].level != "district", len(current[i].candidates)))
    for index in order:
        context = context_of(text, current[index], current, before, side, said_by)
        answers[index] = disambiguate_place(current[index], context)
        if answers[index].reason is not Reason.UNRESOLVED:
            current[index] = replace(answers[index].place, candidates=())
    return [answers[index] for index in range(len(current))]
