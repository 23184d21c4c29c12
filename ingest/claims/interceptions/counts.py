"""Counted weapons in a sentence and what became of them: "71 out of 123 drones", "of the 36 fired, 16", "all 29".

A count is a number with the weapon that it counts, or without one where the wording leaves it out; roles.py says what
became of it.
"""

from __future__ import annotations

import re

from ingest.claims.annotations import Number, PlaceMention
from ingest.claims.caseless import caseless
from ingest.claims.interceptions.heads import Count, Head, find_heads
from ingest.claims.interceptions.roles import assign_roles, bare_gap
from ingest.claims.interceptions.words import Trigger, find_triggers
from ingest.claims.reading import AnnotatedSentence

_STOP = (
    r"(?:and|or|of|in|on|at|over|from|to|by|with|for|into|across|near|were|was|are|is|had|have|has|been|be|that|which|who|"
    r"people|persons?|civilians?|officers?|others?|including|during|after|before|per|than|as|it|its|they|said|shot|downed|"
    r"killed|injured|wounded|using|regions?|targets?|locations?|sites?|cities|settlements|residents|soldiers|tanks?|"
    r"aircraft|helicopters?|jets?|planes?|dead|minutes|hours|days)\b(?!-)"
)
_GAP = caseless(rf"(?:[\s\"“”'‘’\[\]-]*(?!{_STOP})[A-Za-z\d][\w'’./-]*[,\"“”'‘’\[\]]*){{0,6}}[\s\"“”'‘’\[\]-]*")
_OUT_OF = caseless(
    r"\s*(?:,\s*)?(?:(?:out\s+of|of|from(?:\s+among)?|/)\s*(?:(?:a\s+total\s+of|some|the|its|their|his|these|those|all|"
    r"about|around|at\s+least|more\s+than|over|nearly|roughly|total|record|incoming|russia['’]s|ukraine['’]s|estimated|an|"
    r"approximately|up\s+to|what\s+it\s+said\s+(?:was|were))\s+)*|/)(?=\S)"
)
#: "13 cruise and ballistic missiles", "700 attack and decoy drones": two kinds under one number.
_DOUBLE_KIND = caseless(
    r"\s(?:cruise|ballistic|guided|attack|strike|kamikaze|combat|exploding|decoy|reconnaissance)\s+(?:and|or)\s+"
    r"(?=(?:decoy|dummy|imitat\w+|strike|attack|reconnaissance|guided|other|air|aero|air-launched|anti-ship)?\s*$)"
)
_PART_OF_WORD = caseless(r"-(?:way|time|off|man|person|storey|story)\b")
_PARTITIVE = caseless(r"\s+of\s+(?:the|these|those|its|their)\s+")
_EVERY = caseless(r"\b(?:all(?:\s+of)?(?:\s+the|\s+its)?|every\s+one\s+of(?:\s+the)?|both)\s*$")
_SET = caseless(r"(?:^|[\s(\"“])(?:out\s+)?of\s+(?:the|a\s+total\s+of|those|these|some|about|more\s+than)?\s*$")
#: "two-thirds of the 90 drones": the number is not what was brought down.
_FRACTION = caseless(
    r"(?:\b(?:half|thirds?|quarters?|most|majority|part|many|some|dozens|hundreds|proportion|share|percent|per\s+cent|none|all\s+but"
    r"\s+\w+)|%)\s+of\s+(?:the\s+|its\s+|some\s+|about\s+)?$"
)
_OUT_OF_BEHIND = caseless(r"\s+(?:out\s+of|from\s+among)\s+(?:the\s+|a\s+total\s+of\s+)?")
_ALL_THE = caseless(r"\ball\s+(?:of\s+)?(?:the|its|these|those)\s+$")
_NUMBER_OF = caseless(r"\b(?:number|total)\s+of\s+(?:[\w-]+\s+){0,2}$")
_PUT_AT = caseless(r"[^,;.]{0,40}\b(?:at|as|was)\s+")
_OF_WHICH = caseless(r"\s*,?\s*(?:out\s+)?of\s+(?:which|these|those|them|whom)\s+")
#: "of 97 drones 35": the verb stands in the clause before.
_SET_GAP = caseless(r"\s*,?\s*(?:no\s+more\s+than|only|just|about|some|at\s+least|all\s+but)?\s*")
_GAPPED_END = caseless(r"\s*(?:$|[.,;:)]|(?:and|while|but)\b)")
_SINGLE = caseless(r"\b(?:an?|another)\s+")
_ELIDED_AFTER = caseless(
    r"\s*(?:$|[,.;:)\u2013\u2014\"”]|(?:over|in|above|near|on|out\s+of|of\s+(?:the|them|those|which|\d)|launched|fired|and|"
    r"while|with|by|overnight|but|so|before|after)\b)"
)
_PLACE_AFTER = caseless(
    r"(?:\s+(?:drones?|UAVs?|more|others?|of\s+(?:which|them)))?(?:\s*,)?\s*(?:(?:were|was)\s+)?(?:each\s+)?"
    r"(?:(?:shot\s+down|downed|destroyed|intercepted)\s+)?(?:over|in|above|near|on\s+approach\s+to|heading\s+(?:for|to)|"
    r"approaching|flying\s+towards?|around)\s+(?:the\s+)?(?:\w+\s+){0,5}?$"
)
_SEA_AFTER = re.compile(
    r"(?:\s+(?:more|others|drones))?\s*(?:were\s+)?(?:\w+\s+)?over\s+(?:the\s+)?(?:waters\s+of\s+)?(?:the\s+)?((?:Black|Azov|Caspian|Baltic)"
    r"\s+Sea|Sea\s+of\s+Azov)"
)
_OVER_PLACE = caseless(
    r"\b(?:over|in|above|near)\s+(?:the\s+)?(?:(?:territor(?:y|ies)|skies|airspace)\s+(?:of|over)\s+(?:the\s+)?)?(?:\w+\s+){0,3}$"
)


