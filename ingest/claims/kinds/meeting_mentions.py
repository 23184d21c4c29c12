"""One mention of a meeting: what a trigger and its clause say of who, where, when and whether."""

from __future__ import annotations

import itertools
from collections.abc import Container
from dataclasses import dataclass, field, replace

from ingest.claims.annotations import DateMention
from ingest.claims.document import ParsedSentence
from ingest.claims.kinds.meeting_arcs import (
    carrier_of,
    crosses_time,
    is_during,
    is_hours_away,
    is_now,
    is_present,
    meeting_words,
    same_event,
)
from ingest.claims.kinds.meeting_dates import MeetingDates
from ingest.claims.kinds.meeting_places import place_of
from ingest.claims.kinds.meeting_sides import MeetingSides
from ingest.claims.kinds.meeting_status import MeetingStatus
from ingest.claims.matcher import EventMention
from ingest.claims.participants import Participants, Party, is_one_of, words
from ingest.claims.syntax import Token
from ingest.claims.venues import Venue, conference_in, venues_of


@dataclass
class MeetingMention:
    """`kind`: talk, visit, call, summit. `label`: the body or conference that sits. `is_anaphoric`: it only refers.

    `is_recalled`: of an earlier time than the news. `is_definite`: told as known ("the talks"). `status` as in the
    contract. `rule_id` of the rule that found it.
    """

    index: int
    trigger: Token
    rule_id: str
    kind: str
    format: str
    status: str
    parties: list[Party] = field(default_factory=list)
    place: Venue | None = None
    date: DateMention | None = None
    label: str | None = None
    is_anaphoric: bool = False
    is_recalled: bool = False
    is_definite: bool = False
    is_inferred: bool = False
    is_now: bool = False
    is_present: bool = False
    said_on: DateMention | None = None
    same_as: MeetingMention | None = None

    @property
    def host(self) -> str | None:
        """The country of the place."""
        return self.place.country if self.place else None

    @property
    def codes(self) -> set[str]:
        """States and bodies that take part."""
        return {p.code for p in self.parties if p.code}

    @property
    def n_sides(self) -> int:
        """How many sides are told; many states without names are one more."""
        host = {self.host} if self.kind == "visit" and self.host else set()
        return len(self.codes | host) + any(p.kind == "many" for p in self.parties)


