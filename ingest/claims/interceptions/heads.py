"""The nouns that are counted: drones, missiles, bombs, targets, and what only begins with such a word (a missile
launcher)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.claims.annotations import PlaceMention
from ingest.claims.caseless import caseless
from ingest.claims.interceptions.words import Trigger
from ingest.claims.model import Span
from ingest.claims.reading import AnnotatedSentence

#: Classes that an air defence brings down; the other weapon words of the lexicon are never counted here.
_FLYING = {"drone", "missile", "cruise_missile", "ballistic_missile", "glide_bomb", "rocket"}
_TARGETS = caseless(
    r"(?:aerial|air|airborne|flying|hostile|enemy)\s+(?:attack\s+)?(?:targets?|objects?|weapons|projectiles)|projectiles|"
    r"(?:attack\s+|air\s+)?targets"
)
_BOATS = caseless(
    r"(?:sea|naval|marine|maritime|surface)\s+drones?|(?:unmanned|uncrewed|kamikaze)\s+(?:surface\s+|naval\s+)?(?:boats?|vessels?)|"
    r"(?:unmanned|uncrewed)\s+surface\s+vehicles?|"
    r"(?:drone|kamikaze)\s+boats?"
)
#: A noun after the weapon's name that makes it something else: a launcher, a depot, an attack.
_NOT_WEAPON = caseless(
    r"[\s-]*(?:launch(?:er|ers|ing)\b|systems?\b|batter(?:y|ies)\b|depots?\b|factor(?:y|ies)\b|plants?\b|sites?\b|bases?\b|"
    r"complex(?:es)?\b|debris\b|fragments?\b|wreck\w*|parts?\b|components?\b|crews?\b|units?\b|operators?\b|warehouses?\b|"
    r"storage\b|alerts?\b|production\b|program\w*\b|maker\w*|manufactur\w+|carriers?\b|pilots?\b|brigades?\b|regiments?\b|"
    r"warheads?\b|engines?\b|stockpiles?\b|arsenals?\b|silos?\b|defen[cs]es?\b|interceptors?\b|pads?\b|developers?\b|"
    r"experts?\b|hubs?\b|boats?\b|corps\b|deals?\b|shipments?\b|troops\b|forces\b|ships?\b)"
)
_NOT_WEAPON_SINGULAR = caseless(
    r"(?:\s+(?:and|or)\s+(?:[\w-]+\s+){1,2}?)?[\s-]*(?:attacks?|strikes?|assaults?|raids?|threats?|barrages?|hits?|blasts?|impacts?|salvos?|waves?|incidents?|"
    r"incursions?|flights?|explosions?|killings?|campaigns?)\b"
)


@dataclass
class Count:
    """A number of weapons. `total` is the M of "N of M"; `every` marks "all N"; `weapon_class` None = left out."""

    start: int
    end: int
    value: int
    qualifier: str = "exact"
    total: int | None = None
    weapon_class: str | None = None
    names: list[str] = field(default_factory=list)
    every: bool = False
    #: part of another count of the sentence ("including 23 over Bryansk")
    subset: bool = False
    #: "of the 103 drones": the set out of which others are counted
    is_set: bool = False
    role: str | None = None
    trigger: Trigger | None = None
    #: a list of classes counted together ("missiles and drones")
    mixed: bool = False
    #: the reduced relative "launched by Russia" behind it
    sent_by: Trigger | None = None
    place: PlaceMention | None = None
    number_start: int = 0
    #: where the number stands when another sentence tells what became of it ("All of them were shot down")
    source: Span | None = None


@dataclass
class Head:
    """The noun of a count: one or several weapon words that stand together."""

    start: int
    end: int
    classes: list[str]
    names: list[str]
    first_start: int = 0

    @property
    def weapon_class(self) -> str:
        """One class for all: a named kind of missile wins over "missile"; a mixture is `other`."""
        kinds = set(self.classes)
        if len(kinds) > 1:
            specific = kinds - {"missile"}
            kinds = specific if len(specific) == 1 and specific <= {"cruise_missile", "ballistic_missile"} else kinds
            if kinds <= {"missile", "cruise_missile", "ballistic_missile", "rocket"}:
                return kinds.pop() if len(kinds) == 1 else "missile"
        return kinds.pop() if len(kinds) == 1 else "other"


def find_heads(sentence: AnnotatedSentence) -> list[Head]:
    """The counted nouns of a sentence in order, several words for one thing taken together."""
    text = sentence.text
    heads: list[Head] = []
    boats = [(m.start(), m.end()) for m in _BOATS.finditer(text)]
    raw = [(w.start, w.end, w.weapon_class, w.name) for w in sentence.weapons]
    for start, end in boats:
        raw = [w for w in raw if w[1] <= start or w[0] >= end]
        raw.append((start, end, "drone", "naval drone"))
    for match in _TARGETS.finditer(text):
        if all(match.end() <= w[0] or match.start() >= w[1] for w in raw):
            raw.append((match.start(), match.end(), "other", None))
    for start, end, weapon_class, name in sorted(raw, key=lambda w: w[0]):
        if weapon_class not in _FLYING and weapon_class != "other":
            continue
        if weapon_class == "other" and not _TARGETS.match(text, start):
            continue
        singular = not re.search(r"s\W*$", text[start:end])
        if _NOT_WEAPON.match(text, end) or (singular and _NOT_WEAPON_SINGULAR.match(text, end)):
            continue
        names = [name] if name else []
        last = heads[-1] if heads else None
        joint = text[last.end : start] if last else ""
        if last and re.fullmatch(r"[\s\"“”()\[\]-]*(?:type|style|made)?[\s\"“”()\[\]-]*", joint) and "(" not in joint:
            # "UAV missiles": one noun phrase is one kind
            last.classes = ["drone"] if "drone" in (*last.classes, weapon_class) else [*last.classes, weapon_class]
            last.names += names
            last.end = end
        elif last and re.fullmatch(
            r"\s+(?:and|or|and/or)\s+(?:other\s+|strike\s+|decoy\s+|various\s+|cruise\s+|guided\s+|attack\s+)*", joint
        ):
            # "missiles and drones" counted together; undone where a number stands before the second
            last.classes.append(weapon_class)
            last.names += names
            last.end = end
        else:
            heads.append(Head(start, end, [weapon_class], names, start))
    return heads
