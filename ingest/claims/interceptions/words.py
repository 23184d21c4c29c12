"""The verbs and nouns of an air battle in a sentence, with what each does to the weapons beside it.

Wordings are data (data/interception_words.csv). This module decides the voice ("was shot down" against "had shot down")
and whether the thing is said to have happened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.claims import lexicon
from ingest.claims.caseless import caseless
from ingest.claims.stems import Stems

_ROWS = {row["form"]: row for row in lexicon.rows("interception_words.csv")}
_ANY = caseless(rf"(?<![\w-])(?:{lexicon.alternation(_ROWS)})(?![\w])")

#: Stems of the lexicon's words, for the test of sentences: without one of DOWN_STEMS no sentence tells of weapons
#: brought down.
DOWN_STEMS = Stems(
    "shot", "shoot", "down", "intercept", "destr", "neutrali", "brought down", "bring down", "brings down",
    "bringing down", "taken out", "took down", "took out", "taking down", "taking out", "take down", "takes down",
    "taken down", "take out", "knock", "repel", "repuls", "foil", "thwart", "eliminat", "stopp", "disabl",
    "liquidat", "avert", "fended", "jamm", "suppress", "lost", "loss", "disappear", "vanish", "blown", "struck down",
    "missing", "off course", "to reach", "not reach", "n't reach", "never reach", "fell short", "crashed",
    "diverted", "failed to hit", "dropped off",
)  # fmt: skip
SENT_STEMS = Stems(
    "launch", "fire", "firing", " sent", " send", "unleash", " used", " using", "attack", "target", "bombard",
    "bomb", "barrage", " wave", "swarm", "salvo", "volley", "deploy", "dispatch", "direct", "releas", "hurl",
    "lobb", " rain", "struck", " hit", "pound", "pummel", "flew", "flown", "involv", "compris", "consist", "strike",
    "detect", "record", "spotted", "track", "faced", "flurry", "fusillade", "onslaught", "armada", "assault",
    "blast", " raid", "shell", "hammer", "batter", "heading",
    "counted", "register", "logged", "aimed",
)  # fmt: skip
FLYING_STEMS = Stems(
    "drone", "missile", "uav", "unmanned", "uncrewed", "shahed", "geran", "rocket", "target", "projectile",
    "object", "bomb", "kalibr", "iskander", "kinzhal", "atacms", "himars", "storm shadow", "kh-", "x-", "ballistic",
    "oreshnik", "zircon", "lancet", "weapon", "munition", "quadcopter", "boat", "vessel",
)  # fmt: skip


_BE = caseless(
    r"(?:\b(?:was|were|been|being|be|is|are|got)|['’]re)\b(?P<adverbs>(?:\s+(?:\w+ly|also|all|both|either|then|later|already|"
    r"each|being|still|not|never|now|again|thus|in\s+turn|,))*)\s*$"
)
#: What follows a participle that has no object: "20 drones shot down overnight", not "a rocket destroyed his house".
_NO_OBJECT = caseless(
    r"\s*(?:$|[.,;:)\"”’–—-]|(?:over|in|by|near|on|during|overnight|before|after|at|above|outside|across|as|and|or|since|this|"
    r"last|that\s+(?:night|morning|day|evening)|yesterday|today|early|late|earlier|with|while|when|from|within|so|for|to|into|toward|towards|against|via|then|per|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|were|was|had|have|has|are|is|between|around|inside|throughout|just|only|but|including|out|off|under|using|along)\b)"
)
_UNREAL = caseless(
    r"\b(?:not|never|failed|failing|fails|fail|unable|without|could|would|may|might|should|can|cannot|must|will|if|hoping|"
    r"hopes|hoped|possible|potential|ready|prepared|capable|ability|able|trying|tried|try|attempt\w*|in\s+order|need\w*|designed|aim\w*|whether|used)\b"
    r"(?:\s+(?:to|of|at|for|a|the|be|been|have|even|also|all|only|\w+ly|help)){0,3}\s*$|n['’]t\s*(?:\w+ly\s*)?$"
)
_REAL_INFINITIVE = caseless(
    r"\b(?:managed|forced|had|succeeded|helped|continu\w+|began|started|went\s+on|scrambled|was\s+able|were\s+able|"
    r"been\s+able|did)\s+(?:to\s+)?(?:\w+ly\s+)?$"
)


#: "44 of them shot down", "13 launched and seven shot down": a number stands for the weapons.
_BARE_SUBJECT = caseless(
    r"\b\d[\d,]*\s+of\s+(?:them|these|those)\s+$|"
    r"\b(?:and|,|of\s+which)\s+(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?:\s+of\s+(?:them|these|those))?\s+$"
)


@dataclass(frozen=True)
class Trigger:
    """A word of the air battle. `voice`: active (its object follows), passive (its subject stands before),
    intransitive."""

    start: int
    end: int
    role: str
    shape: str
    voice: str
    definition: str | None
    is_real: bool
    #: where the auxiliary begins: "were" of "were shot down"
    group_start: int


def find_triggers(text: str, weapon_ends: set[int], count_starts: list[int]) -> list[Trigger]:
    """Triggers in order. A participle without auxiliary is passive right after a weapon unless a count follows it."""
    triggers = []
    for match in _ANY.finditer(text):
        row = _ROWS[" ".join(match[0].lower().replace("-", " ").split())] if match[0].lower() not in _ROWS else None
        row = row or _ROWS[match[0].lower()]
        start, end, shape = match.start(), match.end(), row["shape"]
        before = text[max(0, start - 60) : start]
        be = _BE.search(before)
        group_start = start - (len(before) - be.start()) if be else start
        voice = "intransitive" if shape == "intransitive" else "active"
        if shape == "participle" and (
            be
            or (
                (_follows_weapon(text, start, weapon_ends) or _BARE_SUBJECT.search(text[:start]))
                and not _count_follows(text, end, count_starts)
                and _NO_OBJECT.match(text, end)
            )
        ):
            voice = "passive"
        triggers.append(
            Trigger(
                start,
                end,
                row["role"],
                shape,
                voice,
                row["definition"] or None,
                _is_real(text, shape, start, be, before),
                group_start,
            )
        )
    return triggers


def _follows_weapon(text: str, start: int, weapon_ends: set[int]) -> bool:
    """Whether a weapon's name ends right before, or before an adverb: "20 drones successfully shot down"."""
    before = re.sub(r"(?:\s*[,–—-])?(?:\s+(?:\w+ly|later|all|overnight|also|then|have|had|has))*\s*$", "", text[:start])
    return len(before) in weapon_ends or any(
        text[len(before) : end].strip("\"'”’)") == "" for end in weapon_ends if end >= len(before) > end - 2
    )


def _count_follows(text: str, end: int, count_starts: list[int]) -> bool:
    return any(
        0 <= start - end <= 18 and not re.search(r"[,;.]|\b(?:over|in|on|by|and|while)\b|\bat\s*$", text[end:start])
        for start in count_starts
    )


def _is_real(text: str, shape: str, start: int, be: re.Match[str] | None, before: str) -> bool:
    if be:
        lead = before[: be.start()]
        if re.search(r"\bnot\b|\bnever\b", be["adverbs"] or ""):
            return False
        return not re.search(
            r"\b(?:to|will|would|could|may|might|should|can|must|cannot|if|unless)\s*(?:have\s*|all\s*)?$", lead
        )
    if shape == "base":
        if _REAL_INFINITIVE.search(before):
            return True
        return not (re.search(r"\bto\s+(?:\w+ly\s+)?$", before) or _UNREAL.search(before))
    return not _UNREAL.search(before)
