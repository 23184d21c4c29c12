"""The day on which aid was announced, approved or halted; running totals have none."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from ingest.claims.aid.words import WHO_HAD
from ingest.claims.annotations import DateMention
from ingest.claims.interceptions.when import When
from ingest.claims.reading import AnnotatedSentence, Reading

#: How old a package may be, in days, before it is background.
_NEWS_DAYS = 10
_SINCE = re.compile(r"\b(?:since|until|by|before|through|from|till|after)\s+(?:the\s+\w+\s+of\s+)?$", re.IGNORECASE)
_STATEMENT = re.compile(
    r"\b(?:according\s+to|met|meeting|visit\w*|interview|speech|statement)\b[^,;]{0,25}$", re.IGNORECASE
)
_TOLD_ALREADY = re.compile(
    r"(?<!will )(?<!to )\b(?:announced|approved|unveiled|passed|signed|authori[sz]ed|pledged|adopted|agreed|"
    r"confirmed|said)\b[^;]{0,110}$",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\b(?:announc\w+|approv\w+|pass(?:ed|es)|sign(?:ed|s)|authori[sz]\w+|pledg\w+|unveil\w*|adopt\w*|agree\w*|confirm\w*|vot\w+|said)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previously|earlier\s+this\s+(?:month|year)|last\s+(?:month|year|spring|summer|autumn|fall|winter|week)|(?:a|two|three|several)\s+"
    r"(?:weeks?|months?|years?)\s+ago|in\s+20\d\d)\b",
    re.IGNORECASE,
)


#: Giving told as news: a past or present verb of announcing.
_NOW = re.compile(
    r"\b(?:announc(?:ed|es)|promis(?:ed|es)|pledg(?:ed|es)|unveil(?:ed|s)|present(?:ed|s)|added|adds|agreed|agrees|"
    r"will\s+(?:lend|give|send|provide)|offer(?:ed|s)|granted|grants)\b",
    re.IGNORECASE,
)


def announced(reading: Reading, sentence: AnnotatedSentence, position: int, *, cumulative: bool, status: str) -> When:
    """When the aid at `position` of the sentence was announced: the day beside its verb, else the month or year
    told."""
    if cumulative:
        return When()
    text = sentence.text
    asides = [match.span() for match in WHO_HAD.finditer(text)]
    dates = [m for m in sentence.dates if not any(a <= m.start < b for a, b in asides)]
    sums = [m.start for m in sentence.money if not getattr(m, "is_conversion", False)]
    days = [m for m in dates if m.day and not _SINCE.search(text[: m.start]) and m.kind != "since"]
    # a day behind another sum is that sum's ("$230m, on top of the $250m announced Tuesday")
    days = [m for m in days if not any(position < s < m.start for s in sums)]
    if days:
        best = min(days, key=lambda m: _rank(text, m, position))
        found = _when(best, reading)
        told = _TOLD_ALREADY.search(text[: best.start])
        if told and best.kind == "weekday" and found.day and reading.published and found.day > reading.published:
            # "unveiled a package on Tuesday that will include ...": the verb before the day is past, whatever follows
            week = dt.timedelta(days=7)
            found = replace(found, day=found.day - week, start=found.day - week, end=found.day - week)
        return found
    term = False
    partial = [m for m in dates if m.partial]
    if partial:
        mention = partial[0]
        return When(None, None, None, mention.precision, mention.partial, mention.text)
    window = next(
        (m for m in dates if m.precision in ("week", "month", "year") and not _SINCE.search(text[: m.start])),
        None,
    )
    lasting = window
    if window and _is_term(text, window):
        window = None  # "three billion this year": the time in which it is paid, not the day of the promise
        term = True
    if window:
        return When(
            None,
            window.date_start,
            window.date_end,
            window.precision,
            None,
            window.text,
            False,
            _is_old(window, reading),
        )
    if _EARLIER.search(text):
        return When(is_background=True)
    if status == "approved":
        here = sentence.index
        for index in (here + 1, here - 1, here + 2, here - 2, 0, 1, 2):
            if not 0 <= index < len(reading.sentences) or index == here:
                continue
            near = reading.annotated(index)
            if re.search(
                r"\b(?:approv\w+|pass(?:ed|es)|sign(?:ed|s)|vot\w+)\b[^.]*\b(?:aid|bills?|package)\b", near.text
            ):
                near_days = [m for m in near.dates if m.day]
                if near_days:
                    return _when(near_days[0], reading)
    near_by = _same_item(reading, sentence)
    if near_by:
        return near_by
    if term and lasting:
        return _when(lasting, reading)
    return When()


def _is_term(text: str, window: DateMention) -> bool:
    """Whether a window tells for how long the aid is meant ("for this year", "over the next two years")."""
    before = text[: window.start]
    if re.search(r"\b(?:for|over|during|throughout)\s+(?:the\s+)?$", before) and window.precision == "year":
        return not re.search(r"\b(?:earlier|late|last)\s*$", before) and "last" not in window.text.lower()
    return window.precision == "year" and window.text.lower() == "this year" and bool(_NOW.search(before))


def _same_item(reading: Reading, sentence: AnnotatedSentence) -> When | None:
    """The day told in the sentences before, of the same paragraph, where this one announces without a day."""
    if not _NOW.search(sentence.text):
        return None
    for index in range(sentence.index - 1, max(-1, sentence.index - 4), -1):
        if reading.sentences[index].paragraph != sentence.paragraph:
            return None
        near = reading.annotated(index)
        days = [m for m in near.dates if m.day and not _SINCE.search(near.text[: m.start]) and m.kind != "since"]
        if days:
            found = _when(days[0], reading)
            return found if reading.published is None or (found.day and found.day <= reading.published) else None
    return None


def _rank(text: str, mention: DateMention, position: int) -> tuple[bool, int]:
    """Days beside a verb of deciding first, then the nearest to the sum."""
    around = text[max(0, mention.start - 45) : mention.end + 45]
    only_spoken = bool(_STATEMENT.search(text[: mention.start]))
    return (only_spoken or not _DECIDED.search(around), abs(mention.start - position))


def _is_old(mention: DateMention, reading: Reading) -> bool:
    return bool(reading.published and mention.date_end and (reading.published - mention.date_end).days > _NEWS_DAYS)


def _when(mention: DateMention, reading: Reading) -> When:
    return When(
        mention.day,
        mention.date_start,
        mention.date_end,
        mention.precision,
        mention.partial,
        mention.text,
        False,
        _is_old(mention, reading),
    )
