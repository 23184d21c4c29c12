"""Which places a sentence says were hit, and which tolls, weapons, targets, date and attacker belong to each."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ingest.claims import lexicon
from ingest.claims.actors import fold
from ingest.claims.annotations import PlaceMention, Target, Weapon
from ingest.claims.attach import DateRole, PlaceRole, attach_words, date_of, place_role
from ingest.claims.coreference import (
    CITY_REGIONS,
    LARGE_TOWN,
    Discourse,
    lies_in,
    region_around,
    region_of,
    same_place,
)
from ingest.claims.disambiguation import disambiguate_sentence
from ingest.claims.document import Located, ParsedSentence
from ingest.claims.factuality import Factuality
from ingest.claims.gazetteer import gazetteer
from ingest.claims.kinds.strike_mentions import StrikeMention, Told
from ingest.claims.matcher import phrase, rule_book
from ingest.claims.numbers import word_value
from ingest.claims.sides import attacker_of, held_cities, word_side
from ingest.claims.spelling import name_key
from ingest.claims.syntax import Token, tree_distance
from ingest.claims.tolls import Toll

#: From this many people on, a town is not confused with a namesake.
_LARGE = LARGE_TOWN
#: Between a settlement and the region that says where it lies: "Udy, Kharkiv region", "Udy in the Kharkiv region".
_REGION_BESIDE = re.compile(
    r"^(?:['’]s)?(?:\s+(?:village|town|city|settlement|community|district|community))?,?\s+(?:also\s+)?(?:(?:in|of)\s+)?"
    r"(?:the\s+)?(?:(?:Russia|Ukraine)['’]s\s+)?(?:[a-z-]+\s+)?$"
)
_CENTRE_BESIDE = re.compile(
    r"^(?:,|\s+village,|\s+district,|\s+(?:district|village)\s+in|(?<=district)\s+in)\s+(?:also\s+in\s+)?$"
)
#: Between the places of a list: "Saky, as well as ", "Saky, two depots in "; before the first: "strikes on a pier at ".
_NEXT_NAME = re.compile(
    r"\)?(?: (?:region|oblast|city))?(?:,| and|, and|,? as well as)(?: in)?(?: the)?"
    r"(?: (?:town|city|village|settlement|farmstead|hamlet)s?(?: of)?)? ",
    re.IGNORECASE,
)
#: Between a village and the larger place that it lies in or beside: "Udy in Zolochiv", "Udy, on the edge of Kharkiv".
_SAYS_ON_WHAT = re.compile(r" in |,? (?:on|at) the (?:edge|outskirts) of ")
_SAYS_WHERE = re.compile(r" ?\(| in(?: occupied)? ")
_TARGETS_OF = re.compile(r"(?: \S+){0,4}? (?:on|against|at|in) .*", re.IGNORECASE)
_NEXT_TARGET = re.compile(
    r".*(?:,| and) .* (?:in|at|near|of|on)(?: the| occupied| \w+['’]s)*(?: \w+ish| \w+an| \w+ern)* ?", re.IGNORECASE
)
_LISTED_AFTER = re.compile(r"^\s*(?:,?\s+and\s+|,\s+)(?:the\s+)?[A-Z]")


@dataclass
class Scene:
    """One place hit in one sentence (`place` None: the sentence names none)."""

    place: PlaceMention | None
    told: Told | None
    attacker: str | None = None
    tolls: list[Toll] = field(default_factory=list)
    weapons: list[Weapon] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    date: DateRole | None = None
    near: bool = False
    head: Token | None = None
    #: where the sentence names it again
    heads: list[Token] = field(default_factory=list)
    #: how the place was found: named, meant ("the city"), speaker (the governor's region)
    basis: str = "named"


#: Between a town and a region: a coordination of names, nothing that puts the one into the other.
_JOINED = re.compile(r",?\s+(?:and|as well as)\s+(?:in\s+)?(?:the\s+)?(?:[A-Z][\w'’-]+,?\s+(?:and\s+)?)*")


def scenes_of(mention: StrikeMention, discourse: Discourse) -> list[Scene]:
    """The places hit that a sentence names or means, each with its share of the sentence."""
    scenes = _named(mention, discourse)
    if not scenes:
        return []
    scenes = _without_labels(scenes, mention)
    scenes = _unique(_without_settings(_without_regions(scenes, mention)))
    scenes += _repeated(scenes, mention)
    _share_tolls(scenes, mention)
    for scene in scenes:
        _share_rest(scene, scenes, mention, discourse)
    return scenes


def _named(mention: StrikeMention, discourse: Discourse) -> list[Scene]:
    sentence = mention.sentence
    located = [*sentence.places, *discourse.places_meant(sentence, mention.sides)]
    meant = {id(p) for p in located[len(sentence.places) :]}
    scenes: list[Scene] = []
    apart: list[Scene] = []
    struck = {id(p) for p in sentence.places if _is_struck(p, mention)}
    roles = [(p, PlaceRole("scene") if id(p) in struck else place_role(p, sentence, mention.triggers)) for p in located]
    if mention.attacks:  # "died in hospital in Lutsk, the sixth victim of Monday's strike": the only town that is told
        roles = [(p, PlaceRole("setting") if role.role == "hospital" else role) for p, role in roles]
    wanted = "scene" if any(role.is_scene and id(place) not in meant for place, role in roles) else "setting"
    listed = _listed([(place, role) for place, role in roles if id(place) not in meant], mention)
    if not listed and not any(role.role in ("scene", "setting") for _, role in roles):
        return _beside_a_town(mention) or _reporting_town(mention)
    for place, role in roles:
        named = id(place) not in meant
        if named and place.value in listed:
            value = specify(place, mention, discourse)
            scenes += [Scene(value, listed[place.value], near=role.near, head=place.head)] if value else []
            continue
        if named and sentence.text[: place.value.start].endswith("-"):
            continue  # "pro-Moscow"
        if named and role.near and _lies_before(place, sentence):
            continue
        if role.role not in ("scene", wanted) or (
            named and id(place) not in struck and (is_side(place, mention) or _is_vessel(place, sentence.tokens))
        ):
            continue
        told = governing(place.head, mention)
        if told is None and role.role == "setting":
            told = next((t for t in mention.told if t.truth.is_real and t.meaning != "intercept"), None)
        told = _debris_of(told, mention) or told
        told, is_apart = (told, False) if told is not None else (_told_elsewhere(place, mention, named), True)
        if told is None or not _can_hit(told, mention) or _is_closed(place.head, told.trigger):
            continue
        if place.value.country not in ("UA", "RU", None) and not (told.sides and _is_spelt_so(place, sentence)):
            continue
        namesakes = [p for p in sentence.places if p.value.name == place.value.name]
        alike = [place] if named else namesakes[:1]
        value = specify(alike[0], mention, discourse) if alike else place.value
        if value is None:
            continue
        suburb = place.head.dep in ("compound", "poss", "nmod") and place.head.head.lemma in (
            "suburb",
            "outskirt",
            "outskirts",
        )
        if value.name in CITY_REGIONS.values() and (suburb or (role.near and not named)):
            value = region_around(value) or value
        (apart if is_apart else scenes).append(
            Scene(value, told, near=role.near, head=place.head, basis="named" if named else "meant")
        )
    return scenes or (apart if len(apart) == 1 else [])


def _lies_before(place: Located[PlaceMention], sentence: ParsedSentence) -> bool:
    """ "In the village of Udy just outside Kharkiv": the town behind only says where the one before it lies."""
    before = next((p for p in reversed(sentence.places) if p.last.i < place.first.i), None)
    if before is None or before.value.level != "settlement":
        return False
    between = sentence.tokens[before.last.i + 1 : place.first.i]
    return bool(between) and all(t.pos in ("ADP", "ADV", "DET") or t.text == "," for t in between)


def _debris_of(told: Told | None, mention: StrikeMention) -> Told | None:
    """ "Downed over Uman, with debris damaging a mill": what fell did so where the weapon was met, unless the clause
    says another place."""
    if told is None or told.meaning != "intercept":
        return None
    fell = (t for t in mention.told if t.cause == "debris" and t.truth.is_real and told.trigger.governs(t.trigger))
    return next((t for t in fell if not any(t.trigger.governs(p.head) for p in mention.sentence.places)), None)


def _told_elsewhere(place: Located[PlaceMention], mention: StrikeMention, named: bool) -> Told | None:
    """ "Rescuers in Uman are at the block that a missile hit", "killed four who queued in Lyman": what another
    clause of the sentence tells, for the one town that is named beside it."""
    held_talks = place.value.name in ("Kyiv", "Moscow") or place.value.country not in ("UA", "RU")
    if not named or held_talks or place.value.level != "settlement":
        return None
    by_weapon = (t for t in mention.told if t.is_by_weapon and t.trigger.pos == "VERB" and not is_earlier(t.trigger))
    return next((t for t in by_weapon if t.sides or t.meaning in ("attack", "impact")), None)


def _is_struck(place: Located[PlaceMention], mention: StrikeMention) -> bool:
    """ "Kharkiv hit by missiles, mayor says": the participle of a headline tells what happened to the place."""
    noun = place.head.head if place.head.dep == "compound" else place.head
    clauses = [c for c in noun.children if c.dep == "acl"]
    if noun.dep == "nsubj" and not any(c.dep.startswith("aux") for c in noun.head.children):
        clauses += [noun.head] if any(c.dep == "agent" for c in noun.head.children) else []
    attacks = {t.trigger.i for t in mention.attacks}
    return any(c.tag == "VBN" and c.i in attacks for c in clauses)


def _listed(
    roles: Sequence[tuple[Located[PlaceMention], PlaceRole]], mention: StrikeMention
) -> dict[PlaceMention, Told]:
    """Places that go on a list of what was hit, where the parser has lost the list's arcs.

    "The strikes targeted Kyiv, Lutsk as well as Sumy and Izmail", "struck a pier near Saky, two depots in Luhansk";
    not "struck a pier near Saky, which was built in Luhansk", "struck Saky, the army in Luhansk said".
    """
    found: dict[PlaceMention, Told] = {}
    for told in (t for t in mention.attacks if mention.has_evidence or t.trigger.pos == "NOUN"):
        end = told.trigger.end
        is_open: bool | None = True if told.trigger.pos == "NOUN" else None  # None: no place hit so far
        for place, role in roles:
            value = place.value
            names = role.role in ("scene", "reference", "topic") or _is_followed_by_name(place, mention.sentence.text)
            if value.start < end or not names or (role.role == "topic" and is_side(place, mention)):
                continue
            if is_open is None and (role.role == "scene" or mention.sentence.text[end : value.start] == " "):
                found |= {} if role.role == "scene" else {value: told}
                end, is_open = value.end, False
                continue
            if is_open is None or not _goes_on_to(end, value, mention, is_first=is_open):
                break
            lies = _SAYS_WHERE.fullmatch(mention.sentence.text[end : value.start])
            if role.role != "scene" and (is_open or not lies):
                found[value] = told
            end, is_open = value.end, False
        found |= _listed_before(roles, told, mention.sentence.text)
    return found


def _is_followed_by_name(place: Located[PlaceMention], text: str) -> bool:
    """ "Attacked A, B and C, Ukraine's army said": the names are the list's, not the speaker's."""
    end = place.value.end
    return word_side(place.head) is None and re.match(r"(?:,| and) [A-Z]", text[end : end + 6]) is not None


def _listed_before(
    roles: Sequence[tuple[Located[PlaceMention], PlaceRole]], told: Told, text: str
) -> dict[PlaceMention, Told]:
    """ "The town of A, the villages of B, C and D came under fire": what goes on behind the first of them."""
    found: dict[PlaceMention, Told] = {}
    end: int | None = None
    for place, role in roles:
        value = place.value
        if value.start > told.trigger.start:
            break
        goes_on = end is not None and value.level == "settlement" and _NEXT_NAME.fullmatch(text[end : value.start])
        if goes_on and role.role in ("reference", "topic"):
            found[value] = told
        elif role.role != "scene":
            end = None
            continue
        end = value.end
    return found


def _goes_on_to(end: int, place: PlaceMention, mention: StrikeMention, *, is_first: bool) -> bool:
    """Whether nothing but names and targets stands between the end of a list so far and a place."""
    sentence = mention.sentence
    between = sentence.text[end : place.start]
    if _NEXT_NAME.fullmatch(between) or (not is_first and _SAYS_WHERE.fullmatch(between)):
        return True
    if not (_TARGETS_OF if is_first else _NEXT_TARGET).fullmatch(between) or re.search(r"[;:.?!\"”]", between):
        return False
    tokens = sentence.tokens_in(end, place.start)
    if any((t.pos in ("VERB", "AUX", "PRON") and t.lower not in _HELD) or t.lower in _SUBORDINATE for t in tokens):
        return False
    hit = any(end <= target.value.start < place.start for target in sentence.targets)
    return is_first or hit or any(t.lemma in attach_words()["facility"] for t in tokens)


_HELD = attach_words()["held"]
_SUBORDINATE = attach_words()["list_end"]


def _is_spelt_so(place: Located[PlaceMention], sentence: ParsedSentence) -> bool:
    """Whether a town abroad is written as it is called: other spellings of its name are names of this war's places."""
    written = sentence.text[place.value.start : place.value.end]
    return fold(written) == fold(place.value.name)


