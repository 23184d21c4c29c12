"""Meetings between states and international bodies: who with whom, where, when, and whether it took place."""

from __future__ import annotations

import datetime as dt
import re

from ingest.claims.attribution import find_claimant
from ingest.claims.meetings.frame import Frame
from ingest.claims.meetings.merge import Meeting, meetings_of
from ingest.claims.meetings.nouns import SentenceGrammar
from ingest.claims.meetings.parties import Cast
from ingest.claims.meetings.words import may_tell
from ingest.claims.model import MeetingClaim, Span
from ingest.claims.reading import AnnotatedSentence, Reading

__all__ = ["read"]

_CODES_OF_BODIES = ("EU", "NATO", "UN", "IMF", "WB", "G7")
#: Talks of other states count only in an article that speaks of this war more than in passing.
_WAR = re.compile(r"Ukrain|Zelensk|Kyiv|Kiev\b")
_MENTIONS = 3
_WORDS_PER_MENTION = 60
_FEW_STATES = 3
_WEEK = 7
_FEW_PEOPLE = 2
_DAYS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}
_RECALLED_TOPIC = re.compile(r"Ukrain|Zelensk|\b(?:war|invasion|ceasefire|sanctions)\b")
_REFERS = re.compile(
    r"\b(?:he|she|they|summit|countries|nations|leaders|allies|backers|supporters|delegates"
    r"|(?:the|this|that|their|his|her|\w+day['’]s) (?:\w+ )?"
    r"(?:talks|meetings?|visit|trip|call))\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"Ukrain|Zelensk|Kyiv|Kiev|Russia|Putin|Moscow|Kremlin|\bwar\b|ceasefire|sanction|invasion|NATO|Nato|missile"
    r"|weapon|G7|G-7|European Union"
)
_SAME_DAY = re.compile(r"\b(?:[Tt]he|[Tt]hat) (?:very )?same (?:day|evening|morning|afternoon|night|[A-Z]\w+day)\b")
#: How many sentences before it "the same day" looks back.
_BACK = 4
_THEIRS = re.compile(r"\btheir\b")
_FORMATS = {
    "talks": "talks",
    "bilateral": "bilateral",
    "visit": "visit",
    "summit": "summit",
    "call": "call",
    "multilateral": "multilateral",
}


def read(reading: Reading) -> list[MeetingClaim]:
    """The meetings of an article, in order of mention; meetings within one country are none."""
    cast = Cast(reading)
    frames: list[Frame] = []
    for sentence, bits in zip(reading.sentences, reading.word_bits, strict=True):
        if may_tell(sentence.text, bits) and _someone(reading.annotated(sentence)):
            found = SentenceGrammar(reading.annotated(sentence), cast).frames()
            if found and _SAME_DAY.search(sentence.text):
                _on_the_same_day(reading, sentence.index, found)
            frames.extend(found)
    if not frames:
        return []
    mentions = len(_WAR.findall(reading.body))
    about_war = mentions >= _MENTIONS or mentions * _WORDS_PER_MENTION >= reading.body.count(" ") > 0
    claims = []
    for meeting in meetings_of(frames):
        if "UA" in meeting.countries or (about_war and _concerns(reading, meeting)):
            claims.append(_claim(reading, meeting))
    return claims


def _on_the_same_day(reading: Reading, index: int, frames: list[Frame]) -> None:
    """Give frames without a date the last day told before: "On the same Saturday the two met"."""
    for back in range(index - 1, max(-1, index - 1 - _BACK), -1):
        days = [d for d in reading.annotated(back).dates if d.day is not None or d.partial is not None]
        if days:
            for frame in frames:
                frame.date = frame.date or days[-1]
            return


def _claim(reading: Reading, meeting: Meeting) -> MeetingClaim:
    main = meeting.main
    sentence = reading.annotated(main.index)
    evidence = sorted({i for f in meeting.frames for i in _told_in(reading, f)} - {main.index})
    claimant = find_claimant(reading, sentence)
    parties = meeting.parties
    place, date = meeting.place, meeting.date
    countries = {p.country for p in parties if p.country}
    if meeting.host:
        countries.add(meeting.host)
    bodies = [p.code for p in parties if p.code and not p.country]
    if meeting.label and meeting.label.isupper() and meeting.label not in bodies:
        bodies.append(meeting.label)
    event_date, precision = (date.day, date.precision) if date else (None, None)
    if date is None and _happening(reading, meeting):
        event_date, precision = _day_told(reading, meeting), "assumed"
    if date is not None and (_fills(reading, meeting) if event_date is None else date.kind == "calendar"):
        event_date, precision = date.date_start, "day"  # the first of the days that it lasts
    return MeetingClaim(
        span=sentence.span(),
        evidence=[Span(reading.sentences[i].start, reading.sentences[i].end) for i in evidence],
        event_date=event_date,
        date_precision=precision,
        date_start=date.date_start if date else None,
        date_end=date.date_end if date else None,
        date_partial=date.partial if date else None,
        date_text=date.text if date else None,
        claimant=claimant.name,
        claimant_side=claimant.side,
        is_background=all(f.recalled for f in meeting.frames if not f.anaphoric),
        status=meeting.status,
        format=_format(meeting),
        participants=[p.name for p in parties if p.kind != "country"],
        countries=sorted(countries),
        bodies=sorted(set(bodies)),
        place=place.name if place and (place.level != "country" or _named(reading, meeting, place.name)) else None,
        country=place.country if place else None,
        location_id=place.location_id if place else None,
    )


