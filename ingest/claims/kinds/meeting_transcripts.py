"""Transcripts: officials of several states who speak in turn ("PRESIDENT A: ... PRESIDENT B: ...") are at one meeting.

Nobody in such a text says that they meet. A round-up of reactions has one turn each; a transcript comes back to a
speaker, or a government releases it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.claims.actors import find_actors
from ingest.claims.document import Document
from ingest.claims.model import MeetingClaim, Span
from ingest.claims.participants import Participants, Party, code_of_site
from ingest.claims.venues import Venue, venues_in

#: The name of a speaker at the start of a line.
_TURN = re.compile(r"^[ \t*]*([A-Z][\w.'’ -]{2,50}):[ \t]", re.MULTILINE)
_CONFIDENCE = 0.75
#: The first turn stands in this part of the text; so many paragraphs have a turn among them.
_OPENING, _PARAGRAPHS = 3, 8


@dataclass(frozen=True)
class _Turn:
    party: Party
    start: int


def read(document: Document, people: Participants, known: list[MeetingClaim]) -> list[MeetingClaim]:
    """The meeting whose transcript a text is, unless `known` claims tell it; [] for any other text."""
    turns = [_Turn(party, m.start(1)) for m in _TURN.finditer(document.body) if (party := _speaker(m.group(1), people))]
    states = list(dict.fromkeys(t.party.country for t in turns if t.party.country))
    released = code_of_site(document.article.publisher or "") is not None
    if len(states) < 2 or not (released or _comes_back(turns)) or not _is_spoken(document, turns):
        return []
    day = document.published
    if any(set(states) <= set(c.countries) and c.event_date == day and not c.is_background for c in known):
        return []
    place = _place(document, turns[0].start)
    parties = {t.party.name: t.party for t in turns}
    first = {t.party.country: t.start for t in reversed(turns)}
    spans = [_sentence(document, first[state]) for state in states]
    return [
        MeetingClaim(
            span=spans[1],
            evidence=[spans[0], *spans[2:]],
            event_date=day,
            date_precision="assumed" if day else None,
            rule_id="meeting.transcript",
            confidence=_CONFIDENCE,
            status="held",
            format="bilateral" if len(states) == 2 else "multilateral",
            participants=list(parties),
            countries=sorted(states),
            place=place.name if place else None,
            country=place.country if place else None,
            location_id=place.location_id if place else None,
        )
    ]


def _speaker(label: str, people: Participants) -> Party | None:
    """The official whom a label names in full; an office alone is of the state that releases the text."""
    name = label.title() if label.isupper() else label
    for actor in find_actors(name):
        bare = name.removeprefix("The ")
        if actor.kind in ("person", "office") and actor.end == len(name) and actor.start <= len(name) - len(bare):
            return people.speaker_named(actor)
    return None


def _comes_back(turns: list[_Turn]) -> bool:
    """Whether somebody speaks again after an official of another state has."""
    order = [t.party.country for t in turns]
    runs = [state for n, state in enumerate(order) if n == 0 or state != order[n - 1]]
    return len(runs) > len(set(runs))


def _is_spoken(document: Document, turns: list[_Turn]) -> bool:
    """Whether the turns make the text: it opens with them, and not only its headlines are of the kind "A: ..."."""
    paragraphs = {s.paragraph for s in document.reading.sentences}
    return turns[0].start * _OPENING <= len(document.body) and len(turns) * _PARAGRAPHS >= len(paragraphs)


def _sentence(document: Document, start: int) -> Span:
    """The sentence in which a turn begins."""
    for sentence in document.reading.sentences:
        if sentence.end > start:
            return Span(sentence.start, sentence.end)
    return Span(start, len(document.body))


def _place(document: Document, end: int) -> Venue | None:
    """The town, else the house, that the lines above the first turn name."""
    found = [v for s in document.reading.sentences if s.end <= end for v in venues_in(document.annotated(s.index))]
    found = [v for v in found if v.level != "country"]
    return next((v for v in found if v.level != "venue"), found[0] if found else None)
