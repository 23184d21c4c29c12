"""What a package holds: the goods with their numbers, as the text lists them."""

from __future__ import annotations

import re

from ingest.claims import lexicon
from ingest.claims.caseless import caseless

_GOODS = "|".join(row["pattern"] for row in lexicon.rows("aid_goods.csv"))
GOODS = caseless(rf"(?<![\w-])(?:{_GOODS})(?![\w])")
_COUNT = (
    r"(?:(?:at\s+least|more\s+than|over|up\s+to|around|about|some|nearly|almost|roughly|as\s+many\s+as|another)\s+)?"
    r"(?:\d[\d,.]*(?:\s+(?:million|thousand))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|thousands|"
    r"tens\s+of\s+thousands|a\s+dozen|an?)\s+(?:(?:of|more|additional|further|new)\s+)*"
)
_ITEM = re.compile(
    rf"(?<![\w-])(?P<count>{_COUNT})?(?P<words>(?:[A-Za-z0-9][\w/.’'-]*\s+){{0,4}}?)(?P<goods>{_GOODS})"
    rf"(?P<tail>(?:\s+(?:for|of)\s+(?:the\s+)?(?:{_GOODS}))?)(?![\w])",
    re.IGNORECASE,
)
#: Words that end an item's own words when they stand before its noun.
_BREAK = re.compile(
    r"^.*\b(?:and|or|of|in|on|at|the|its|their|with|including|includes?|to|for|that|which|from|as|by|into|like|is|are|was|were|be|"
    r"has|have|had|will|would|such|also|further|plus|more|other|worth|containing|ukraine|kyiv|send(?:ing)?|sent|provid\w+|suppl\w+|"
    r"deliver\w*|giv\w+|donat\w+|focus\w*|consisting|comprising|mostly|largely|ukrainian|russian|some|new|us-made|additional)\b\s*",
    re.IGNORECASE,
)
MAX_ITEMS = 16


def items_in(text: str) -> list[str]:
    """The goods of a passage, each with its number in front where one is told ("31 Abrams tanks")."""
    found: list[str] = []
    for match in _ITEM.finditer(text):
        words = match["words"] or ""
        count = (match["count"] or "").strip()
        trimmed = _BREAK.sub("", words)
        if trimmed != words:
            count = ""
        if count.lower() in ("a", "an"):
            count = ""
        item = re.sub(
            r"^(?:-|an?\s|the\s)\s*", "", " ".join(f"{count} {trimmed}{match['goods']}{match['tail']}".split())
        )
        if re.search(r"nuclear|chemical|biological|^shoot", item, re.IGNORECASE):
            continue
        if item and item.lower() not in (known.lower() for known in found):
            found.append(item)
    return found[:MAX_ITEMS]
