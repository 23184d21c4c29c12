"""Settlements, districts and regions named in a sentence.

Capitalised word sequences are looked up by spelling key (`ingest.claims.spelling`) in the gazetteer; the words around
them decide between a city and the region of its name, and between a place and a person who wears its name. A name
that the gazetteer lacks is a place where the wording says so ("the village of ...", "... district").
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.claims import lexicon
from ingest.claims.annotations import PlaceMention
from ingest.claims.gazetteer import Region, gazetteer, is_village, region_mention
from ingest.claims.spelling import name_key
from ingest.claims.vocabulary import VOCABULARY

#: The capital letters and the small ones that names in English texts have, those of Polish and Czech among them.
_BIG, _SMALL = "A-ZŁŻŹŚĆŃŠŽČ", "a-zà-öø-ÿ\u0100-\u017f"
_WORD = (
    rf"[{_BIG}][{_SMALL}A-Z]*(?:[’'][a-z]+)?(?:-(?:on|na|pri|upon|nad|v|le|sur)(?=-))?"
    rf"(?:-[{_BIG}]?[{_SMALL}]+)*"
)
_CAPITALISED = re.compile(rf"(?:St\.|Crimean peninsula|{_WORD})")
_AFTER_REGION = re.compile(
    r"(?:['’]s)?\s+(?:and\s+[A-Z]\w+\s+)?(?:(?:border|frontier|front-line|frontline|"
    r"occupied)\s+)?(?P<kind>[Rr]egions?|[Oo]blasts?|[Pp]rovinces?|[Kk]rai|[Tt]erritory|"
    r"[Rr]epublic|peninsula|Peninsula)\b"
)
_AFTER_REGION_OFFICE = re.compile(r"\s+(?:[Rr]egional|[Oo]blast)\b")
#: "The Odesa village of Lyman", "the Kyiv suburb of Bucha": the region's.
_PLACE_OF_REGION = re.compile(
    r"\s+(?:(?:border|frontline)\s+)?(?:villages?|towns?|settlements?|hamlets?|suburbs?)\s+of\b"
)
_AFTER_DISTRICT = re.compile(
    r"\s+(?P<kind>[Dd]istricts?|[Rr]aions?|[Cc]ommunit(?:y|ies)|hromadas?|municipalit(?:y|"
    r"ies)|(?:urban|rural)\s+district)\b"
)
#: "The Shebekino and Graivoron districts": the word belongs to all.
_LIST_THEN_DISTRICTS = re.compile(
    r"(?:(?:,\s+|\s+and\s+|,\s+and\s+)(?:the\s+)?[A-Z][\w’'-]+){1,8}\s+"
    r"(?P<kind>[Dd]istricts|[Rr]aions|[Cc]ommunities|hromadas|municipalities)\b"
)
_BEFORE_REGION = re.compile(
    r"\b(?:[Rr]egions?|[Oo]blasts?|[Pp]rovinces?|[Tt]errit(?:ory|ories)|[Rr]epublic)\s+of\s+(?:the\s+)"
    r"?(?:occupied\s+)?(?:[A-Z][\w’'-]+(?:,\s+(?:(?:north|south|east|west)\w*\s+of\s+[A-Z]\w+,?\s+)?(?"
    r":and\s+)?|\s+and\s+|,\s+and\s+))*$"
)
_BEFORE_SETTLEMENT = re.compile(
    r"\b(?P<kind>villages?|towns?|cit(?:y|ies)|settlements?|hamlets?|suburbs?|capital|"
    r"port|communit(?:y|ies)|hub|resort|hometown)\s+(?:(?:called|named)\s+|of\s+)?(?:the\s+)?(?:[A-Z][\w’'-"
    r"]+(?:,\s+|\s+and\s+|,\s+and\s+))*$"
)
#: "Udy, a village of 300 people", "Tomaryne, a hamlet east of Beryslav".
_SETTLEMENT_BEHIND = re.compile(r",\s+an?\s+(?:[a-z-]+\s+){0,2}(?P<kind>village|town|hamlet|settlement)\b")
_LIST_THEN_REGIONS = re.compile(
    r"(?:(?:,\s+|\s+and\s+|,\s+and\s+|\s+or\s+)(?:the\s+)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?){1,14}\s+("
    r"?:border\s+|frontline\s+|front-line\s+)?(?:[Rr]egions|[Oo]blasts|[Pp]rovinces|"
    r"[Tt]erritories)\b"
)
_PERSON_TITLES = (
    r"(?:Mr|Mrs|Ms|Dr|President|Governor|Gov|Mayor|General|Gen|Minister|Secretary|"
    r"Chancellor|Spokesman|Spokeswoman|Spokesperson|Senator|Sen|Captain|Colonel|"
    r"Col|Lt|Maj|Major|Sgt"
    r"|King|Queen|Prince|Pope|Ambassador|Judge|Professor|Prof|Commander|Admiral|"
    r"Adm|Chief|Lieutenant|Lord|Sir|Dame|Metropolitan|Patriarch|Saint)\.?\s+$"
)
_TITLE_BEFORE = re.compile(r"\b" + _PERSON_TITLES)
_COMMON = frozenset(row["form"] for row in lexicon.rows("place_stoplist.csv"))
#: What an unknown district's name must end in to be one of these countries'.
_SLAVIC_ADJECTIVE = re.compile(
    r"(?:sk(?:y[iy]?|i[iy]?|oy|yj|oi|aya|a)|[nvl]yi|[nvl]y|[nvl]iy|oye|ka|ki|no|"
    r"vo|iv|yn|in)$"
)
#: Capitalised words that may stand beside a place without making it a person's or a firm's name.
_NEUTRAL = frozenset(row["form"] for row in lexicon.rows("neutral_words.csv"))
_ORGANISATION_AFTER = re.compile(
    r"\s+(?:Independent|Post|Times|School|University|Institute|Security|Conference|"
    r"Summit|Dynamo|FC|United|Oblast\s+Military|Agreements?|Accords?|Format|Protocol|"
    r"Memorandum|Street|Avenue|Convention|Declaration|Express|Ballet|Cake|Exchange|"
    r"Stock|Treaty|Process|Group|Contact)\b"
)

#: Words before a name that show a place, and regions of other countries behind one.
_CUES = frozenset(row["word"] for row in lexicon.rows("place_cues.csv"))
_FOREIGN = lexicon.alternation(row["name"] for row in lexicon.rows("foreign_regions.csv"))
_FOREIGN_AFTER = re.compile(rf",\s+(?:{_FOREIGN})(?!\w)")
#: What stands between a place and the region or district that says where it lies, with the region's or district's name.
_LIES_IN_AFTER = re.compile(
    r",?\s+(?:\()?(?:in\s+)?(?:the\s+)?(?:[a-z-]+\s+)?(?:Russia['’]s\s+|Ukraine['’]s\s+)?"
    r"(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)"
    r"(?P<kind>\s+(?:(?:border|frontline)\s+)?(?:[Rr]egion|[Oo]blast|[Dd]istrict|[Rr]aion|[Cc]ommunity|[Pp]rovince|[Kk]rai)\b)?"
)


def _at(mention: PlaceMention, start: int, end: int, candidates: tuple[PlaceMention, ...] = ()) -> PlaceMention:
    placed = mention.at(start, end)
    return replace(placed, candidates=candidates) if candidates else placed


def _tokens(text: str) -> list[tuple[int, int, str]]:
    """Capitalised words as (start, end without possessive, word)."""
    tokens = []
    for found in _CAPITALISED.finditer(text):
        start = found.start()
        if start and text[start - 1].isalnum():
            continue
        word = found.group()
        if word[-1] == "s" and word[-2] in "'’":
            word = word[:-2]
        tokens.append((start, start + len(word), word))
    return tokens


def find_places(text: str, word_bits: int | None = None) -> list[PlaceMention]:
    """All places of a sentence in order. Ambiguous settlements carry their other readings in `candidates`.

    `word_bits` are the sentence's in the vocabulary, where they are known.
    """
    tokens = _tokens(text)
    if not tokens:
        return []
    atlas = gazetteer()
    shown = bool((VOCABULARY.bits(text) if word_bits is None else word_bits) & _SHOWS_PLACE)
    places: list[PlaceMention] = []
    index = 0
    while index < len(tokens):
        taken = 1
        start = tokens[index][0]
        for length in range(_longest_name(text, tokens, index), 0, -1):
            end = tokens[index + length - 1][1]
            name = text[start:end]
            region, found = atlas.named(name)
            if region is None and not found and not shown and (length > 1 or not _may_be_village(name)):
                continue
            mention = _read(_Name(text, start, end, tokens, index, length, region, found, shown))
            if mention is not None:
                places.append(mention)
                taken = length
                break
        index += taken
    if places:
        _add_listed(text, tokens, places)
    return _regions_behind_villages(text, _regions_in_lists(text, places)) if len(places) > 1 else places


def _longest_name(text: str, tokens: list[tuple[int, int, str]], index: int) -> int:
    """How many of the capitalised words from `index` on, three at most, can be one name; no initials are."""
    length = last_end = 0
    for start, end, word in tokens[index : index + 3]:
        if len(word) < 2 or (length and text[last_end:start] not in (" ", "-")):
            break
        length, last_end = length + 1, end
    return length


#: Words that show what kind of place a name is; a sentence without them needs none of the tests for them.
_SHOWS_PLACE = VOCABULARY.test(
    re.compile(
        r"\b(?:regions?|oblasts?|provinces?|territor(?:y|ies)|republic|villages?|towns?|cit(?:y|ies)|settlements?|"
        r"hamlets?|suburbs?|capital|port|communit(?:y|ies)|hub|resort|hometown|districts?|raions?|hromadas?|"
        r"municipalit(?:y|ies)|parts?|areas?)\b"
    ).search
)


#: An unknown name before a verb of saying is a person's.
_SAYS_AFTER = re.compile(
    r"\s+(?:said|says|added|adds|wrote|writes|told|noted|reported|posted|confirmed|"
    r"announced|claimed|explained)\b"
)
#: "the Oskil river": water and roads bear the names of towns.
_WATER_AFTER = re.compile(
    r"\s+(?:[Rr]iver|[Rr]eservoir|[Bb]ay|Sea|Strait|Canal|[Hh]ighway|Lake|[Ee]stuary)\b(?!\s+[Bb]ridge)"
)
_LIST_JOINT = re.compile(r"^(?:,\s+|\s+and\s+|,\s+and\s+|\s+or\s+)(?:the\s+)?$")


def _add_listed(text: str, tokens: list[tuple[int, int, str]], places: list[PlaceMention]) -> None:
    """Adds an unknown name that stands in a list right after a known settlement ("Kharkiv, Nowheresk and Chuhuiv")."""
    for index, (start, end, word) in enumerate(tokens):
        before = next((p for p in places if p.end <= start and _LIST_JOINT.match(text[p.end : start])), None)
        if before is None or before.level != "settlement" or len(word) < 5 or not _VILLAGE_LIKE.search(word):
            continue
        if (
            any(p.start <= start < p.end for p in places)
            or word.lower() in _COMMON
            or word.lower() in _NEUTRAL
            or _demonym(word)
        ):
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if (following and text[end : following[0]] == " ") or _SAYS_AFTER.match(text, end):
            continue
        places.append(PlaceMention(start, end, word, None, None, None, None, None, None, "settlement", (), False))
    places.sort(key=lambda p: p.start)


def _regions_in_lists(text: str, places: list[PlaceMention]) -> list[PlaceMention]:
    """ "in Odesa, Dnipropetrovsk and Sumy": one name that only a region bears makes the list one of regions."""
    if len(places) < 2:
        return places
    start = 0
    for index in range(1, len(places) + 1):
        if index < len(places) and _LIST_JOINT.match(text[places[index - 1].end : places[index].start]):
            continue
        run = places[start:index]
        if len(run) > 1 and any(p.level == "admin1" and " " not in text[p.start : p.end] for p in run):
            for offset, place in enumerate(run):
                region = gazetteer().region(text[place.start : place.end])
                if place.level == "settlement" and region and region.country == place.country:
                    places[start + offset] = region_mention(region, place.start, place.end)
        start = index
    return places


def _regions_behind_villages(text: str, places: list[PlaceMention]) -> list[PlaceMention]:
    """ "They shelled Udy, Kharkiv": a town and, behind a comma that ends its list, a region by its bare name.

    Not in a list of towns ("Chuhuiv, Kharkiv and Derhachi"), nor behind a city ("Odesa, Kharkiv").
    """
    for index in range(1, len(places)):
        town, centre = places[index - 1], places[index]
        region = gazetteer().region(text[centre.start : centre.end])
        listed = (index > 1 and _LIST_JOINT.match(text[places[index - 2].end : town.start])) or (
            index + 1 < len(places) and _LIST_JOINT.match(text[centre.end : places[index + 1].start])
        )
        if region is None or listed or centre.level != "settlement" or text[town.end : centre.start] != ", ":
            continue
        if town.level == "settlement" and _may_lie_in(town, region):
            places[index] = region_mention(region, centre.start, centre.end)
    return places


def _may_lie_in(town: PlaceMention, region: Region) -> bool:
    """Whether a town, or a namesake of it, lies in the region whose name follows it; a city stands for itself."""
    if town.population >= 100_000 or (town.known and gazetteer().region(town.name)):
        return False
    return not town.known or any(reading.admin1_code == region.code for reading in (town, *town.candidates))


class _Name(NamedTuple):
    """Capitalised words text[start:end] that may name a place: tokens[index : index + length], with what the gazetteer
    has of that name. `shown`: the sentence has words that show places."""

    text: str
    start: int
    end: int
    tokens: list[tuple[int, int, str]]
    position: int
    length: int
    region: Region | None
    found: tuple[PlaceMention, ...]
    shown: bool

    @property
    def form(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.end]

    @property
    def is_common(self) -> bool:
        """Whether the words are mostly something else than a place."""
        return self.form.lower() in _COMMON

    @property
    def is_neutral(self) -> bool:
        """Whether the words stand beside places, and are none."""
        return self.form.lower() in _NEUTRAL

    @property
    def goes_on(self) -> bool:
        """Whether another capitalised word follows, of the same name then."""
        behind = self.tokens[self.position + self.length :][:1]
        return bool(behind) and self.text[self.end : behind[0][0]] == " "

    def unknown(self) -> PlaceMention:
        """The settlement of this name that the gazetteer lacks."""
        return PlaceMention(
            self.start, self.end, self.form, None, None, None, None, None, None, "settlement", (), False
        )


def _read(name: _Name) -> PlaceMention | None:
    """The place that a name stands for, if it stands for one."""
    text, start, end, region, found = name.text, name.start, name.end, name.region, name.found
    place = _as_region(name, region) if region else None
    district = None
    if name.shown and place is None:
        district = _AFTER_DISTRICT.match(text, end) or _LIST_THEN_DISTRICTS.match(text, end)
    if district and name.form not in _SENTENCE_WORDS:
        place = _district(text, name.form, start, district, found, region)
    if place is not None:
        return place
    if region and not found and (region.alone or name.form.endswith("chyna")):  # "Poltavshchyna": the land of Poltava
        return region_mention(region, start, end)
    if _WATER_AFTER.match(text, end) or (not found and _SAYS_AFTER.match(text, end)) or _FOREIGN_AFTER.match(text, end):
        return None
    kind = _settlement_kind(name) if name.shown else None
    return _as_settlement(name, kind) if found else _as_unknown(name, kind)


def _settlement_kind(name: _Name) -> str | None:
    """The word that calls a name a settlement: "the village of Udy", "Udy, a hamlet"."""
    found = _BEFORE_SETTLEMENT.search(name.text, max(0, name.start - 60), name.start)
    found = found or _SETTLEMENT_BEHIND.match(name.text, name.end)
    return found.group("kind").rstrip("s").lower() if found else None


def _as_region(name: _Name, region: Region) -> PlaceMention | None:
    """The region of a name, or the town of a site there, where the words around it show that."""
    text, start, end = name.text, name.start, name.end
    after = _AFTER_REGION.match(text, end)
    if after and after.group("kind") != "territory":
        # in "A and B regions" the word belongs to both: A's mention is its name alone
        return region_mention(region, start, end if " and " in after.group() else after.end())
    if _AFTER_REGION_OFFICE.match(text, end) or _PLACE_OF_REGION.match(text, end):
        return region_mention(region, start, end)
    site = _site_town(text, end, region.code)
    if site:
        return _at(site, start, end)
    if name.shown and (
        _BEFORE_REGION.search(text, max(0, start - 90), start)
        or _PART_OF.search(text, max(0, start - 40), start)
        or _LIST_THEN_REGIONS.match(text, end)
    ):
        return region_mention(region, start, end)
    return None


def _as_settlement(name: _Name, kind: str | None) -> PlaceMention | None:
    """The settlement of the gazetteer that a name stands for; a village or a common word needs to be shown as one."""
    text, start, end, region, best = name.text, name.start, name.end, name.region, name.found[0]
    unsure = is_village(best) or best.needs_cue
    if unsure and not kind and not _shown_village(text, start, end, name.found):
        return None
    if name.is_common and not kind and not _stands_alone(text, start, end, best):
        return None
    if region and region.alone and (best.population < 100_000 or name_key(name.form) != name_key(best.name)):
        # a region keeps the name that its city has given up (Dnipropetrovsk, Kirovohrad)
        return region_mention(region, start, end)
    if not kind and not _plausible(text, start, end, best, name.tokens, name.position, name.length):
        return None
    return _at(best, start, end, name.found[1:])


def _as_unknown(name: _Name, kind: str | None) -> PlaceMention | None:
    """A settlement that the gazetteer lacks, where the text calls it one or it looks like one behind "in"."""
    if kind in _NAMING and name.length <= 2:
        first = name.tokens[name.position][2]
        if _TITLE_BEFORE.search(f"{first} "):
            return None  # "Kharkiv city Mayor Ihor Terekhov"
        opens = first in _SENTENCE_WORDS or first.lower() in _CUES  # "In Udy, a village ..."
        is_other = name.is_neutral or opens or _demonym(name.form)
        return None if is_other else name.unknown()
    if name.length > 1 or not _may_be_village(name.form):
        return None
    shown = _IN_BEFORE.search(name.text, max(0, name.start - 8), name.start) is not None
    return name.unknown() if shown and not (name.goes_on or name.is_common or name.is_neutral) else None


def _shown_village(text: str, start: int, end: int, found: tuple[PlaceMention, ...]) -> bool:
    """Whether the words around a name show a place: a region or district behind it; else a preposition, a verb of
    striking or a list before it, which do not do for a village whose name is a word or a surname."""
    if _lies_in_behind(text, end, found):
        return True
    first, two_words, _ = text[start:end].partition(" ")
    if two_words and first.lower() in _PLACE_ADJECTIVES:
        return True  # "Velykyi Burluk": no word and no person is called so
    one_word = not re.search(r"[\s-]", text[start:end])
    if _SAYS_AFTER.match(text, end) or (one_word and is_village(found[0]) and any(p.needs_cue for p in found)):
        return False
    before = text[:start].rstrip()
    return (before.endswith((",", " and")) and start > 2) or before.rpartition(" ")[2].lower() in _CUES


def _lies_in_behind(text: str, end: int, found: tuple[PlaceMention, ...]) -> bool:
    """Whether a region or district follows that says where the name lies ("Udy, Kharkiv region", "Udy, Kharkiv")."""
    behind = _LIES_IN_AFTER.match(text, end)
    if behind is None:
        return False
    region = gazetteer().region(behind.group("name"))
    return bool(behind.group("kind") or (region and any(place.admin1_code == region.code for place in found)))


#: From this many people on, a town that is also a first name or a word is a town behind "in" and its like.
_LARGE = 75_000
_INSIDE = re.compile(r"\b(?:in|near|over|outside)\s+$")
_NAME_GOES_ON = re.compile(r"\s+[A-Z]|[’'][a-z]|-")


def _stands_alone(text: str, start: int, end: int, town: PlaceMention) -> bool:
    """Whether a name that is mostly something else (Tula, Vladimir) stands for its large town: "a plant in Tula"."""
    return (
        town.population >= _LARGE
        and _INSIDE.search(text, max(0, start - 10), start) is not None
        and not _NAME_GOES_ON.match(text, end)
    )


#: Endings of village names; with "in" or "near" before it, an unknown word of this shape is taken for one.
_VILLAGE_LIKE = re.compile(
    r"(?:[oeyi]vka|[oei]vo|ino|yno|[nlr]ka|[oe]ve|[iy]vtsi|ske|skoe|skoye|sk|[dr]ovo|"
    r"nets|hrad|grad|opol|[nr]e|iv|ichi|yshche|ishche)$"
)
_IN_BEFORE = re.compile(r"\b(?:in|near|at)\s+$")


@lru_cache(maxsize=50_000)
def _may_be_village(name: str) -> bool:
    return len(name) > 4 and _VILLAGE_LIKE.search(name) is not None


#: "the village Xyz" names a place; "the city Xyz" is left to the gazetteer unless "of" stands between.
_NAMING = frozenset({"village", "town", "settlement", "hamlet", "city", "citie", "community", "suburb"})
_SENTENCE_WORDS = frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] == "opening")


_PLACE_ADJECTIVES = frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] == "place_adjective")
_PART_OF = re.compile(r"\b(?:occupied|controlled|held|annexed)\s+(?:parts?|areas?|territory)\s+of\s+$", re.IGNORECASE)


@cache
def _sites() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile(r"^(?:['’]s)?\s+" + row["after"], re.IGNORECASE), row["iso"], row["town"])
        for row in lexicon.rows("sites.csv")
    )


def _site_town(text: str, end: int, code: str) -> PlaceMention | None:
    """The town of a site that bears its region's name ("Zaporizhzhia nuclear power plant" stands in Enerhodar)."""
    after = text[end : end + 40]
    for pattern, iso, town in _sites():
        if iso == code and pattern.match(after):
            return next((p for p in gazetteer().find(town) if p.admin1_code == iso), None)
    return None


