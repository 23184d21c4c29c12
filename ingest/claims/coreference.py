"""What belongs together in an article: same places, places inside places, words that stand for a place told before.

`Discourse` is the state that a reader carries from sentence to sentence: the salient town and region, the day of the
article's news, the day of the last statement. `same_place` and `lies_in` decide whether two mentions are of one place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ingest.claims.annotations import DateMention, PlaceMention
from ingest.claims.attach import place_role
from ingest.claims.disambiguation import Surroundings
from ingest.claims.document import Located, ParsedSentence
from ingest.claims.gazetteer import gazetteer
from ingest.claims.sides import word_side
from ingest.claims.syntax import Token

#: An event older than this many days at publication is one that the article recalls.
RECALL_DAYS = 4
#: From this many people on, a town is not taken for a namesake.
LARGE_TOWN = 100_000
#: Regions that are one city, and the region around each.
CITY_REGIONS = {"UA-30": "Kyiv", "RU-MOW": "Moscow", "UA-40": "Sevastopol", "RU-SPE": "Saint Petersburg"}
_AROUND = {"UA-30": "UA-32", "RU-MOW": "RU-MOS", "RU-SPE": "RU-LEN"}
_TOWN_WORDS = frozenset({"city", "town", "village", "settlement", "hamlet"})
_REGION_WORDS = frozenset({"region", "oblast", "province"})
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "their", "its", "our"})
#: Regions whose centre has another name.
_CENTRES = {"UA-12": "Dnipro", "UA-35": "Kropyvnytskyi", "RU-ROS": "Rostov-on-Don"}


def same_place(a: PlaceMention | None, b: PlaceMention | None) -> bool:
    """Whether two mentions name one place; a sentence without a place matches none but another such."""
    if a is None or b is None:
        return a is b
    if a.level == "admin1" or b.level == "admin1":
        return a.level == b.level and a.admin1_code == b.admin1_code
    if a.location_id and b.location_id:
        return a.location_id == b.location_id
    return a.name == b.name and (a.admin1_code == b.admin1_code or not a.admin1_code or not b.admin1_code)


def lies_in(place: PlaceMention, region: PlaceMention) -> bool:
    """Whether a settlement may lie in a region: by its own reading or by one of its namesakes'."""
    if not place.known or not place.admin1_code or place.admin1_code == region.admin1_code:
        return True
    if (place.admin1_code, region.admin1_code) in (*_AROUND.items(), ("UA-40", "UA-43")):
        return True
    if place.population >= LARGE_TOWN:
        return False
    return any(c.admin1_code == region.admin1_code for c in place.candidates)


def around(city: PlaceMention, other: PlaceMention) -> bool:
    """Whether a place lies in the city's region (for Kyiv and Moscow: in the region around it)."""
    return other.admin1_code == city.admin1_code or _AROUND.get(city.admin1_code or "") == other.admin1_code


def is_centre_of(town: PlaceMention, region: PlaceMention) -> bool:
    """Whether a town is the one that the region is named for."""
    if town.level != "settlement" or region.level != "admin1" or not region.admin1:
        return False
    centre = _CENTRES.get(region.admin1_code or "", region.admin1.rsplit(" ", 1)[0])
    return around(town, region) and town.name == centre


def region_of(place: PlaceMention) -> PlaceMention | None:
    """The region that a place lies in, mentioned at the same characters."""
    if place.admin1_code is None:
        return None
    return gazetteer().admin1(place.admin1_code).at(place.start, place.end)


def region_around(city: PlaceMention) -> PlaceMention | None:
    """The region that surrounds a city: for Kyiv and Moscow the one around, not the city itself."""
    region = region_of(city)
    code = _AROUND.get(city.admin1_code or "")
    return gazetteer().admin1(code).at(city.start, city.end) if code else region


