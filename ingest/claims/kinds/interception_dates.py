"""When a count was made: one night, dated by its morning, or a longer time that makes the count a recap."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from ingest.claims.annotations import DateMention
from ingest.claims.attach import date_roles
from ingest.claims.document import Document, ParsedSentence
from ingest.claims.syntax import Token, tree_distance

#: How many sentences back a date may stand and still hold for a count without one; how far a heading's day reaches.
_BACK, _HEADING_REACH, _HEAD, _LEAD = 3, 12, 4, 12
#: How many sentences of its own paragraph a count looks back.
_PARAGRAPH = 10
_LONGEST_DAY = 40
_OLD_DAYS = 7
#: What begins from this hour on is the count of the night that follows.
_EVENING = "16:00"
_DATELINE = re.compile(
    r"^\W*(?:[A-Z][\w.'’-]+[\s,/]+){1,3}\(?(?:[A-Z][a-z]+\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]+)\b[^.]{0,25}?[:—–-]\s"
)
_RUNNING = frozenset({"since", "throughout"})
#: Kinds of dates that a count of many days has.
_SPANS = frozenset({"month", "year"})
#: "Since 18:00", "since midnight", "since last night": how long one night's count has run.
_SINCE_HOUR = re.compile(
    r"\bsince\s(?:about\s|around\s)?(?:\d{1,2}[:.]\d\d|\d{1,2}\s?[ap]\.?m\b|midnight|(?:the\s|last\s|yesterday\s)?(?:evening|night))",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"\b(?:from|between|since)\b[^;]{0,30}$", re.IGNORECASE)
_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s?([ap])?\.?(?:m\b)?\.?"
_TO = r"(?:\s(?:on\s)?[\w\s]{0,25}?)?,?\s(?:and|to|till|until)\s(?:about\s)?"
_BETWEEN_HOURS = re.compile(rf"\b(?:between|from)\s{_CLOCK}{_TO}{_CLOCK}(?!\w)", re.IGNORECASE)
_FROM_HOUR = re.compile(rf"\b(?:since|from)\s(?:about\s)?{_CLOCK}(?!\w)", re.IGNORECASE)
_SO_FAR = re.compile(
    r"\b(?:so far|to date)\b|\b(?:this|last|past|(?:in|within) (?:one|a)) (?:week|month|year)\b",
    re.IGNORECASE,
)
_STRETCH = re.compile(
    r"\b(?:over|in|during|for|within) (?:the )?(?:past|last|previous)\s(?:\w+\s)?(?:days|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_RECALLED = re.compile(
    r"\b(?:previous|earlier|former|old|last)\s(?:\w+\s)?(?:record|high|peak|attack|barrage)\b[^,;]{0,50}$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:a|two|three|four|several|\d+)\s(?:weeks?|months?|years?)\s(?:ago|earlier|before)\b|\blast\s(?:month|year)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class When:
    """`day` is None where the text fixes none; `is_recap` for counts over a week or longer.

    `opens`: the day on which a night began (an evening, "starting from 19:00"): another telling may give its end.
    """

    day: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str | None = None
    partial: str | None = None
    text: str | None = None
    is_recap: bool = False
    is_background: bool = False
    opens: bool = False
    #: The sentence itself gives the day; else it is inherited or assumed.
    is_own: bool = False
    #: HH:MM at which the count began and ended, where the sentence gives hours.
    hours: tuple[str | None, str | None] = (None, None)


class Calendar:
    """The days of one article: its own sentences' dates, the headings above them, the day of its news."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.published = document.published
        self.base = self._dateline() or self.published

    def when(self, trigger: Token, sentence: ParsedSentence) -> When:
        """The time of what a trigger tells: its sentence's date, else a near one before, else the day of the news."""
        found = self._when(trigger, sentence)
        if found.text and found.text in sentence.text:
            found = replace(found, is_own=True)
        if not found.is_recap:
            found = replace(found, hours=_hours(sentence.text))
        return found

    def _when(self, trigger: Token, sentence: ParsedSentence) -> When:
        own = self._own(trigger, sentence)
        recap = self._recap(trigger, sentence, own)
        if recap is not None:
            return recap
        if own is not None and own.day is not None and own.precision == "day" and not _vague(own):
            return own
        item = self._item_day(sentence)
        if item is not None:
            return item
        if own is not None:
            return own
        if _EARLIER.search(sentence.text):
            return When(is_background=True)
        return self._before(sentence) or self._heading(sentence) or self._news()

    def _own(self, trigger: Token, sentence: ParsedSentence) -> When | None:
        """The sentence's own day for a trigger; a night told by a dated statement is the night before that day."""
        roles = [
            r
            for r in date_roles(sentence, frozenset({trigger.i}))
            if r.value.day or (r.value.partial and r.value.precision in ("day", "hour"))
        ]
        text = sentence.text
        roles = [r for r in roles if not _RECALLED.search(text[: r.value.start])] or roles
        if not roles:
            return None
        window = [r for r in roles if _WINDOW.search(text[: r.value.start])]
        if window and _SINCE_HOUR.search(text) and (ends := [r for r in roles if r.spoken and r.value.day]):
            return _from_night(self._of(ends[0].value), window[0].value.day)
        if window and len(roles) > 1:
            ends = [
                r
                for r in roles
                if r.value.start > window[0].value.end
                and re.match(r"[^;]{0,25}\b(?:to|until|till|and)\b", text[window[0].value.end : r.value.start])
            ]
            if ends:
                return _from_night(self._of(ends[0].value), window[0].value.day)
        told = [r for r in roles if not r.spoken]
        spoken = [r for r in roles if r.spoken]
        named = [r for r in told if r.value.kind != "overnight" or re.search(r"\d|day", r.value.text)]
        across = {
            id(r): ";" in text[min(r.token.start, trigger.start) : max(r.token.start, trigger.start)] for r in roles
        }
        pool = named or told or spoken
        best = min(pool, key=lambda r: (across[id(r)], tree_distance(trigger, r.anchor), abs(r.token.i - trigger.i)))
        if (
            not named
            and told
            and (said := next((r for r in spoken if r.value.day), None)) is not None
            and not across[id(said)]
        ):
            # "Overnight, the Air Force said on Tuesday": the night that ended on Tuesday.
            found = self._of(said.value)
            return _from_night(found, found.day and found.day - dt.timedelta(days=1))
        found = self._of(best.value)
        night = self._of_evening(found, text[: best.value.start])
        if night is not None:
            return night
        opens = bool(
            re.search(
                r"\b(?:evening|starting|night of)\b|day night\b",
                text[max(0, best.value.start - 30) : best.value.end],
                re.IGNORECASE,
            )
        )
        return replace(found, opens=opens)

    def _of_evening(self, found: When, before: str) -> When | None:
        """ "From 20:00 on May 25 crews brought down 96 drones": its night, dated by the morning; `before`: the words
        before the day."""
        begin, end = _hours(before)
        if found.day is None or begin is None or end is not None or begin < _EVENING:
            return None
        if self.published is None or found.day >= self.published:
            return None
        return _from_night(replace(found, day=found.day + dt.timedelta(days=1)), found.day)

    def _of(self, mention: DateMention) -> When:
        day = mention.day
        if day and self.published and mention.kind == "weekday" and 0 < (day - self.published).days < 7:
            day -= dt.timedelta(days=7)  # what was brought down lies behind
            return When(day, day, day, mention.precision, None, mention.text)
        old = bool(day and self.published and (self.published - day).days > _OLD_DAYS)
        return When(
            day, mention.date_start, mention.date_end, mention.precision, mention.partial, mention.text, False, old
        )

    def _recap(self, trigger: Token, sentence: ParsedSentence, own: When | None) -> When | None:
        """A count over weeks: "since January", "this week" in the trigger's own clause."""
        for token in sentence.tokens:
            whole = token.lower != "throughout" or any(
                t.lemma in ("week", "month", "year", "war", "summer", "winter") for t in token.subtree()
            )
            if (
                token.lower in _RUNNING
                and whole
                and not _SINCE_HOUR.match(sentence.text, token.start)
                and token.pos in ("ADP", "SCONJ", "ADV")
                and _in_clause(token, trigger)
            ):
                if any(
                    t.lemma in ("large", "big", "heavy", "first", "most", "record", "high") for t in token.head.children
                ):
                    continue
                return self._window(sentence)
        for found in (*_SO_FAR.finditer(sentence.text), *_STRETCH.finditer(sentence.text)):
            spoken = own is not None and self._is_spoken(own, trigger, sentence)
            if (own is None or spoken) and _in_clause(sentence.token_at(found.start()), trigger):
                return self._window(sentence)
        if own is None and any(m.value.kind in _SPANS and _in_clause(m.head, trigger) for m in sentence.dates):
            return self._window(sentence)  # "in February ... shot down 4,000 drones"
        return None

    def _is_spoken(self, own: When, trigger: Token, sentence: ParsedSentence) -> bool:
        """Whether a trigger's day is that of the statement ("..., it said on Monday") and no other is told."""
        roles = [r for r in date_roles(sentence, frozenset({trigger.i})) if r.value.day]
        return bool(roles) and all(r.spoken for r in roles) and own.text in {r.value.text for r in roles}

    def _window(self, sentence: ParsedSentence) -> When:
        window = next(
            (m.value for m in sentence.dates if m.value.day is None and m.value.precision in ("week", "month", "year")),
            None,
        )
        if window is None:
            return When(is_recap=True)
        return When(None, window.date_start, window.date_end, window.precision, None, window.text, True)

    def _before(self, sentence: ParsedSentence) -> When | None:
        """A date of the sentences before, that of the same bulletin first."""
        reading = self.document.reading
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - _PARAGRAPH), -1):
            same = reading.sentences[index].paragraph == sentence.annotated.paragraph
            if not same and (index < sentence.index - _BACK or reading.sentences[index].kind == "headline"):
                break
            if index and (heading := self._day_of_line(index)) is not None:
                return heading
            dates = [
                m
                for m in self.document.annotated(index).dates
                if (m.day or m.partial) and (same or m.kind != "relative")
            ]
            if not dates:
                continue
            named = [m for m in dates if re.search(r"\d|day", m.text)]
            last = (named or dates)[-1]
            found = self._of(last)
            if found.is_background and not same:
                continue
            return self._of_evening(found, reading.sentences[index].text[: last.start]) or found
        return None

    def _item_day(self, sentence: ParsedSentence) -> When | None:
        """The day that a digest's item begins with ("6 December. ...")."""
        sentences = self.document.reading.sentences
        first = sentence.index
        while first and sentences[first - 1].paragraph == sentence.annotated.paragraph:
            first -= 1
        opening = sentences[first].text
        for mention in self.document.annotated(first).dates:
            lead = opening[: mention.start].strip(" -–—•*·")
            if (
                not lead
                and mention.kind == "calendar"
                and (mention.day or mention.partial)
                and re.match(r"\s*(?:[.:–—]|$)", opening[mention.end :])
            ):
                return self._of(mention) if mention.day != self.published else None
        return None

    def _heading(self, sentence: ParsedSentence) -> When | None:
        """The day of the heading above, which holds for the items below it."""
        for index in range(sentence.index - 1, max(0, sentence.index - _HEADING_REACH) - 1, -1):
            if (found := self._day_of_line(index)) is not None:
                return found
        return None

    def _day_of_line(self, index: int) -> When | None:
        """The day that is all of a line ("Sunday, 1 June"); in a text's head that of the publication says nothing."""
        text = self.document.reading.sentences[index].text
        if len(text) > _LONGEST_DAY:
            return None
        for mention in self.document.annotated(index).dates:
            whole = len(text.strip(" .:-–—*#")) - (mention.end - mention.start) <= 3
            if whole and (mention.day or mention.partial) and (mention.day != self.published or index > _HEAD):
                return self._of(mention)
        return None

    def _news(self) -> When:
        """The day of the article's news: the first in its lead, else a near past day, else its own date."""
        near = []
        for index in range(min(_LEAD, len(self.document))):
            dates = [
                m
                for m in self.document.annotated(index).dates
                if m.day or (m.partial and m.precision in ("day", "hour"))
            ]
            for mention in dates[:1]:
                found = self._of(mention)
                if found.is_background or (found.day and self.published and found.day > self.published):
                    continue
                if index < _HEAD:
                    return found
                near.append(found)
        recent = [w for w in near if w.day and self.published and (self.published - w.day).days <= 2]
        if recent:
            return recent[0]
        return When(self.base, self.base, self.base, "assumed") if self.base else When()

    def _dateline(self) -> dt.date | None:
        """The day of a dateline ("KYIV, July 12: ..."): the article's words are counted from there."""
        opening = self.document.reading.opening
        if opening is None or not _DATELINE.match(opening.text):
            return None
        return next((m.day for m in self.document.annotated(opening.index).dates if m.day and m.start < 40), None)