def _beside_a_town(mention: StrikeMention) -> list[Scene]:
    """ "A warehouse in a town west of Kyiv was hit": the region that the unnamed place lies in."""
    told = next((t for t in mention.attacks if t.cause == "weapon" or mention.weapons), None)
    for place in mention.sentence.places if told is not None else ():
        preposition, direction = place.head.head, place.head.head.head
        if preposition.lower != "of" or direction.lemma not in attach_words()["direction"]:
            continue
        region = region_around(place.value)
        named = any(t.pos == "NOUN" for t in (direction.head, *direction.children))
        if region is not None and named and direction.head.lemma not in ("km", "mile", "kilometre"):
            return [Scene(region, told, head=place.head, basis="meant")]
    return []


def _reporting_town(mention: StrikeMention) -> list[Scene]:
    """ "Kherson reported four dead": the town whose dead are counted."""
    for place in mention.sentence.places if mention.tolls and not mention.attacks else ():
        if place.head.dep == "nsubj" and place.head.head.lemma == "report" and place.value.level == "settlement":
            return [Scene(place.value, mention.told[0], head=place.head, basis="meant")]
    return []


def _can_hit(told: Told, mention: StrikeMention) -> bool:
    """Whether a place that hangs on this event was hit by that."""
    if told.cause in ("other", "foreign") or is_running_total(told.trigger, mention):
        return False
    if told.meaning in ("intercept", "ground"):
        return bool(mention.tolls) and told.meaning == "ground"
    return told.truth.is_real or (told.meaning in ("killed", "wounded", "toll", "trace") and bool(mention.tolls))