def find_counts(sentence: AnnotatedSentence, *, carried: Trigger | None = None) -> tuple[list[Count], list[Trigger]]:
    """The counts of a sentence with their roles, and its triggers.

    `carried` is the trigger of a sentence that ended with a colon, which governs the items of the list below it.
    """
    text = sentence.text
    heads = find_heads(sentence)
    numbers = [
        n for n in sentence.numbers
        if n.kind == "count" and n.value < 100_000 and not _PART_OF_WORD.match(text, n.end)
    ]  # fmt: skip
    counts = _counts(text, heads, numbers)
    singles = _singles(text, heads, counts)
    starts = sorted({c.number_start for c in counts + singles} | {n.digits_start for n in numbers})
    triggers = find_triggers(text, {h.end for h in heads}, starts)
    counts = sorted(counts + singles, key=lambda c: c.start)
    counts = sorted(counts + _all_of_the_kind(text, heads, counts), key=lambda c: c.start)
    counts = sorted(counts + _elided(sentence, counts, numbers, triggers, heads), key=lambda c: c.start)
    _place_lists(sentence, counts)
    assign_roles(text, counts, triggers, heads, carried)
    return counts, triggers


def _counts(text: str, heads: list[Head], numbers: list[Number]) -> list[Count]:
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
        behind = _OUT_OF_BEHIND.match(text, head.end) if head is not None and total is None else None
        if behind and position + 1 < len(numbers) and numbers[position + 1].digits_start == behind.end():
            total = numbers[position + 1]  # "71 drones out of 123"
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


def _head_after(text: str, heads: list[Head], after: int, numbers: list[Number]) -> Head | None:
    for head in heads:
        if head.start >= after:
            gap = _DOUBLE_KIND.sub(" ", text[after : head.start])
            if len(gap) > 70 or not _GAP.fullmatch(gap):
                return None
            if any(after <= n.digits_start < head.start for n in numbers):
                return None
            if re.fullmatch(r"-", gap):
                return None
            return head
    return None


def _count(text: str, number: Number, total: Number | None, head: Head) -> Count:
    before = text[: number.start]
    both_kinds = bool(
        re.search(r"\b(?:cruise|ballistic)\s+(?:and|or)\s+(?:[\w-]+\s+)?$", text[number.end : head.start])
    )
    return Count(
        start=number.start,
        end=head.end,
        value=number.value,
        qualifier=number.qualifier,
        total=total.value if total else None,
        weapon_class="missile" if both_kinds else head.weapon_class,
        names=list(dict.fromkeys(head.names)),
        every=bool(_EVERY.search(before)),
        is_set=total is None and bool(_SET.search(before)),
        mixed=len(set(head.classes)) > 1 and head.weapon_class == "other",
        number_start=number.digits_start,
    )


def _singles(text: str, heads: list[Head], counts: list[Count]) -> list[Count]:
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


def _all_of_the_kind(text: str, heads: list[Head], counts: list[Count]) -> list[Count]:
    """ "14 missiles and 31 drones, and all of the drones ...": every weapon of a kind that the sentence has counted."""
    found = []
    for head in heads:
        lead = _ALL_THE.search(text[: head.start])
        same = [c for c in counts if c.end <= head.start and c.weapon_class == head.weapon_class and c.total is None]
        if lead is None or len(same) != 1 or any(c.start <= head.start < c.end for c in counts):
            continue
        begin, value = lead.start(), same[0].value
        found.append(
            Count(begin, head.end, value, total=value, weapon_class=head.weapon_class, every=True, number_start=begin)
        )
    return found


