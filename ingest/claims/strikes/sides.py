"""Who attacks: what a sentence says, checked against who holds the place that was hit."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ingest.claims import lexicon
from ingest.claims.annotations import PlaceMention
from ingest.claims.caseless import caseless

if TYPE_CHECKING:
    from ingest.claims.strikes.assemble import Assembler
    from ingest.claims.strikes.frames import Frame

_RUSSIAN = (
    r"(?:Russia(?:n|ns)?(?:['’]s)?|Moscow(?:['’]s)?|Kremlin(?:['’]s)?|Putin(?:['’]s)?|"
    r"enemy(?:['’]s)?|the\s+occupiers|Iranian-(?:made|designed)|Shahed)"
)


_UKRAINIAN = r"(?:Ukrain(?:e|ian|ians)(?:['’]s)?|Kyiv(?:['’]s)?|Kiev(?:['’]s)?|the\s+SBU)"


_ARMS = (
    r"(?:attacks?|air|airstrikes?|strikes?|missiles?|drones?|rockets?|shelling|"
    r"shells?|bombs?|bombing|bombings|bombardments?|barrages?|assaults?|raids?|"
    r"artillery|mortars?|UAVs?|forces|troops|army|military|aircraft|jets?|warplanes?|"
    r"guided|glide|ballistic|cruise|kamikaze|aerial|salvos?|volley|aviation|attempt(?:s|"
    r"ed)?|wave|FPV|precision|unmanned|fire|weapons?|soldiers|projectiles?|aggression|"
    r"terror|long-range|ATACMS|Iskander\S*|Shahed\S*|Kinzhal\S*|Kh-\S+|special|"
    r"naval|sea|combat|bomber|hypersonic|Oreshnik|overnight|night|nighttime|daytime|"
    r"massive|mass|large-scale|massed|combined|deadly)"
)


_VERB = (
    r"(?:(?:(?:early|late|again)\s+)?on\s+\w+day\s+(?:morning\s+|night\s+|evening\s+)?)?(?:has\s+|have\s+|had\s+|also\s+|again\s+|then\s+|repeatedly\s+|reportedly\s+|"
    r"is\s+|are\s+|was\s+|were\s+|successfully\s+|carried\s+out\s+|apparently\s+|overnight\s+|earlier\s+|deliberately\s+)*(?:"
    r"attack(?:ed|s|ing)?|struck|str(?:ikes|iking)|hit(?:s|ting)?|target(?:ed|s|ing)?|"
    r"launch(?:ed|es|ing)?|fired|shell(?:ed|ing|s)|bomb(?:ed|ing|arded|s)|pound(?:ed|"
    r"ing|s)|pummel\w+|sen[dt]|unleash(?:ed|es)|us(?:ed|es|ing)|carried\s+out|drop(?:ped|"
    r"s)|destroy(?:ed|s)|damag(?:ed|es)|kill(?:ed|s)|wounded|injured|conduct(?:ed|"
    r"s)|stage[ds]|inflict(?:ed|s)|deliver(?:ed|s)|rained|hammer(?:ed|s)|deploy(?:ed|"
    r"s)|hits|tried\s+to\s+(?:attack|strike|hit)|attempted)"
)


_PATTERNS = {}


for _side, _names in (("RU", _RUSSIAN), ("UA", _UKRAINIAN)):
    _PATTERNS[_side] = (
        # "Russian missile strike", "Russia's overnight attack"
        re.compile(
            rf"\b{_names}\s+(?:(?!officials?\b|authorities\b|said\b|says\b|governor|media\b|"
            rf"state\b|region|cit(?:y|ies)\b|air\s+defen|border|town|village|and\b|has\b|"
            rf"is\b|was\b|in\b|on\b|against\b|to\b|president|capital|territory|oil|energy|"
            rf"from\b|by\b|with\b|as\b|under\b|using\b|Russia|Ukrain|endur|suffer|fac(?:es|ed|ing)\b|withst|saw\b|"
            rf"airspace)[\w-]+\s+){{0,3}}?{_ARMS}\b(?!\s+(?:said|says|shot|intercept|destroyed\s+\d|"
            rf"downed))"),
        # "Russia launched", "Ukraine's military said it struck", "Ukrainian forces hit"
        re.compile(
            rf"\b{_names}(?:\s+(?:forces|military|army|troops|air\s+force|navy|intelligence|"
            rf"security\s+service|drones?|missiles?|aircraft|General\s+Staff|special\s+forces|"
            rf"defen[cs]e\s+ministry|Defen[cs]e\s+Ministry|armed\s+forces|Armed\s+Forces|"
            rf"occupiers|source))*(?:\s*\([^)]*\))?\s*(?:,[^,]{{0,50}},\s*)?(?:\s*(?:said|"
            rf"says|claimed|claims|confirmed|announced)\s+(?:on\s+\w+\s+)?(?:that\s+)?(?:it|"
            rf"its\s+(?:forces|troops|military|drones|warplanes|navy|air\s+force|aircraft)|"
            rf"they|he|they)\b)?\s+{_VERB}\b"),
        # "attack by Russia", "launched by Ukraine", "blamed on Ukraine"
        re.compile(
            rf"\b(?:by|blamed\s+on|blamed|from)\s+(?:the\s+)?{_names}(?!\s+(?:officials?|"
            rf"authorities|air\s+defen[cs]es?|governor|media|police|prosecutors?|president|"
            rf"minister|state|capital|city|territory|border|soil))\b"),
    )  # fmt: skip


_NAMED = {
    "RU": re.compile(r"Russia|Moscow|Kremlin|Putin|enemy|occupiers|Iranian|Shahed"),
    "UA": re.compile(r"Ukrain|K(?:yi|ie)v|SBU"),
}


_VICTIM_BEFORE = caseless(r"\b(?:on|in|against|across|over|into|of|throughout)\s+(?:[\w-]+\s+){0,3}$")


_HOME_DEFENCE = caseless(r"\W*(?:air\s+defen[cs]es?|air\s+force|anti-aircraft)")


#: Troops that are named as who is struck: "bases of the Ukrainian armed forces", "Ukrainian soldiers were killed".
_TROOPS = re.compile(r"(?:forces|troops|army|military|soldiers|aircraft|jets?|warplanes?|weapons?)$")
_OF_THE = caseless(r"\b(?:of|against|on|at|toward|towards|\d+|[a-z]+teen|one|two|three|four|five|six)\s+(?:the\s+)?$")
_STRUCK_AFTER = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}?(?:(?:have|has|had)\s+been|were|was|are|is|being)\s+(?:\w+\s+)?"
    r"(?:killed|wounded|injured|hit|struck|targeted|attacked|hurt|destroyed)\b"
)


def _is_struck(text: str, match: re.Match[str]) -> bool:
    """Whether the troops or weapons of a side are named as what was hit, not as who attacks."""
    if not _TROOPS.search(match.group()):
        return False
    return bool(
        _STRUCK_AFTER.match(text, match.end()) or _OF_THE.search(text, max(0, match.start() - 16), match.start())
    )


def attackers_in(text: str) -> list[tuple[int, str]]:
    """(where, side) for each wording that says who attacks."""
    found = []
    for side, patterns in _PATTERNS.items():
        if not _NAMED[side].search(text):
            continue
        for pattern in patterns:
            for match in pattern.finditer(text):
                if pattern is patterns[1] and _VICTIM_BEFORE.search(text, max(0, match.start() - 40), match.start()):
                    continue  # "attacks on southern Ukraine killed two": who is attacked, not who attacks
                if pattern is patterns[0] and _is_struck(text, match):
                    continue
                if _HOME_DEFENCE.match(text, match.start() + len(match.group().split()[0])):
                    continue
                found.append((match.start(), side))
    return sorted(set(found))


#: In the mouth of an official of the other side, "the enemy" is Ukraine.
_ENEMY = caseless(r"enemy")
#: Regions that Russia has held since 2014: who strikes there is Ukraine.
_HELD_SINCE_2014 = frozenset({"UA-43", "UA-40"})


#: Russian regions where Russian forces strike, too: Ukrainian troops stood there.
FOUGHT_OVER = frozenset({"RU-KRS", "RU-BEL"})


_CONTESTED = frozenset({"UA-14", "UA-09", "UA-23", "UA-65", "UA-43", "UA-40"})


class _Held(NamedTuple):
    """A town under occupation, from a day on; `disputed`: no side is taken for the attacker unless the text says."""

    iso: str
    since: dt.date
    disputed: bool


@cache
def held_cities() -> dict[str, _Held]:
    rows = lexicon.rows("held_cities.csv")
    return {r["name"]: _Held(r["iso"], dt.date.fromisoformat(r["since"]), r["disputed"] == "yes") for r in rows}


def _held(place: PlaceMention, state: Assembler) -> _Held | None:
    """The town's entry if it was occupied when the article was published (an undated article: if it ever was)."""
    held = held_cities().get(place.name)
    published = state.reading.published
    if held is None or held.iso != place.admin1_code or (published is not None and published < held.since):
        return None
    return held


def attacker_of(frame: Frame, place: PlaceMention, state: Assembler) -> str | None:
    """Who struck: what the sentence says, checked against who holds the place."""
    sides = {side for _, side in frame.attackers}
    if place.country == "RU":
        named = any(not _ENEMY.match(frame.sentence.text, at) for at, side in frame.attackers if side == "RU")
        return "RU" if sides == {"RU"} and named and place.admin1_code in FOUGHT_OVER else "UA"
    if place.admin1_code in _HELD_SINCE_2014:
        return "UA"
    held = _held(place, state)
    contested = place.admin1_code in _CONTESTED
    if (frame.occupied or frame.appointed == "RU") and contested and sides != {"RU"}:
        return "UA"
    if held:
        if len(sides) == 1:
            return next(iter(sides))
        return None if held.disputed else "UA"
    if sides == {"UA"} and contested:
        return "UA"
    if place.country == "UA":
        return "RU"
    if len(sides) == 1:
        return next(iter(sides))
    return frame.attacker
