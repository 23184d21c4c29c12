"""What one sentence tells of attacks: a frame for each sentence with something to tell.

A frame holds the places with their roles (hit, context of a speaker, reference of a distance, origin), the tolls, the
weapons, targets and dates, the attacker where the sentence names one, and how the sentence tells it (as something that
happened, as a plan or a possibility, as a running total).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import DateMention, PlaceMention, Target
from ingest.claims.caseless import caseless
from ingest.claims.gazetteer import gazetteer
from ingest.claims.reading import AnnotatedSentence, Reading
from ingest.claims.strikes.modality import is_real
from ingest.claims.strikes.roles import role_of
from ingest.claims.strikes.sides import attackers_in
from ingest.claims.strikes.tolls import Toll, find_tolls
from ingest.claims.strikes.words import ATTACK, DAMAGE, PEOPLE, RELEASE, words
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.wordlists import Scanner

#: How picture agencies close a caption; it tells of no attack.
_CAPTION = caseless(
    r"\bamid\s+Russia['’]s\s+(?:ongoing\s+)?(?:attack|attacks|invasion|war|aggression)\w*\s+(?:on|"
    r"of|in|against)\s+Ukraine"
)
_TOTAL_TOLL = caseless(
    r"\b(?:troops|soldiers|servicemen|personnel|combat\s+losses|casualties\s+on\s+(?:both|"
    r"the)|losses|thousands\s+of|tens\s+of\s+thousands|hundreds\s+of\s+thousands)\b"
)
#: Attacks of other kinds, and sentences about what might be struck: without a toll they tell of no strike.
_IMAGE = re.compile(
    r"©|\bGetty\b|\bMaxar\b|(?:Reuters|AFP|AP|EPA)/|/(?:Reuters|AFP|AP|EPA)\b|\bvia\s+(?:AP|"
    r"Getty|Reuters|AFP)|\bAP\s+Photo|[Ff]ile\s+photo|\b[Pp]hoto(?:graph)?\s+(?:by|"
    r"provided|taken|shows)|\b[Ss]atellite\s+(?:image|imagery|photo)",
    re.MULTILINE,
)
#: "The deadliest strike since the invasion began" is one strike.
_RECORD = caseless(
    r"\b(?:first|largest|biggest|deadliest|heaviest|worst|longest|fiercest|most\s+\w+)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:attacks?|strikes?|barrages?|bombardments?|raids?|assaults?|salvos?|waves?)\b[^.;]{0,60}?\bsince\b"
)
#: One word of each of these.
_IMAGE_BIT = VOCABULARY.test(
    re.compile(r"©|/|\b(?:getty|maxar|ap|reuters|afp|photo\w*|satellite)\b").search,
)
#: Where a sentence's clauses part, for telling which of them a place stands in.
_CLAUSE = caseless(
    r"\b(?:(?<!well )as(?!\s+well)|while|because|although|though|but|amid|despite|before|"
    r"ahead\s+of|since|until|(?:hours|days|weeks|months)\s+after)\b|;"
)


#: What one pass over a sentence's words looks for.
_SCANNER = Scanner(
    {
        "attack": ATTACK,
        "release": RELEASE,
        "damage": DAMAGE,
        "people": PEOPLE,
    }
)
#: What only sentences that tell an attack are looked through for.
_MANNER = Scanner(
    {
        "total": words("total"),
        "recall": words("recall"),
        "intercept": words("intercept"),
        "occupied": words("occupied"),
        "other": words("other"),
        "permission": words("permission"),
        "habit": words("habit"),
        "ground": words("ground"),
    }
)


@dataclass
class PlaceRole:
    """A place with what it is doing in its sentence: hit, speaker, reference, origin, government."""

    mention: PlaceMention
    role: str


@dataclass
class Frame:
    """What one sentence tells. `real`: some attack word is told as having happened."""

    sentence: AnnotatedSentence
    places: list[PlaceRole]
    tolls: list[Toll]
    attack_at: list[int] = field(default_factory=list)
    damage_at: list[int] = field(default_factory=list)
    real: bool = False
    unreal: bool = False
    attacker: str | None = None
    attackers: list[tuple[int, str]] = field(default_factory=list)
    occupied: bool = False
    total: bool = False
    idle: bool = False
    recalls: bool = False
    intercepts: bool = False
    official: PlaceMention | None = None
    appointed: str | None = None

    @property
    def dates(self) -> list[DateMention]:
        return self.sentence.dates

    def hits(self) -> list[PlaceMention]:
        return [p.mention for p in self.places if p.role == "hit"]


def read_frame(sentence: AnnotatedSentence) -> Frame | None:
    """The frame of one sentence; None where it tells nothing of an attack."""
    if not sentence.word_bits & _SCANNER.bit:
        return None
    text = sentence.text
    told = _SCANNER.scan(text)
    if not told:
        return None
    tolls = find_tolls(text, sentence.numbers) if "people" in told else []
    attacks = [start for start, _ in told.get("attack", ())]
    if attacks:
        caption = _CAPTION.search(text)
        if caption:
            attacks = [at for at in attacks if not caption.start() <= at < caption.end()]
    if "release" in told and sentence.weapons and not (attacks == [] and _CAPTION.search(text)):
        attacks = sorted(attacks + [start for start, _ in told["release"]])
    damages = [start for start, _ in told.get("damage", ())]
    if not (tolls or attacks or damages):
        return None
    manner = _MANNER.scan(text)
    places = [PlaceRole(p, role_of(text, p)) for p in sentence.places if p.country in ("UA", "RU", None)]
    frame = Frame(sentence, places, tolls, attacks, damages)
    real = [at for at in attacks if is_real(text, at)]
    frame.real = bool(real)
    frame.unreal = bool(attacks) and not real
    frame.attack_at = real
    frame.attackers = attackers_in(text)
    if frame.attackers:
        frame.attacker = frame.attackers[0][1]
    frame.occupied = "occupied" in manner
    if "total" in manner and _RECORD.search(text):
        del manner["total"]
    dated = "total" in manner and bool(real and sentence.targets) and any(d.day is not None for d in sentence.dates)
    frame.total = ("total" in manner and (bool(tolls) or not dated)) or any(
        t.value >= 1000
        or (
            t.value > 60
            and not (frame.real and sentence.weapons)
            and _TOTAL_TOLL.search(text, max(0, t.start - 10), t.end + 30)
        )
        for t in tolls
    )
    frame.official, frame.appointed = _official(text) if sentence.word_bits & _OFFICIAL_BIT else (None, None)
    frame.recalls = "recall" in manner
    frame.intercepts = "intercept" in manner
    frame.idle = (not tolls and _tells_none(frame, manner)) or ("other" in manner and not sentence.weapons)
    _place_in_clauses(frame)
    return frame


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


@cache
def _official_words() -> frozenset[str]:
    return frozenset(name.lower() for name in _officials())


_OFFICIAL_BIT = VOCABULARY.test(lambda word: not _official_words().isdisjoint(re.findall(r"[a-z]{4,}", word)))


def _official(text: str) -> tuple[PlaceMention | None, str | None]:
    """The place of the regional head whom a sentence names, and who appointed that head."""
    known = _officials()
    for word in _CAPITALISED.findall(text):
        if word in known and not (known[word][1] == "UA" and _APPOINTED.search(text)):
            return known[word]
    return None, None


#: What was hit lies by it: "an old quarter near the railway station".
_BESIDE_IT = re.compile(
    r"\b(?:near|beside|next\s+to|close\s+to|not\s+far\s+from|opposite|behind)\s+(?:the\s+|an?\s+)?(?:(?-i:[a-z]+)\s+)?$",
    re.IGNORECASE,
)
#: A hospital that treats the wounded.
_IN_CARE = caseless(
    r"(?:\b(?:died|dead|treat\w*|lay|lying|succumbed|taken|rushed|remain\w*|patients?|wounded|injured|wounds|injuries"
    r"|condition|count|figures|doctors|admitted|brought)\b[^.;]{0,40}\b(?:in|to|at|from|by)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?"
    r"|(?<!the\s)(?<!\ba\s)\bin\s+)$"
)
#: A namesake whom the other side appointed.
_APPOINTED = re.compile(r"\b(?:Moscow|Russian?|Kremlin)[\s-](?:appointed|installed|backed|imposed)\b")
_TROOPS = caseless(r"troops|soldiers")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")


#: The troops that attack are no target: "Russian troops shelled the town", "1,000 Ukrainian soldiers stormed in".
_OWN_TROOPS = caseless(r"(?:\b(?P<ru>Russia\w*|Moscow)|\b(?P<ua>Ukrain\w*|Kyiv))(?:['’]s)?\s+(?:[\w-]+\s+)?$")


def targets_of(frame: Frame) -> list[Target]:
    """The targets of a sentence, without the troops of the side that attacks."""
    text, sides = frame.sentence.text, {side for _, side in frame.attackers}
    kept = []
    for target in frame.sentence.targets:
        owner = _OWN_TROOPS.search(text, max(0, target.start - 30), target.start)
        whose = ("RU" if owner.group("ru") else "UA") if owner else None
        if whose in sides and _TROOPS.match(text, target.start):
            continue
        before = text[max(0, target.start - 70) : target.start]
        if _BESIDE_IT.search(before) or (target.target_class == "medical" and _IN_CARE.search(before)):
            continue
        kept.append(target)
    return kept


def _tells_none(frame: Frame, manner: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether a sentence without a toll only permits, foresees, generalises or pictures an attack."""
    if "other" in manner or "permission" in manner:
        return True
    sentence = frame.sentence
    if "ground" in manner and not (sentence.weapons or targets_of(frame)):
        return True
    if sentence.word_bits & _IMAGE_BIT and _IMAGE.search(sentence.text) and not sentence.dates:
        return True
    return "habit" in manner and not (sentence.dates and (sentence.weapons or sentence.targets))


def _place_in_clauses(frame: Frame) -> None:
    """A place in a clause without an attack, its trace or a toll is not hit ("... as he is in Moscow")."""
    text = frame.sentence.text
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    if len(cuts) == 2 or _CAPTION.search(text):
        return
    told = [*frame.attack_at, *frame.damage_at, *(t.anchor for t in frame.tolls), *(t.end - 1 for t in frame.tolls)]
    for place in frame.places:
        if place.role != "hit" or place.mention.start < 30:
            continue
        start = max(c for c in cuts if c <= place.mention.start)
        end = min(c for c in cuts if c > place.mention.start)
        if not any(start <= at < end for at in told):
            place.role = "aside"


def read_frames(reading: Reading) -> list[Frame]:
    """The frames of an article in order."""
    frames = []
    for sentence in reading.sentences:
        frame = read_frame(reading.annotated(sentence))
        if frame is not None:
            frames.append(frame)
    return frames