class MentionReader:
    """Turns the event mentions of one sentence into meeting mentions."""

    def __init__(self, sentence: ParsedSentence, events: list[EventMention], people: Participants) -> None:
        self.sentence = sentence
        self.events = [_of_person(event, sentence) for event in events]
        self.people = people
        self.triggers = frozenset(e.trigger.i for e in events)
        published = sentence.annotated.published
        self._sides = MeetingSides(sentence, people)
        self._dates = MeetingDates(sentence, self.triggers, published)
        self._status = MeetingStatus(sentence, published)

    def mentions(self) -> list[MeetingMention]:
        """The meeting mentions of the sentence in text order; a trigger that tells of no meeting gives none."""
        found: list[MeetingMention] = []
        for event in self.events:
            for part, window in self._with_elided(event):
                mention = self._mention(part, window)
                if mention is not None:
                    mention.same_as = next((m for m in found if _one_event(m, mention)), None)
                    found.append(mention)
        return found

    def _with_elided(self, event: EventMention) -> list[tuple[EventMention, tuple[int, int]]]:
        """The event, and those whose verb is left out: "met A in Oslo on Monday and B in Rome on Tuesday".

        Each comes with the window of tokens that may hold its place and date.
        """
        end = len(self.sentence.tokens)
        venues = {v.head.i for v in venues_of(self.sentence)} if event.meaning == "visit" else set()
        stops = [t for t in event.slots.get("place", ()) if t.i in venues]
        if len(stops) > 1 and len({t.first_conjunct().i for t in stops}) == 1:
            return [(replace(event, slots={**event.slots, "place": [stop]}), (0, end)) for stop in stops]
        whom = event.slots.get("whom")
        if not whom:
            return [(event, (0, end))]
        heads = {a.head.i: a for a in self.sentence.actors if a.value.kind in ("person", "office")}
        names = {t.i for t in whom}
        elided = [
            t
            for t in event.trigger.subtree()
            if t.i in heads and t.i not in names and t.i > whom[-1].i and _is_met_next(t, event.trigger, heads)
        ]
        cuts = [*(heads[t.i].first.i for t in elided), end]
        parts = [(event, (0, cuts[0]))]
        for token, low, high in zip(elided, cuts, cuts[1:], strict=False):
            parts.append((replace(event, slots={**event.slots, "whom": [token], "place": []}), (low, high)))
        return parts

    def _mention(self, event: EventMention, window: tuple[int, int]) -> MeetingMention | None:
        if not self._is_meeting(event):
            return None
        trigger = event.trigger
        parties = self._sides.of(event)
        if event.rule_id == "meeting.remarks" and sum(p.is_person for p in parties) < 2:
            return None  # "remarks by British and Polish officials": said apart
        label = self._label(event, parties)
        if event.meaning == "summit" and not _sits(trigger, label):
            return None
        place = place_of(event, self.sentence, window)
        if event.meaning == "visit" and place is None and trigger.pos in ("VERB", "AUX"):
            return None
        guest = _host_of_talks(event, parties, place)
        parties = [*parties, *guest]
        date = self._dates.of(event, window)
        status = self._status.of(event, date)
        if status is None:
            return None
        date = self._dates.in_tense(date, status)
        mention = MeetingMention(
            self.sentence.index,
            trigger,
            event.rule_id,
            _kind(event, place),
            _format(event, parties, place),
            status,
            parties,
            place,
            date,
            label,
        )
        mention.is_inferred = bool(guest)
        mention.is_definite = any(
            c.dep == "poss" or c.lower in ("the", "this", "that", "these", "those", "their", "his", "her", "its")
            for c in trigger.children
        )
        mention.is_recalled = self._dates.is_recalled(event, date)
        mention.is_now = (is_now(trigger) and status == "held") or is_hours_away(trigger)
        mention.is_present = mention.status == "held" and date is None and is_present(carrier_of(trigger))
        mention.is_present = mention.is_present and event.rule_id != "meeting.be_in"
        mention.said_on = self._dates.said_on(trigger) if date is None else None
        return mention

    def _is_meeting(self, event: EventMention) -> bool:
        trigger, meaning = event.trigger, event.meaning
        if any(c.dep in ("npadvmod", "dobj", "advmod") and _is_repeated(c) for c in trigger.children):
            return False  # "spoke to X a number of times"
        if (
            trigger.tag == "NNS"
            and trigger.lower not in ("talks", "negotiations")
            and trigger.child("nummod") is not None
        ):
            return False  # "as many as seven calls"
        if trigger.pos == "VERB" and self._many_times_after(trigger):
            return False
        if meaning == "speak" and event.slots["whom"] and all(is_one_of(t, "audience") for t in event.slots["whom"]):
            return False  # "spoke to reporters"
        if event.rule_id == "meeting.sit" and not event.slots.get("whom"):
            who = event.slots.get("who", ())
            together = bool(event.slots.get("down")) or trigger.lemma == "confer"
            pair = any(n.child("cc") for t in who for n in t.children_by("nmod"))  # "A's B and C's D", read as one name
            return together and (pair or len(who) > 1 or any(t.tag in ("NNS", "NNPS") for t in who))
        if trigger.lower == "talk" and trigger.pos == "NOUN" and not (event.slots["whom"] or event.slots["means"]):
            return False  # "loose talk of war"
        if event.slots.get("press"):
            people = {a.head.i for a in self.sentence.actors if a.value.kind == "person"}
            return bool(event.slots.get("joint")) or any(t.i in people for t in event.slots.get("whom", ()))
        if meaning == "visit" and trigger.lemma in ("show", "turn", "touch", "stop"):
            return trigger.lemma == "stop" or any(c.dep == "prt" for c in trigger.children)
        if meaning == "call" and trigger.pos == "NOUN" and trigger.lemma == "call":
            demand = any(c.dep == "prep" and c.lower == "for" for c in trigger.children) or any(
                c.dep == "acl" and c.tag == "VB" for c in trigger.children
            )
            return not demand
        if meaning == "call" and trigger.lemma == "phone" and trigger.pos != "VERB":
            return (
                trigger.dep not in ("compound",)
                and not any(c.pos in ("NOUN", "ADJ") and c.lemma in ("mobile", "cell") for c in trigger.children)
                and trigger.dep == "pobj"
                and trigger.head.lower in ("by", "over", "on", "via")
                and not any(a.i in self.triggers for a in trigger.ancestors())
            )
        # "a talk show", "the meeting room"; a sitting's name is told by its own head
        return not (trigger.dep in ("compound", "nmod") and trigger.pos in ("NOUN", "PROPN"))

    def _many_times_after(self, verb: Token) -> bool:
        """ "Has spoken to A and B many times", wherever the parse hangs the words."""
        behind = self.sentence.tokens[verb.i + 1 : verb.i + 12]
        return any(b.lower == "times" and a.lower in ("many", "several") for a, b in itertools.pairwise(behind))

    def _label(self, event: EventMention, parties: list[Party]) -> str | None:
        """The body or conference that sits: "NATO summit", "EU foreign ministers met", "Munich Security Conference"."""
        if event.meaning == "host":
            return next(
                (
                    p.code
                    for p in self.people.of_tokens(event.slots.get("whom", ()), self.sentence)
                    if p.kind == "body" and p.is_group
                ),
                None,
            )
        if event.meaning in ("visit", "call", "address", "speak"):
            return None
        noun = event.trigger.pos in ("NOUN", "PROPN")
        sitting = [
            t
            for t in event.slots.get("all" if noun else "who", ())
            if not noun or t.head.lower not in ("between", "among", "involving")
        ]
        several = not noun and len({p.code or p.name for p in parties}) > 1
        sit = self.people.of_tokens(sitting, self.sentence) or ([] if noun else parties)
        for party in sit:
            if party.code and party.country is None and party.is_group and not several:
                return party.code
        if event.meaning in ("summit", "talks"):
            span = event.trigger.subtree()
            found = conference_in(self.sentence.text[span[0].start : span[-1].end])
            if found is not None:
                return found.name
        if event.meaning in ("summit", "talks"):
            body = next((p for p in parties if p.kind == "body" and p.country is None), None)
            if body is not None and event.meaning == "summit":
                return body.code
            many = next((p for p in parties if p.is_group), None)
            if many is not None:
                return many.name
        if event.meaning in ("gather", "meet"):
            many = next((p for p in parties if p.kind == "many"), None)
            two = any(c.lower in ("two", "both") for t in event.slots.get("who", ()) for c in t.children)
            alone = event.meaning == "gather" or (len(parties) == 1 and not event.slots.get("whom") and not two)
            return many.name if many is not None and alone else None
        return None