def _is_closed(place: Token, trigger: Token) -> bool:
    """ "Airports in Penza and Ufa closed over a drone attack": where traffic stood still need not be hit."""
    words = attach_words()
    for verb in trigger.ancestors():
        stopped = [*verb.subjects(), *verb.children_by("dobj")] if verb.lemma in words["closing"] else []
        if any(t.lemma in words["traffic"] for noun in stopped for t in noun.conjuncts()):
            steps = [place, *itertools.takewhile(lambda t: t is not trigger, place.ancestors())]
            return not trigger.governs(place) or any(t.lower in ("including", "like", "as") for t in steps)
    return False


def is_running_total(trigger: Token, mention: StrikeMention) -> bool:
    """ "Drones, which have killed 300 people this year, ...": a total beside the event of the main clause."""
    perfect = any(c.lemma == "have" and c.tag in ("VBP", "VBZ") for c in trigger.children)
    others = [t for t in mention.told if t.trigger is not trigger and t.truth.is_real and t.trigger.dep != "relcl"]
    return trigger.dep == "relcl" and perfect and any(t.trigger.lemma == trigger.lemma for t in others)


def governing(token: Token, mention: StrikeMention) -> Told | None:
    """The event that a token belongs to: one above it in its clause, else one told in its clause, else none.

    The clause of a participle or of a coordinated verb goes on in that of its governor.
    """
    by_index = {t.trigger.i: t for t in mention.told}
    inside = [t.i for c in token.children if c.dep in ("relcl", "acl") for t in c.subtree()]
    own = [by_index[i] for i in inside if i in by_index and by_index[i].truth is not Factuality.GENERIC]
    own = [t for t in own if t.meaning not in ("ground", "intercept")]
    if own:
        return _nearest(token, own)  # "Cherkasy, where one person died"
    step = token
    while True:
        if step.i in by_index:
            return by_index[step.i]
        if (
            (step.pos == "VERB" and step.dep not in ("prep", "amod", "pobj"))
            or (step.pos == "AUX" and step.dep not in ("aux", "auxpass"))
            or step.head is step
        ):
            below = [by_index[t.i] for t in step.subtree() if t.i in by_index and _tells_in(t, step)]
            if step.head is not step and all(_is_reason_of_repair(t.trigger) for t in below):
                below = []  # the clause above tells what happened then
            if below:
                return _nearest(token, below)
            if step.dep not in _GOES_ON or any(c.dep == "mark" for c in step.children):
                return None
        if step.head is step:
            return None
        step = step.head


def _tells_in(trigger: Token, verb: Token) -> bool:
    """Whether a trigger below a verb tells what happened there: not inside a relative clause or behind "about"."""
    step = trigger
    while step is not verb:
        timed = any(c.dep == "advmod" and c.lower in ("when", "where") for c in step.children)
        if (
            (step.dep == "relcl" and not timed)
            or step.lower == "about"
            or (step.dep == "prep" and step.lower in ("since", "before"))
        ):
            return False
        step = step.head
    return True


_GOES_ON = frozenset({"xcomp", "conj", "acl", "advcl", "dep", "parataxis", "ROOT"})


def _nearest(token: Token, candidates: list[Told]) -> Told:
    real = [t for t in candidates if t.truth.is_real] or candidates
    real = [t for t in real if t.cause not in ("other", "foreign")] or real
    real = [t for t in real if not _is_reason_of_repair(t.trigger)] or real
    return min(real, key=lambda t: (tree_distance(token, t.trigger), abs(token.i - t.trigger.i)))


def _is_reason_of_repair(trigger: Token) -> bool:
    """ "Rebuilt after an attack in 2022, the school was hit again": what a participle names as past is not the news."""
    link = trigger.head if trigger.dep == "pobj" else trigger
    done = link.head
    return link.lower in ("after", "in") and done.tag == "VBN" and done.dep in ("advcl", "acl")


def is_side(place: Located[PlaceMention], mention: StrikeMention) -> bool:
    """Whether a capital or country stands for its government or forces: "Moscow's missiles", "Kyiv struck"."""
    head, noun = place.head, place.head.head
    causes = {
        c.i
        for t in mention.told
        for c in t.mention.slots.get("cause", [])
        if c is not t.trigger and (t.trigger.dep not in ("advcl", "relcl") or t.trigger.governs(c))
    }
    if head.i in causes and head.dep not in ("compound", "amod", "nmod", "pobj"):
        return True
    if not word_side(head):
        return False
    if head.dep in ("poss", "compound", "amod", "nmod"):
        return head.dep == "poss" or any(noun is c for t in mention.told for c in t.mention.slots.get("cause", []))
    if head.dep == "pobj":
        if noun.lower == "to" and noun.head.i in mention.triggers:
            return False  # "drones flew to Moscow"
        return noun.lower not in _INSIDE or (
            noun.lower == "on" and noun.head.pos == "VERB" and noun.head.i not in mention.triggers
        )
    if head.dep in ("dobj", "nsubjpass"):
        return noun.i not in mention.triggers
    if head.dep == "conj":
        first = head.first_conjunct()
        return bool(word_side(first)) and first.dep in ("nsubj", "poss")
    return (head.dep == "nsubj" and noun.lemma not in attach_words()["undergo"]) or (
        head.dep == "nsubj" and noun.lemma == "be" and not any(c.lower == "under" for c in noun.children)
    )


