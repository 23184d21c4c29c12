"""Which sums of a sentence are aid, and which are damage, prices, budgets, bribes or somebody else's money."""

from __future__ import annotations

import re

from ingest.claims.aid.words import NOT_AID, NOUN, PRIVATE, VERB, WEAK_NOUN, types_in
from ingest.claims.money import Sum

#: Aid comes in sums between these, in any currency of the war's donors; larger ones are economies and budgets.
_LEAST, _MOST = 100_000, 5e11
_SHOUTED = re.compile(r"\b[A-Z]{4,}\s+(?:[A-Z]{2,}\s+)?[A-Z$€£\d.]{2,}\w*\s+[A-Z]{3,}")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_STOP = re.compile(r"[.;:]\s|\b(?:while|but|although|after|before|because|which|who|as)\b", re.IGNORECASE)
#: "$250m in military aid", "$61bn support package", "$75m worth of equipment"
_AFTER = re.compile(
    r"\s*(?:[-–]?\s?worth)?\s*(?:a\s+year|per\s+year|annually|each\s+year)?\s*(?:more\s+)?(?:of|in|for|worth\s+of|on|as|toward|towards|from|through)?\s*"
    r"(?:[\w'’“”\".&/-]+,?\s+(?:and\s+)?){0,6}?$",
    re.IGNORECASE,
)
#: "package of aid worth $185m", "aid totalling some $1.7bn", "military aid has been $9.1bn"
_BEFORE = re.compile(
    r"^[^.;]{0,75}?\b(?:worth|of|totall?ing|valued\s+at|amounting\s+to|to\s+the\s+tune\s+of|at|is|was|were|has\s+been|have\s+been|"
    r"reach(?:ed|es|ing)?|set\s+at|exceed\w*|totals?|totall?ed|to|by|:|with|and|including|from)\s*(?:about|around|some|nearly|roughly|"
    r"almost|up\s+to|at\s+least|more\s+than|over|an?|another|the|approximately|as\s+much\s+as|just|under|a\s+total\s+of|from|"
    r"additional|further|extra|total|of|total\s+of|only|\s)*$",
    re.IGNORECASE,
)
_ASKED_BY_UKRAINE = re.compile(
    r"\b(?:Ukraine|Kyiv|Zelensk\w+|(?:the|his)\s+country|Ukrainians?)\b[^.;]{0,40}\b(?:needs?|needed|requires?|requested|asked|appeal\w*|"
    r"wants?|seeks?|spends?|spent|asking|sold|would\s+need|earns?|owes?|lost|loses)\b",
    re.IGNORECASE,
)
_ASSETS = re.compile(
    r"^\s*(?:(?:of|in|worth\s+of)\s+)?(?:(?:the|about|some)\s+)?(?:[\w'’-]+\s+){0,4}?(?:frozen\s+funds|seized\s+funds|assets|reserves|investments|minerals?|"
    r"damage|losses|oil|gas|gold|sanctions|fines?|property|trade|goods|exports|imports|debts?|tax(?:es)?)\b",
    re.IGNORECASE,
)
_TO_OTHERS = re.compile(
    r"^[^.;,]{0,60}?\b(?:for|to|on|in)\s+(?:help\s+)?(?:the\s+)?(?:\w+\s+)?(?:Israel\w*|Taiwan\w*|Gaza|Indo-Pacific|Poland|Moldova\w*|"
    r"Afghanistan|Egypt|Jordan|Georgia|Palestin\w+|Syria\w*|global|world|COVID|pandemic|farmers|Americans?|troops|FBI|NATO|"
    r"Russia|Moscow|Sudan|Yemen|Iran|Turkey|refugees\s+in)\b",
)
#: "military support" is aid where "support" alone may be anything.
_KIND_BEFORE = re.compile(
    r"\b(?:military|security|defen[cs]e|humanitarian|financial|economic|budget(?:ary)?|energy)\s+(?:and\s+\w+\s+)?$",
    re.IGNORECASE,
)
_VALUED = re.compile(
    r"\b(?:valued\s+at|worth|totall?ing)\s+(?:about\s+|around\s+|some\s+|nearly\s+|up\s+to\s+|roughly\s+|more\s+than\s+|over\s+)*$",
    re.IGNORECASE,
)
_INCLUDED = re.compile(
    r"[^.;]{0,90},?\s+(?:including|of\s+which)\s+(?:about\s+|some\s+|approximately\s+|nearly\s+|around\s+|more\s+than\s+|over\s+|up\s+to\s+)*",
    re.IGNORECASE,
)
_AND_TOO = re.compile(
    r"[^.;]{0,90},?\s+and\s+(?:about\s+|some\s+|approximately\s+|nearly\s+|around\s+|more\s+than\s+|over\s+)*",
    re.IGNORECASE,
)
#: "another $102m for demining" behind a sum that is aid; "the $250m announced on Tuesday".
_PURPOSE = re.compile(
    r"[”\"\s]*(?:was\s+|will\s+be\s+|would\s+be\s+|marked\s+|earmarked\s+|set\s+aside\s+)*(?:for|in|to)\s+(?:\w+\s+){0,4}"
)
_MADE_KNOWN = re.compile(
    r"\s*(?:that\s+(?:was|were)\s+)?(?:already\s+)?(?:announced|pledged|approved|promised|provided|sent|allocated|committed|authorized)\b"
)
_MIXED = re.compile(r"\bUkrain|\bKyiv\b")


