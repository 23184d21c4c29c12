"""When the weapons of a count were brought down, and whether the count runs over weeks instead of one night."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

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
#: A sentence that counts over the whole war; the next one goes on in the same count.
_RUNNING = re.compile(
    r"\bsince\s+(?:the\s+)?(?:start|beginning|outbreak|full|invasion|war|february|january|20\d\d)\b", re.IGNORECASE
)
_SUPERLATIVE = re.compile(
    r"\b(?:largest|biggest|heaviest|deadliest|worst|most|highest|first|record|fiercest|longest|greatest|rare|only)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:a|two|three|four|several|\d+)\s+(?:weeks?|months?|years?)\s+(?:ago|earlier|before)\b|\blast\s+(?:month|year)\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|wrote|reported|statement|announced|posted|briefing|interview)\b[^,;]{0,45}$", re.IGNORECASE
)
#: The day of an earlier event that the sentence only compares with ("the record of 539 set on July 4").
_RECALLED = re.compile(
    r"\b(?:previous|earlier|former|old|last)\s+(?:\w+\s+)?(?:record|high|peak|attack|barrage)\b[^,;]{0,50}$",
    re.IGNORECASE,
)
_NIGHT_BEFORE = re.compile(r"\b(?:the\s+)?(?:previous|preceding)\s+night\b|\bthe\s+night\s+before\b", re.IGNORECASE)
#: How many sentences back a date may stand and still hold for a count without one.
_BACK = 3
#: How many sentences the head of a text has, and how far a heading with a day reaches.
_HEAD, _HEADING_REACH = 4, 12
_TWO_MONTHS = 62
_NO_NEW_DAY = re.compile(r"\bthat\s+(?:night|morning|day|evening)\b", re.IGNORECASE)


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


def _anchor(reading: Reading) -> dt.date | None:
    """The latest full date, year and all, in the text's head: where the article has no date of publication, its days
    without a year are counted back from there."""
    full = [
        m.date_end
        for sentence in reading.sentences[:_HEAD]
        for m in reading.annotated(sentence).dates
        if m.precision not in ("month", "year") and m.date_end and re.search(r"\b20\d\d\b", m.text)
    ]
    return max(full) if full else None


def _dated(when_: When, reading: Reading) -> When:
    """The same with a year, where its day lies within the two months before the day that the text's head gives."""
    if when_.day is not None or not when_.partial or reading.published or not re.fullmatch(r"\d\d-\d\d", when_.partial):
        return when_
    anchor = _anchor(reading)
    if anchor is None:
        return when_
    month, number = (int(part) for part in when_.partial.split("-"))
    for year in (anchor.year, anchor.year - 1):
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        if 0 <= (anchor - day).days <= _TWO_MONTHS:
            return replace(when_, day=day, start=day, end=day, partial=None, is_background=(anchor - day).days > 7)
    return when_


def _heading(reading: Reading, sentence: AnnotatedSentence) -> When | None:
    """The day of the heading above ("Sunday, 1 June" alone in its line), which holds for the items below it."""
    for index in range(sentence.index - 1, max(0, sentence.index - _HEADING_REACH) - 1, -1):
        text = reading.sentences[index].text
        if len(text) > 40:
            continue
        for mention in reading.annotated(index).dates:
            whole = len(text.strip(" .:-–—*#")) - (mention.end - mention.start) <= 3
            if whole and (mention.day or mention.partial) and mention.day != reading.published:
                return _of(mention, reading.published)
    return None


def _item_day(reading: Reading, sentence: AnnotatedSentence) -> When | None:
    """The day that a digest's item begins with ("6 December. ...", "6 December: ..."), if the sentence stands in
    one."""
    first = sentence.index
    while first and reading.sentences[first - 1].paragraph == sentence.paragraph:
        first -= 1
    opening = reading.sentences[first].text
    if not opening[:1].isalnum() or not re.match(r"(?:\w+,?\s+){0,2}\d{1,2}\b|\w+\s+\d{1,2}\b", opening):
        return None
    for mention in reading.annotated(first).dates:
        alone = mention.start == 0 and re.match(r"\s*(?:[.:–—]|$)", opening[mention.end :])
        if alone and mention.kind == "calendar" and (mention.day or mention.partial):
            return _of(mention, reading.published) if mention.day != reading.published else None
    return None


def _of(mention: DateMention, published: dt.date | None) -> When:
    day = mention.day
    if day and published and mention.kind == "weekday" and 0 < (day - published).days < 7:
        # what was brought down lies behind: a weekday ahead is the one of the week before
        day -= dt.timedelta(days=7)
        return When(day, day, day, mention.precision, None, mention.text)
    old = bool(day and published and (published - day).days > 7)
    return When(day, mention.date_start, mention.date_end, mention.precision, mention.partial, mention.text, False, old)