_INSIDE = attach_words()["around"]


def _is_vessel(place: Located[PlaceMention], tokens: list[Token]) -> bool:
    """ "The landing ship Minsk", "the Saratov": vessels bear the names of towns."""
    head = place.head
    words = attach_words()
    beside = [c for c in head.children if c.dep in ("compound", "nmod", "amod")]
    if head.dep in ("appos", "compound"):
        beside.append(head.head)
    if any(t.lemma in words["vessel"] or (t.lemma in words["named_house"] and t.text[0].isupper()) for t in beside):
        return True
    behind = tokens[place.last.i + 1 : place.last.i + 2]
    bare = place.value.level == "settlement" and place.first is place.last
    bare = bare and not any(t.pos == "NOUN" for t in behind)  # "the Kharkiv airfield", whatever the arcs
    return (
        bare
        and any(c.dep == "det" and c.lower == "the" for c in head.children)
        and head.dep not in ("compound", "nmod", "poss")
    )


# -- which of its namesakes a place is
def specify(place: Located[PlaceMention], mention: StrikeMention, discourse: Discourse) -> PlaceMention | None:
    """The place as the one that the words around it mean: a city's district is its city, a region beside it decides."""
    value, text = place.value, mention.sentence.text
    if value.level == "admin1":
        return value
    city = _city_behind(value, mention.sentence) or _city_before(place, mention.sentence)
    if city is not None:
        return city
    beside = _region_beside(value, mention.sentence)
    regions = [p.value for p in mention.sentence.places if p.value.level == "admin1"]
    if beside is None and not regions and _is_common_district(place, text):
        return _large_town_of(place, mention, discourse)
    city = _city_of(value, mention, discourse)
    if city is not value and (beside is None or not lies_in(value, beside) or lies_in(city, beside)):
        return city
    places = [p.value for p in mention.sentence.places]
    side = {"RU": "UA", "UA": "RU"}.get(next(iter(mention.sides))) if len(mention.sides) == 1 else None
    answers = disambiguate_sentence(text, places, discourse.surroundings(), side, _speakers_region(mention))
    return answers[mention.sentence.places.index(place)].place


def _speakers_region(mention: StrikeMention) -> PlaceMention | None:
    """The region whose governor or administration reports."""
    for place in mention.sentence.places:
        titles = {t.lemma for t in [place.head.head, *phrase(place.head.head)]}
        titled = titles & {"governor", "regional", "gov."} or place.value.level == "admin1"
        if titled and place_role(place, mention.sentence, mention.triggers).role == "speaker":
            return region_around(place.value)
    return official_in(mention.sentence.text)


def _city_behind(place: PlaceMention, sentence: ParsedSentence) -> PlaceMention | None:
    """ "The Kharkivskyi district of Kyiv", "Saltivka, a district of Kharkiv": the city that a part is of."""
    for other in sentence.places:
        if place.end < other.value.start <= place.end + 30 and other.value.level == "settlement":
            between = sentence.text[place.end : other.value.start]
            if re.match(
                r"^(?:,?\s+an?\s+(?:[a-z]+\s+)?(?:district|suburb|part|neighbou?rhood))?\s+of\s+(?:occupied\s+)?$",
                between,
            ):
                named = "district" in sentence.text[place.start : other.value.start] or len(between) > 5
                return other.value.at(place.start, other.value.end) if named else None
    return None


def _city_before(place: Located[PlaceMention], sentence: ParsedSentence) -> PlaceMention | None:
    """ "Kherson's Dniprovskyi district": the city whose part it is called, whichever cities have one of that name."""
    if place.value.level != "district":
        return None
    for other in sentence.places:
        possessed = other.head.dep == "poss" and other.head.head in (place.head, place.head.head)
        if possessed and other.value.level == "settlement" and other.value.end < place.value.start:
            return other.value.at(other.value.start, place.value.end)
    return None


def _region_beside(place: PlaceMention, sentence: ParsedSentence) -> PlaceMention | None:
    """The region named right behind a place, or a regional centre that stands for it: "Udy, Kharkiv"."""
    for other in sentence.places:
        region, start = other.value, other.value.start
        if start < place.end or start - place.end > 40:
            continue
        between = sentence.text[place.end : start]
        if region.level == "admin1" and (
            _REGION_BESIDE.match(between) or "district" in between.lower() or "community" in between.lower()
        ):
            return region
        centre = (
            region.level == "settlement" and region.population >= 50_000 and _CENTRE_BESIDE.match(between) is not None
        )
        if (
            centre
            and not _LISTED_AFTER.match(sentence.text[region.end : region.end + 12])
            and place.population < _LARGE
        ):
            around = region_around(region)
            listed = re.search(r"(?:,|\band)\s+$", sentence.text[max(0, place.start - 6) : place.start])
            if around is not None and not listed and lies_in(place, around):
                return around
    return None


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    """City districts by spelling key, with the cities that have one."""
    return {
        name_key(n): tuple(r["cities"].split("|"))
        for r in lexicon.rows("city_districts.csv")
        for n in r["names"].split("|")
    }


#: "The Saksahan district" for Saksahanskyi: letters of a district's name that are enough to know it.
_ENOUGH = 6


def _cities_with(key: str) -> tuple[str, ...]:
    """The cities that have a district of this name, written out or without its adjective's ending."""
    exact = _districts().get(key)
    if exact is not None or len(key) < _ENOUGH:
        return exact or ()
    return next(
        (cities for name, cities in _districts().items() if name.startswith(key) and len(name) - len(key) <= 5), ()
    )


def _city_of(place: PlaceMention, mention: StrikeMention, discourse: Discourse) -> PlaceMention:
    """A city's district counts as the city: the one of its cities that the article speaks of."""
    if place.level not in ("district", "settlement") or place.name in CITY_REGIONS.values():
        return place
    key = name_key(place.name.removesuffix(" district"))
    cities = _cities_with(key) if place.level == "district" else _districts().get(key, ())
    if cities == (_MANY,):
        return place
    if place.population >= _LARGE and place.admin1_code not in CITY_REGIONS and not cities:
        return place
    if place.admin1_code in CITY_REGIONS and not cities:
        cities = (CITY_REGIONS[place.admin1_code],)
    settled = place.level == "settlement" and place.admin1_code not in CITY_REGIONS and place.known and len(cities) > 1
    if not cities or settled:
        return place
    named = {p.value.name for p in mention.sentence.places} | ({discourse.town.name} if discourse.town else set())
    city = next((c for c in cities if c in named), cities[0])
    found = gazetteer().find(city)
    return found[0].at(place.start, place.end) if found else place