def _next_edge(sums: list[Sum], position: int) -> int | None:
    following = [s.start for s in sums[position + 1 :] if not s.is_conversion]
    return following[0] if following else None


def is_aid(text: str, sums: list[Sum], position: int, *, context: bool = False) -> bool:
    """Whether the sum at `position` of the sentence's sums is given, promised or held back as aid.

    It is where a word of aid stands in its own phrase, or where a verb of giving with Ukraine as its goal governs it;
    never where its own phrase says what else it is. `context`: the sentences before already speak of aid to Ukraine.
    """
    money = sums[position]
    if money.per in ("unit",) or not _LEAST <= money.amount <= _MOST:
        return False
    if _SHOUTED.search(text[max(0, money.start - 25) : money.end + 25]):
        return False  # a related headline in capitals inside the text
    after = text[money.end :]
    edge = _next_edge(sums, position)
    if edge is not None:
        after = text[money.end : edge]
    after = _BRACKETS.sub(" ", after[:160])
    previous = [s.end for s in sums[:position] if s.end < money.start]
    before = text[max(previous[-1] if previous else 0, money.start - 150) : money.start]
    if _ASSETS.match(after) or _TO_OTHERS.match(after) and not _MIXED.search(after[:90]):
        return False
    if PRIVATE.search(text):
        return False
    if _sent_to_ukraine(after):
        return True
    near = text[max(0, money.start - 100) : money.end + 110]
    ours = context or bool(_MIXED.search(near))
    noun = _noun_after(after, ours) or _noun_before(before, ours)
    if not noun and _NOT_AID_BESIDE(before, after):
        return False
    if noun and _spoiled(before, after):
        return False
    if re.search(r"\bappeals?\b[^.;]{0,40}\bfor\s+(?:\w+\s+)?$|\bsold\b[^.;]{0,60}$", before, re.IGNORECASE):
        return False
    if _ASKED_BY_UKRAINE.search(before[-90:]) and not re.search(r"\b(?:Congress|lawmakers)\b", before):
        return False
    if noun:
        return True
    following = next((k for k in range(position + 1, len(sums)) if not sums[k].is_conversion), None)
    if following is not None:
        if following is not None and re.fullmatch(
            r"[^.;]{0,25},?\s+(?:including|of\s+which|with)\s+(?:about\s+|some\s+)?",
            _BRACKETS.sub("", text[money.end : sums[following].start]),
        ):
            return is_aid(text, sums, following)
    if previous and _FROM_TO.fullmatch(before):
        return is_aid(text, sums, next(k for k in range(position) if not sums[k].is_conversion))
    if context and _TOTAL_GIVEN.search(before):
        return True
    if following is not None and re.fullmatch(
        r"\s+of\s+(?:an?|the|its)\s+(?:total\s+)?", text[money.end : sums[following].start]
    ):
        return is_aid(text, sums, following, context=context)
    if re.search(r"\b(?:Ukraine|Kyiv)\s+(?:\w+\s+){0,2}?receiv\w+\s+(?:\w+\s+){0,3}$", before) and re.search(
        r"\bfrom\b", after
    ):
        return True
    if ours and _VALUED.search(before) and NOUN.search(text[: money.start]):
        return True
    gap = text[previous[-1] : money.start] if previous else ""
    if previous and (
        _INCLUDED.fullmatch(_BRACKETS.sub("", gap))
        or (_AND_TOO.fullmatch(_BRACKETS.sub("", gap)) and re.match(r"\s+since\b", after))
    ):
        return is_aid(text, sums, position - 1, context=context)
    if _MADE_KNOWN.match(after) and re.search(r"Ukrain|Kyiv|\bthe\s+country", text):
        return True
    if previous and _PURPOSE.match(after) and types_in(after[:60]) and is_aid(text, sums, position - 1):
        return True
    if re.search(r"\bin\s+that\s+(?:same\s+)?(?:span|period)\b", text) and VERB.search(text):
        return True
    if re.search(r"\b(?:since|invasion|war\s+began)\b", text) and _TOTAL_GIVEN.search(before):
        return True
    return _given(text, money, before, after)


#: "from around €8bn (...) to around €4bn"
_FROM_TO = re.compile(r"\W*to\s+(?:around\s+|about\s+|some\s+|nearly\s+|just\s+|only\s+)*", re.IGNORECASE)
_TOTAL_GIVEN = re.compile(
    r"\b(?:commit\w*|pledg\w+|provid\w+|sent|given|contribut\w+|allocat\w+|donat\w+|giv\w+|gave|earmark\w*|contributions?\s+of)\s+(?:a\s+total\s+of\s+|more\s+than\s+|over\s+|"
    r"some\s+|about\s+|nearly\s+|around\s+|at\s+least\s+)*$",
    re.IGNORECASE,
)