def _vague(found: When) -> bool:
    return bool(found.text and not re.search(r"\d|day", found.text))


def _hours(text: str) -> tuple[str | None, str | None]:
    """HH:MM at which the sentence's one count began and ended; numbers without minutes or "a.m." are no hours."""
    if match := _BETWEEN_HOURS.search(text):
        found = match.groups()
        return _clock(*found[:3]), _clock(*found[3:])
    if match := _FROM_HOUR.search(text):
        return _clock(*match.groups()), None
    return None, None


def _clock(hour: str, minute: str | None, half: str | None) -> str | None:
    if minute is None and half is None:
        return None
    number = int(hour) % 12 + (12 if half in ("p", "P") else 0) if half else int(hour)
    return f"{number:02d}:{minute or '00'}" if number < 24 and int(minute or 0) < 60 else None


def _from_night(found: When, start: dt.date | None) -> When:
    """The same day with the window from `start`, the day before at most ("since 18:00 on Tuesday")."""
    if start is None or found.day is None or not dt.timedelta(0) <= found.day - start <= dt.timedelta(days=1):
        return found
    return replace(found, start=start, end=found.day)


def _in_clause(token: Token, trigger: Token) -> bool:
    """Whether a word belongs to the trigger's clause or to one above it, not to a side clause of its own."""
    clause = token.clause()
    if clause is trigger or clause is trigger.clause():
        return True
    if any(a is clause for a in trigger.ancestors()):
        return trigger.dep not in ("relcl", "advcl")
    for step in [token, *token.ancestors()]:
        if step is trigger:
            return True
        if step.dep == "ccomp" and step.i < trigger.i and step.head in (trigger, trigger.clause().head):
            return True  # "Russia launched 700 this week, and 510 were shot down, it said": both hang on the statement
        if step.dep in ("relcl", "advcl", "ccomp") and step is not token:
            return False
    return False
