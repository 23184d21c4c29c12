"""Who was killed and who was hurt: the toll grammar, over a sentence whose counts are replaced by symbols.

The sentence "At least five people, including two children, were killed and a woman was hurt in Sumy" is read as
"⟨0⟩ people, including ⟨1⟩ children, were killed and ⟨2⟩ was hurt in Sumy", where a person in the singular counts one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.claims.annotations import Number
from ingest.claims.caseless import caseless
from ingest.claims.strikes.words import PERSON, PERSONS

#: Sentences without one of these hold no toll.
QUICK = caseless(
    r"kill|dead|death|die[ds]|dying|fatal|lives|life|injur|wound|hurt|casualt|perish|"
    r"hospital|burns|concuss|victim|maim|survivor"
)


@dataclass(frozen=True)
class Toll:
    """One count of people in one sentence: `value` killed or wounded, at characters start:end of the sentence.

    `anchor` is where the figure stands. `subset`: "including two children", a part of another count. `none`: said to be
    nobody.
    """

    kind: str
    value: int
    qualifier: str
    start: int
    end: int
    anchor: int
    subset: bool = False
    none: bool = False


_KILL = (
    r"(?:killed|dead|died|dies|dying|lost\s+(?:their|his|her)\s+li(?:ves|fe)|perished|"
    r"burned\s+to\s+death|buried\s+alive|fatally\s+\w+|murdered)"
)
_WOUND = (
    r"(?:(?:seriously\s+|slightly\s+|badly\s+|severely\s+|critically\s+|lightly\s+)?(?:wounded|"
    r"injured|hurt|maimed|concussed|hospitali[sz]ed)"
    r"|(?:suffered|sustained|received|receiving|suffering|with)\s+(?:\w+\s+){0,3}(?:injur(?:y|"
    r"ies)|wounds?|burns|concussions?)|in\s+hospital|(?:(?:were|was)\s+)?(?:taken|rushed)\s+to\s+(?:a\s+)?hospital|"
    r"needed\s+medical)"
)
_AUX = (
    r"(?:\s+(?:were|was|have|has|had|been|being|are|is|be|also|reportedly|confirmed|"
    r"reported|feared|left|later|then|people|instantly|subsequently"
    r"|already|allegedly|known\s+to\s+have|known|thought\s+to\s+have|believed\s+to\s+have|"
    r"to\s+have|among\s+(?:those|the)|among|listed\s+as|all|both|either|now|so\s+far|"
    r"others|either|just|there|recently|tragically|directly|likely|probably|presumably))*"
)
_ADJECTIVES = (
    r"(?:(?:more|other|others|another|additional|further|local|innocent|peaceful|"
    r"young|elderly|older|small|unarmed|Ukrainian|Russian|foreign|Polish|Indian|"
    r"Chinese|police|emergency|medical|railway|bank|rail|construction|factory|plant|"
    r"energy|utility|city|hospital|school|army|military|election|state|communal|"
    r"female|male|pregnant|underage|teenage|civilian|security|social|cent(?:er|"
    r"re)|ambulance|bus|truck|lorry|taxi|train|crew|border|party|senior|aid)[\s,]+){0,3}"
)
_SYMBOL = r"⟨(\d+)⟩"
_WHO = rf"(?:\s+(?:of\s+(?:them|the|its|those)\s+)?{_ADJECTIVES}(?:{PERSONS}|{PERSON}|more|of\s+them)\b)?"
#: What may stand between the people and what happened to them.
_INSERT = (
    r"(?:\s*[,(–—-]+\s*(?:including|among\s+them|among\s+whom|some\s+of\s+them|"
    r"most\s+of\s+them|all\s+of\s+them|both|aged|from|of\s+whom|⟨\d+⟩)[^.;]{0,110}?[,)–—-]+|"
    r",?\s+including\s+[^.;,]{0,70}?,?"
    r"|\s+(?:in|at|near|from|on|of|who|across|aged|with|inside|trapped|whose|there|"
    r"waiting|travelling|traveling|living|elsewhere|around)\s(?:[^.;,⟩]{0,70}?)|"
    r",\s+(?:aged\s+)?[\w\s-]{1,20},)?"
)
_BETWEEN_OBJECT = (
    r"(?:\s+(?:another|a\s+further|the\s+lives\s+of|also|and\s+injuring|and\s+wounding|"
    r"all|some|the|its|his|her|their))*\s+"
)

_SUBJECT_KILLED = caseless(rf"{_SYMBOL}{_WHO}{_INSERT}{_AUX}\s+{_KILL}\b")
_SUBJECT_WOUNDED = caseless(rf"{_SYMBOL}{_WHO}{_INSERT}{_AUX}\s+{_WOUND}")
_OBJECT_KILLED = caseless(
    rf"\b(?:killed|killing|kills|kill|claimed\s+the\s+lives\s+of|claiming\s+the\s+lives\s+of|"
    rf"claimed|took\s+the\s+lives\s+of|cost\s+the\s+lives\s+of|deaths?\s+of|death\s+of|"
    rf"killing\s+of|buried){_BETWEEN_OBJECT}{_SYMBOL}(?!\s+(?:of\s+the\s+)?(?:hours?|"
    rf"days?|missiles?|drones?|buildings?|houses?|homes?))"
)
_OBJECT_WOUNDED = caseless(
    rf"\b(?:wounded|wounding|wounds|injured|injuring|injures|injure|hurt|hurting|"
    rf"hurts|injury\s+to|injuries\s+to|hospitali[sz]ing){_BETWEEN_OBJECT}{_SYMBOL}(?!\s+(?:hours?|"
    rf"days?|missiles?|drones?|buildings?|houses?|homes?))"
)
_LEFT = caseless(
    rf"\b(?:left|leaving|leaves){_BETWEEN_OBJECT}{_SYMBOL}{_WHO}\s+(?P<what>dead|"
    rf"injured|wounded|hurt|killed)\b"
)
_TOLL_ROSE = caseless(
    rf"\b(?P<what>death\s+toll|number\s+of\s+(?:the\s+)?(?:people\s+)?(?:dead|deaths|"
    rf"victims|killed|fatalities|those\s+killed)|toll|dead|number\s+of\s+(?:the\s+)?(?:people\s+)?(?:"
    rf"injured|wounded|hurt|injuries|those\s+(?:injured|wounded)))\b[^.;⟨]{{0,90}}?"
    rf"\b(?:to|at|as|was|is|were|reached|hit|of|now|stood|by|has\s+reached|had\s+reached|from\s+⟨\d+⟩\s+to)\s+{_SYMBOL}"
)
_NOUN_KILLED = caseless(
    rf"{_SYMBOL}\s+(?:(?!and\b|or\b)\w+\s+){{0,2}}?(?:deaths?|fatalit(?:y|ies)|lives\s+(?:were\s+)?lost"
    rf"|dead)\b"
)
_NOUN_WOUNDED = caseless(
    rf"{_SYMBOL}\s+(?:(?!and\b|or\b|people\b)\w+\s+){{0,2}}?(?:injur(?:y|ies)|wounded)\b(?!\s+people)"
)
#: Hurt in the attack, dead since.
_LATER_DIED = caseless(
    rf"{_SYMBOL}{_WHO}\s+(?:wounded|injured|hurt)\b[^.;⟨]{{0,90}}?\b(?:has|had|have|"
    rf"later|also|subsequently)\s+(?:also\s+|since\s+|later\s+)?died\b"
)
_AMONG = caseless(
    rf"\bamong\s+(?:the\s+)?{_SYMBOL}\s+(?:\w+\s+)?(?P<what>killed|dead|injured|"
    rf"wounded|victims)"
)
_INCLUDING_BEFORE = caseless(
    r"(?:\bincluding|\bamong\s+(?:them|whom|the\s+dead|the\s+injured|the\s+wounded)(?:\s+(?:were|"
    r"was|are|is))?|\bof\s+(?:whom|them)|\bof\s+which|[–—-]|\()\s*(?:at\s+least\s+)?(?:a\s+)?$"
)
_OF_THEM_AFTER = caseless(r"^\s*(?:of\s+(?:them|whom)|of\s+the\s+(?:injured|wounded|dead|victims))\b")
_CHILDREN_AFTER = caseless(
    rf"^\s+(?:{_ADJECTIVES})?(?:children|child|girls?|boys?|minors?|teenagers?|rescuers?|"
    rf"firefighters?|women|policem[ae]n|medics?)\b"
)
_NONE = (
    (caseless(
        r"\b(?:no|without|zero|avoid(?:ed|ing)|any)\s+(?:\w+\s+){0,2}?(?:casualties|"
        r"casualty|victims)\b|\bcasualties\s+(?:were|was|are)\s+(?:not|avoided)|\bno\s+(?:one|"
        r"body|people|civilians)\s+(?:was|were|has\s+been|had\s+been|is|are)\s+(?:reported\s+|"
        r"reportedly\s+)?(?:killed|injured|hurt|wounded)\s+(?:or|and|nor)\s+(?:killed|"
        r"injured|hurt|wounded)|\bno\s+(?:deaths|fatalities|injuries)\s+(?:or|and)\s+(?:injuries|"
        r"deaths|casualties)|\bno\s+(?:injured|wounded|dead)\s+(?:or|and)\s+(?:dead|"
        r"killed|injured)"), ("killed", "wounded")),
    (caseless(
        r"\bno(?:\s+one|body|-one|ne)?\s+(?:people\s+|civilians\s+)?(?:was|were|has\s+been|"
        r"had\s+been|is|are)?\s*(?:reported\s+|reportedly\s+|believed\s+to\s+have\s+been\s+|"
        r"physically\s+)?(?:hurt|injured|wounded|harmed)\b|\bno\s+(?:reported\s+|reports\s+of\s+)?(?:"
        r"injuries|wounded|injured)\b|\bwithout\s+(?:harming|injuring|hurting)\s+anyone"), ("wounded",)),
    (caseless(
        r"\bno(?:\s+one|body|-one)?\s+(?:was|were|has\s+been|had\s+been|is)?\s*(?:reported\s+|"
        r"reportedly\s+)?(?:killed|died)\b|\bno\s+(?:reported\s+)?(?:deaths|fatalities)\b"),
     ("killed",)),
)  # fmt: skip
_NEGATION = caseless(r"\b(?:no|without|zero|avoid\w*|any|not|none|nobody)\b")
#: "No casualties were immediately reported" says nothing yet.
_AT_FIRST = caseless(r"\s+(?:were|was|have\s+been|had\s+been)?\s*(?:immediately|initially|yet|so\s+far|at\s+first)\b")
_FIGURES = (
    (_NOUN_KILLED, "killed"),
    (_NOUN_WOUNDED, "wounded"),
    (_OBJECT_KILLED, "killed"),
    (_OBJECT_WOUNDED, "wounded"),
)
_NOT_NONE = caseless(
    r"\b(?:immediate|immediately|initial|preliminary|confirmed|yet|so\s+far|information|"
    r"word|details)\b"
)
_ONE = caseless(
    rf"(?P<det>\b(?:an?|another|his|her|their)\s+)(?:(?!killed|dead|who|that|"
    rf"was|when|after|on|in|and|of|for|to|by|at|from|with|drone|attack|strike|missile|"
    rf"death|wave|series|number|group|⟨)[\w’'-]+(?:,\s(?=\w+[\s-]old))?\s+){{0,4}}?(?:{PERSON})\b(?![\s-"
    rf"](?:rights|shield|and\s+children['’]s|['’]s\s+hospital|hospital))"
    rf"|\ban?\s+(?:⟨\d+⟩|[\w-]+)[\s-](?:year|month)[\s-]old\b(?:\s+(?:{PERSON})\b)?"
)
_PAIR = caseless(
    r"\b(?:an?|the)\s+(?:(?:married|elderly|young|local)\s+)*couple\b|\b(?:a\s+)?husband\s+and\s+(?:"
    r"his\s+)?wife\b|\b(?:a\s+)?(?:mother|father|grandmother|grandfather)\s+and\s+(?:her\s+|"
    r"his\s+)?(?:[\w-]+\s+)?(?:son|daughter|child|baby|grandson|granddaughter)\b"
)
_JOINED = re.compile(
    r"⟨(\d+)⟩(?P<and>(?:\s+(?:people|civilians|men|women))?\s+and\s+(?:his\s+|her\s+|"
    r"their\s+|also\s+)?)⟨(\d+)⟩"
)


@dataclass
class _Count:
    start: int
    end: int
    value: int
    qualifier: str
    person: bool


def _counts(text: str, numbers: list[Number]) -> list[_Count]:
    """Figures that may count people, and persons named in the singular, in order."""
    taken = bytearray(len(text) + 1)
    counts: list[_Count] = []
    for number in numbers:
        if number.kind == "count":
            counts.append(_Count(number.start, number.end, number.value, number.qualifier, False))
            taken[number.start : number.end] = b"\x01" * (number.end - number.start)
    for pattern, value in ((_PAIR, 2), (_ONE, 1)):
        for found in pattern.finditer(text):
            if not any(taken[found.start() : found.end()]):
                counts.append(_Count(found.start(), found.end(), value, "exact", True))
                taken[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    counts.sort(key=lambda c: c.start)
    return counts


def _view(text: str, counts: list[_Count]) -> tuple[str, list[tuple[int, int]]]:
    """The text with every count replaced by its symbol; (position in it, position in the text) of each piece."""
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    cursor = length = 0
    for index, count in enumerate(counts):
        pieces.append(text[cursor : count.start])
        marks.append((length, cursor))
        length += count.start - cursor
        symbol = f"⟨{index}⟩"
        if count.person:
            symbol += " person"
        pieces.append(symbol)
        marks.append((length, count.start))
        length += len(symbol)
        cursor = count.end
    pieces.append(text[cursor:])
    marks.append((length, cursor))
    return "".join(pieces), marks


def _back(marks: list[tuple[int, int]], position: int, limit: int) -> int:
    """The character of the text that a character of the view stands for."""
    best = marks[0]
    for mark in marks:
        if mark[0] > position:
            break
        best = mark
    following = next((m for m in marks if m[0] > best[0]), None)
    place = best[1] + (position - best[0])
    return min(place, following[1] if following else limit, limit)


_EITHER = caseless(
    r"\b(?:killed|dead)\s+(?:or|and/or)\s+(?:wounded|injured)|\b(?:killed|killing)\s+or\s+(?:injur|"
    r"wound)"
)


def find_tolls(text: str, numbers: list[Number]) -> list[Toll]:
    """The tolls of a sentence in order of their figures; "dozens wounded" gives none, "no casualties" two of 0."""
    if not QUICK.search(text) or _EITHER.search(text):
        return []  # "forty killed or wounded" is neither count
    counts = _counts(text, numbers)
    view, marks = _view(text, counts)
    found: dict[tuple[int, str], Toll] = {}

    def add(kind: str, group: str, match: re.Match[str]) -> None:
        index = int(group)
        if (index, kind) in found or any(k[0] == index for k in found):
            return
        count = counts[index]
        symbol_at = view.index(f"⟨{index}⟩")
        before, after = view[max(0, symbol_at - 40) : symbol_at], view[symbol_at + len(f"⟨{index}⟩") :]
        subset = bool(_OF_THEM_AFTER.match(after))
        if _INCLUDING_BEFORE.search(before) and (
            count.person
            or _CHILDREN_AFTER.match(after)
            or re.search(r"including|among|of\s+wh|of\s+them", before[-22:])
        ):
            subset = True
        start = _back(marks, match.start(), len(text))
        end = _back(marks, match.end(), len(text))
        found[index, kind] = Toll(
            kind, count.value, count.qualifier, min(start, count.start), max(end, count.end), count.start, subset
        )

    patterns = _FIGURES if counts else ()
    for match in _LEFT.finditer(view) if counts else ():
        add("killed" if match.group("what").lower() in ("dead", "killed") else "wounded", match.group(1), match)
    for match in _AMONG.finditer(view) if counts else ():
        add(
            "killed" if match.group("what").lower() in ("killed", "dead", "victims") else "wounded",
            match.group(1),
            match,
        )
    for match in _TOLL_ROSE.finditer(view) if counts else ():
        what = match.group("what").lower()
        add("wounded" if re.search(r"injur|wound|hurt", what) else "killed", match.group(2), match)
    for pattern, kind in patterns:
        for match in pattern.finditer(view):
            add(kind, match.group(1), match)
    for match in _LATER_DIED.finditer(view) if counts else ():
        add("killed", match.group(1), match)
    for pattern, kind in ((_SUBJECT_KILLED, "killed"), (_SUBJECT_WOUNDED, "wounded")) if counts else ():
        position = 0
        while subject := pattern.search(view, position):
            # the figure nearest before the verb is the subject, unless it is a part of one before it
            inner = subject
            while (deeper := pattern.search(view, inner.start() + 1)) and deeper.end() <= subject.end():
                step = view[max(0, deeper.start() - 40) : deeper.start()]
                if _INCLUDING_BEFORE.search(step) or _OF_THEM_AFTER.match(view[deeper.start() + 3 :]):
                    break
                inner = deeper
            add(kind, inner.group(1), inner)
            position = inner.end() if inner.end() > position else position + 1
    tolls = _joined(found, counts, view)
    for pattern, kinds in _NONE if _NEGATION.search(text) else ():
        for match in pattern.finditer(text):
            if _NOT_NONE.search(text, max(0, match.start() - 12), match.end()) or _AT_FIRST.match(text, match.end()):
                continue
            for kind in kinds:
                if not any(t.kind == kind for t in tolls):
                    tolls.append(Toll(kind, 0, "exact", match.start(), match.end(), match.start(), False, True))
    tolls.sort(key=lambda t: t.anchor)
    return tolls


def _joined(found: dict[tuple[int, str], Toll], counts: list[_Count], view: str) -> list[Toll]:
    """Adds up "a man and his two sons were killed": persons joined by "and" before one verb."""
    tolls = dict(found)
    for match in _JOINED.finditer(re.sub(r"⟩ person", "⟩", view)):
        first, second = int(match.group(1)), int(match.group(3))
        known = [t for (i, _), t in tolls.items() if i in (first, second)]
        if len(known) == 1 and not known[0].subset and (counts[first].person or counts[second].person):
            toll = known[0]
            index = second if any(i == second for (i, _) in tolls) else first
            total = counts[first].value + counts[second].value
            del tolls[index, toll.kind]
            tolls[index, toll.kind] = Toll(
                toll.kind, total, toll.qualifier, min(toll.start, counts[first].start), toll.end, counts[first].start
            )
    return list(tolls.values())
