"""Meetings between states and international bodies: mentions on arcs, linked to meetings, as claims of the contract."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import DateMention
from ingest.claims.attribution import find_claimant
from ingest.claims.document import Document
from ingest.claims.kinds import meeting_transcripts
from ingest.claims.kinds.meeting_arcs import meeting_words
from ingest.claims.kinds.meeting_links import Meeting, link_mentions
from ingest.claims.kinds.meeting_mentions import MeetingMention, MentionReader
from ingest.claims.matcher import rule_book
from ingest.claims.model import MeetingClaim
from ingest.claims.participants import Participants, Party, code_of_site, words
from ingest.claims.venues import Venue

__all__ = ["read"]

#: Meetings of other states count only where the text speaks of this war: in their own sentences or throughout.
_WAR = re.compile(r"Ukrain|Zelensk|Kyiv|Kiev\b")
_TOPIC = re.compile(
    r"Ukrain|Zelensk|Kyiv|Kiev\b|Russia|Putin|Moscow|Kremlin|\bwar\b|ceasefire|sanction|invasion|NATO|Nato|missile|weapon"
)
_STRICT = re.compile(r"Ukrain|Zelensk|Kyiv|Kiev\b|\bwar\b|ceasefire|\bpeace\b|sanction|invasion")
_CLAUSE = re.compile(r"[^;]+")
_OF_TALKS = re.compile(
    r"\b(?:topic|theme|agenda|subject|spoke|talk|discuss|rais|focus|(?:also|both|two|leaders|they|he|she)\b)",
    re.IGNORECASE,
)
_MENTIONS, _WORDS_PER_MENTION = 3, 60
#: What was no topic: "Ukraine was not discussed", "the war did not come up".
_NO_TOPIC = re.compile(
    r"\b(?:Ukraine|war)\b[^.;,]{0,20}\b(?:not|never)\b[^.;,]{0,12}\b(?:discuss|mention|rais|come up|on the agenda)\w*"
)
#: The sentences of headline and lead.
_HEAD = 1
_WEEK = 7
_MONTH = 31
_PRECISION_ASSUMED = "assumed"


def read(document: Document) -> list[MeetingClaim]:
    """The meetings of an article, in order of mention; meetings within one country are none."""
    book = rule_book("meetings")
    people = Participants(document)
    mentions: list[MeetingMention] = []
    indices = telling(document)
    document.parse(indices)
    for index in indices:
        sentence = document.syntax_of(index)
        if sentence is None:
            continue
        events = book.match(sentence)
        if events:
            mentions.extend(MentionReader(sentence, events, people).mentions())
    about_war = _is_about_war(document.body)
    meetings = [m for m in link_mentions(mentions, about_war=about_war) if _is_wanted(document, m, about_war)]
    claims = [_claim(document, meeting) for meeting in meetings]
    return claims + (meeting_transcripts.read(document, people, claims) if _WAR.search(document.body) else [])


def telling(document: Document) -> list[int]:
    """The sentences that could tell of a meeting, by their words."""
    return rule_book("meetings").telling(document)


def _is_about_war(body: str) -> bool:
    found = len(_WAR.findall(body))
    return found >= _MENTIONS or found * _WORDS_PER_MENTION >= body.count(" ") > 0


def _is_wanted(document: Document, meeting: Meeting, about_war: bool) -> bool:
    """Whether a meeting concerns the war, and is no side's own business."""
    if meeting.kind == "visit" and meeting.host == "UA" and meeting.codes and meeting.codes <= {"RU", "UA"}:
        return False  # a ruler in occupied land
    if not _is_told(document, meeting):
        return False
    if "UA" in meeting.countries or meeting.label in words("for_ukraine"):
        return True
    if _is_read_out(document, meeting) and _WAR.search(document.body):
        return True
    if not about_war and meeting.label not in words("alliances") and "RU" not in meeting.countries:
        return False
    if any(_NO_TOPIC.search(document.annotated(m.index).text) for m in meeting.mentions):
        return False
    text = " ".join(_statement(document, m) for m in meeting.mentions)
    if "RU" in meeting.countries and not (_STRICT.search(text) or _WAR.search(document.body)):
        return False  # Russia's own dealings, in an article on something else
    if meeting.kind == "visit" and not (_is_dated(meeting) and _TOPIC.search(text)):
        # a journey between other states that nothing dates, or not for the war: only for talks that the text tells of
        people = {p.code for p in meeting.parties if p.is_person}
        return len(people) > 1 or ("RU" in meeting.countries and _STRICT.search(text) is not None)
    if _TOPIC.search(text) is not None:
        return True
    told = meeting.date is not None or (meeting.place is not None and meeting.kind != "visit")
    return about_war and len(_WAR.findall(document.body)) >= _MENTIONS and told and not meeting.is_recalled


