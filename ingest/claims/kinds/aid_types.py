"""What kind of aid: military, financial, humanitarian, energy, reconstruction, several (mixed), not said (unknown)."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.claims import lexicon
from ingest.claims.caseless import caseless

_ROWS = [row for row in lexicon.rows("aid_words.csv") if row["role"] == "type"]
_WORDS = caseless(rf"\b(?:{'|'.join(r['pattern'] for r in sorted(_ROWS, key=lambda r: -len(r['pattern'])))})\b")
_TYPES = [(caseless(rf"\b(?:{r['pattern']})\b"), r["meaning"]) for r in _ROWS]
_ALL = caseless(
    r"\bnot\s+all\s+military\b|\bmilitary(?:,\s+\w+)?,?\s+and\s+(?:other|economic|financial|humanitarian|budget\w*)\b|\btotal\s+aid\b|"
    r"\b(?:humanitarian|financial|economic)(?:,\s+\w+)?,?\s+and\s+military\b"
)
_CONTENTS = caseless(r",?\s+(?:including|such\s+as|which\s+includes?)\b")
_LAW = re.compile(r"\b(?:bill|Congress|lawmakers|House|Senate|legislation)\b")


@lru_cache(maxsize=1024)
def _type(word: str) -> str | None:
    return next((kind for pattern, kind in _TYPES if pattern.fullmatch(word)), None)


def types_in(text: str) -> list[str]:
    """The kinds of aid that the words of a text name, in order, each once."""
    kinds = (_type(match[0].lower()) for match in _WORDS.finditer(text))
    return list(dict.fromkeys(kind for kind in kinds if kind))


def type_of(phrase: str, clause: str, around: str, *, cumulative: bool) -> str:
    """The kind of aid: that of the sum's own phrase, else of its clause.

    What a list of contents adds ("including medical supplies") does not change the kind of the whole; `around` (the
    sentences beside it) only tells a law, which holds arms and money together.
    """
    if _ALL.search(clause):
        return "mixed"
    head = _CONTENTS.split(phrase)[0]
    for passage in (head, phrase, clause):
        kinds = types_in(passage)
        if passage is clause and _LAW.search(clause):
            return "mixed"
        if not kinds:
            continue
        if passage is not clause and passage is not head and head != phrase and kinds[0] != "military":
            return "mixed"  # "in aid, including humanitarian aid"
        if kinds[0] == "reconstruction" and "energy" in kinds:
            return "energy"  # "to repair the electric grid"
        if len(kinds) == 1 or set(kinds) <= {"financial", "reconstruction", "energy"}:
            return kinds[0]
        if set(kinds) <= {"humanitarian", "energy", "reconstruction"}:
            return kinds[0]
        return "mixed"
    return "mixed" if cumulative or _LAW.search(around) else "unknown"
