"""Where a count belongs: the whole country, a region, or one settlement."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.claims.annotations import PlaceMention
from ingest.claims.caseless import caseless
from ingest.claims.interceptions.heads import Count
from ingest.claims.reading import AnnotatedSentence, Reading

#: A place this many characters behind the count and its verb no longer says where they were brought down.
_PLACE_REACH = 90
#: Where the sentence turns from the count to what else happened; a place named there is not the count's.
_OTHER_MATTER = re.compile(
    r"\b(?:including|while|killing|injuring|causing|damaging|sparking)\b|,\s*(?:which|where|whose)\b|"
    r"\bwith\s+(?:\w+\s+){0,2}(?:debris|wreckage|fragments)\b"
)
_NATIONWIDE = caseless(
    r"\b(?:over|across|throughout)\s+(?:Russia|Ukraine)\b(?!['’])|\bover\s+(?:Russian|Ukrainian)\s+territory\b|"
    r"\b(?:of|across|around|throughout|over)\s+the\s+(?:whole\s+|entire\s+)?country\b|\bnationwide\b|\b(?:\d+|several|multiple|various|"
    r"many|two|three|four|five|six|seven|eight|nine|ten|a\s+dozen|number\s+of)\s+(?:\w+\s+)?(?:regions|oblasts|provinces)\b"
)
_OVER = caseless(
    r"\b(?:over|in|near|above|around|approaching|toward|towards|for|outside|off|on\s+approach\s+to|across|and|,)\s+"
    r"(?:the\s+|its\s+|russia['’]s\s+|ukraine['’]s\s+)?(?:(?:territory\s+of\s+the|territory|city|town|port|region|oblast|border|(?:north|south)?-?(?:western|eastern)|southern|northern|"
    r"central|capital|russian|ukrainian|annexed|occupied|neighbou?ring|of|airspace|outskirts)\s+)*$"
)
_SPEAKS_FROM = caseless(
    r"\b(?:officials?|authorities|ministry|government|leaders?|reporters?|correspondents?|commanders?|military)\s+in\s+$"
)
_HERE = caseless(
    r"\b(?:over|in|near|for|targeted|towards?|reach(?:ed|ing)?|on|approaching|attacked)\s+(?:the|this|his|her|our)\s+"
    r"(?:city|capital|region|oblast|town|district|province|port)\b"
)
_LOCAL_OFFICE = caseless(r"\b(?:mayor|governor|head\s+of\s+the\s+(?:\w+\s+){0,3}(?:region|administration|oblast))\b")


def where(
    reading: Reading, sentence: AnnotatedSentence, count: Count, counts: list[Count]
) -> tuple[PlaceMention | None, str]:
    """Where the count belongs: a region or settlement, or None for the whole country."""
    if count.place is not None:
        # "23 over the Bryansk region, six over Belgorod": the short names of such a list are regions too
        in_list = any(c.place is not None and c.place.level == "admin1" for c in counts)
        capital = count.place.admin1 == f"{count.place.name} Oblast"
        if count.place.level == "other" and count.place.admin1 is None:
            return None, "regional"  # over a sea
        local = count.place.level == "settlement" and not (in_list and capital)
        return (count.place if local else replace(count.place, level="admin1")), "local" if local else "regional"
    text = sentence.text
    if _NATIONWIDE.search(text):
        return None, "national"
    trigger_start = count.trigger.start if count.trigger else 0
    limit = min(
        (m.start() for m in _OTHER_MATTER.finditer(text) if m.start() > count.end),
        default=len(text),
    )
    around = [
        p for p in sentence.places
        if p.level in ("admin1", "settlement", "district") and p.country in ("UA", "RU")
        and min(trigger_start, count.start) - 60 <= p.start < limit and _OVER.search(text[: p.start])
        and not _SPEAKS_FROM.search(text[: p.start])
    ]  # fmt: skip
    regions = {p.admin1 for p in around}
    if len(regions) == 1:
        best = around[0]
        return best, "local" if best.level in ("settlement", "district") else "regional"
    if len(regions) > 1:
        return None, "national"
    if (
        _LOCAL_OFFICE.search(text)
        or _HERE.search(text)
        or any(a.role in ("governor", "mayor") for a in sentence.actors)
    ):
        for index in range(sentence.index, max(-1, sentence.index - 4), -1):
            found = [
                p
                for p in reading.annotated(index).places
                if p.country in ("UA", "RU") and p.level in ("admin1", "settlement")
            ]
            if found:
                best = found[0]
                return best, "local" if best.level == "settlement" else "regional"
    return None, "national"