_AT_SITTING = frozenset({"at", "during", "before", "in", "for", "after", "following", "ahead", "from", "throughout"})


def _sits(trigger: Token, label: str | None) -> bool:
    """Whether a noun names a sitting; a name ("the Forum", "Security Council") only where somebody is at it."""
    lemma = trigger.lemma.removesuffix("s")
    common = lemma in meeting_words("sitting")
    aside = trigger.dep == "pobj" and trigger.head.head.lemma in ("sideline", "margin")
    if common and trigger.pos == "NOUN" and not aside:
        return True
    if label is None and not common:
        return False
    if trigger.dep == "pobj":
        preposition = trigger.head
        if preposition.lower == "of" and preposition.head.lemma in ("sideline", "margin"):
            return False  # only where others met
        if preposition.lower == "of":
            return preposition.head.lemma in meeting_words("frame")
        return preposition.lower in (_AT_SITTING if common else ("at", "during", "before"))
    if trigger.dep == "dobj":
        return trigger.head.lemma in meeting_words("light") | {"visit"} and (common or trigger.head.lemma != "address")
    if trigger.dep in ("nsubj", "nsubjpass"):
        return common and trigger.head.lemma in meeting_words("light")
    return common and trigger.dep == "ROOT"


def _is_met_next(token: Token, verb: Token, heads: Container[int]) -> bool:
    """ "Met A in Oslo on Monday and B in Rome", "spoke with A on Monday and with B on Tuesday"."""
    again = token.dep == "pobj" and token.head.lower == "with" and token.head.dep == "conj"
    link = token.head if again else token
    if link.dep != "conj" or link.head.i in heads or link.head.pos == "VERB":
        return False
    return link.head.clause() is verb.clause()


def _host_of_talks(event: EventMention, parties: list[Party], place: Venue | None) -> list[Party]:
    """ "The envoy will hold talks in Moscow": with Russia, whose town is no neutral ground in its war."""
    if event.meaning != "talks" or place is None or place.level not in ("settlement", "admin1"):
        return []
    states = {p.country for p in parties}
    if (
        len(states) != 1
        or None in states
        or place.country in states
        or not any(p.is_person or p.kind == "office" for p in parties)
    ):
        return []
    if place.country not in words("no_neutral_ground"):
        return []
    return [Party(place.country, "country", place.country, place.country)]


