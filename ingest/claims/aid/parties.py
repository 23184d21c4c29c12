"""Who gives and who receives: the donor is the subject of the giving, never the receiver nor the enemy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.claims import lexicon
from ingest.claims.aid.words import NOUN, VERB
from ingest.claims.annotations import Actor
from ingest.claims.caseless import caseless
from ingest.claims.reading import AnnotatedSentence, Reading

_GIVERS = [(re.compile(rf"(?:{row['pattern']})"), row["code"]) for row in lexicon.rows("aid_givers.csv") if row["code"]]
_ANY_GIVER = re.compile("|".join(pattern.pattern for pattern, _ in _GIVERS))
_UKRAINE = re.compile(r"Ukrain|Kyiv|Kiev\b|Zelensk")
#: The war's name is no receiver.
_WAR_NAME = re.compile(
    r"\b(?:war|invasion|conflict|fighting|situation|crisis|troops|events?|aggression|offensive|attack|assault)\s+(?:in|of|on|against)\s+Ukraine\b|\bUkraine\s+(?:war|conflict|crisis|invasion)\b"
)
_RUSSIA_AS_RECEIVER = re.compile(
    r"\b(?:to|for)\s+(?:help\s+)?(?:the\s+)?(?:Russia(?:n\s+(?:forces|army|troops|military))?|Moscow)\b(?!['’-])|"
    r"\b(?:provid\w+|suppl\w+|send\w*|sent|giv\w+|gave|arm(?:ed|ing))\s+(?:Russia|Moscow)\b"
)
#: States that arm Russia: with one of them as giver, Russia is the receiver.
RUSSIAS_FRIENDS = frozenset({"KP", "IR", "CN", "BY"})
_NAMES = {row["code"]: row["name"] for name in ("countries.csv", "bodies.csv") for row in lexicon.rows(name)}
#: A country named as the goal or the setting of something, not as its author.
_GOAL_BEFORE = re.compile(
    r"\b(?P<prep>to|in|at|near|against|into|visit(?:ed|ing|s)?|with|between|inside|about|on|across|joining|join|outside|per|than|"
    r"under|versus|like|during|ahead\s+of|through|via|(?:assistance|help|support)\s+of|toward|towards|urged|for)\s+(?:the\s+|both\s+)?$",
)
#: "for Israel and Taiwan", "Ukraine, Israel and Taiwan": receivers in a row.
_ROW_BEFORE = re.compile(
    r"\b(?:for|to|Ukraine(?=,|\s+and))(?:,)?\s+(?:and\s+)?(?:the\s+|both\s+)?(?P<row>(?:[A-Z][\w.]+(?:,\s+|,?\s+and\s+))*)(?:the\s+)?$"
)
#: People and firms of a country are not its government.
_PRIVATE_AFTER = re.compile(
    r"[\s-]+(?:\w+\s+)?(?:miners|compan\w+|firms?|volunteers?|citizens?|charit\w+|media|outlets?|newspapers?|businessm[ae]n|doctors?|surgeons?|"
    r"artists?|fans|soldiers|fighters|investors?|manufacturers?|start-?ups?|farmers?|workers|hospitals?|universit\w+|students?|"
    r"church(?:es)?|experts?|analysts?|voters|public|advis[eo]rs?|journalists?|reporters?|pensioners|athletes|actors?|celebrities)\b"
)
_DONOR_BODIES = frozenset(row["code"] for row in lexicon.rows("bodies.csv") if row["gives"])
_USUAL = frozenset(row["code"] for row in lexicon.rows("aid_usual_givers.csv"))
#: How near a verb of giving must follow the name of a state that seldom gives.
_SUBJECT_REACH = 45
#: Givers that are no one state: their sums have no donor.
_MANY = re.compile(
    r"\b(?:rest\s+of\s+the\s+world|allies|partners|donors|international\s+community|Western\s+(?:countries|nations|governments)|"
    r"(?:European|other)\s+(?:countries|nations|states))\b"
)
_MADE = caseless(r"[\s-]*(?:made|built|designed|manufactured|produced|style|era|based|dollars|tax)\b")
_BOUGHT = caseless(r"\b(?:pay(?:s|ing)?|paid|buy(?:s|ing)?|bought|purchas\w+|financ\w+)\b[^,;.]{0,40}$")
_ARMS_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:\w+\s+)?(?:weapon\w*|arms|arsenals?|equipment|missiles|systems?|stocks?|batter(?:y|ies)|ammunition)\b"
)
#: "Viktor Orban of Hungary, who had blocked the plan": who stands in the way gives nothing.
_REFUSES = re.compile(
    r"(?:\s+of\s+[A-Z]\w+)?,?\s+(?:who|which|that)?\s*(?:had|has|have)?\s*(?:block\w+|veto\w+|oppos\w+|object\w+|refus\w+)\b"
)
_OTHER_RECEIVERS = re.compile(
    r"\b(?:to|for)\s+(?:help\s+)?(?:the\s+)?(?:Israel|Taiwan|Gaza|Poland|Moldova|Afghan\w*|Syria|Egypt|Jordan|Georgia|"
    r"Palestin\w+|Lebanon|Iran|Yemen|Sudan|Haiti|Turkey|Iraq|the\s+Indo-Pacific|Armenia|neighbou?ring)",
)


_RECEIVES = re.compile(
    r"\b[A-Z]\w+\s+(?:will\s+|would\s+|is\s+to\s+|has\s+)?(?:receive[sd]?|get|gets|got)\b"
    r"(?!\s+(?:President\s+)?(?:Volodymyr\s+)?Zelensk|\s+(?:his|her)\s|\s+(?:Ukraine['’]s|Ukrainian|the\s+Ukrainian)\s+(?:\w+\s+)?(?:president|leader|"
    r"minister|counterpart|guest|President))"
)
_AID_FOR_SURE = re.compile(
    r"\b(?:military|security|humanitarian|defen[cs]e|lethal|emergency|financial|weapons)\s+(?:\w+\s+)?(?:aid|assistance|package|support|deal)\b|"
    r"\bmilitary\s+(?:support|backing)\b|\b(?:Russia['’]s|the)\s+(?:full-scale\s+)?invasion\b|\bin\s+that\s+(?:same\s+)?span\b|\baid\b|\bassistance\b|\bloan\b|\bdrawdown\b"
)


_PRONOUN = re.compile(r"\W*(?:He|She)\s+(?:also\s+|later\s+|then\s+)?\w+")


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
        if _BOUGHT.search(sentence.text[: actor.start]) and _ARMS_AFTER.match(sentence.text, actor.end):
            continue  # "will pay for American weapons": the maker is not the giver
        if _REFUSES.match(sentence.text, actor.end):
            continue
        if _MADE.match(sentence.text, actor.end) or _PRIVATE_AFTER.match(sentence.text, actor.end):
            continue
        if len(code) > 2 and code not in _DONOR_BODIES:
            continue
        found.append(Giver(actor.start, actor.end, code))
    for pattern, code in _GIVERS if _ANY_GIVER.search(sentence.text) else ():
        for match in pattern.finditer(sentence.text):
            if all(match.end() <= g.start or match.start() >= g.end for g in found):
                found.append(Giver(match.start(), match.end(), code))
    if not friends_of_russia:
        found = [g for g in found if g.code not in ("KP", "IR", "BY")]
    found = [
        g for g in found
        if g.code in _USUAL or g.code in _DONOR_BODIES
        or VERB.search(sentence.text[g.end : g.end + _SUBJECT_REACH])
    ]  # fmt: skip
    return sorted(found, key=lambda g: g.start)


def _code(actor: Actor) -> str | None:
    if actor.kind == "outlet":
        return None
    return actor.code or actor.country


def receiver(reading: Reading, sentence: AnnotatedSentence, donor: str | None, *, context: bool = False) -> str | None:
    """UA or RU; None where the sentence gives to somebody else or the article does not say."""
    text = sentence.text
    if donor in RUSSIAS_FRIENDS and _RUSSIA_AS_RECEIVER.search(text):
        return "RU"
    if _RECEIVES.search(text) and not _UKRAINE.search(text[: _RECEIVES.search(text).end()]):  # type: ignore[union-attr]
        return None
    if _UKRAINE.search(_WAR_NAME.sub(" ", text)):
        return "UA"
    if _OTHER_RECEIVERS.search(text):
        return None
    if context:
        return "UA"
    for back in (1, 2):
        if sentence.index - back < 0:
            break
        if _UKRAINE.search(_WAR_NAME.sub(" ", reading.sentences[sentence.index - back].text)):
            return "UA"
    return "UA" if _AID_FOR_SURE.search(text) and len(_UKRAINE.findall(reading.body[:6000])) >= 4 else None


def is_object(text: str, giver: Giver) -> bool:
    """Whether the name stands as a goal, a setting or one of several receivers."""
    before = text[: giver.start]
    goal = _GOAL_BEFORE.search(before)
    if goal:
        absolute = goal["prep"] == "with" and re.match(r"\s+(?:\w+\s+)?\w+ing\b", text[giver.end :])
        return not absolute
    row = _ROW_BEFORE.search(before)
    return bool(
        row
        and (row["row"] or " and " in before[-12:])
        and (
            row["row"].rstrip().endswith("and")
            or re.match(r",?\s+(?:and\s+)", text[giver.end :])
            or before.rstrip().endswith("and")
        )
    )


def donor_of(reading: Reading, sentence: AnnotatedSentence, start: int, end: int) -> str | None:
    """The code of who gives what stands at [start:end] of the sentence.

    From strongest to weakest: the giver in the same phrase ("EU aid package", "Poland ($24bn)"), the last one named
    before it, "from X" or "by X" behind it, any giver behind it, the sentences before, the lead.
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
    named = [g for g in found if not is_object(text, g)]
    before = [g for g in named if g.end <= start]
    if before:
        return _of_list(text, before).code
    if _MANY.search(text[:start]):
        return None
    for giver in found:
        if giver.start >= end and re.search(r"\b(?:from|by)\s+(?:the\s+)?$", text[end : giver.start]):
            return giver.code
    for giver in found:
        if giver.start >= end and re.match(
            r"['’]?s?\s+(?:\w+\s+){0,2}?(?:" + VERB.pattern + ")", text[giver.end :], re.IGNORECASE
        ):
            return giver.code
    if named:
        return named[0].code
    return _from_context(reading, sentence)