@dataclass
class Discourse:
    """What a sentence may refer to without naming it."""

    published: dt.date | None
    town: PlaceMention | None = None
    region: PlaceMention | None = None
    earlier_town: PlaceMention | None = None
    date: DateMention | None = None
    dated_at: int = -10
    lead: DateMention | None = None
    speech_date: DateMention | None = None
    attacker: str | None = None
    attacked_at: int = -10
    #: the town of the report's dateline
    here: PlaceMention | None = None

    def is_old(self, day: dt.date) -> bool:
        """Whether an event of that day is recalled rather than news."""
        return bool(self.published and (self.published - day).days > RECALL_DAYS)

    def note(self, place: PlaceMention) -> None:
        """A place becomes the one that "the city", "the region" and "there" stand for."""
        if place.admin1_code:
            self.region = region_of(place)
        if place.level == "settlement":
            if self.town is not None and not same_place(self.town, place):
                self.earlier_town = self.town
            self.town = place

    def surroundings(self) -> Surroundings:
        """The salient places, as what says where the next one lies."""
        towns = [t for t in (self.town, self.earlier_town) if t is not None and t.latitude is not None]
        return Surroundings([self.region] if self.region else [], towns)

    def places_meant(self, sentence: ParsedSentence, attackers: set[str]) -> list[Located[PlaceMention]]:
        """Places that a sentence means by other words: "the city", "this region", "there", "the capital".

        `attackers` are the sides that attack in the sentence: "the capital" is the other side's.
        """
        found = []
        for token in sentence.tokens:
            place = self._meant_by(token, sentence, attackers)
            if place is not None:
                found.append(Located(place.at(token.start, token.end), token, token, token))
        return found

    def _meant_by(self, token: Token, sentence: ParsedSentence, attackers: set[str]) -> PlaceMention | None:
        if token.lower in ("former", "latter") and (
            token.dep in ("nsubj", "nsubjpass", "pobj", "dobj") or token.head.pos == "NUM"
        ):
            return self.town if token.lower == "latter" else self.earlier_town
        if token.lower == "it" and token.dep in ("dobj", "nsubjpass"):
            # "Lyman lies near the front. Artillery struck it": of what was attacked a town is the likeliest
            return self.town if attackers and not sentence.places else None
        if token.lower == "there" and token.dep == "advmod":
            return self._town_before(token, sentence) or self.town or self.region
        if token.lower == "here" and token.dep == "advmod":
            return self.here
        if token.lower == "kremlin" and token.dep == "pobj" and token.head.lower in ("on", "over", "at", "near"):
            return gazetteer().find("Moscow")[0]
        if (
            token.tag not in ("NN", "NNP")
            or token.lemma not in _TOWN_WORDS | _REGION_WORDS | {"capital"}
            or token.pos not in ("NOUN", "PROPN")
        ):
            return None
        part = token.dep == "compound" and token.head.lemma in ("centre", "center", "outskirts", "suburb")
        if not _is_definite(token.head if part else token) or any(
            p.first.i <= token.i <= p.last.i for p in sentence.places
        ):
            return None
        if any(
            c.dep in ("prep", "appos", "compound", "nmod", "relcl") and _names_place(c, sentence)
            for c in token.children
        ):
            return None
        if token.dep == "appos" or (token.dep == "compound" and not part):
            return None
        if token.lemma == "capital":
            return self._capital(token, sentence, attackers)
        if token.lemma in _REGION_WORDS:
            before = self._region_before(token, sentence)
            return before or self.region
        before = self._town_before(token, sentence)
        if before is not None:
            return before
        fitting = [t for t in (self.town, self.earlier_town) if t is not None and _may_be_called(token.lemma, t)]
        return fitting[0] if fitting else None

    def _town_before(self, token: Token, sentence: ParsedSentence) -> PlaceMention | None:
        """A town named earlier in the same sentence."""
        before = [p.value for p in _before(token, sentence) if p.value.level == "settlement"]
        return before[-1] if before else None

    def _region_before(self, token: Token, sentence: ParsedSentence) -> PlaceMention | None:
        before = [p.value for p in _before(token, sentence) if p.value.admin1_code]
        return region_of(before[-1]) if before else None

    def _capital(self, token: Token, sentence: ParsedSentence, attackers: set[str]) -> PlaceMention | None:
        words = {c.lower for c in token.children if c.dep in ("amod", "poss", "compound")}
        countries = {p.value.country for p in sentence.places if not word_side(p.head)} & {"UA", "RU"}
        named = [p.value for p in sentence.places if p.value.name in ("Kyiv", "Moscow") and p.last.i < token.i]
        if words & {"russian", "russia"}:
            return gazetteer().find("Moscow")[0]
        if words & {"ukrainian", "ukraine"} or attackers == {"RU"}:
            return gazetteer().find("Kyiv")[0]
        if named:
            return named[-1]
        if countries == {"UA"}:
            return gazetteer().find("Kyiv")[0]
        of_russia = (
            attackers == {"UA"} or countries == {"RU"} or (self.region is not None and self.region.country == "RU")
        )
        return gazetteer().find("Moscow" if of_russia else "Kyiv")[0]


def names_several(token: Token) -> bool:
    """ "In the two cities", "in both ports": several places told before, together."""
    counted = any(c.dep in ("nummod", "det", "predet") and c.lower in _SEVERAL for c in token.children)
    return token.tag == "NNS" and token.lemma in _TOWN_WORDS | _REGION_WORDS | {"port"} and counted


_SEVERAL = frozenset({"two", "three", "four", "five", "six", "both", "all"})


def _before(token: Token, sentence: ParsedSentence) -> list[Located[PlaceMention]]:
    """Places named before a word, without capitals that may stand for their governments."""
    named = [p for p in sentence.places if p.last.i < token.i and (not word_side(p.head) or _has_mayor(p.head))]
    # "... the Khmelnytskyi administration said, adding that drones had hit the town"
    return [p for p in named if place_role(p, sentence).role != "speaker" or len(named) == 1 or _has_mayor(p.head)]


def _has_mayor(town: Token) -> bool:
    """ "Moscow Mayor Sobyanin": the town itself is meant, not its government."""
    return any(t.lemma == "mayor" for t in [town.head, *town.head.children])


#: A place of more people is called no village, one of fewer no city.
_VILLAGE_MOST, _CITY_LEAST = 60_000, 8_000


def _may_be_called(word: str, town: PlaceMention) -> bool:
    """Whether a town can be meant by "the city" or "the village"."""
    if not town.population:
        return word != "city" or not town.known
    if word in ("village", "hamlet", "settlement"):
        return town.population < _VILLAGE_MOST
    return word != "city" or town.population >= _CITY_LEAST


def _is_definite(token: Token) -> bool:
    return any(c.dep in ("det", "poss") and (c.lower in _DEFINITE or c.tag == "NNP") for c in token.children)


def _names_place(child: Token, sentence: ParsedSentence) -> bool:
    inside = {t.i for t in child.subtree()}
    if child.dep == "prep" and child.lower not in ("of", "in"):
        return False
    return any(p.head.i in inside for p in sentence.places) or (child.dep == "prep" and child.lower == "of")