def _sent_to_ukraine(after: str) -> bool:
    """ "... of these profits will be sent annually to Kyiv", "... to Ukraine"."""
    return bool(
        re.match(
            r"[^.;]{0,60}?\b(?:sent|given|go|goes|going|transferred|disbursed|provided|channell?ed|paid|earmarked|allocated|flow)\b"
            r"[^.;]{0,40}?\b(?:to|for)\s+(?:the\s+)?(?:Ukrain|Kyiv)|\s*(?:a\s+year\s+)?(?:earmarked\s+)?(?:for|to)\s+(?:Ukraine|Kyiv)\b(?!['’])",
            after,
        )
    )


def _noun_after(after: str, ours: bool) -> bool:
    noun = NOUN.search(after)
    while noun:
        lead = after[: noun.start()]
        if len(lead) > 95 or _STOP.search(lead):
            return False
        sure = not WEAK_NOUN.fullmatch(noun[0]) or ours or _KIND_BEFORE.search(lead)
        if _AFTER.fullmatch(lead) and sure:
            return True
        noun = NOUN.search(after, noun.end())
    return False


def _noun_before(before: str, ours: bool) -> bool:
    last = None
    for last in NOUN.finditer(before):  # noqa: B007 - the last one is wanted
        pass
    if last is None or (WEAK_NOUN.fullmatch(last[0]) and not ours):
        return False
    tail = before[last.end() :]
    if len(tail) > 45 and re.search(r"\b(?:with|and|including|of|to|by)\s*(?:\w+\s+){0,2}$", tail):
        return False
    return bool(_BEFORE.match(tail)) or bool(
        re.fullmatch(r"[^.;,]{0,30}[,–—-]?\s*(?:worth\s+)?", tail) and len(tail) < 14
    )


def _NOT_AID_BESIDE(before: str, after: str) -> bool:  # noqa: N802
    return bool(NOT_AID.search(before[-60:]) or NOT_AID.search(after[:60]))


def _spoiled(before: str, after: str) -> bool:
    """A phrase with an aid word that is still something else: a defence budget, a sale, a price tag."""
    if re.match(r"\s*(?:[\w-]+\s+){0,3}needs?\b", after) or re.search(
        r"\binto\s+(?:its|their)\s+(?:own\s+)?(?:defen[cs]e|military)", after[:60]
    ):
        return True
    if re.search(r"\b(?:property|villas?|oligarchs?)\b", before[-50:]) or re.match(
        r"[^.;]{0,25}\b(?:tax|health|climate|Rescue)\b", after
    ):
        return True
    head = re.split(r"\b(?:for|to|in|of|that|which)\b", after, maxsplit=1)[0]
    if re.search(r"\b(?:sale|contracts?|fine|bribe|stimulus|fortune)\b", head, re.IGNORECASE):
        return True
    if re.search(
        r"\b(?:defen[cs]e\s+(?:budget|spending|policy)|reparations|military\s+(?:budget|spending)|spending\s+package|budget\s+deficit|COVID\S*|pandemic)\b",
        before[-70:] + " | " + after[:100],
        re.IGNORECASE,
    ):
        return True
    return bool(
        re.search(
            r"\b(?:put\s+at|estimated\s+at|cost|costs|costing|damages?|losses|prices?|revenues?|fined|frozen\s+assets\s+worth)[^,]{0,30}$",
            before,
            re.IGNORECASE,
        )
    )


def _given(text: str, money: Sum, before: str, after: str) -> bool:
    """A verb of giving before the sum, with Ukraine as the one who gets it."""
    if not VERB.search(before) and not re.search(
        r"^\W*(?:\w+\s+){0,4}?(?:was|were|has\s+been|will\s+be|earmarked|allocated|given|sent)\b", after
    ):
        return False
    goal = re.search(
        r"\b(?:to|for|toward|towards|in)\s+(?:help\s+|support\s+|the\s+)?(?:war-torn\s+)?(?:Ukrain|Kyiv|Kiev|its\s+ally)|^[^.;]{0,25}(?:Ukrain|Kyiv)",
        after,
    )
    verb_goal = re.search(
        r"\b(?:provid|send|sent|giv|gave|supply|supplie|lend|lent|loan|grant|donat|hand|spen[dt]|support|bolster|help|aid|assist|direct|fund)\w*\s+(?:to\s+|on\s+)?(?:help\s+)?"
        r"(?:the\s+(?:country|Ukrain)|Ukrain|Kyiv|Kiev|it\b|its\s+neighbou?r)",
        text,
    )
    purpose = re.search(r"\b(?:defen[cs]e|ally|aid|support|assist|reconstruct|rebuild|help|military)\w*", after[:80])
    return bool(goal or verb_goal or purpose)
