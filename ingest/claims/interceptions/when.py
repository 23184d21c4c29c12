"""When the weapons of a count were brought down, and whether the count runs over weeks instead of one night."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ingest.claims.annotations import DateMention
from ingest.claims.reading import AnnotatedSentence, Reading

#: A count over a longer time than a night: the date is then a window and the claim a recap.
_RECAP = re.compile(
    r"\bsince\s+(?:the\s+(?:start|beginning|outbreak|full|invasion|war)|it\s+began|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|20\d\d|russia|moscow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|last)|"
    r"\bso\s+far\b|\bto\s+date\b|\b(?:over|in|during|for|within)\s+(?:the\s+)?(?:past|last|previous)\s+(?:\w+\s+)?(?:few\s+|several\s+)?"
    r"(?:days|week|weeks|month|months|year|years)\b|\bthis\s+(?:week|month|year)\b|\bthroughout\s+(?:the\s+)?(?:week|month|year|war)|"
    r"\bduring\s+the\s+(?:week|month|year|war)\b|\bin\s+total\s+since\b|\b(?:last|past)\s+(?:week|month|year)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:a|two|three|four|several|\d+)\s+(?:weeks?|months?|years?)\s+(?:ago|earlier|before)\b|\blast\s+(?:month|year)\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|wrote|reported|statement|announced|posted|briefing|interview)\b[^,;]{0,45}$", re.IGNORECASE
)
_NIGHT_BEFORE = re.compile(r"\b(?:the\s+)?(?:previous|preceding)\s+night\b|\bthe\s+night\s+before\b", re.IGNORECASE)
#: How many sentences back a date may stand and still hold for a count without one.
_BACK = 3


@dataclass(frozen=True)
class When:
    """`day` is None where the text fixes none; `is_recap` for counts over a week or longer."""

    day: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str | None = None
    partial: str | None = None
    text: str | None = None
    is_recap: bool = False
    is_background: bool = False


def _of(mention: DateMention, published: dt.date | None) -> When:
    day = mention.day
    old = bool(day and published and (published - day).days > 7)
    return When(day, mention.date_start, mention.date_end, mention.precision, mention.partial, mention.text, False, old)


def _best(sentence: AnnotatedSentence, position: int) -> DateMention | None:
    """The day that stands nearest to the count; days on which somebody only spoke come last."""
    days = [m for m in sentence.dates if m.day or (m.partial and m.precision in ("day", "hour"))]
    if not days:
        return None

    def rank(mention: DateMention) -> tuple[bool, bool, int]:
        spoken = bool(_REPORTING.search(sentence.text[: mention.start])) and mention.kind != "overnight"
        across = bool(re.search(r"[;]", sentence.text[min(mention.end, position) : max(mention.start, position)]))
        return (spoken, across, abs(mention.start - position))

    return min(days, key=rank)


def when(reading: Reading, sentence: AnnotatedSentence, position: int) -> When:
    """The time of the count at `position` of the sentence: its own date, else a near one before, else the article's news."""
    text = sentence.text
    published = reading.published
    own = _best(sentence, position)
    window = next((m for m in sentence.dates if m.day is None and m.precision in ("week", "month", "year")), None)
    recap = bool(_RECAP.search(text)) and (own is None or bool(re.search(r"\bsince\b", text)))
    if recap:
        if window:
            return When(None, window.date_start, window.date_end, window.precision, None, window.text, True, False)
        return When(is_recap=True)
    if own:
        return _of(own, published)
    if window or _EARLIER.search(text):
        if window:
            return When(None, window.date_start, window.date_end, window.precision, None, window.text, False, True)
        return When(is_background=True)
    for back in range(1, _BACK + 1):
        index = sentence.index - back
        if index < 0:
            break
        before = reading.annotated(index)
        near = _best(before, len(before.text))
        if near is not None:
            found = _of(near, published)
            if _NIGHT_BEFORE.search(text) and found.day:
                day = found.day - dt.timedelta(days=1)
                return When(day, day - dt.timedelta(days=1), day, "day", None, _NIGHT_BEFORE.search(text)[0])  # type: ignore[index]
            if not found.is_background:
                return found
    for index in range(min(4, len(reading.sentences))):
        lead = reading.annotated(index)
        first = _best(lead, 0)
        if first is not None:
            found = _of(first, published)
            if not found.is_background:
                return found
    return When()