def _statement(document: Document, mention: MeetingMention) -> str:
    """What a sentence says of a meeting: a clause behind a semicolon says more, where it is of the talks."""
    own = mention.trigger.start
    parts = list(_CLAUSE.finditer(document.annotated(mention.index).text))
    return " ".join(p[0] for p in parts if p.start() <= own < p.end() or _OF_TALKS.search(p[0]))


def _is_dated(meeting: Meeting) -> bool:
    """Whether a day or a window of a month at most is told, or the meeting goes on while the text is written."""
    if any(m.is_now and not m.is_recalled for m in meeting.mentions):
        return True
    date = meeting.date
    if date is None or date.date_start is None or date.date_end is None:
        return False
    return (date.date_end - date.date_start).days <= _MONTH


def _is_told(document: Document, meeting: Meeting) -> bool:
    """Whether enough is told: who or where of a body's session, where of what goes on; no conference at home."""
    has_day = meeting.date is not None and (meeting.date.day is not None or _is_this_week(meeting))
    sits = meeting.kind == "summit" and any(p.is_person for p in meeting.parties) and not meeting.is_recalled
    if not meeting.countries and len(meeting.parties) < 2 and not (has_day or sits):
        return False
    seat = meeting.kind == "summit" and meeting.place is not None and not _is_spelt(document, meeting, meeting.place)
    if seat and not meeting.codes - {meeting.label} and not has_day:
        return False  # a vote at the UN General Assembly: where it sits is not told
    if meeting.status == "ongoing" and meeting.place is None:
        return False
    if _is_process(meeting):
        return False
    at_home = bool(meeting.codes) and meeting.codes <= {meeting.host}
    unnamed = not meeting.codes and meeting.main.format != "summit"
    return not (meeting.kind == "summit" and meeting.label is None and (at_home or unnamed))


def _is_this_week(meeting: Meeting) -> bool:
    """ "The council will meet this week": a plan within days is as good as one with its day."""
    date = meeting.date
    if meeting.status != "planned" or date is None or date.date_start is None or date.date_end is None:
        return False
    return (date.date_end - date.date_start).days < _WEEK


def _is_process(meeting: Meeting) -> bool:
    """ "Amid negotiations between A and B": talks without a day, a place or a name are no event."""
    if meeting.date is not None or meeting.place is not None or meeting.status != "held":
        return False
    return not _names(meeting.parties) and all(m.trigger.lower in meeting_words("process") for m in meeting.mentions)


def _claim(document: Document, meeting: Meeting) -> MeetingClaim:
    main = meeting.main
    sentence = document.annotated(main.index)
    others = sorted({m.index for m in meeting.mentions} - {main.index})
    claimant = find_claimant(document, main.index)
    place, date = meeting.place, meeting.date
    event_date, precision = (date.day, date.precision) if date else (None, None)
    if date is not None and _lasts(document, meeting, date) and (event_date is None or date.precision == "day"):
        event_date, precision = date.date_start, "day"  # the first of the days that it lasts
    said = meeting.said_on if date is None and meeting.status == "held" and not meeting.is_recalled else None
    if said is not None:
        event_date, precision = said.day, _PRECISION_ASSUMED
    elif date is None and _is_news(document, meeting):
        event_date, precision = _day_told(document, meeting), _PRECISION_ASSUMED
    parties = meeting.parties
    bodies = {p.code for p in parties if p.code and not p.country}
    if meeting.label and meeting.label.isupper():
        bodies.add(meeting.label)
    return MeetingClaim(
        span=sentence.span(),
        evidence=[document.annotated(i).span() for i in others],
        event_date=event_date,
        date_precision=precision,
        date_start=date.date_start if date else None,
        date_end=date.date_end if date else None,
        date_partial=date.partial if date else None,
        date_text=date.text if date else None,
        claimant=claimant.name,
        claimant_side=claimant.side,
        is_background=meeting.is_recalled,
        rule_id=main.rule_id,
        confidence=_confidence(meeting, precision),
        status=meeting.status,
        format=_format(meeting),
        participants=_names(parties),
        countries=sorted(meeting.countries),
        bodies=sorted(bodies),
        place=place.name if place and (place.level != "country" or _is_spelt(document, meeting, place)) else None,
        country=place.country if place else None,
        location_id=place.location_id if place else None,
    )