def _someone(sentence: AnnotatedSentence) -> bool:
    """Whether a sentence names anyone who could meet, or refers to someone."""
    return any(a.kind not in ("force", "outlet") for a in sentence.actors) or _REFERS.search(sentence.text) is not None


def _concerns(reading: Reading, meeting: Meeting) -> bool:
    """Whether a meeting without Ukraine belongs to an article about the war.

    One that is recalled, or that nothing dates, must be told in a sentence that speaks of the war or its parties.
    """
    recalled = all(f.recalled for f in meeting.frames if not f.anaphoric)
    if recalled and meeting.kind == "summit" and not meeting.countries:
        return False
    if "RU" in meeting.countries and (not recalled or meeting.kind != "summit"):
        return True
    if meeting.date is not None and not recalled:
        return True
    topic = _RECALLED_TOPIC if recalled else _TOPIC
    return any(topic.search(reading.sentences[i].text) for f in meeting.frames for i in _told_in(reading, f))


def _told_in(reading: Reading, frame: Frame) -> list[int]:
    """The sentences that tell a mention: its own, and the one before where only that names who "they" are."""
    people = [p.name.split()[-1] for p in frame.parties if p.is_person]
    own = reading.sentences[frame.index].text
    if len(people) == 2 and frame.index and not frame.anaphoric and _THEIRS.search(own):
        before = reading.sentences[frame.index - 1].text
        if all(name not in own and name in before for name in people):
            return [frame.index - 1, frame.index]
    return [frame.index]


def _named(reading: Reading, meeting: Meeting, country: str) -> bool:
    """Whether the sentences of a meeting spell a country's name out; of "the US", `country` has the code."""
    return any(country in reading.sentences[f.index].text for f in meeting.frames)


def _fills(reading: Reading, meeting: Meeting) -> bool:
    """Whether the meeting lasts as long as its window: a "two-day summit at the weekend" begins on Saturday."""
    date = meeting.date
    if date is None or date.date_start is None or date.date_end is None:
        return False
    days = (date.date_end - date.date_start).days + 1
    lasting = re.compile(rf"\b(?:{days}|{_DAYS.get(days, days)})-day\b", re.IGNORECASE)
    return days > 1 and any(lasting.search(reading.sentences[f.index].text) for f in meeting.frames)


def _day_told(reading: Reading, meeting: Meeting) -> dt.date | None:
    """The day of the last week that the sentence gives to anything ("said on Tuesday"), else its people's words.

    The publication date where neither names one day alone.
    """
    published = reading.published
    people = {p.name.split()[-1] for p in meeting.parties if p.is_person}
    told = [reading.annotated(meeting.main.index)]
    if 0 < len(people) <= _FEW_PEOPLE:
        told += [reading.annotated(s) for s in reading.sentences if any(name in s.text for name in people)]
    for sentences in (told[:1], told):
        days = {d.day for s in sentences for d in s.dates if d.day is not None}
        recent = [d for d in days if published is not None and 0 <= (published - d).days < _WEEK]
        if len(recent) == 1:
            return recent[0]
    return published


def _happening(reading: Reading, meeting: Meeting) -> bool:
    """Whether an undated meeting is told as going on while the article is written: "as leaders gathered in Rome"."""
    if reading.published is None or any(f.recalled for f in meeting.frames):
        return False
    if any(f.now for f in meeting.frames if f.status == meeting.status):
        return True
    many = len({p.country for p in meeting.parties if p.country}) > _FEW_STATES
    return meeting.status == "held" and (meeting.kind == "summit" or many) and meeting.main.made


def _format(meeting: Meeting) -> str:
    formats = [f.format for f in meeting.frames if not f.anaphoric] or [meeting.main.format]
    if meeting.kind in ("call", "visit"):
        return meeting.kind
    return _FORMATS.get(formats[0], "bilateral")