_LISTED_DISTRICTS = re.compile(r"(?:,? [A-Z][a-z]+)*,? and [A-Z][a-z]+ districts\b")


def _is_common_district(place: Located[PlaceMention], text: str) -> bool:
    """ "The Sovetsky district", "the Sovetsky and Leninsky districts": names that many cities give to a district."""
    value = place.value
    listed = value.level == "settlement" and _LISTED_DISTRICTS.match(text, value.end) is not None
    name = text[value.start : value.end].partition(" ")[0]
    return (listed or value.level == "district") and _districts().get(name_key(name)) == (_MANY,)


#: In place of the cities where too many have a district of the name.
_MANY = "*"


def _large_town_of(place: Located[PlaceMention], mention: StrikeMention, discourse: Discourse) -> PlaceMention | None:
    """The city whose district it is: one named before it in the sentence, else the one that the article speaks of."""
    before = [p.value for p in mention.sentence.places if p.last.i < place.first.i and not word_side(p.head)]
    towns = [p for p in [*reversed(before), discourse.town, discourse.earlier_town] if p is not None]
    towns = [t for t in towns if t.level == "settlement" and t.country in ("UA", "RU")]
    found = next((t for t in towns if t.population >= _LARGE), None)
    return found.at(place.value.start, place.value.end) if found else None


@cache
def _officials() -> dict[str, tuple[PlaceMention, str]]:
    """Regional and city heads by surname: the place they report on, and the side that appointed them."""
    known: dict[str, tuple[PlaceMention, str]] = {}
    for row in lexicon.rows("officials.csv"):
        place = gazetteer().admin1(row["iso"])
        if row["city"]:
            place = next(p for p in gazetteer().find(row["city"]) if p.admin1_code == row["iso"])
        for name in row["names"].split("|"):
            known[name] = (place, row["side"])
    return known


_APPOINTED = re.compile(r"\b(?:Moscow|Russian?|Kremlin)[\s-](?:appointed|installed|backed|imposed)\b")


#: Regional heads become ministers, and ministers have namesakes.
_OF_STATE = re.compile(r"\b(?:minister|presidential|lawmaker|parliament)\b", re.IGNORECASE)


def official_in(text: str) -> PlaceMention | None:
    """The place of the regional or city head whom a text names; one with an office of the state has no region."""
    known = _officials()
    appointed = _APPOINTED.search(text) is not None
    if _OF_STATE.search(text):
        return None
    for word in re.findall(r"\b[A-Z][a-z]{3,}\b", text):
        if word in known and not (known[word][1] == "UA" and appointed):
            return known[word][0]
    return None


# -- regions that only say where a place lies
def _without_regions(scenes: list[Scene], mention: StrikeMention) -> list[Scene]:
    """Drops a region, or the city named for it, that only says where a settlement of the sentence lies."""
    kept = []
    for scene in scenes:
        place = scene.place
        assert place is not None
        inner = [s for s in scenes if s is not scene and s.place is not None and s.place.level != "admin1"]
        if place.level == "district" and any(_is_in_district(s, scene, mention.sentence.text) for s in inner):
            continue
        if place.level == "admin1":
            inside = [s.place for s in inner if s.place is not None and lies_in(s.place, place)]
            is_beside = all(_is_joined(town, place, mention.sentence.text) for town in inside)
            if inside and not is_beside and not _has_own_toll(scene, mention):
                continue
        elif any(_locates(place, s.place, mention.sentence) for s in inner if s.place is not None):
            continue
        kept.append(scene)
    return kept


def _without_labels(scenes: list[Scene], mention: StrikeMention) -> list[Scene]:
    """ "Kharkiv: one killed in the shelling of the Izium district": a label stands for the region of what it heads, or
    for whoever reports from there ("Lviv: Two killed in Odesa")."""

    def heads(scene: Scene) -> bool:
        place, text = scene.place, mention.sentence.text
        if place is None or not text[place.end :].lstrip().startswith(":") or place.start > 2:
            return False
        around = region_around(place)
        others = [o.place for o in scenes if o.place and o is not scene and not text[o.place.end :].startswith(":")]
        return any((around and lies_in(o, around)) or (o.admin1 and o.admin1 != place.admin1) for o in others)

    return [s for s in scenes if not heads(s)]


def _without_settings(scenes: list[Scene]) -> list[Scene]:
    """ "Funerals were held in Izium when a drone hit a car in Balakliia": a clause that has its own place leaves none
    to the one that it hangs on."""

    def is_setting(scene: Scene) -> bool:
        clauses = [scene.told.trigger, *scene.told.trigger.ancestors()] if scene.told else []
        links = ("when", "while", "after")
        timed = [c for c in clauses if c.dep == "advcl" and any(t.lower in links for t in c.children)]
        inner = timed[-1] if timed else None
        if inner is None or scene.head is None or inner.governs(scene.head):
            return False
        return any(s.head is not None and inner.governs(s.head) for s in scenes if s is not scene)

    return [scene for scene in scenes if not is_setting(scene)]


def _is_in_district(scene: Scene, district: Scene, text: str) -> bool:
    """ "Pryshyb, Izyumsky district", "in the Izyum district, the village of Pryshyb": it is named for where."""
    inner, outer = scene.place, district.place
    assert inner is not None and outer is not None
    head, own = district.head, scene.head
    fronted = head is not None and head.dep == "pobj" and head.head.lower == "in"
    listed = head is not None and own is not None and list_head(head) is list_head(own)
    before = inner.level == "settlement" and outer.end < inner.start and not listed
    same = inner.admin1_code == outer.admin1_code and scene.told is district.told
    return (fronted and before and same) or _holds(outer, inner, text)


def _holds(district: PlaceMention, inner: PlaceMention, text: str) -> bool:
    """Whether a district stands right behind a place."""
    between = text[inner.end : district.start] if inner.end <= district.start else "none"
    return (
        inner is not district
        and re.match(r"^(?:,?\s+\(?(?:in\s+)?|(?: [a-z]+){1,3} in )(?:the\s+)?$", between) is not None
    )


def _is_joined(town: PlaceMention, region: PlaceMention, text: str) -> bool:
    """ "Kyiv and the Kyiv region", "Kyiv, as well as in Sumska and Kyivska": the region was hit beside its town."""
    between = text[town.end : region.start] if town.end <= region.start else ""
    return _JOINED.fullmatch(between) is not None


_NARROWED = re.compile(r", (?:in|near|at) (?:the )?(?:(?:village|town|city|settlement) of )?")