def _demonym(name: str) -> bool:
    return name.endswith(("ian", "ish", "ese")) and not name.endswith(("zhian",))


def _district(
    text: str, name: str, start: int, after: re.Match[str], found: tuple[PlaceMention, ...], region: Region | None
) -> PlaceMention | None:
    """ "Boryspil district", "the Shebekinsky district": the town it is named for lends region and country."""
    if name.lower() in _NEUTRAL or name.lower() in _COMMON:
        return None
    own = gazetteer().districts(name)
    base = next((p for p in found if any(p.district == d.code for d in own)), found[0] if found else None)
    if base is None:
        base, *others = _namesakes(name) or (None,)
    else:
        others = list(found[1:])
    end = after.end() if after.re is _AFTER_DISTRICT else start + len(name)
    kind = _SINGULAR.get(after.group("kind").lower(), after.group("kind").lower())
    of_town = kind in ("community", "hromada") and not name.endswith(_OF_COMMUNITY)  # "the Marhanets community"
    label = name if of_town else f"{name} {kind}"
    if own and (base is None or base.district != own[0].code):
        region_of = gazetteer().admin1(own[0].iso)
        return PlaceMention(
            start, end, label, region_of.admin1, own[0].iso, "UA", None, None, None, "district", district=own[0].code
        )
    if base is None:
        if " " in name or not _SLAVIC_ADJECTIVE.search(name) or label == name:
            return None
        return PlaceMention(start, end, label, None, None, None, None, None, None, "district", (), False)
    return PlaceMention(
        start,
        end,
        label,
        base.admin1,
        base.admin1_code,
        base.country,
        base.latitude,
        base.longitude,
        base.location_id,
        "district",
        () if own else tuple(others),
        district=base.district,
    )


