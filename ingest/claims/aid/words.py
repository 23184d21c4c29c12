"""The words of aid reports, compiled from data/aid_words.csv."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.claims import lexicon
from ingest.claims.caseless import caseless

_ROWS = lexicon.rows("aid_words.csv")


def _any(role: str) -> str:
    return "|".join(row["pattern"] for row in sorted(_ROWS, key=lambda r: -len(r["pattern"])) if row["role"] == role)


NOUN = caseless(rf"\b(?:{_any('noun')})\b")
WEAK_NOUN = caseless(rf"(?:{'|'.join(r['pattern'] for r in _ROWS if r['role'] == 'noun' and r['meaning'] == 'weak')})$")
VERB = caseless(rf"\b(?:{_any('verb')})\b")
NOT_AID = caseless(rf"\b(?:{_any('not_aid')})\b")
PRIVATE = caseless(rf"\b(?:{_any('private')})\b")
_VERBS = [(caseless(rf"\b(?:{r['pattern']})\b"), r["meaning"]) for r in _ROWS if r["role"] == "verb"]
_TYPES = [(caseless(rf"\b(?:{r['pattern']})\b"), r["meaning"]) for r in _ROWS if r["role"] == "type"]
_TYPE_HINT = caseless(rf"\b(?:{_any('type')})\b")

#: Something that is still to come: the contract's status `planned`.
FUTURE = re.compile(
    r"\b(?:expected|set|due|poised|likely|about|ready|scheduled|hopes?|hoping|aims?|aiming|intends?|want(?:s|ed)?|seeks?|"
    r"sought|preparing|planning)\s+(?:soon\s+)?to\b|\bplan(?:s|ning|ned)?\b(?!\s+(?:was|were)\s+approved)|\bpropos\w+|"
    r"\bconsider(?:s|ing|ed)?\b|\bwould\b|\bcould\b|\bmight\b|(?-i:\bmay\b)|\bseek(?:s|ing)?\b|\bsought\b|\bask(?:ed|s|ing)?\s+(?:Congress|lawmakers|for|the)|"
    r"\brequest\w*|\bdraft\b|\bin\s+the\s+(?:works|pipeline)\b|\bnegotiat\w+|\bdiscuss\w*|\bupcoming\b|\bpushing\b|\bprepare\b|"
    r"\bahead\s+of\s+(?:a|the)\s+vote\b|\bfinali[sz]e\b|\bsoon\s+vote\b|\bseek(?:ing)?\b|\burg\w+\s+(?:Congress|lawmakers)",
    re.IGNORECASE,
)
_CUMULATIVE = caseless(
    r"\bsince\b|\bin\s+total\b|\btotal\s+(?:of|aid|value|amount|support|military|security|assistance|[A-Z]\w+\s+(?:aid|support|assistance))\b|\btotal(?:s|l?ing)?\s+(?:security|aid)\b|"
    r"\bso\s+far\b|\bto\s+date\b|\boverall\b|\baltogether\b|\bcumulative\w*|\bin\s+all\b|\bin\s+that\s+(?:same\s+)?(?:span|period|time)\b|"
    r"\bthroughout\s+the\s+war\b|\b(?:over|in)\s+the\s+(?:past|last|course)\b|\bduring\s+the\s+war\b|\bwhich\s+now\s+totals\b|"
    r"\bbring(?:s|ing)\s+(?:the|its|total)|\bputting\s+the\s+total\b|\bunder\s+(?:President\s+)?(?:Joe\s+)?Biden\b|\balready\b|"
    r"\bfrom\s+20\d\d\b|\b(?:leads?|leading)\s+(?:all|the)\b"
)
_HAS_GIVEN = caseless(
    r"\b(?:has|have|had)\s+(?:(?:now|already|also|\w+ly)\s+)*(?:provided|sent|given|spent|contributed|donated|disbursed|supplied|"
    r"received|delivered|shipped|poured|funneled|channel?led|directed|transferred|been\s+(?:provided|sent|given|spent|donated))\b"
)
HAS_GIVEN_MUCH = caseless(r"\b(?:gave|given|sent|spent|provided|donated|handed|poured)\s+(?:\w+\s+){0,4}$")
_FRESH = caseless(
    r"\b(?:new|additional|another|further|fresh|latest|extra|more\s+aid|package|tranche|instal?ment|on\s+top)\b"
)
#: A running total that another clause only mentions ("since the invasion began" behind a new package) is no total.
_BRINGS_TO = caseless(
    r"\b(?:bring(?:s|ing)|tak(?:es|ing)|rais(?:es|ing))\b[^.;]{0,80}\btotal\b[^.;]{0,70}$|\btotal\s+(?:[\w-]+\s+){1,5}(?:support|aid|assistance)\b[^.;]{0,50}$"
)
_SINCE_EVENT = caseless(
    r"\b(?:first|largest|biggest|latest|most|only)\b[^,;]{0,60}\b(?:since|to\s+date|so\s+far)\b|\bin\s+response\b"
)
#: ", who had blocked the plan in December,": an earlier deed, told aside.
WHO_HAD = re.compile(r",\s*(?:who|which)\s+had\b[^,;]*(?=[,;.]|$)")
_NEW = caseless(r"\b(?:new|additional|another|further|fresh|latest|extra|upcoming|next)\b")


@lru_cache(maxsize=1024)
def _meanings(word: str) -> tuple[str, ...]:
    """The statuses that a verb of giving may stand for."""
    return tuple(dict.fromkeys(meaning for pattern, meaning in _VERBS if pattern.fullmatch(word)))


def status_of(clause: str) -> str:
    """The contract's status that the clause's wording amounts to."""
    clause = WHO_HAD.sub(lambda aside: " " * len(aside[0]), clause)
    found = {meaning for match in VERB.finditer(clause) for meaning in _meanings(match[0].lower())}
    for strong in ("resumed", "suspended"):
        if strong in found:
            return strong
    if FUTURE.search(clause):
        return "planned"
    if re.search(
        r"\bwill\b|['’]ll\b|\bto\s+(?:send|provide|give|supply|deliver|donate)\b|\bis\s+\w+ing\b|\bare\s+\w+ing\b",
        clause,
    ):
        found.discard("delivered")
    for status in ("approved", "allocated"):
        if status in found:
            return status
    if "announced" in found:
        return "announced"
    return "delivered" if "delivered" in found else "announced"


def is_cumulative(text: str, before: str, after: str) -> bool:
    """Whether a sum runs over many packages ("has sent $2bn since the invasion").

    `before` and `after` are the parts of the clause on either side of the sum, `text` the whole sentence.
    """
    if _BRINGS_TO.search(before):
        return True
    # the total behind it is another sum, and so is what it is compared with
    after = re.split(
        r",?\s*\b(?:putting|bringing|taking|raising|(?:greater|larger|more|bigger|higher)\s+than\s+what)\b", after
    )[0]
    if _NEW.search(before[-45:]) or re.match(
        r"\s*(?:\([^)]*\)\s*)?(?:\w+\s+){0,3}(?:package|tranche|instal?ment)\b", after
    ):
        return bool(re.search(r"\btotal\s+(?:of\s+)?$", before[-12:]))
    clause = f"{before} # {after}"
    if re.match(r"[^.;]{0,60}\b(?:sent|provided|gave|given|spent)\b[^.;]{0,30}\bin\s+20\d\d\b", after):
        return True
    ahead = re.search(r"\b(?:plans?|will|would|intends?)\b", before[-70:])
    if ahead and re.search(r"\bfrom\s+20\d\d\b", after):
        return False
    if _CUMULATIVE.search(clause) and not _SINCE_EVENT.search(clause):
        return True
    if re.match(r"\W*(?:Since\b|By\s+(?:\w+\s+)?20\d\d|So\s+far|To\s+date|In\s+total)", text):
        return True
    if re.search(r"\bgiven\s+(?:\w+\s+)?(?:authori[sz]ation|approval|permission|the\s+go-ahead)", before):
        return False
    return bool(_HAS_GIVEN.search(before[-110:] + " # " + after[:60])) and not _FRESH.search(
        before[-60:] + " # " + after[:35]
    )


@lru_cache(maxsize=1024)
def _kind(word: str) -> str | None:
    """The kind of aid that one word of the lexicon names."""
    return next((kind for pattern, kind in _TYPES if pattern.fullmatch(word)), None)


def types_in(text: str) -> list[str]:
    """The kinds of aid that the words name, in order of appearance, each once."""
    kinds = (_kind(match[0].lower()) for match in _TYPE_HINT.finditer(text))
    return list(dict.fromkeys(kind for kind in kinds if kind))