def _has_own_toll(scene: Scene, mention: StrikeMention) -> bool:
    """ "... while three were killed in the rest of the region": a count hangs on the region and on no other place."""
    places = [p.value for p in mention.sentence.places if scene.place is not None and p.value.end <= scene.place.start]
    if scene.head is None or len(mention.tolls) < 2 or any(_region_beside(p, mention.sentence) for p in places[-1:]):
        return False
    nearest = [min(mention.tolls, key=lambda t: tree_distance(t.anchor, scene.head)) for _ in (0,)]  # type: ignore[arg-type]
    toll = nearest[0]
    text, end = mention.sentence.text, scene.place.end if scene.place else 0
    if any(p.value.start > end and _NARROWED.fullmatch(text[end : p.value.start]) for p in mention.sentence.places):
        return False  # "elsewhere in the region, in Udy, a shell killed one"
    return toll.predicate.governs(scene.head) and tree_distance(toll.anchor, scene.head) <= 4


def _locates(place: PlaceMention, inner: PlaceMention, sentence: ParsedSentence) -> bool:
    """Whether `place` only says where a settlement lies: "Udy, Kharkiv", or "Udy in Zolochiv" of a village."""
    if inner.population < place.population and _SAYS_ON_WHAT.fullmatch(sentence.text[inner.end : place.start]):
        return True
    beside = _region_beside(inner, sentence)
    return beside is not None and place.start > inner.end and beside.start == place.start


def _unique(scenes: list[Scene]) -> list[Scene]:
    """One scene a place and event; a place meant by other words gives way to its name."""
    kept: list[Scene] = []
    for scene in scenes:
        twin = next((s for s in kept if same_place(s.place, scene.place) and _same_event(s.told, scene.told)), None)
        if twin is None:
            kept.append(scene)
        else:
            twin.near = twin.near and scene.near
            twin.heads += [scene.head] if scene.head else []
    return kept


def _repeated(scenes: list[Scene], mention: StrikeMention) -> list[Scene]:
    """ "Sumy was bombed on Friday and shelled on Saturday": the attacks of other days on the one place named."""
    if len(scenes) != 1 or scenes[0].told is None:
        return []
    scene, first = scenes[0], scenes[0].told.trigger
    dated = _told_of_days(mention)
    if len(dated) > 1:
        scene.told, scene.head = dated[0], dated[0].trigger
        return [Scene(scene.place, t, near=scene.near, head=t.trigger, basis=scene.basis) for t in dated[1:]]
    days = {_own_day(first, mention)}
    found = []
    for told in (t for t in mention.told if t.truth.is_real and (t in mention.attacks or t.is_by_weapon)):
        day = _own_day(told.trigger, mention)
        beside = first in told.trigger.first_conjunct().conjuncts() or told.trigger.head is told.trigger
        if told.trigger.pos == "VERB" and beside and day not in days | {None}:
            days.add(day)
            found.append(Scene(scene.place, told, near=scene.near, head=told.trigger, basis=scene.basis))
    if None in days or not found:
        return []
    scene.head, scene.heads = first, []  # what belongs to which attack is read by the verbs
    return found


def _told_of_days(mention: StrikeMention) -> list[Told]:
    """ "On Saturday, when a drone wounded four, and on Monday, when missiles killed nine": one of each day."""
    days = {d.head.i: d.value.day for d in mention.sentence.dates if d.value.day}
    found: dict[dt.date, Told] = {}
    for told in mention.told:
        if told.is_by_weapon and told.trigger.dep == "relcl" and told.trigger.head.i in days:
            found.setdefault(days[told.trigger.head.i], told)
    return list(found.values())


def _own_day(verb: Token, mention: StrikeMention) -> dt.date | None:
    """The day that hangs on a verb itself, not on one coordinated to it."""
    return next((d.value.day for d in mention.dates if d.anchor is verb and not d.spoken), None)


def _same_event(a: Told | None, b: Told | None) -> bool:
    """Whether two events of one sentence may be one: no clause of another time stands between them."""
    if a is None or b is None or a is b:
        return True
    parts = day_part(a.trigger), day_part(b.trigger)
    if all(parts) and parts[0] != parts[1] and a.cause == b.cause == "weapon":
        return False
    return is_earlier(a.trigger) == is_earlier(b.trigger)


_DAY_PARTS = sorted(rule_book("strikes").classes["day_part"])


def day_part(trigger: Token) -> str | None:
    """The hour of an event in a word, where its clause gives one."""
    words = {t.lower for t in trigger.subtree()}
    return next((part for part in _DAY_PARTS if part in words), None)


def is_earlier(trigger: Token) -> bool:
    """ "two years after the strike on ...", "a week after a missile killed ...": an event before the one told."""
    step = trigger
    if _is_followed(trigger) or _is_called_earlier(trigger) or _is_remembered(trigger):
        return True
    for ancestor in [trigger, *trigger.ancestors()]:
        mark = next(
            (
                c
                for c in ancestor.children
                if c.dep in ("mark", "prep", "advmod", "case") and c.lower in ("after", "since") and c.i < trigger.i
            ),
            None,
        )
        after = ancestor if ancestor.dep == "prep" and ancestor.lower in ("after", "since") else mark
        if after is not None and (after is ancestor or ancestor.governs(step)):
            timed = [after, ancestor, *after.children, *ancestor.children]
            timed += [c for c in ancestor.head.children if c.dep in ("npadvmod", "advmod")]
            timed = [t for t in timed if t.i < after.i]
            if any(t.lemma in ("day", "week", "month", "year", "hour", "time", "anniversary") for t in timed):
                return not any(t.lemma == "hour" for t in timed)
            if after.lower == "since":
                return True
        if ancestor.dep in ("relcl", "ccomp"):
            break
    return False


def _is_called_earlier(trigger: Token) -> bool:
    """ "The 2022 strike", "a previous attack"."""
    beside = (c for c in trigger.children if c.dep in ("nummod", "amod", "compound"))
    return trigger.pos == "NOUN" and any(
        _YEAR.match(c.text) or c.lower in ("previous", "earlier", "prior") for c in beside
    )


def _is_remembered(trigger: Token) -> bool:
    """ "Marked the anniversary of the strike that killed five": what is remembered is not the news."""
    noun = trigger.head if trigger.dep == "relcl" else trigger
    if noun.dep != "pobj" or noun.head.lower not in ("of", "to"):
        return False
    return noun.head.head.lemma in rule_book("strikes").classes["memory"]


def _is_followed(trigger: Token) -> bool:
    """ "The latest attacks follow a strike on ...", "... come after a strike on ...": an event before the one told."""
    if trigger.pos != "NOUN":
        return False
    verb = trigger.head.head if trigger.dep == "pobj" and trigger.head.lower == "after" else trigger.head
    if verb.lemma != ("follow" if trigger.dep == "dobj" else "come" if trigger.dep == "pobj" else ""):
        return False
    return any(s.lemma in rule_book("strikes").classes["attack_noun"] for s in verb.subjects())


