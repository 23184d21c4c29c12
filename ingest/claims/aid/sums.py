"""Which sums of a sentence are aid, and which are damage, prices, budgets, bribes or somebody else's money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.claims.aid.words import NOT_AID, NOUN, PRIVATE, VERB, WEAK_NOUN, types_in
from ingest.claims.caseless import caseless
from ingest.claims.money import Sum

#: Aid comes in sums between these, in any currency of the war's donors; larger ones are economies and budgets.
_LEAST, _MOST = 100_000, 5e11
#: Currencies whose unit is small beside the dollar's, by about how much; they scale the bounds.
_SMALL_UNITS = {
    "JPY": 150,
    "KRW": 1300,
    "HUF": 350,
    "RUB": 90,
    "UAH": 40,
    "ISK": 130,
    "CZK": 20,
    "SEK": 10,
    "NOK": 10,
    "DKK": 7,
}
_SHOUTED = re.compile(r"\b[A-Z]{4,}\s+(?:[A-Z]{2,}\s+)?[A-Z$€£\d.]{2,}\w*\s+[A-Z]{3,}")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_STOP = caseless(r"[.;:]\s|\b(?:while|but|although|after|before|because|which|who|as)\b")
#: "$250m in military aid", "$61bn support package", "$75m worth of equipment"
_AFTER = caseless(
    r"\s*(?:[-–]?\s?worth)?\s*(?:a\s+year|per\s+year|annually|each\s+year)?\s*(?:more\s+)?(?:of|in|for|worth\s+of|on|as|toward|towards|from|through)?\s*"
    r"(?:[\w'’“”\".&/-]+,?\s+(?:and\s+)?){0,6}?$"
)
#: "package of aid worth $185m", "aid totalling some $1.7bn", "military aid has been $9.1bn"
_BEFORE = caseless(
    r"^[^.;]{0,75}?\b(?:worth|of|totall?ing|valued\s+at|amounting\s+to|to\s+the\s+tune\s+of|at|is|was|were|has\s+been|have\s+been|"
    r"reach(?:ed|es|ing)?|set\s+at|exceed\w*|totals?|totall?ed|to|by|:|with|and|including|from)\s*(?:about|around|some|nearly|roughly|"
    r"almost|up\s+to|at\s+least|more\s+than|over|an?|another|the|approximately|as\s+much\s+as|just|under|a\s+total\s+of|from|"
    r"additional|further|extra|total|of|total\s+of|only|\s)*$"
)
_ASKED_BY_UKRAINE = caseless(
    r"\b(?:Ukraine|Kyiv|Zelensk\w+|(?:the|his)\s+country|Ukrainians?)\b[^.;]{0,40}\b(?:needs?|needed|requires?|requested|asked|appeal\w*|"
    r"wants?|seeks?|spends?|spent|asking|sold|would\s+need|earns?|owes?|lost|loses)\b"
)
_ASSETS = caseless(
    r"^\s*(?:(?:of|in|worth\s+of)\s+)?(?:(?:the|about|some)\s+)?(?:[\w'’-]+\s+){0,4}?(?:frozen\s+funds|seized\s+funds|assets|reserves|investments|minerals?|"
    r"damage|losses|oil|gas|gold|sanctions|fines?|property|trade|goods|exports|imports|debts?|tax(?:es)?)\b"
)
_FOREIGN_AID = caseless(
    r"\s*(?:foreign|global|overseas|emergency\s+foreign)\s+aid\s+(?:package|bill|plan)s?\b(?!\s+(?:for|to)\s+ukraine)"
)
_TO_OTHERS = re.compile(
    r"^[^.;,]{0,60}?\b(?:for|to|on|in)\s+(?:help\s+)?(?:the\s+)?(?:\w+\s+)?(?:Israel\w*|Taiwan\w*|Gaza|Indo-Pacific|Poland|Moldova\w*|"
    r"Afghanistan|Egypt|Jordan|Georgia|Palestin\w+|Syria\w*|global|world|COVID|pandemic|farmers|Americans?|troops|FBI|NATO|"
    r"Russia|Moscow|Sudan|Yemen|Iran|Turkey|refugees\s+in)\b",
)
#: "military support" is aid where "support" alone may be anything.
_KIND_BEFORE = caseless(
    r"\b(?:military|security|defen[cs]e|humanitarian|financial|economic|budget(?:ary)?|energy)\s+(?:and\s+\w+\s+)?$"
)
_VALUED = caseless(
    r"\b(?:valued\s+at|worth|totall?ing)\s+(?:about\s+|around\s+|some\s+|nearly\s+|up\s+to\s+|roughly\s+|more\s+than\s+|over\s+)*$"
)
_INCLUDED = caseless(
    r"[^.;]{0,90},?\s+(?:including|of\s+which)\s+(?:about\s+|some\s+|approximately\s+|nearly\s+|around\s+|more\s+than\s+|over\s+|up\s+to\s+)*"
)
_AND_TOO = caseless(
    r"[^.;]{0,90},?\s+and\s+(?:about\s+|some\s+|approximately\s+|nearly\s+|around\s+|more\s+than\s+|over\s+)*"
)
#: "another $102m for demining" behind a sum that is aid; "the $250m announced on Tuesday".
_PURPOSE = re.compile(
    r"[”\"\s]*(?:was\s+|will\s+be\s+|would\s+be\s+|marked\s+|earmarked\s+|set\s+aside\s+)*(?:for|in|to)\s+(?:\w+\s+){0,4}"
)
_MADE_KNOWN = re.compile(
    r"\s*(?:that\s+(?:was|were)\s+)?(?:already\s+)?(?:announced|pledged|approved|promised|provided|sent|allocated|committed|authorized)\b"
)
_MIXED = re.compile(r"\bUkrain|\bKyiv\b")


#: "from around €8bn (...) to around €4bn"
_FROM_TO = caseless(r"\W*to\s+(?:around\s+|about\s+|some\s+|nearly\s+|just\s+|only\s+)*")
_TOTAL_GIVEN = caseless(
    r"\b(?:commit\w*|pledg\w+|provid\w+|sent|given|contribut\w+|allocat\w+|donat\w+|giv\w+|gave|earmark\w*|contributions?\s+of)\s+(?:a\s+total\s+of\s+|more\s+than\s+|over\s+|"
    r"some\s+|about\s+|nearly\s+|around\s+|at\s+least\s+)*$"
)
_TOTAL_AT = caseless(
    r"\btotal\b[^.;]{0,50}\b(?:at|to|of)\s+(?:more\s+than\s+|over\s+|about\s+|nearly\s+|around\s+|some\s+|almost\s+)*$"
)
_MISCOUNTED = caseless(r"\b(?:overestimat|overvalu|miscount)\w+\b[^.;]{0,80}$")
_OPINION = caseless(r"\bdoubt\w*\b|\btaxpayers?\s+to\s+(?:spend|pay)\b|\bhypothetical\w*\b")
_WHOLE = caseless(
    r"[^.;]{0,25},?\s+(?:including|of\s+which|with)\s+(?:about\s+|some\s+)?|\s+of\s+(?:an?|the|its)\s+(?:total\s+)?"
)
#: "Croatia will give 100 million euros and Slovenia 30 million euros to Ukraine"
_SIDE_BY_SIDE = re.compile(r"\s*(?:,|,?\s+and|,?\s+while)\s+(?:the\s+)?(?:[A-Z][\w.]+\s+){1,3}")
_APPEALED = caseless(
    r"(?:\bU\.N\.|\bUN\b|\bUNHCR\b|\bUnited\s+Nations\b|\bWFP\b)[^.;]{0,25}\b(?:asked|appealed|called)\s+for\s+(?:\w+\s+)?$|\bappeals?\b[^.;]{0,40}\bfor\s+(?:\w+\s+)?$|\bsold\b[^.;]{0,60}$"
)
_RECEIVED = re.compile(r"\b(?:Ukraine|Kyiv)\s+(?:\w+\s+){0,2}?receiv\w+\s+(?:\w+\s+){0,3}$")
_OURS = re.compile(r"Ukrain|Kyiv|\bthe\s+country")
_IN_THAT_SPAN = re.compile(r"\bin\s+that\s+(?:same\s+)?(?:span|period)\b")
_SINCE_INVASION = re.compile(r"\b(?:since|invasion|war\s+began)\b")


@dataclass(frozen=True)
class _Phrase:
    """One sum with the words on either side, up to the sums beside it; brackets are cut out of `after`."""

    money: Sum
    before: str
    after: str
    #: what stands between the sum before and this one, and between this one and the next, without brackets
    gap: str | None
    next_gap: str | None


def aid_sums(text: str, sums: list[Sum], *, context: bool = False) -> set[int]:
    """Positions of the sums of a sentence that are given, promised or held back as aid.

    A sum is aid where a word of aid stands in its own phrase, where a verb of giving with Ukraine as its goal governs
    it, or where it belongs to a sum that is aid ("£12bn, including £7bn"); never where its own phrase says what else it
    is. Conversions are never among them. `context`: the sentences before already speak of aid to Ukraine.
    """
    own = [position for position, money in enumerate(sums) if not money.is_conversion]
    if not own or PRIVATE.search(text):
        return set()
    phrases = {position: _phrase(text, sums, own, position) for position in own}
    verdicts = {position: _alone(text, phrase, context) for position, phrase in phrases.items()}
    found = {position for position, verdict in verdicts.items() if verdict}
    grown = True
    while grown:  # each round takes in the neighbours of what is aid; a veto (False) is never overruled
        grown = False
        for a, b in pairwise(own):
            for this, other, joined in ((a, b, _whole_of), (b, a, _part_of)):
                if other in found and this not in found and verdicts[this] is None and joined(phrases[this]):
                    found.add(this)
                    grown = True
    return found


def _phrase(text: str, sums: list[Sum], own: list[int], position: int) -> _Phrase:
    money = sums[position]
    behind = min((sums[k].start for k in own if k > position), default=None)
    ahead = max((s.end for s in sums[:position] if s.end < money.start), default=0)
    after = text[money.end : behind] if behind is not None else text[money.end :]
    return _Phrase(
        money,
        text[max(ahead, money.start - 150) : money.start],
        _BRACKETS.sub(" ", after[:160]),
        _BRACKETS.sub("", text[ahead : money.start]) if ahead else None,
        _BRACKETS.sub("", after) if behind is not None else None,
    )


#: "Germany's part is 11 billion euros", where the sentences before speak of aid.
_ITS_PART = re.compile(
    r"['’]s\s+(?:part|share|contribution)\s+(?:is|was|will\s+be|comes\s+to|amounts\s+to)\s*(?:\w+\s+){0,2}$"
)
#: "presented its 16th package: arms and two aircraft, 13 billion kronor": the sum closes the list of contents.
_LISTED_PACKAGE = re.compile(r"\bpackage\b[^.;:]{0,60}:\s[^.;:]{0,120},\s*(?:worth\s+|for\s+)?(?:\w+\s+){0,2}$")
_LET_USE = re.compile(
    r"\b(?:let|lets|allow(?:s|ed)?)\s+(?:Ukraine|Kyiv)\s+(?:to\s+)?(?:use|spend|borrow|draw\s+on)\s+(?:\w+\s+){0,3}$"
)


def _alone(text: str, phrase: _Phrase, context: bool) -> bool | None:
    """True or False where the sum's own phrase decides; None where only its neighbours can."""
    money, before, after = phrase.money, phrase.before, phrase.after
    scale = _SMALL_UNITS.get(money.currency or "", 1)
    if money.per == "unit" or not _LEAST <= money.amount / scale <= _MOST:
        return False
    if _SHOUTED.search(text[max(0, money.start - 25) : money.end + 25]):
        return False  # a related headline in capitals inside the text
    if _FOREIGN_AID.match(after):
        return False  # what is Ukraine's part of it is told apart
    if _ASSETS.match(after) or (_TO_OTHERS.match(after) and not _MIXED.search(after[:90])):
        return False
    if _APPEALED.search(before):
        return False
    if _sent_to_ukraine(after) or _LET_USE.search(before):
        return True
    ours = context or bool(_MIXED.search(text[max(0, money.start - 100) : money.end + 110]))
    noun = _noun_after(after, ours) or _noun_before(before, ours)
    if _MISCOUNTED.search(before) or (_spoiled(before, after) if noun else _other_money(before, after)):
        return False
    if _OPINION.search(before[-120:]):
        return False
    if _ASKED_BY_UKRAINE.search(before[-90:]) and not re.search(r"\b(?:Congress|lawmakers)\b", before):
        return False
    given = (
        noun
        or (context and (_TOTAL_GIVEN.search(before) or _TOTAL_AT.search(before)))
        or (_RECEIVED.search(before) and re.search(r"\bfrom\b", after))
        or (
            _VALUED.search(before) and NOUN.search(text[: money.start]) and (ours or _MIXED.search(text[: money.start]))
        )
        or (context and (_ITS_PART.search(before) or _LISTED_PACKAGE.search(before)))
        or (_MADE_KNOWN.match(after) and _OURS.search(text))
        or (_IN_THAT_SPAN.search(text) and VERB.search(text))
        or (_SINCE_INVASION.search(text) and _TOTAL_GIVEN.search(before))
        or _given(text, before, after)
    )
    return True if given else None


