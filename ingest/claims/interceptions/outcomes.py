"""Weapons that came through or were still flying when a bulletin was written: the rest of its accounts.

"Hits by 12 drones were recorded at seven locations" counts twelve weapons (the seven are places, and never taken);
"two drones were still in the air at 9 a.m." counts two. A bulletin tells them after what was brought down, so they are
looked for in its own sentence and the few behind it. What left for another country is neither and stays unaccounted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.claims.caseless import caseless
from ingest.claims.interceptions.counts import find_counts
from ingest.claims.interceptions.heads import Count
from ingest.claims.reading import AnnotatedSentence

#: How many sentences behind the downed the rest of the accounts may stand.
REACH = 4
#: Counts in a pattern: \x01 stands for a number with its weapon, \x02 for a number alone.
_LEAD = (
    r"(?:(?:the|its|another|other|at\s+least|about|around|some|up\s+to|more\s+than|a\s+total\s+of|as\s+many\s+as)\s+)*"
)
_COUNTED = r"[\x01\x02]+(?:\s+(?:others?|more|of\s+(?:them|these|those|the\s+drones|the\s+missiles|which)))*"
_LISTED = (
    rf"(?P<list>{_LEAD}{_COUNTED}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+as\s+well\s+as\s+|\s+or\s+){_LEAD}{_COUNTED})*)"
)
_AIR = (
    r"(?:in\s+(?:the\s+)?(?:air\b(?!\s+(?:force|defen))|sky|skies|flight)|airborne|aloft|flying|"
    r"in\s+(?:ukrainian|ukraine['’]s|russian|russia['’]s|the\s+country['’]s|its|our|the)\s+air\s?space)"
)
_PLACES = r"(?:locations?|places|sites|points|addresses|objects|facilities|spots|areas)"
_HIT = (
    # "hits by 12 drones"; "impacts of five missiles and 21 UAVs"
    caseless(rf"\b(?:direct\s+)?(?:hits?|impacts?|strikes)\s+(?:by|of|from)\s+{_LISTED}"),
    # "12 drones hit seven locations", "seven reached their targets", "five got through"
    caseless(
        rf"{_LISTED}\s*,?\s*(?:(?:that|which)\s+)?(?:(?:had|have|also|then|all|nevertheless|still|did)\s+)*(?:"
        rf"(?:hit|struck|hitting|striking|reach|reached|reaching)\s+(?:(?:their|its|the|intended|assigned)\s+)+(?:intended\s+)?targets?\b|"
        rf"(?:hit|struck|hitting|striking)\s+(?:(?:at\s+least|about|some|a\s+total\s+of)\s+)*\x02+\s+(?:different\s+)?{_PLACES}\b|"
        rf"(?:(?:were|was)\s+)?(?:recorded|registered|confirmed|reported)\s+(?:as\s+)?(?:hitting|hits)\b|"
        rf"(?:hit|struck|landed)\s+(?:at|in)\s+(?:at\s+least\s+)?\x02+\s+(?:different\s+)?{_PLACES}\b|"
        rf"(?:got|made\s+it|came|broke|slipped)\s+(?:past|through)\b|penetrated\b|evaded\s+(?:the\s+)?(?:\w+\s+)?(?:air\s+)?defen[cs]e)"
    ),
)
_AIRBORNE = (
    # "two drones were still in the air", "three remain airborne", "one UAV continues to fly"
    caseless(
        rf"{_LISTED}\s*,?\s*(?:(?:that|which)\s+)?(?:(?:were|was|are|is)\s+)?(?:reported\s+)?(?:"
        rf"(?:still|also\s+still)\s+(?:(?:were|was|are|is)\s+)?(?:[\w-]+\s+)?{_AIR}|"
        rf"(?:still\s+)?remain(?:s|ed|ing)?\s+(?:[\w-]+\s+)?{_AIR}|"
        rf"(?:still\s+)?continu(?:e|es|ed|ing)\s+(?:to\s+fly|flying|(?:their|its)\s+flights?|to\s+be\s+{_AIR}))"
    ),
    # "with still five drones in the air"
    caseless(rf"\bstill\s+(?:(?:were|was|are|is)\s+)?{_LISTED}\s+(?:(?:were|was|are|is)\s+)?{_AIR}"),
)
_WORDS = re.compile(
    r"\b(?:hits?|impacts?|strikes|struck|hitting|striking|reach\w*|through|past|penetrated|evaded|still|remain\w*|continu\w+)\b",
    re.IGNORECASE,
)
#: "could have hit", "none of the 12 drones hit", "aimed at hitting": it did not happen.
_UNREAL = caseless(
    r"\b(?:no|none\s+of|not|without|would|could|might|may|if|prevent\w*|avoid\w*|stopp\w*|claim\w*\s+of)\s+(?:the\s+)?$"
)


@dataclass(frozen=True)
class Outcome:
    """A number of weapons and what became of them: `hit` or `still_airborne`."""

    field: str
    value: int
    #: None where the wording leaves the weapon out ("the remaining 12 hit their targets")
    weapon_class: str | None
    start: int


def outcomes(sentence: AnnotatedSentence) -> Iterator[Outcome]:
    """The weapons that a sentence says came through or were still flying, in the order told."""
    text = sentence.text
    if not _WORDS.search(text):
        return
    counts = [c for c in find_counts(sentence)[0] if c.weapon_class and not c.every]
    masked, numbered = _masked(sentence, counts)
    for name, patterns in (("hit", _HIT), ("still_airborne", _AIRBORNE)):
        for pattern in patterns:
            for match in pattern.finditer(masked):
                if _UNREAL.search(masked[: match.start()]) or _of_one_place(sentence, match):
                    continue
                for start, value, weapon_class in numbered:
                    if match.start("list") <= start < match.end("list"):
                        yield Outcome(name, value, weapon_class, start)


def _masked(sentence: AnnotatedSentence, counts: list[Count]) -> tuple[str, list[tuple[int, int, str | None]]]:
    """The text with its counts as runs of \\x01 and other whole numbers as \\x02; and (start, value, class) of both."""
    flat = list(sentence.text)
    numbered: list[tuple[int, int, str | None]] = []
    for count in counts:
        flat[count.start : count.end] = "\x01" * (count.end - count.start)
        numbered.append((count.start, count.value, count.weapon_class))
    for number in sentence.numbers:
        if number.kind == "count" and flat[number.digits_start] != "\x01":
            flat[number.start : number.end] = "\x02" * (number.end - number.start)
            numbered.append((number.start, number.value, None))
    return "".join(flat), numbered


def _of_one_place(sentence: AnnotatedSentence, match: re.Match[str]) -> bool:
    """Whether what follows names where, and counts no places: "four drones got through in Odesa" is not the night's."""
    behind = re.split(r"[;.]|,\s+(?:while|and|but|with)\b", sentence.text[match.end() :], maxsplit=1)[0]
    if re.search(rf"\b{_PLACES}\b", match.group() + behind, re.IGNORECASE):
        return False
    return any(
        match.end() <= place.start < match.end() + len(behind) and place.level != "country" for place in sentence.places
    )
