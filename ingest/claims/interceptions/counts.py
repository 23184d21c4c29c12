"""Counted weapons in a sentence and what became of them: "71 out of 123 drones", "of the 36 fired, 16", "all 29".

A count is a number with the weapon that it counts (or without one, where the wording leaves it out). Its role comes from
the trigger that governs it: a passive verb to its right, else the nearest active verb to its left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.claims.annotations import Number, PlaceMention
from ingest.claims.interceptions.words import Trigger, find_triggers
from ingest.claims.model import Span
from ingest.claims.reading import AnnotatedSentence

#: Classes that an air defence brings down; the other weapon words of the lexicon are never counted here.
_FLYING = {"drone", "missile", "cruise_missile", "ballistic_missile", "glide_bomb", "rocket"}
_TARGETS = re.compile(
    r"(?:aerial|air|airborne|flying|hostile|enemy)\s+(?:attack\s+)?(?:targets?|objects?|weapons|projectiles)|projectiles|"
    r"(?:attack\s+|air\s+)?targets",
    re.IGNORECASE,
)
_BOATS = re.compile(
    r"(?:sea|naval|marine|maritime|surface)\s+drones?|(?:unmanned|uncrewed|kamikaze)\s+(?:surface\s+|naval\s+)?(?:boats?|vessels?)|"
    r"(?:unmanned|uncrewed)\s+surface\s+vehicles?|"
    r"(?:drone|kamikaze)\s+boats?",
    re.IGNORECASE,
)
#: A noun after the weapon's name that makes it something else: a launcher, a depot, an attack.
_NOT_WEAPON = re.compile(
    r"[\s-]*(?:launch(?:er|ers|ing)\b|systems?\b|batter(?:y|ies)\b|depots?\b|factor(?:y|ies)\b|plants?\b|sites?\b|bases?\b|"
    r"complex(?:es)?\b|debris\b|fragments?\b|wreck\w*|parts?\b|components?\b|crews?\b|units?\b|operators?\b|warehouses?\b|"
    r"storage\b|alerts?\b|production\b|program\w*\b|maker\w*|manufactur\w+|carriers?\b|pilots?\b|brigades?\b|regiments?\b|"
    r"warheads?\b|engines?\b|stockpiles?\b|arsenals?\b|silos?\b|defen[cs]es?\b|interceptors?\b|pads?\b|developers?\b|"
    r"experts?\b|hubs?\b|boats?\b|corps\b|deals?\b|shipments?\b|troops\b|forces\b|ships?\b)",
    re.IGNORECASE,
)
_NOT_WEAPON_SINGULAR = re.compile(
    r"(?:\s+(?:and|or)\s+(?:[\w-]+\s+){1,2}?)?[\s-]*(?:attacks?|strikes?|assaults?|raids?|threats?|barrages?|hits?|blasts?|impacts?|salvos?|waves?|incidents?|"
    r"incursions?|flights?|explosions?|killings?|campaigns?)\b",
    re.IGNORECASE,
)
_STOP = (
    r"(?:and|or|of|in|on|at|over|from|to|by|with|for|into|across|near|were|was|are|is|had|have|has|been|be|that|which|who|"
    r"people|persons?|civilians?|officers?|others?|including|during|after|before|per|than|as|it|its|they|said|shot|downed|"
    r"killed|injured|wounded|using|regions?|targets?|locations?|sites?|cities|settlements|residents|soldiers|tanks?|"
    r"aircraft|helicopters?|jets?|planes?|dead|minutes|hours|days)\b(?!-)"
)
_GAP = re.compile(
    rf"(?:[\s\"“”'‘’\[\]-]*(?!{_STOP})[A-Za-z\d][\w'’./-]*[,\"“”'‘’\[\]]*){{0,6}}[\s\"“”'‘’\[\]-]*", re.IGNORECASE
)
_OUT_OF = re.compile(
    r"\s*(?:,\s*)?(?:(?:out\s+of|of|from(?:\s+among)?|/)\s*(?:(?:a\s+total\s+of|some|the|its|their|his|these|those|all|"
    r"about|around|at\s+least|more\s+than|over|nearly|roughly|total|record|incoming|russia['’]s|ukraine['’]s|estimated|an|"
    r"approximately|up\s+to|what\s+it\s+said\s+(?:was|were))\s+)*|/)(?=\S)",
    re.IGNORECASE,
)
_PARTITIVE = re.compile(r"\s+of\s+(?:the|these|those|its|their)\s+", re.IGNORECASE)
_OF_THEM = re.compile(r"\s*(?:,\s*)?(?:of\s+(?:them|those|these|which)\b)?", re.IGNORECASE)
_OTHERS = r"(?:\s+(?:others?|more|further|additional|drones|of\s+(?:them|those|these|which|the\s+\w+)))*"
_EVERY = re.compile(r"\b(?:all(?:\s+of)?(?:\s+the|\s+its)?|every\s+one\s+of(?:\s+the)?|both)\s*$", re.IGNORECASE)
_SET = re.compile(
    r"(?:^|[\s(\"“])(?:out\s+)?of\s+(?:the|a\s+total\s+of|those|these|some|about|more\s+than)?\s*$", re.IGNORECASE
)
#: "two-thirds of the 90 drones": the number is not what was brought down.
_FRACTION = re.compile(
    r"(?:\b(?:half|thirds?|quarters?|most|majority|part|many|some|dozens|hundreds|proportion|share|percent|per\s+cent|none|all\s+but"
    r"\s+\w+)|%)\s+of\s+(?:the\s+|its\s+|some\s+|about\s+)?$",
    re.IGNORECASE,
)
_SUBSET = re.compile(
    r"\b(?:including|included|among\s+them|of\s+which|of\s+them|among\s+those|of\s+those|with)\b[^;]*$", re.IGNORECASE
)
_SINGLE = re.compile(r"\b(?:an?|another)\s+", re.IGNORECASE)
_ELIDED_AFTER = re.compile(
    r"\s*(?:$|[,.;:)\u2013\u2014\"”]|(?:over|in|above|near|on|out\s+of|of\s+(?:the|them|those|which|\d)|launched|fired|and|"
    r"while|with|by|overnight|but|so|before|after)\b)",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(
    r"(?:\s+(?:drones?|UAVs?|of\s+(?:which|them)))?(?:\s*,)?\s*(?:(?:were|was)\s+)?(?:each\s+)?"
    r"(?:(?:shot\s+down|downed|destroyed|intercepted)\s+)?(?:over|in|above|near|on\s+approach\s+to|heading\s+(?:for|to)|"
    r"approaching|flying\s+towards?|around)\s+(?:the\s+)?(?:\w+\s+){0,5}?$",
    re.IGNORECASE,
)
_OVER_PLACE = re.compile(
    r"\b(?:over|in|above|near)\s+(?:the\s+)?(?:(?:territor(?:y|ies)|skies|airspace)\s+(?:of|over)\s+(?:the\s+)?)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_MODIFIERS = re.compile(
    r"\s*,?\s*(?:\([^)]*\)\s*,?\s*)?(?:(?:that|which)\s+(?:had\s+(?:been\s+)?|were\s+)?)?(?:launched|fired|sent|heading|headed|"
    r"flying|directed|aimed|targeting|approaching|used|attacking|trying|attempting|en\s+route|detected|over|in|near|above|"
    r"from|at|by|on|overnight|targeted|involved|bound|crossing|moving|coming|of\s+(?:various|different)|released)\b[^;:]{0,110}",
    re.IGNORECASE,
)
#: Another object of the verb: "destroying a depot with more than 700 bombs".
_OTHER_OBJECT = re.compile(
    r"\b(?:with|depots?|warehouses?|arsenals?|storage|bases?|plants?|factory|factories|airfields?|houses?|buildings?|homes?|"
    r"vehicles?|tanks?|trucks?|launchers?|radars?|systems?|batter(?:y|ies)|columns?|positions?|posts?|planes?|aircraft)\b",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"\x01|.\b(?:adding|saying|said|but|while|that|as|when|after|including)\b", re.IGNORECASE)
_LIST_GAP = re.compile(
    r"(?:\s|,|\x01|\band\b|\bor\b|\bas\s+well\s+as\b|\bplus\b|\b(?:the|its|all|some|several|other|both|were|was|boats?|vessels?)\b|"
    r"\x02|[\"“”()])*(?:,\s*)?(?:\b(?:in\s+total|all\s+told|overnight|all|in\s+all)\b\s*,?\s*)?",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r";|\b(?:while|but|when|after|because|who|whom|although|though|before|until|killing|injuring|wounding|says?|said|"
    r"was|were|is|are|damaging|sparking|causing|leaving|prompting|saying|adding|targeted|hit|struck|attacked)\b",
    re.IGNORECASE,
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
class _Head:
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


def _heads(sentence: AnnotatedSentence) -> list[_Head]:
    text = sentence.text
    heads: list[_Head] = []
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
            heads.append(_Head(start, end, [weapon_class], names, start))
    return heads


def find_counts(sentence: AnnotatedSentence, *, carried: Trigger | None = None) -> tuple[list[Count], list[Trigger]]:
    """The counts of a sentence with their roles, and its triggers.

    `carried` is the trigger of a sentence that ended with a colon, which governs the items of the list below it.
    """
    text = sentence.text
    heads = _heads(sentence)
    numbers = [
        n for n in sentence.numbers
        if n.kind == "count" and n.value < 100_000 and not re.match(r"-(?:way|time|off|man|person|storey|story)\b", text[n.end :])
    ]  # fmt: skip
    counts = _counts(text, heads, numbers)
    singles = _singles(text, heads, counts)
    starts = sorted({c.number_start for c in counts + singles} | {n.digits_start for n in numbers})
    triggers = find_triggers(text, {h.end for h in heads}, starts)
    counts = sorted(counts + singles, key=lambda c: c.start)
    counts = sorted(counts + _elided(sentence, counts, numbers, triggers), key=lambda c: c.start)
    _place_lists(sentence, counts)
    _assign_roles(text, counts, triggers, heads, carried)
    return counts, triggers


def _counts(text: str, heads: list[_Head], numbers: list[Number]) -> list[Count]:
    """Numbers with a weapon behind them."""
    found: list[Count] = []
    skip: set[int] = set()
    for position, number in enumerate(numbers):
        if position in skip:
            continue
        total: Number | None = None
        after = number.end
        out_of = _OUT_OF.match(text, number.end)
        if (out_of and position + 1 < len(numbers) and numbers[position + 1].digits_start == out_of.end()) or (
            out_of and position + 1 < len(numbers) and numbers[position + 1].start in (out_of.end(), out_of.start() + 1)
        ):
            total = numbers[position + 1]
            after = total.end
        head = _head_after(text, heads, after, numbers)
        if head is None and total is None and (partitive := _PARTITIVE.match(text, number.end)):
            head = _head_after(text, heads, partitive.end(), numbers)
        if head is None:
            continue
        if total is not None:
            skip.add(position + 1)
            if total.value < number.value:
                continue
        elif _FRACTION.search(text[: number.start]):
            continue
        found.append(_count(text, number, total, head))
    return found


def _head_after(text: str, heads: list[_Head], after: int, numbers: list[Number]) -> _Head | None:
    for head in heads:
        if head.start >= after:
            gap = text[after : head.start]
            if len(gap) > 70 or not _GAP.fullmatch(gap):
                return None
            if any(after <= n.digits_start < head.start for n in numbers):
                return None
            if re.fullmatch(r"-", gap):
                return None
            return head
    return None


def _count(text: str, number: Number, total: Number | None, head: _Head) -> Count:
    before = text[: number.start]
    return Count(
        start=number.start,
        end=head.end,
        value=number.value,
        qualifier=number.qualifier,
        total=total.value if total else None,
        weapon_class=head.weapon_class,
        names=list(dict.fromkeys(head.names)),
        every=bool(_EVERY.search(before)),
        is_set=total is None and bool(_SET.search(before)),
        mixed=len(set(head.classes)) > 1 and head.weapon_class == "other",
        number_start=number.digits_start,
    )


def _singles(text: str, heads: list[_Head], counts: list[Count]) -> list[Count]:
    """ "a cruise missile", "another drone", "both missiles"."""
    found = []
    for head in heads:
        if any(c.start <= head.start < c.end for c in counts):
            continue
        before = text[max(0, head.start - 60) : head.start]
        both = re.search(rf"\bboth\s+(?:of\s+the\s+)?({_GAP.pattern})$", before, re.IGNORECASE)
        single = None
        for single in _SINGLE.finditer(before):  # noqa: B007 - the last one counts
            pass
        if both:
            value, begin = 2, head.start - len(before) + both.start()
        elif single and _GAP.fullmatch(before[single.end() :]) and not text[: head.end].lower().endswith("s"):
            value, begin = 1, head.start - len(before) + single.start()
        else:
            continue
        found.append(
            Count(
                begin,
                head.end,
                value,
                weapon_class=head.weapon_class,
                names=list(head.names),
                every=bool(both),
                number_start=begin,
            )
        )
    return found


def _elided(
    sentence: AnnotatedSentence, counts: list[Count], numbers: list[Number], triggers: list[Trigger]
) -> list[Count]:
    """Numbers whose weapon is left out because it stands elsewhere: "87 were shot down", "disabling 16 of the 36"."""
    text = sentence.text
    taken = [(c.start, c.end) for c in counts]
    free = [n for n in numbers if not any(a <= n.digits_start < b for a, b in taken)]
    found: list[Count] = []
    skip: set[int] = set()
    for position, number in enumerate(free):
        if position in skip:
            continue
        total = None
        end = number.end
        out_of = _OUT_OF.match(text, number.end)
        if out_of and position + 1 < len(free) and free[position + 1].digits_start == out_of.end():
            total = free[position + 1]
            end = total.end
        place = next(
            (p for p in sentence.places if p.start >= end and _PLACE_AFTER.fullmatch(text[end : p.start])), None
        )
        governed = any(
            (t.voice != "active" and _bare_gap(text[end : t.group_start]))
            or (
                t.voice == "active"
                and re.fullmatch(
                    r"\s*(?:(?:at\s+least|about|some|another|all|a\s+total\s+of|just)\s+)*", text[t.end : number.start]
                )
            )
            for t in triggers
        )
        possessed = bool(re.search(r"['’]s?\s*(?:shot\s+down\s+)?$", text[: number.start])) and total is not None
        if not (
            place
            or possessed
            or (governed and (total or _ELIDED_AFTER.match(text, end) or _any_passive(text, end, triggers)))
        ):
            continue
        if total is not None:
            if total.value < number.value:
                continue
            skip.add(position + 1)
        found.append(
            Count(
                number.start,
                end,
                number.value,
                number.qualifier,
                total.value if total else None,
                every=bool(_EVERY.search(text[: number.start])),
                subset=place is not None and bool(counts) and number.start > counts[0].start,
                number_start=number.digits_start,
                place=place,
            )
        )
    return found


def _place_lists(sentence: AnnotatedSentence, counts: list[Count]) -> None:
    """ "32 drones over Bryansk, 17 over Kursk": in a list by place every count belongs to the place behind it."""
    text = sentence.text
    found: list[tuple[Count, PlaceMention]] = []
    for position, count in enumerate(counts):
        if count.place is not None:
            found.append((count, count.place))
            continue
        if count.weapon_class is None:
            continue
        limit = counts[position + 1].start if position + 1 < len(counts) else min(len(text), count.end + 110)
        between = [
            p for p in sentence.places if count.end <= p.start < limit and _OVER_PLACE.search(text[count.end : p.start])
        ]
        if len({p.admin1 for p in between}) == 1 and not re.search(
            r"\b(?:including|included|among|of\s+which)\b", text[count.end : limit]
        ):
            found.append((count, between[0]))
    if len(found) >= 2:
        for count, place in found:
            count.place = place


def _bare_gap(gap: str) -> bool:
    if re.fullmatch(r"\s+(?:that|which)\s+[^,;:]{3,60}\s*", gap):
        return True  # "all 29 that crossed the border were shot down"
    return len(gap) < 50 and bool(
        re.fullmatch(rf"{_OTHERS}\s*(?:,\s*)?(?:had\s+|have\s+|has\s+)?(?:simply\s+)?", gap, re.IGNORECASE)
    )


def _any_passive(text: str, end: int, triggers: list[Trigger]) -> bool:
    return any(t.voice != "active" and t.start >= end and _bare_gap(text[end : t.group_start]) for t in triggers)


def _assign_roles(
    text: str, counts: list[Count], triggers: list[Trigger], heads: list[_Head], carried: Trigger | None
) -> None:
    """Give each count the trigger that governs it."""
    flat = list(text)
    for head in heads:
        flat[head.start : head.end] = "\x02" * (head.end - head.start)
    for count in counts:
        flat[count.start : count.end] = "\x01" * (count.end - count.start)
    masked = "".join(flat)
    reduced = [t for t in triggers if t.role in ("launched", "with") and _is_reduced(masked, t)]
    for count in counts:
        count.sent_by = next(
            (
                t
                for t in reduced
                if count.end <= t.start
                and re.fullmatch(
                    r"[\s,]*(?:which|that|were|all|had\s+been|\w+ly|\s)*", masked[count.end : t.group_start]
                )
            ),
            None,
        )
        trigger = _governor(
            masked, count, _to_the_right(masked, count, triggers), _to_the_left(masked, count, triggers, reduced)
        )
        if trigger is None and carried is not None and not masked[: count.start].strip(" \t-–—•*·,\x01and"):
            trigger = carried
        if trigger is None and count.sent_by is not None:
            trigger = count.sent_by
        count.trigger = trigger
        count.role = {"with": "launched"}.get(trigger.role, trigger.role) if trigger else None
        if _SUBSET.search(masked[: count.start]) and not count.subset:
            count.subset = _inside_list(masked, count, counts)
    _inherit(counts)


def _governor(masked: str, count: Count, right: Trigger | None, left: Trigger | None) -> Trigger | None:
    """The stronger of the two candidates: what became of the weapons tells more than that they were sent."""
    if right is None or left is None:
        return right or left
    if "\x01" in masked[count.end : right.group_start] and "\x01" not in masked[left.end : count.start]:
        return left  # "downed 41 drones, and 42 drones were lost": each count keeps the verb beside it
    adjacent = right.group_start - count.end < 12 and right.group_start < right.start
    if right.role in ("down", "suppressed", "hit") or adjacent:
        return right
    return left if left.role in ("down", "suppressed") else right


def _is_reduced(masked: str, trigger: Trigger) -> bool:
    """ "... launched by Russia", "... fired overnight" right behind the weapons: it sets no new object."""
    if trigger.voice == "passive" and trigger.group_start == trigger.start:
        return True
    return trigger.shape == "participle" and bool(
        re.search(
            r"[\x01\x02][\"”’]?\s*(?:,?\s*(?:that|which)\s+(?:(?:were|was|had|have)\s+)?(?:been\s+)?|\w+ly\s+)?$",
            masked[: trigger.group_start],
        )
    )


def _to_the_right(masked: str, count: Count, triggers: list[Trigger]) -> Trigger | None:
    """The passive or intransitive verb whose subject the count is, or the verb of a relative clause about it."""
    for trigger in triggers:
        if trigger.start < count.end:
            continue
        gap = masked[count.end : trigger.group_start]
        if len(gap) > 170:
            break
        if trigger.voice != "active":
            if trigger.role in ("launched", "with") and trigger.group_start == trigger.start:
                continue  # reduced: "drones fired by Russia were shot down" goes on
            if (
                _LIST_GAP.fullmatch(gap)
                or (_MODIFIERS.fullmatch(gap) and not _NEW_CLAUSE.search(gap))
                or _bare_gap(gap)
            ):
                return trigger
            modifier_free = re.sub(r"^\s*,?\s*\([^)]*\)", "", gap)
            if _LIST_GAP.fullmatch(modifier_free):
                return trigger
        elif trigger.role in ("down", "launched", "with"):
            if "\x01" in masked[trigger.end : trigger.end + 40] and not re.match(
                r"[^\x01]*[,;]", masked[trigger.end : trigger.end + 40]
            ):
                if trigger.role == "with" and not re.search(r"\bwith\b", masked[trigger.end : trigger.end + 40]):
                    pass
                else:
                    continue
            relative = re.fullmatch(
                r"(?:[\x02\x01]|\s|,|from[^,]{0,60})*(?:,?\s*(?:that|which|of\s+which)\s+)?(?:[A-Z\w'’.-]+\s+){0,7}?(?:also\s+|had\s+|has\s+|have\s+)*",
                gap,
            )
            named = re.search(r"\b(?:that|which)\b", gap) or re.fullmatch(
                r"\s+[A-Z][\w'’]+(?:\s+(?:had|has|forces))*\s*", gap
            )
            if (
                trigger.role == "down"
                and re.fullmatch(r"[^;]*,\s*which\s+(?:[\w'’.-]+\s+){0,8}", gap)
                and len(gap) < 130
            ):
                return trigger
            if relative and named:
                return trigger
            if (
                trigger.role in ("with", "launched")
                and re.fullmatch(r"\s*(?:(?:had|have|has|also)\s+)*", gap)
                and trigger.shape == "participle"
            ):
                return trigger  # "158 drones targeted 15 regions"
    return None


def _to_the_left(masked: str, count: Count, triggers: list[Trigger], reduced: list[Trigger]) -> Trigger | None:
    """The active verb or noun whose object the count is."""
    for trigger in reversed(triggers):
        if trigger.end > count.start or trigger in reduced:
            continue
        gap = masked[trigger.end : count.start]
        if trigger.voice != "active":
            # "30 were shot down, including 12 over X" keeps its verb; another clause does not
            if (
                trigger.role in ("down", "suppressed")
                and re.match(r"[^;]*\b(?:including|among\s+them)\b", gap)
                and len(gap) < 200
            ):
                return trigger
            if trigger.role == "down" and re.fullmatch(r"\s*:[\s,\x01\x02]*(?:\band\b[\s,\x01\x02]*)?", gap):
                return trigger  # "40 were brought down: 36 drones and four missiles"
            return None
        if trigger.role == "with":
            preposition = None
            for preposition in re.finditer(r"\b(?:with|using|by\s+means\s+of)\b", gap):  # noqa: B007
                pass
            if preposition is None:
                continue
            gap = gap[preposition.end() :]
        if len(gap) > 220:
            return None
        unbracketed = re.sub(r"\([^)]*\)", " ", gap)
        if trigger.shape == "base" and not trigger.is_real and trigger.role == "launched":
            continue
        if _BLOCK.search(re.sub(r"[\x01\x02]", " ", _without_relatives(unbracketed))):
            return None
        if not _object_follows(unbracketed):
            return None
        return trigger
    return None


def _without_relatives(gap: str) -> str:
    """The gap without "which were ..." and "that was ..." clauses that close with a comma."""
    return re.sub(r",?\s*\b(?:which|that)\b[^,]*(?:,|$)", " ", gap)


def _object_follows(gap: str) -> bool:
    """Whether the object begins soon behind the verb, or other counts stand between (a list)."""
    first = re.split(r"[\x01\x02]", gap, maxsplit=1)[0]
    if _OTHER_OBJECT.search(first):
        return False
    return len(first) <= 90 and not re.search(r":\s*\S", first if "\x01" not in gap else "")


def _inside_list(masked: str, count: Count, counts: list[Count]) -> bool:
    lead = masked[: count.start]
    cue = None
    for cue in re.finditer(
        r"\b(?:including|included|among\s+them|of\s+which|of\s+them|among\s+those)\b", lead, re.IGNORECASE
    ):
        pass
    if (
        cue is not None
        and count.weapon_class is None
        and re.search(r"of\s+(?:which|them|those)", cue[0], re.IGNORECASE)
    ):
        return False  # "24 drones, of which 23 were shot down": the downed of all, not a part of them
    return cue is not None and any(c.end <= cue.start() for c in counts) and not re.search(r"[;]", lead[cue.end() :])


def _inherit(counts: list[Count]) -> None:
    """Breakdowns and bare numbers take the role of the count that they divide."""
    for position, count in enumerate(counts):
        if count.role is None and (count.subset or count.place is not None or count.total is not None):
            owner = next(
                (c for c in reversed(counts[:position]) if c.role in ("down", "suppressed") and not c.is_set), None
            )
            owner = owner or next((c for c in reversed(counts[:position]) if c.role in ("down", "suppressed")), None)
            if owner:
                count.role, count.trigger = owner.role, owner.trigger