#: What a community is called by an adjective that is no town's name: "the Myrivska community".
_OF_COMMUNITY = ("ska", "skaya", "tska")
_SINGULAR = {
    "districts": "district", "raions": "raion", "communities": "community", "hromadas": "hromada",
    "municipalities": "municipality",
}  # fmt: skip
#: Endings of a Russian or Ukrainian adjective, and what the town that it is made from ends in there.
_ADJECTIVE_ENDINGS = (
    ("skyi", ""), ("sky", ""), ("ski", ""), ("skyy", ""), ("insky", "ino"), ("ovsky", "ovo"), ("ovsky", "ovka"),
    ("ensky", "noye"), ("skoi", ""), ("sk", ""), ("ivska", "ivka"), ("ivska", "ove"), ("ivska", "ova"), ("ska", "ske"),
    ("tska", "ts"), ("ska", ""),
)  # fmt: skip


def _namesakes(adjective: str) -> list[PlaceMention]:
    """The settlements that a district of this name may be named for; which one is meant the context decides."""
    return [
        town
        for ending, replacement in _ADJECTIVE_ENDINGS
        if adjective.endswith(ending) and len(adjective) > len(ending) + 3
        for town in gazetteer().find(adjective.removesuffix(ending) + replacement)
    ]


#: "Russian-occupied", "Kyiv-held": what such words describe is a place.
_HOLDING = ("-occupied", "-held", "-controlled", "-annexed", "-installed", "-backed", "-run", "-besieged")