def _of_person(event: EventMention, sentence: ParsedSentence) -> EventMention:
    """ "Visited President A in B": who is visited is met, in the place that stands beside."""
    people = {a.head.i for a in sentence.actors if a.value.kind in ("person", "office")}
    met = [t for t in event.slots.get("place", ()) if t.i in people]
    if event.rule_id != "meeting.visit" or not met:
        return event
    rule = replace(event.rule, meaning="meet")
    return replace(event, rule=rule, slots={**event.slots, "whom": met, "place": []})


def _one_event(a: MeetingMention, b: MeetingMention) -> bool:
    """Whether two mentions of one sentence are one meeting by its arcs: "arrived in Paris for talks"."""
    if not same_event(a.trigger, b.trigger) or a.trigger is b.trigger:
        return False
    for low, high in ((a, b), (b, a)):
        if "discuss" in high.rule_id and any(
            t.dep == "dobj" and t.head is high.trigger for t in [low.trigger, *low.trigger.ancestors()]
        ):
            return False  # "discussed the trip"
    high, low = (a, b) if a.trigger.governs(b.trigger) else (b, a)
    steps = [low.trigger, *low.trigger.ancestors()]
    between = list(itertools.takewhile(lambda t: t is not high.trigger, steps))
    if any(t.dep == "conj" and t.pos == "VERB" for t in between) and _is_told_apart(a, b):
        return False
    if not a.codes & b.codes and any(t.dep == "advcl" and t.child("nsubj") for t in between):
        return False  # "as A gathered, B spoke to C"
    if {a.kind, b.kind} == {"summit", "talk"}:
        if not high.trigger.governs(low.trigger):
            return False  # "attended the summit and met X"
        talk, summit = (a, b) if a.kind == "talk" else (b, a)
        if len({p.code for p in talk.parties if p.kind in ("person", "office") and p.country}) > 1 and is_during(
            low.trigger, high.trigger
        ):
            talk.place = talk.place or summit.place
            return False  # "met X during the summit"
    token = low.trigger
    while token is not high.trigger and token.head is not token:
        if token.dep in ("prep", "advcl") and token.lower in meeting_words("apart"):
            return False  # "travelled to Kyiv after talks in London", "spoke to A over his visit to B"
        token = token.head
    return not crosses_time(low.trigger, high.trigger) and (a.kind == "call") == (b.kind == "call")


def _is_told_apart(a: MeetingMention, b: MeetingMention) -> bool:
    """ "Met A in Oslo on Monday and will meet B in Rome": one that was held and one that is planned, or of two days."""
    days = {m.date.day for m in (a, b) if m.date is not None and m.date.day is not None}
    return {a.status, b.status} == {"held", "planned"} or len(days) > 1


def _is_repeated(token: Token) -> bool:
    """ "Repeatedly", "a number of times"."""
    if token.lower in ("repeatedly", "twice", "regularly", "often", "frequently"):
        return True
    return token.dep in ("npadvmod", "dobj") and any(t.lower == "times" for t in token.subtree())


def _kind(event: EventMention, place: Venue | None) -> str:
    if event.slots.get("means") or _is_from_afar(event.trigger):
        return "call"
    if event.slots.get("press"):
        return "talk"
    if event.trigger.lemma == "conversation" and place is not None and place.level != "country":
        return "talk"  # face to face
    return {"call": "call", "visit": "visit", "summit": "summit", "gather": "summit"}.get(event.meaning, "talk")


def _is_from_afar(verb: Token) -> bool:
    """ "Met virtually with A"; the adverb can hang on the preposition behind the verb."""
    near = [*verb.children, *(c for p in verb.children_by("prep") for c in p.children)]
    return verb.pos == "VERB" and any(c.dep == "advmod" and c.lower in meeting_words("from_afar") for c in near)


def _format(event: EventMention, parties: list[Party], place: Venue | None) -> str:
    kind = _kind(event, place)
    if kind in ("call", "visit"):
        return kind
    if event.slots.get("press"):
        return "bilateral"
    if event.meaning in ("speak", "address") or event.trigger.lower in (
        "talks",
        "negotiations",
        "consultations",
        "discussions",
    ):
        return "talks"
    if event.trigger.lower.startswith("summit"):
        return "summit"
    if event.meaning in ("summit", "gather") or any(p.is_group for p in parties) or len({p.code for p in parties}) > 2:
        return "multilateral"
    return "bilateral"