def _number_of(text: str, heads: list[Head], number: Number, triggers: list[Trigger]) -> tuple[Head, Trigger] | None:
    """The weapon and the verb of "the number of drones destroyed overnight at 40"; None for another number."""
    for head in heads:
        if head.end > number.start or not _NUMBER_OF.search(text[: head.start]):
            continue
        for trigger in triggers:
            right_behind = trigger.voice == "passive" and 0 <= trigger.group_start - head.end < 10
            if trigger.role == "down" and right_behind and _PUT_AT.fullmatch(text[trigger.end : number.start]):
                return head, trigger
    return None


def _divided(text: str, counts: list[Count], first: Number, second: Number) -> tuple[Count, Count] | None:
    """The two counts that "of which 40 and three" divides in their order ("50 drones and four missiles, of which")."""
    before = [c for c in counts if c.end <= first.start and c.weapon_class and c.total is None]
    if len(before) != 2 or not re.fullmatch(r"\s+and\s+", text[first.end : second.start]):
        return None
    if not _OF_WHICH.fullmatch(text[before[-1].end : first.start]):
        return None
    if before[0].value < first.value or before[1].value < second.value:
        return None
    return before[0], before[1]


def _elided(
    sentence: AnnotatedSentence,
    counts: list[Count],
    numbers: list[Number],
    triggers: list[Trigger],
    heads: list[Head],
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
        if number.value == 1 and re.match(r"\s+(?:being|that|which|who)\b", text[end:]):
            continue  # "video of one being intercepted" picks an example out
        if number.value == 1 and (every := re.search(r"\bevery\s+$", text[: number.start], re.IGNORECASE)):
            sent = [c for c in counts if c.end <= every.start() and c.weapon_class and c.total is None]
            if sent:  # "ten missiles were launched, and every one was shot down"
                found.append(
                    Count(
                        every.start(),
                        end,
                        sent[-1].value,
                        sent[-1].qualifier,
                        total=sent[-1].value,
                        weapon_class=sent[-1].weapon_class,
                        names=list(sent[-1].names),
                        every=True,
                        number_start=every.start(),
                    )
                )
            continue
        place = next(
            (p for p in sentence.places if p.start >= end and _PLACE_AFTER.fullmatch(text[end : p.start])), None
        )
        place = place or _sea(text, end)
        governed = any(
            (t.voice != "active" and bare_gap(text[end : t.group_start]))
            or (
                t.voice == "active"
                and re.fullmatch(
                    r"\s*(?:(?:at\s+least|about|some|another|all|a\s+total\s+of|just)\s+)*", text[t.end : number.start]
                )
            )
            for t in triggers
        )
        put_at = _number_of(text, heads, number, triggers)
        if put_at:
            head, trigger = put_at
            found.append(
                Count(
                    number.start,
                    end,
                    number.value,
                    number.qualifier,
                    weapon_class=head.weapon_class,
                    names=list(head.names),
                    role="down",
                    trigger=trigger,
                    number_start=number.digits_start,
                )
            )
            continue
        if position + 1 < len(free) and (parts := _divided(text, counts, number, free[position + 1])):
            passive = next((t for t in triggers if t.voice != "active" and t.start > free[position + 1].end), None)
            if passive and bare_gap(text[free[position + 1].end : passive.group_start]):
                skip.add(position + 1)
                for part, whole in zip((number, free[position + 1]), parts, strict=True):
                    found.append(
                        Count(
                            part.start,
                            part.end,
                            part.value,
                            part.qualifier,
                            total=whole.value,
                            weapon_class=whole.weapon_class,
                            names=list(whole.names),
                            role=passive.role,
                            trigger=passive,
                            number_start=part.digits_start,
                        )
                    )
                    whole.role = "launched"
                continue
        gapped = next((c for c in counts if c.is_set and _SET_GAP.fullmatch(text[c.end : number.start])), None)
        if gapped and gapped.value >= number.value and total is None and _GAPPED_END.match(text, number.end):
            found.append(
                Count(
                    number.start,
                    end,
                    number.value,
                    number.qualifier,
                    total=gapped.value,
                    weapon_class=gapped.weapon_class,
                    names=list(gapped.names),
                    number_start=number.digits_start,
                )
            )
            continue
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


def _sea(text: str, end: int) -> PlaceMention | None:
    """The sea that a bare number was brought down over; seas stand in no region."""
    match = _SEA_AFTER.match(text, end)
    if not match:
        return None
    return PlaceMention(match.start(1), match.end(1), match[1], None, None, None, None, None, None, "other")


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


def _any_passive(text: str, end: int, triggers: list[Trigger]) -> bool:
    return any(t.voice != "active" and t.start >= end and bare_gap(text[end : t.group_start]) for t in triggers)