def joint_givers(sentence: AnnotatedSentence, start: int) -> list[Giver]:
    """The states that give together right before what stands at `start` ("Sweden, Norway and Denmark pledged"); else
    none."""
    text = sentence.text
    before = [g for g in givers(sentence) if g.end <= start and g.code not in _DONOR_BODIES]
    chain = before[-1:]
    for giver in reversed(before[:-1]):
        if not re.fullmatch(
            r"\s*(?:,|,?\s*and|,?\s*along\s+with|,?\s*together\s+with)\s+(?:the\s+)?", text[giver.end : chain[0].start]
        ):
            break
        chain.insert(0, giver)
    if len({g.code for g in chain}) < 2 or is_object(text, chain[0]):
        return []
    return [] if _of_list(text, [g for g in givers(sentence) if g.end <= start]).code in _DONOR_BODIES else chain


def _of_list(text: str, before: list[Giver]) -> Giver:
    """The last giver, or the body whose members a list spells out ("the G7 - the US, France, Britain and Canada -")."""
    last = before[-1]
    bodies = [g for g in before if g.code in _DONOR_BODIES]
    if bodies and last.code not in _DONOR_BODIES:
        members = [g for g in before if g.start > bodies[-1].end]
        if len(members) >= 3 and re.search(r",\s*$|,?\s+and\s+(?:the\s+)?$", text[: last.start]):
            return bodies[-1]
    return last


def _from_context(reading: Reading, sentence: AnnotatedSentence) -> str | None:
    """The giver that the sentences before name, or the lead: first where the same word of aid stands, then any near
    one."""
    if _PRONOUN.match(sentence.text):
        # "He announced ...": the official who was named last, not the last giver
        for index in range(sentence.index - 1, max(-1, sentence.index - 4), -1):
            above = reading.annotated(index)
            people = [a for a in above.actors if a.kind == "person" and (code := _code(a)) and code not in ("UA", "RU")]
            if people:
                return _code(people[0])
    words = {m[0].lower().rstrip("s") for m in NOUN.finditer(sentence.text)}
    nearest = list(range(sentence.index - 1, max(-1, sentence.index - 7), -1))
    lead = [index for index in range(min(3, sentence.index)) if index not in nearest]
    for shared in (True, False):
        for index in nearest + lead:
            above = reading.annotated(index)
            candidates = [g for g in givers(above) if not is_object(above.text, g)]
            if not candidates:
                continue
            same = words & {m[0].lower().rstrip("s") for m in NOUN.finditer(above.text)}
            if same or (
                not shared and (index == sentence.index - 1 or NOUN.search(above.text) or VERB.search(above.text))
            ):
                return candidates[0].code
    return None