def _whole_of(phrase: _Phrase) -> bool:
    """Whether the next sum is a part of this one: "£12.7bn, including £7.6bn", "$3bn of a $4.5bn grant"."""
    if phrase.next_gap is None:
        return False
    side_by_side = _SIDE_BY_SIDE.fullmatch(phrase.next_gap) and VERB.search(phrase.before)
    return bool(_WHOLE.fullmatch(phrase.next_gap) or side_by_side)


def _part_of(phrase: _Phrase) -> bool:
    """Whether this sum goes on from the one before it: a part, a second level, a second purpose."""
    if phrase.gap is None:
        return False
    if _FROM_TO.fullmatch(phrase.before) or _INCLUDED.fullmatch(phrase.gap):
        return True
    if _AND_TOO.fullmatch(phrase.gap) and re.match(r"\s+since\b", phrase.after):
        return True
    return bool(_PURPOSE.match(phrase.after) and types_in(phrase.after[:60]))


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


def _other_money(before: str, after: str) -> bool:
    """Words of damage, trade, prices or budgets beside a sum that no word of aid claims."""
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


def _given(text: str, before: str, after: str) -> bool:
    """A verb of giving before the sum, with Ukraine as the one who gets it."""
    if not VERB.search(before) and not re.search(
        r"^\W*(?:\w+\s+){0,4}?(?:was|were|has\s+been|will\s+be|earmarked|allocated|given|sent)\b", after
    ):
        return False
    goal = re.search(
        r"\b(?:to|for|toward|towards|in)\s+(?:help\s+|support\s+|the\s+)?(?:war-torn\s+)?(?:Ukrain|Kyiv|Kiev|its\s+ally)|^[^.;]{0,25}(?:Ukrain|Kyiv)|"
        r"^\s*(?:for|to)\b[^.;]{0,90}\bUkraine\s+(?:response|effort|fund|aid|support)",
        after,
    )
    verb_goal = re.search(
        r"\b(?:provid|send|sent|giv|gave|supply|supplie|lend|lent|loan|grant|donat|hand|spen[dt]|support|bolster|help|aid|assist|direct|fund)\w*\s+(?:to\s+|on\s+)?(?:help\s+)?"
        r"(?:the\s+(?:country|Ukrain)|Ukrain|Kyiv|Kiev|it\b|its\s+neighbou?r)",
        text,
    )
    purpose = re.search(r"\b(?:defen[cs]e|ally|aid|support|assist|reconstruct|rebuild|help|military)\w*", after[:80])
    return bool(goal or verb_goal or purpose)