_RANGE = re.compile(r"\d\w*(?:\s*[-–]\s*|\s+(?:and|to)\s+)\d|\w to \w")
_SEVERAL_DAYS = re.compile(r"\b(?:two|three|four|2|3|4)-\s?day\b")


def _lasts(document: Document, meeting: Meeting, date: DateMention) -> bool:
    """Whether a date gives the days that a meeting lasts: "on 14 and 15 March", "a two-day summit at the weekend"."""
    if date.kind == "calendar" or _RANGE.search(date.text):
        return True
    if date.date_start is None or date.date_end is None or (date.date_end - date.date_start).days >= _WEEK - 1:
        return False
    return any(_SEVERAL_DAYS.search(document.annotated(m.index).text) for m in meeting.mentions)


def _names(parties: list[Party]) -> list[str]:
    """Who took part by name: persons, single offices, bodies by their own name; states stand among the countries."""
    names: list[str] = []
    for party in parties:
        if party.kind in ("country", "speaker", "many"):
            continue
        if party.country is None and party.code and not party.is_person:
            names.append(party.name if party.is_organ else _body_names().get(party.code, party.name))
        elif party.is_person or not party.is_several:
            names.append(party.name)
    return list(dict.fromkeys(names))


@cache
def _body_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in lexicon.rows("bodies.csv")}


def _is_spelt(document: Document, meeting: Meeting, place: Venue) -> bool:
    """Whether the sentences spell a place's name out; of "the US", `country` has the code."""
    return any(place.name in document.annotated(m.index).text for m in meeting.mentions)


def _is_news(document: Document, meeting: Meeting) -> bool:
    """Whether an undated meeting goes on while the article is written."""
    if document.published is None or meeting.is_recalled:
        return False
    if any(m.is_now and m.status == meeting.status for m in meeting.mentions):
        return True
    if meeting.status != "held":
        return False
    if meeting.kind == "summit" and meeting.label is not None:
        return True
    if any(p.kind == "speaker" for m in meeting.mentions for p in m.parties):
        return True  # "I spoke with A": an address tells of the speaker's day
    return _is_read_out(document, meeting)


def _is_read_out(document: Document, meeting: Meeting) -> bool:
    """Whether a government's own release is about the meeting: it is what the release is published for, and its day."""
    in_head = any(m.index <= _HEAD and not m.is_recalled for m in meeting.mentions)
    return in_head and code_of_site(document.article.publisher or "") is not None


def _day_told(document: Document, meeting: Meeting) -> dt.date | None:
    """The one day of the last week that the sentence gives to anything; else the publication date."""
    published = document.published
    days = {d.day for d in document.annotated(meeting.main.index).dates if d.day is not None}
    recent = [d for d in days if published is not None and 0 <= (published - d).days < _WEEK]
    return recent[0] if len(recent) == 1 else published


def _format(meeting: Meeting) -> str:
    if meeting.kind in ("call", "visit"):
        return meeting.kind
    told = [m.format for m in meeting.mentions if not m.is_anaphoric] or [meeting.main.format]
    return next((f for f in told if f != "visit"), told[0])


#: A rule without support counts as two right of three; text that no rule was made with costs a tenth.
_PRIOR_RIGHT, _PRIOR_CLAIMS, _UNSEEN = 2, 3, 0.1


@cache
def _rule_precision() -> dict[str, float]:
    """Rule to its smoothed precision on the labelled articles (data/meeting_rule_support.csv)."""
    return {
        row["rule_id"]: (int(row["right"]) + _PRIOR_RIGHT) / (int(row["claims"]) + _PRIOR_CLAIMS)
        for row in lexicon.rows("meeting_rule_support.csv")
    }


def _confidence(meeting: Meeting, precision: str | None) -> float:
    """The main rule's precision, lowered by what was assumed and raised by what is told again."""
    value = _rule_precision().get(meeting.main.rule_id, _PRIOR_RIGHT / _PRIOR_CLAIMS) - _UNSEEN
    value -= 0.1 * (precision == _PRECISION_ASSUMED) + 0.1 * any(m.is_inferred for m in meeting.mentions)
    value += 0.05 * (len(meeting.mentions) > 1)
    return round(min(0.95, max(0.05, value)), 2)