def days_before(trigger: Token) -> int | None:
    """How many days before the article's event a trigger lies: "a day after a strike on ..." is one."""
    for ancestor in [trigger, *trigger.ancestors()]:
        for child in [ancestor, *ancestor.children]:
            if child.lower != "after":
                continue
            beside = [*child.children, *ancestor.children, *ancestor.head.children]
            unit = next((c for c in beside if c.lemma == "day" and c.i < child.i), None)
            if unit is not None:
                number = next((c for c in unit.children if c.dep in ("nummod", "det")), None)
                if number is not None and number.dep == "det" and unit.lower == "day":
                    return 1  # "the day after a strike on ..."
                return (
                    word_value(number.lower) or (int(number.lower) if number.lower.isdigit() else None)
                    if number
                    else None
                )
    return None


_YEAR = re.compile(r"(?:19|20)\d\d$")


# -- shares
def _share_tolls(scenes: list[Scene], mention: StrikeMention) -> None:
    """Each place's tolls: one place has all; of several the one nearest to the figure, none where it is of them all.

    "Ten people, including four in Kharkiv": the place has its share; the whole is of the other places told, if any.
    """
    shares = _shares(scenes, mention)
    for toll, owner in shares:
        if owner is not None:
            owner.tolls.append(toll)
    for toll in (t for t in mention.tolls if not t.is_share):
        if _is_of_country(toll, bool(shares)):
            continue
        split = {id(owner) for share, owner in shares if share.kind == toll.kind and share.anchor.i > toll.anchor.i}
        rest = [s for s in scenes if id(s) not in split and not _is_included(s)]
        if len(rest) == 1:
            rest[0].tolls.append(toll)
        if len(rest) < 2:
            continue
        owners = _owners(toll, rest, mention)
        if len(owners) == 1 or (owners and _is_each(toll)):
            for scene in owners:
                scene.tolls.append(toll)


def tolls_of_all(scenes: list[Scene], mention: StrikeMention) -> list[Toll]:
    """The figures of a sentence whose shares or examples are told by place, and which are no place's own."""
    owned = {id(toll) for scene in scenes for toll in scene.tolls}
    is_split = any(toll.is_share for toll in mention.tolls) or any(map(_is_included, scenes))
    wholes = [t for t in mention.tolls if not t.is_share and (is_split or _is_of_country(t, is_split=False))]
    return [t for t in wholes if id(t) not in owned]


def _shares(scenes: list[Scene], mention: StrikeMention) -> list[tuple[Toll, Scene | None]]:
    """Each share with its place; "four in one district of the city, six in another" share nothing out."""
    found = [(toll, _place_of_share(toll, scenes)) for toll in mention.tolls if toll.is_share]
    named = {p.head.i: p.value.name for p in mention.sentence.places}
    whole = {s.head.i for s in scenes if s.place and s.head and named.get(s.head.i, s.place.name) == s.place.name}
    return [(toll, s) for toll, s in found if s is None or (s.head is not None and s.head.i in whole)]


def _place_of_share(toll: Toll, scenes: list[Scene]) -> Scene | None:
    """The place that stands next behind a share."""
    behind = [(head.i, s) for s in scenes for head in [s.head, *s.heads] if head is not None and head.i > toll.anchor.i]
    return min(behind, key=lambda found: found[0])[1] if behind else None


def _is_included(scene: Scene) -> bool:
    """ "41 people across the country, including at a hospital in Kyiv": one of the places of the whole."""
    steps = [] if scene.head is None else list(scene.head.ancestors())
    return any(s.dep == "prep" and s.lower in ("at", "in", "on") and s.head.lower == "including" for s in steps)


def _is_of_country(toll: Toll, is_split: bool) -> bool:
    """ "... and wounded 17 across Ukraine", "attacks across Ukraine killed nine, two in Sumy": no place's own."""
    told = [toll.predicate, *(toll.predicate.subjects() if is_split else [])]
    beside = (c for t in told for c in t.children if c.dep == "prep")
    for preposition in (c for c in beside if c.lower in ("across", "throughout")):
        inner = preposition.child("pobj")
        if inner is not None and inner.lower in ("ukraine", "russia", "country"):
            return True
    return False


def _is_each(toll: Toll) -> bool:
    return any(t.lower in ("each", "apiece") for t in [*toll.predicate.subtree(), *toll.anchor.subtree()])


def _owners(toll: Toll, scenes: list[Scene], mention: StrikeMention) -> list[Scene]:
    """The places that a figure may be of: those in the clause of what it counts, else the nearest ones."""
    item = _items_before(toll.anchor, mention)
    scenes = [s for s in scenes if s.head is not None and _items_before(s.head, mention) == item] or scenes
    if len(scenes) == 1:
        return scenes  # "a station in Lyman, which killed 60; a cafe in Hroza, which killed 50"
    again = [s for s in scenes if any(_in_clause_of(head, toll, mention) for head in s.heads)]
    if len(again) == 1:
        return again  # "fell on Kupiansk and on Izium; three died in Kupiansk and two in Izium"
    below = [s for s in scenes if s.head is not None and toll.anchor.pos == "NUM" and toll.anchor.governs(s.head)]
    if below:  # "four dead in Toretsk, one in Siversk and two in Lyman"
        return [min(below, key=lambda s: tree_distance(toll.anchor, s.head))]  # type: ignore[arg-type]
    within = [s for s in scenes if s.head is not None and _in_clause_of(s.head, toll, mention)]
    others = [t.predicate for t in mention.tolls if t.predicate is not toll.predicate]
    counted = {id(s) for s in scenes for verb in others if s.head is not None and verb.governs(s.head)}
    if not within and len(counted) > 1 and toll is mention.tolls[-1]:
        return scenes  # "killing two in Sumy and one in Lutsk, and wounding 15": of all together
    within = within or scenes
    costs = [(_cost(toll, scene), scene) for scene in within]
    least = min(cost for cost, _ in costs)
    nearest = sorted(
        (s for cost, s in costs if cost == least), key=lambda s: abs(s.head.i - toll.anchor.i) if s.head else 0
    )
    # a list of places that share one preposition shares the figure: it is of them together
    group = [s for s in within if s is nearest[0] or _coordinated(s, nearest[0], mention.sentence.text)]
    if len(group) == 1:
        return group
    alike = [t for t in mention.tolls if t.kind == toll.kind]
    if len(alike) >= len(scenes) and alike.index(toll) < len(scenes):
        return [scenes[alike.index(toll)]]
    return group