def _best(sentence: AnnotatedSentence, position: int) -> DateMention | None:
    """The day that stands nearest to the count; days on which somebody only spoke come last."""
    dates = sentence.dates
    # "in the night to 23 February": the day that follows says which night
    dates = [
        m
        for m in dates
        if not any(
            m is not n and re.fullmatch(r"\s+(?:to|into|of|before|on)\s+", sentence.text[m.end : n.start])
            for n in dates
        )
        or m.kind != "overnight"
    ]
    days = [m for m in dates if m.day or (m.partial and m.precision in ("day", "hour"))]
    if not days:
        return None

    def rank(mention: DateMention) -> tuple[bool, bool, bool, int]:
        spoken = _is_spoken(sentence, mention)
        recalled = bool(_RECALLED.search(sentence.text[: mention.start]))
        across = bool(re.search(r"[;]", sentence.text[min(mention.end, position) : max(mention.start, position)]))
        return (recalled, spoken, across, abs(mention.start - position))

    return min(days, key=rank)


def _is_recap(text: str, position: int) -> bool:
    """Whether a running window ("since January", "this week") holds for the count at `position`, not for another
    clause."""
    return any(_same_clause(text, position, window.start()) for window in _RECAP.finditer(text))


def _same_clause(text: str, a: int, b: int) -> bool:
    between = re.sub(r"\bof\s+which\b", "", text[min(a, b) : max(a, b)])
    return not re.search(r"\b(?:where|which|who|whose|when|after|before|as|while)\b", between)


def _is_spoken(sentence: AnnotatedSentence, mention: DateMention) -> bool:
    """Whether the day is only that of a statement ("the ministry said on Tuesday")."""
    return mention.kind != "overnight" and bool(_REPORTING.search(sentence.text[: mention.start]))


def _news_day(reading: Reading) -> When:
    """The day of the article's news: the first in its lead, else the nearest past day that it names, else its own
    date."""
    published = reading.published
    candidates = []
    for sentence in reading.sentences[:12]:
        annotated = reading.annotated(sentence)
        mention = _best(annotated, 0)
        if mention is None:
            continue
        found = _of(mention, published)
        if found.is_background or (found.day and published and found.day > published):
            continue
        if sentence.index < 4:
            return found
        candidates.append(found)
    recent = [c for c in candidates if c.day and published and (published - c.day).days <= 2]
    if recent:
        return recent[0]
    if published:
        return When(published, published, published, "assumed")
    return When()


def when(reading: Reading, sentence: AnnotatedSentence, position: int) -> When:
    """The time of the count, with the year that the text's head tells where nothing else does."""
    return _dated(_when(reading, sentence, position), reading)


def _when(reading: Reading, sentence: AnnotatedSentence, position: int) -> When:
    """The time of the count at `position` of the sentence: its own date, else a near one before, else the article's
    news."""
    text = sentence.text
    published = reading.published
    own = _best(sentence, position)
    window = next((m for m in sentence.dates if m.day is None and m.precision in ("week", "month", "year")), None)
    recap = _is_recap(text, position) and (own is None or (" since " in text and not _SUPERLATIVE.search(text)))
    if recap:
        if window:
            return When(None, window.date_start, window.date_end, window.precision, None, window.text, True, False)
        return When(is_recap=True)
    item = _item_day(reading, sentence) if own is None or own.kind in ("overnight", "relative") else None
    if item:
        return item
    if own:
        return _of(own, published)
    if sentence.index and window is None and reading.sentences[sentence.index - 1].paragraph == sentence.paragraph:
        above = reading.annotated(sentence.index - 1)
        if _RUNNING.search(above.text) and _best(above, 0) is None:
            return When(is_recap=True)
    if window and not _same_clause(text, position, window.start):
        window = None
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
        same_bulletin = back == 1 and re.search(r"\b(?:shot\s+down|downed|intercepted|destroyed)\b", before.text)
        if near is not None and (same_bulletin or not _is_spoken(before, near)):
            found = _of(near, published)
            if _NIGHT_BEFORE.search(text) and found.day:
                day = found.day - dt.timedelta(days=1)
                return When(day, day - dt.timedelta(days=1), day, "day", None, _NIGHT_BEFORE.search(text)[0])  # type: ignore[index]
            same_item = before.paragraph == sentence.paragraph and near.kind == "calendar"
            if not found.is_background or (same_item and _NO_NEW_DAY.search(text)):
                return found
            if same_item and index and reading.sentences[index].paragraph != reading.sentences[index - 1].paragraph:
                return found  # an item of a digest begins with its day
    return _heading(reading, sentence) or _news_day(reading)