def _plausible(
    text: str, start: int, end: int, best: PlaceMention, tokens: list[tuple[int, int, str]], index: int, length: int
) -> bool:
    """Whether a gazetteer name stands here as a place, not as (part of) the name of a person or an organisation."""
    if _TITLE_BEFORE.search(text, max(0, start - 16), start) or _ORGANISATION_AFTER.match(text, end):
        return False
    large = best.population >= 100_000
    before = tokens[index - 1] if index else None
    if before and text[before[1] : start] == " ":
        word = before[2].lower()
        opening = before[0] == 0 and word.endswith("ing")  # "Visiting Odesa, she promised"
        if word not in _NEUTRAL and not opening and not _demonym(before[2]) and not word.endswith(_HOLDING):
            if not (gazetteer().find(before[2]) or gazetteer().region(before[2])):
                return False
            if not large:
                return False
    following = tokens[index + length] if index + length < len(tokens) else None
    if following and text[end : following[0]] == " ":
        word = following[2].lower()
        if word not in _NEUTRAL and not _demonym(following[2]) and not large:
            return False
        if large and best.name in ("Volodymyr", "Vladimir"):
            return False
    if start == 0 and not large and text[start:end].lower() in _NEUTRAL:
        return False
    return len(text[start:end]) > 3 or large or is_village(best) or _lies_in_behind(text, end, (best,))
