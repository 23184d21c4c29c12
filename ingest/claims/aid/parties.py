"""Who gives and who receives: the donor is the subject of the giving, never the receiver nor the enemy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.claims import lexicon
from ingest.claims.aid.words import NOUN, VERB
from ingest.claims.annotations import Actor
from ingest.claims.reading import AnnotatedSentence, Reading

_GIVERS = [(re.compile(rf"(?:{row['pattern']})"), row["code"]) for row in lexicon.rows("aid_givers.csv") if row["code"]]
_UKRAINE = re.compile(r"Ukrain|Kyiv|Kiev\b|Zelensk")
_RUSSIA_AS_RECEIVER = re.compile(
    r"\b(?:to|for)\s+(?:help\s+)?(?:Russia(?:n\s+(?:forces|army|troops|military))?|Moscow)\b(?!['’-])|"
    r"\b(?:provid\w+|suppl\w+|send\w*|sent|giv\w+|gave|arm(?:ed|ing))\s+(?:Russia|Moscow)\b"
)
#: States that arm Russia: with one of them as giver, Russia is the receiver.
_RUSSIAS_FRIENDS = frozenset({"KP", "IR", "CN", "BY"})
_NAMES = {row["code"]: row["name"] for name in ("countries.csv", "bodies.csv") for row in lexicon.rows(name)}
#: A country named as the goal or the setting of something, not as its author.
_NOT_SUBJECT = re.compile(
    r"\b(?:to|in|at|near|against|into|visit(?:ed|ing|s)?|with|between|inside|about|on|across|joining|join|outside|"
    r"per|than|under|versus|like|toward|towards)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_MADE = re.compile(r"[\s-]*(?:made|built|designed|manufactured|produced|style|era|based|dollars|tax)\b", re.IGNORECASE)
_OTHER_RECEIVERS = re.compile(
    r"\b(?:to|for)\s+(?:help\s+)?(?:the\s+)?(?:Israel|Taiwan|Gaza|Poland|Moldova|Afghan\w*|Syria|Egypt|Jordan|Georgia|"
    r"Palestin\w+|Lebanon|Iran|Yemen|Sudan|Haiti|Turkey|Iraq|the\s+Indo-Pacific|Armenia|neighbou?ring)",
)


@dataclass(frozen=True)
class Giver:
    """A donor named in a sentence, with the place of its name."""

    start: int
    end: int
    code: str


def name_of(code: str | None) -> str | None:
    """The donor's English name."""
    return _NAMES.get(code or "")


def givers(sentence: AnnotatedSentence, *, friends_of_russia: bool = False) -> list[Giver]:
    """Every state or body in the sentence that could give, in order; neither of the two sides is one."""
    found = []
    for actor in sentence.actors:
        code = _code(actor)
        if code is None or code in ("UA", "RU"):
            continue
        if _MADE.match(sentence.text, actor.end):
            continue
        found.append(Giver(actor.start, actor.end, code))
    for pattern, code in _GIVERS:
        for match in pattern.finditer(sentence.text):
            if all(match.end() <= g.start or match.start() >= g.end for g in found):
                found.append(Giver(match.start(), match.end(), code))
    if not friends_of_russia:
        found = [g for g in found if g.code not in ("KP", "IR", "BY")]
    return sorted(found, key=lambda g: g.start)


def _code(actor: Actor) -> str | None:
    if actor.kind == "outlet":
        return None
    return actor.code or actor.country


def receiver(reading: Reading, sentence: AnnotatedSentence, donor: str | None) -> str | None:
    """UA or RU; None where the sentence gives to somebody else or the article does not say."""
    text = sentence.text
    if donor in _RUSSIAS_FRIENDS and _RUSSIA_AS_RECEIVER.search(text):
        return "RU"
    if _UKRAINE.search(text):
        return "UA"
    if _OTHER_RECEIVERS.search(text):
        return None
    for back in (1, 2, 3):
        if sentence.index - back < 0:
            break
        if _UKRAINE.search(reading.sentences[sentence.index - back].text):
            return "UA"
    return "UA" if len(_UKRAINE.findall(reading.body[:6000])) >= 4 else None


def donor_of(reading: Reading, sentence: AnnotatedSentence, start: int, end: int) -> str | None:
    """The code of who gives what stands at [start:end] of the sentence.

    From strongest to weakest: the giver in the same phrase ("EU aid package", "Poland ($24bn)"), the subject of the verb
    before it, "from X" or "by X" behind it, any giver before it, any behind it, the sentences before, the headline.
    """
    text = sentence.text
    found = givers(sentence)
    for giver in found:
        if giver.end <= start and re.fullmatch(
            r"['’]?s?\s*\(?(?:with\s+)?(?:(?:latest|new|own|additional|total|first)\s+)*", text[giver.end : start]
        ):
            return giver.code
    for giver in found:
        if end <= giver.start <= end + 60:
            between = re.sub(r"\([^)]*\)", "", text[end : giver.start])
            follows = NOUN.search(text[giver.end : giver.end + 45])
            if follows and re.fullmatch(
                r"\s*(?:(?:of|in|worth\s+of|more\s+in|a\s+year)\s+)?(?:(?:new|additional|further)\s+)*", between
            ):
                return giver.code
    verbs = list(VERB.finditer(text))
    before = [v for v in verbs if v.start() < start]
    for verb in reversed(before):
        subjects = [g for g in found if g.end <= verb.start() and not _NOT_SUBJECT.search(text[: g.start])]
        if subjects:
            near = [g for g in subjects if verb.start() - g.end < 90]
            if near:
                return near[-1].code
    for giver in found:
        if giver.start >= end and re.search(r"\b(?:from|by)\s+(?:the\s+)?$", text[end : giver.start]):
            return giver.code
    for giver in found:
        if giver.start >= end and re.match(
            r"['’]?s?\s+(?:\w+\s+){0,2}?(?:" + VERB.pattern + ")", text[giver.end :], re.IGNORECASE
        ):
            return giver.code
    plain = [g for g in found if not _NOT_SUBJECT.search(text[: g.start])] or found
    left = [g for g in plain if g.end <= start]
    if left:
        return left[-1].code
    if plain:
        return plain[0].code
    for back in range(1, 5):
        index = sentence.index - back
        if index < 0:
            break
        above = reading.annotated(index)
        candidates = [g for g in givers(above) if not _NOT_SUBJECT.search(above.text[: g.start])]
        if candidates and (NOUN.search(above.text) or VERB.search(above.text) or back == 1):
            return candidates[0].code
    return None
