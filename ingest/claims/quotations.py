"""When quoted words were spoken: "today" in a quotation is the speaker's day, not that of the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

from ingest.claims import lexicon
from ingest.claims.caseless import Caseless, caseless
from ingest.claims.dates import find_dates
from ingest.claims.text import Sentence

_OPENS = ("“", '"', "«", "„")
_QUOTED = re.compile(r"[“\"«„][^”\"»]*(?:[”\"»]|$)")
_NOW = re.compile(
    r"\b(?:today|yesterday|tonight|this (?:morning|afternoon|evening)|last night|overnight)\b", re.IGNORECASE
)
#: Between a verb of saying and its day: "told reporters in New York on Thursday", "on Thursday again condemned".
_NEAR = re.compile(r"(?:\s+(?!that\b|as\b|how\b|after\b)[\w’'-]+){0,4}\s*(?:\bon\s+)?", re.IGNORECASE)
#: How many sentences back the speech can be introduced, and how old it can be.
_BACK, _DAYS = 3, 7


@cache
def _verbs() -> Caseless:
    rows = lexicon.rows("speech_verbs.csv")
    return caseless(rf"\b(?:{lexicon.alternation(r['form'] for r in rows if r['kind'] in ('verb', 'speech'))})\b")


def spoken_on(sentences: Sequence[Sentence], index: int, told_on: dt.date | None) -> dt.date | None:
    """The day on which a quoted sentence with "today" or the like was spoken, where the text around it says so.

    "The mayor condemned the attack on Thursday. ... “Between yesterday and today ...”": Thursday. None where the
    sentence is no quotation, has no such word, or no verb of saying with a day of its own stands up to three
    sentences before it.
    """
    text = sentences[index].text
    if told_on is None or not text.startswith(_OPENS) or not _NOW.search(text):
        return None
    for sentence in reversed(sentences[max(0, index - _BACK) : index + 1]):
        day = _day_of_speech(_QUOTED.sub(lambda found: " " * len(found.group()), sentence.text), told_on)
        if day is not None:
            return day if 0 <= (told_on - day).days <= _DAYS else None
    return None


#: What counts from a day that the text has named before.
_COUNTED = re.compile(
    r"\b(?:(?:previous|next|following|same|that|very) (?:day|night|morning|afternoon|evening)"
    r"|(?:day|night) (?:earlier|later|before))\b",
    re.IGNORECASE,
)
#: How many sentences back that day can stand.
_NAMED_BACK = 2


def day_told_before(sentences: Sequence[Sentence], index: int, told_on: dt.date | None) -> dt.date | None:
    """The day that "a day earlier" or "that evening" is counted from: the last one that the sentences before name.

    Of an event rather than of a statement: "A mill burned on Friday, police said on Saturday. A day earlier ...".
    """
    if not _COUNTED.search(sentences[index].text):
        return None
    for sentence in reversed(sentences[max(0, index - _NAMED_BACK) : index]):
        days = [
            d.date_start if d.kind == "since" else d.date_end
            for d in find_dates(sentence.text, told_on)
            if (d.date_start and d.precision == "day") or d.kind == "since"
        ]
        spoken = _day_of_speech(sentence.text, told_on) if told_on and len(days) > 1 else None
        days = [d for d in days if d != spoken] or days
        if days:
            return days[-1]
    return None


def _day_of_speech(text: str, told_on: dt.date) -> dt.date | None:
    """The day that stands at a verb of saying; `text` is without quotations."""
    dates = [date for date in find_dates(text, told_on) if date.day and date.kind in ("weekday", "calendar")]
    for verb in _verbs().finditer(text) if dates else ():
        for date in dates:
            gap = text[verb.end() : date.start] if date.start >= verb.end() else text[date.end : verb.start()]
            if _NEAR.fullmatch(gap):
                return date.day
    return None