def _items_before(token: Token, mention: StrikeMention) -> int:
    """How many items of a list with semicolons stand before a token's."""
    return sum(t.text == ";" for t in mention.sentence.tokens[: token.i])


def list_head(head: Token) -> Token:
    """The first of a list: "A and the town of B" has A."""
    words = attach_words()
    while True:
        if head.dep == "conj" and head.head is not head:
            head = head.head
        elif head.dep == "pobj" and head.head.lower == "of" and head.head.head.lemma in words["inside"]:
            head = head.head.head
        else:
            return head


def _in_clause_of(head: Token, toll: Toll, mention: StrikeMention) -> bool:
    """Whether a place hangs on a figure's predicate, and on no other verb below that tells another figure."""
    if not toll.predicate.governs(head):
        return False
    others = {t.predicate.i for t in mention.tolls if t.predicate is not toll.predicate}
    for step in [head, *head.ancestors()]:
        if step is toll.predicate:
            return True
        if step.i in others:
            return False
    return False


def _coordinated(a: Scene, b: Scene, text: str = "") -> bool:
    """Whether two places stand in one list, by the arcs or by what stands between them."""
    if a.head is None or b.head is None or a.place is None or b.place is None:
        return False
    if list_head(a.head) is list_head(b.head):
        return True
    first, second = sorted((a.place, b.place), key=lambda p: p.start)
    return bool(text) and _NEXT_NAME.fullmatch(text[first.end : second.start]) is not None


def _cost(toll: Toll, scene: Scene) -> float:
    """Arcs between a figure and a place: few where one hangs on the other, more across clauses."""
    head = scene.head
    assert head is not None
    if toll.anchor.governs(head):
        return 0.5 * tree_distance(toll.anchor, head)
    steps = min(tree_distance(toll.anchor, head), tree_distance(toll.predicate, head) + 1)
    if head.first_conjunct() is not head:
        steps -= tree_distance(head, head.first_conjunct())
    return float(steps)


def _share_rest(scene: Scene, scenes: list[Scene], mention: StrikeMention, discourse: Discourse) -> None:
    """Weapons, targets, date and attacker of one scene."""
    trigger = scene.told.trigger if scene.told else None
    weapons, targets = mention.weapons, mention.targets
    if len(scenes) > 1 and trigger is not None and scene.head is not None:
        weapons = _nearest_of(weapons, scene, scenes)
        targets = _nearest_of(targets, scene, scenes)
    scene.weapons = [w.value for w in weapons]
    scene.targets = [t.value for t in targets]
    if trigger is not None:
        dates = [d for d in mention.dates if d.value.kind != "since"]
        # "found on Tuesday a fourth body in a house that a bomb had hit on Monday"
        hit = (t.trigger for t in mention.told if t.is_by_weapon and _own_day(t.trigger, mention))
        dated = next(hit, trigger) if scene.told is not None and scene.told.meaning == "toll" else trigger
        scene.date = date_of(dated, dates_of(dated, dates, mention))
    sides = set(scene.told.sides) if scene.told and scene.told.meaning not in ("toll",) else set()
    victims = frozenset(
        side
        for t in (scene.told.mention.slots.get("object", []) if scene.told else [])
        for w in phrase(t)
        if (side := word_side(w))
    )
    if scene.near and scene.told is not None and scene.told.cause == "weapon" and _is_at_sea(mention):
        victims |= {{"UA": "RU", "RU": "UA"}.get(side, side) for side in sides}  # ships are hit off the other's coast
    # a side that only another event of the sentence names does not strike its own land
    own_land = scene.place is not None and scene.place.country == "RU" and mention.sides == {"RU"}
    named = sides or (set() if own_land else mention.sides)
    near = mention.sentence.index - discourse.attacked_at <= 2
    if not named and discourse.attacker == "RU" and near and scene.place and scene.place.country == "UA":
        named = {"RU"}
    scene.attacker = attacker_of(scene.place, named, mention.occupied, discourse.published, victims)


def _is_at_sea(mention: StrikeMention) -> bool:
    return any(t.lemma in attach_words()["sea"] for t in mention.sentence.tokens)


def dates_of(trigger: Token, dates: list[DateRole], mention: StrikeMention) -> list[DateRole]:
    """The dates that can be a trigger's: an event before the news has its own only, the news none of such a one."""
    if is_earlier(trigger):
        # "an earlier attack on the town had wounded four on Monday": its verb's day is its own
        verb = trigger.head if trigger.dep in ("nsubj", "nsubjpass") else trigger
        return [d for d in dates if verb.governs(d.token)]
    before = [t.trigger for t in mention.told if t.trigger.pos == "NOUN" and is_earlier(t.trigger)]
    return [d for d in dates if not any(t.governs(d.token) for t in before)]


def _nearest_of(located: Sequence[Located], scene: Scene, scenes: list[Scene]) -> list[Located]:  # type: ignore[type-arg]
    """What belongs to a scene: what hangs on its own event, or on one that all scenes share."""
    kept = []
    for item in located:
        distances = [(tree_distance(item.head, s.head), i) for i, s in enumerate(scenes) if s.head is not None]
        least = min(d for d, _ in distances)
        own = next(d for d, i in distances if scenes[i] is scene)
        shared = any(s.told is scene.told for s in scenes if s is not scene) and scene.told is not None
        governs = scene.told is not None and scene.told.trigger.governs(item.head)
        if own <= least or (shared and governs):
            kept.append(item)
    return kept


def speakers_places(mention: StrikeMention, discourse: Discourse) -> list[PlaceMention]:
    """The places whose heads or officials report, where the sentence names no other: regions if several."""
    within = (
        o for t in mention.told for c in t.trigger.children_by("prep") for o in c.children_by("pobj") if c.lower == "in"
    )
    inside = {word_side(o) for o in within}
    regions = []
    for place in mention.sentence.places:
        role = place_role(place, mention.sentence, mention.triggers)
        if (
            role.role == "speaker"
            and place.value.country in ("UA", "RU")
            and place.value.name not in ("Kyiv", "Moscow")
            and inside <= {None, place.value.country}  # "Voronezh's governor said a general was killed in Ukraine"
        ):
            value = specify(place, mention, discourse) or place.value
            if value.level == "admin1":
                regions.append(value)
                continue
            if regions:
                continue
            governor = any(
                t.lemma in ("governor", "regional", "oblast") for t in [*phrase(place.head.head), place.head.head]
            )
            if (
                value.level == "settlement"
                and (governor or value.name in held_cities())
                and value.admin1_code not in CITY_REGIONS
            ):
                value = region_of(value) or value
            return [value]
    if regions:
        return regions
    official = official_in(mention.sentence.text)
    return [official] if official else []
