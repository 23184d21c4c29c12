"""What became of each counted weapon: the trigger that governs it.

A passive verb to the right wins, then the nearest active verb to the left; a count in a list keeps the verb of the
list.
"""

from __future__ import annotations

import re

from ingest.claims.caseless import caseless
from ingest.claims.interceptions.heads import Count, Head
from ingest.claims.interceptions.words import Trigger

_PART_CUE = caseless(r"\b(?:including|included|among\s+them|of\s+which|of\s+them|of\s+those|among\s+those)\b")
_OTHERS = r"(?:\s+(?:others?|more|further|additional|drones|of\s+(?:them|those|these|which|the\s+\w+)))*"
_SUBSET = caseless(r"\b(?:including|included|among\s+them|of\s+which|of\s+them|among\s+those|of\s+those|with)\b[^;]*$")
_MODIFIERS = caseless(
    r"\s*,?\s*(?:\([^)]*\)\s*,?\s*)?(?:(?:that|which)\s+(?:had\s+(?:been\s+)?|were\s+)?)?(?:launched|fired|sent|heading|headed|"
    r"flying|directed|aimed|targeting|approaching|used|attacking|trying|attempting|en\s+route|detected|over|in|near|above|"
    r"from|at|by|on|overnight|targeted|involved|bound|crossing|moving|coming|of\s+(?:various|different)|released)\b[^;:]{0,110}"
)
#: Another object of the verb: "destroying a depot with more than 700 bombs".
_OTHER_OBJECT = caseless(
    r"\b(?:with|depots?|warehouses?|arsenals?|storage|bases?|plants?|factory|factories|airfields?|houses?|buildings?|homes?|"
    r"vehicles?|tanks?|trucks?|launchers?|radars?|systems?|batter(?:y|ies)|columns?|positions?|posts?|planes?|aircraft)\b"
)
_NEW_CLAUSE = caseless(r"\x01|.\b(?:adding|saying|said|but|while|that|as|when|after|including)\b")
_LIST_GAP = caseless(
    r"(?:\s|,|\x01|\band\b|\bor\b|\bas\s+well\s+as\b|\bplus\b|\b(?:the|its|all|some|several|other|both|were|was|had|have|boats?|vessels?)\b|"
    r"\x02|[\"“”()])*(?:,\s*)?(?:\b(?:in\s+total|all\s+told|overnight|all|in\s+all)\b\s*,?\s*)?"
)
_BLOCK = caseless(
    r";|\b(?:while|but|when|after|because|who|whom|although|though|before|until|killing|injuring|wounding|says?|said|"
    r"was|were|is|are|damaging|sparking|causing|leaving|prompting|saying|adding|targeted|hit|struck|attacked)\b"
)


def assign_roles(
    text: str, counts: list[Count], triggers: list[Trigger], heads: list[Head], carried: Trigger | None
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
        if count.role is not None:
            continue  # read with its verb already
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
        return left
    if left.role in ("down", "suppressed") and _list_ends_here(masked, count, left, right):
        return left  # "downed 41 drones, and 42 drones were lost": each count keeps the verb beside it
    adjacent = right.group_start - count.end < 12 and right.group_start < right.start
    if right.role in ("down", "suppressed", "hit") or adjacent:
        return right
    return left if left.role in ("down", "suppressed") else right


def _list_ends_here(masked: str, count: Count, left: Trigger, right: Trigger) -> bool:
    """ "downed 48 of the missiles and 64 of the drones, and 68 drones were lost": the comma closes the verb's list."""
    inside = masked[left.end : count.start]
    return (
        bool(re.fullmatch(r"[^,;]*\x01[^,;]*\band\s+", inside))
        and bool(re.match(r"\s*,\s*(?:and|while)\s+(?:the\s+)?(?:other\s+|another\s+)?\x01", masked[count.end :]))
        and "\x01" in masked[count.end : right.group_start]
    )


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
            if _LIST_GAP.fullmatch(gap) or (_MODIFIERS.fullmatch(gap) and not _NEW_CLAUSE.search(gap)) or bare_gap(gap):
                return trigger
            listed = _LIST_GAP.match(gap)
            if (
                listed
                and listed.end()
                and not _NEW_CLAUSE.search(gap[listed.end() :])
                and _MODIFIERS.fullmatch(gap, listed.end() - 1)
            ):
                return trigger  # "63 of the 81 Shaheds, Gerberas and other drones launched overnight were destroyed"
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
        if re.fullmatch(r"\s*,\s*(?:(?:and|while|but)\s+)?", gap):
            continue  # "..., the air force counted, and 40 drones were downed": the verb closes what stands before it
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
    cues = list(_PART_CUE.finditer(lead))
    cue = cues[-1] if cues else None
    if cue is not None and count.weapon_class is None and cue[0].lower().startswith("of"):
        return False  # "24 drones, of which 23 were shot down": the downed of all, not a part of them
    return cue is not None and any(c.end <= cue.start() for c in counts) and not re.search(r"[;]", lead[cue.end() :])


def _inherit(counts: list[Count]) -> None:
    """Breakdowns and bare numbers take the role of the count that they divide."""
    for position, count in enumerate(counts):
        if count.role is None and (count.subset or count.place is not None or count.total is not None):
            owner = next(
                (c for c in reversed(counts[:position]) if c.role in ("down", "suppressed") and not c.is_set), None
            )
            if count.total is not None:  # "40 shot down and 20 jammed, along with three of four missiles"
                owner = next((c for c in counts[:position] if c.role == "down" and not c.is_set), owner)
            owner = owner or next((c for c in reversed(counts[:position]) if c.role in ("down", "suppressed")), None)
            if owner:
                count.role, count.trigger = owner.role, owner.trigger


def bare_gap(gap: str) -> bool:
    """Whether nothing but "others", "of them" or a short relative clause stands between a bare number and its verb."""
    if re.fullmatch(r"\s+(?:that|which)\s+[^,;:]{3,60}\s*", gap):
        return True  # "all 29 that crossed the border were shot down"
    return len(gap) < 50 and bool(
        re.fullmatch(rf"{_OTHERS}\s*(?:,\s*)?(?:had\s+|have\s+|has\s+)?(?:simply\s+)?", gap, re.IGNORECASE)
    )
