"""Meetings that a noun tells: talks, meeting, call, visit, summit, conference."""

from __future__ import annotations

import re

from ingest.claims.meetings.frame import Frame
from ingest.claims.meetings.parties import Party, joined, party_of, read_list, sides
from ingest.claims.meetings.units import Venue, venue_of
from ingest.claims.meetings.verbs import PHONE, Frames, Verbs, body_of, people_of, plural
from ingest.claims.meetings.words import (
    Trigger,
    conference_pattern,
    conferences,
    find_triggers,
    often,
    weak_nouns,
    word_class,
)

#: More guests at a news conference stand for a summit, which is told elsewhere.
_BESIDE = 2
_SITTING = frozenset(("meeting", "session", "meetings", "sitting"))
_AT = frozenset(
    (
        "at",
        "for",
        "attend",
        "attended",
        "attending",
        "attends",
        "address",
        "addressed",
        "addressing",
        "opened",
        "joined",
    )
)
_SEVERAL = frozenset(("three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens", "many", "several"))
_LABELS = frozenset(
    [
        "peace",
        "recovery",
        "donor",
        "donors",
        "security",
        "league",
        "climate",
        "energy",
        "nuclear",
        "reconstruction",
        "grain",
        "crimea",
        "balkans",
    ]
)


class SentenceGrammar(Verbs):
    """Reads the frames of one sentence."""

    def frames(self) -> list[Frame]:
        """Every mention of a meeting in the sentence, in order."""
        found: list[Frame] = []
        for trigger in find_triggers(self.units):
            read = getattr(self, f"read_{trigger.cls}", None)
            if read is not None:
                found.extend(f for f in read(trigger) if f is not None)
        sittings = self._conferences()
        if sittings:
            found = [f for f in found if f.kind != "summit" or (f.label not in (None, "UN") and f.place is not None)]
            found.extend(sittings)
        return sorted(found, key=lambda f: f.at)

    def _definite(self, trigger: Trigger) -> bool:
        """Whether the noun points back: "the meeting", "Friday's talks", "this visit"."""
        for position in range(trigger.first - 1, max(-1, trigger.first - 5), -1):
            unit = self.units[position]
            if unit.key in word_class("anaphor"):
                return True
            if unit.kind == "date":
                if unit.possessive or unit.key.endswith(("'s", "’s")) or unit.key.startswith("the "):
                    return True
                continue
            if unit.kind != "word" or unit.key in word_class("preposition") or unit.key in ("a", "an"):
                return False
        return False

    def _domestic(self, trigger: Trigger) -> bool:
        return self.key(trigger.first - 1) in word_class("domestic") or self.key(trigger.first - 2) == "national"

    def read_talk(self, trigger: Trigger) -> Frames:
        if self._domestic(trigger) or often().search(self.slice(trigger.first - 3, trigger.last + 4)):
            return []
        parties, between = self.with_whom(trigger.last)
        if self.key(trigger.last + 1) == "of" and len(parties) == 1 and parties[0].code:
            listed = read_list(self.units, trigger.last + 2)
            if listed and self.key(listed[1]) == "with":  # "a meeting of A with B"
                parties = joined([*parties, *self.with_whom(listed[1] - 1, reach=3)[0]])
        owner, referred = self.owner(trigger.first)
        named = [*owner, *parties]
        subject: list[Party] = []
        made = False
        if (not between and len(sides([p for p in named if p.code])) < 2) or (parties and not between and not owner):
            subject, _, made = self.holders(trigger)
        definite = self._definite(trigger)
        place = self.place(trigger)
        if between:
            place = self._hosted_by(trigger) or place
        if (
            not parties
            and not owner
            and place is not None
            and self.key(trigger.first - 2) in ("at", "in", "during", "after")
        ):
            parties = self._pair_before(trigger.first - 2)
            subject, between = ([], True) if parties else (subject, between)
        if not parties and not owner:
            if len(sides(subject)) < 2 and "during" in [self.key(trigger.first - back) for back in (1, 2, 3)]:
                parties = self._addressed(trigger)  # "During Tuesday's meeting, Biden told Scholz"
            several = len(sides([p for p in subject if p.code])) > 1
            subject = subject if not definite and (made or several or plural(subject)) else []
        if not parties and not owner and not sides([p for p in subject if p.code]):
            subject = self._companions(trigger) if place is not None else subject
        everyone = joined([*owner, *subject, *parties])
        coded = [p for p in everyone if p.code]
        weak = trigger.text in weak_nouns()
        speech = self.key(trigger.first - 1) in ("a", "an", "joint", "the") and any(
            self.key(i) in ("at", "during", "in") for i in range(trigger.first - 5, trigger.first)
        )
        body = body_of(everyone)
        states = [p for p in everyone if p.country]
        if body and not between and len({p.country for p in states}) < 2 and (parties or owner or plural(subject)):
            if weak:
                return []
            return [
                self.frame(
                    trigger,
                    "summit",
                    everyone,
                    speech=speech,
                    place=place,
                    format="multilateral",
                    label=body,
                    explicit=made or bool(parties),
                    made=made,
                )
            ]
        if len(sides(coded)) < 2:
            if weak or not (definite or referred):
                return []
            return [self.frame(trigger, "talk", [*owner, *parties], speech=speech, place=place, anaphoric=True)]
        if not people_of([*owner, *parties]) and place is None and not made and self.date(trigger, "") is None:
            return []  # "a negotiator in talks with Ukraine"
        if trigger.text.endswith("meetings") and place is None and self.date(trigger, "") is None:
            return []
        if PHONE.search(self.slice(trigger.first - 3, trigger.last + 8)):
            return [self.frame(trigger, "call", everyone, format="call", explicit=made)]
        format_ = "multilateral" if len({p.country for p in states}) > 3 else trigger.format
        return [
            self.frame(
                trigger, "talk", everyone, speech=speech, place=place, format=format_, explicit=made or bool(parties)
            )
        ]

    def _companions(self, trigger: Trigger) -> list[Party]:
        """Two who go on together "after talks in Oslo": "A flew to Riga with B after talks in Oslo"."""
        if self.key(trigger.first - 1) not in ("after", "following"):
            return []
        for position in range(trigger.first - 2, max(0, trigger.first - 12), -1):
            if self.boundary(position):
                break
            if self.key(position) in ("with", "alongside"):
                inner = read_list(self.units, position + 1)
                beside = people_of(self.resolved(inner[0])) if inner and inner[1] == trigger.first - 1 else []
                return [*people_of(self.subject(position)[0]), *beside] if beside else []
        return []

    def _hosted_by(self, trigger: Trigger) -> Venue | None:
        """Where "Saudi Arabia hosted talks between A and B" were held."""
        for position in range(trigger.first - 1, max(-1, trigger.first - 5), -1):
            if self.units[position].key.startswith("host"):
                hosts = [p for p in self.subject(position)[0] if p.kind == "country" and p.country]
                return Venue(hosts[0].name, hosts[0].country, None, "country") if len(hosts) == 1 else None
        return None

    def _pair_before(self, at: int) -> list[Party]:
        """The two states of "the US-Ukraine proposal, agreed at a meeting in Rome"."""
        for position in range(at - 1, max(1, at - 9), -1):
            pair = self.units[position], self.units[position - 2]
            if self.key(position - 1) in ("-", "–") and all(
                u.kind in ("party", "demonym") and u.actor is not None for u in pair
            ):
                return joined([party_of(u) for u in reversed(pair)])
        return []

    def read_joint(self, trigger: Trigger) -> Frames:
        beside = self.with_whom(trigger.last)[0]
        if "joint" not in trigger.text and not 0 < len(beside) <= _BESIDE:
            return self._at_microphones(trigger) if not beside else []  # of one side, or the end of a summit
        frames = self.read_talk(trigger)
        for frame in frames:
            if frame is not None:
                frame.date = self.date(trigger, frame.status, speech=True)
        return frames

    def _at_microphones(self, trigger: Trigger) -> Frames:
        """The day of a visit: "At a news conference in Kyiv on Wednesday, Blinken said"; no meeting of its own."""
        place = self.place(trigger)
        subject, _, _ = self.holders(trigger)
        guests = [p for p in subject if p.is_person and p.code and place is not None and p.code != place.country]
        if place is None or place.country is None or not guests:
            return []
        return [self.frame(trigger, "talk", guests, speech=True, place=place, anaphoric=True)]

    def read_call(self, trigger: Trigger) -> Frames:
        if trigger.text in ("conversation", "conversations") and not PHONE.search(self.text):
            place = self.place(trigger)
            if place is not None and place.level != "unknown":
                return self.read_talk(trigger)  # in one room
        if trigger.text.endswith("s") and _SEVERAL & {self.key(i) for i in range(trigger.first - 4, trigger.first)}:
            return []  # "as many as seven calls"
        parties, between = self.with_whom(trigger.last, reach=8)
        if not parties and self.key(trigger.last + 1) == "to":  # "a call to Putin"
            inner = read_list(self.units, trigger.last + 2)
            parties = self.resolved(inner[0]) if inner else []
        owner, _ = self.owner(trigger.first)
        subject: list[Party] = []
        if not between:
            subject, _, _ = self.holders(trigger)
        if not parties and not owner:
            if trigger.text == "calls":
                return []
            subject = [*subject, *self._addressed(trigger)]
        if parties and not between and not owner and not any(p.code for p in subject):
            subject, _ = self.subject(trigger.first, first_of_clause=True)
        everyone = [
            p for p in joined([*owner, *subject, *parties]) if p.kind in ("person", "office", "country") and p.code
        ]
        if len(sides(everyone)) < 2:
            if self._definite(trigger) and not trigger.text.endswith("s"):
                return [self.frame(trigger, "call", [*owner, *parties], anaphoric=True)]
            return []
        return [self.frame(trigger, "call", everyone, speech=True, explicit=True)]

    def _addressed(self, trigger: Trigger) -> list[Party]:
        """ "In a call, Putin informed Trump": who speaks and whom the main verb addresses."""
        for position, unit in enumerate(self.units):
            if unit.kind == "word" and unit.key in word_class("addressing") and unit.key != "called":
                objects = [p for p in people_of(self.after(position)[0]) if p.code]
                subject, _ = self.subject(position)
                if objects and subject:
                    return [*subject, *objects]
        return []

    def read_trip(self, trigger: Trigger) -> Frames:
        owner, referred = self.owner(trigger.first)
        venues: list[Venue] = []
        for position in range(trigger.last + 1, min(trigger.last + 8, len(self.units))):
            key = self.units[position].key
            if key in ("to", "in"):
                venues = self.destinations(position)
                if venues:
                    break
            if self.boundary(position) and key not in '“”"':
                break
        before = self.units[trigger.first - 1] if trigger.first else None
        if not venues and before is not None and before.kind == "place":
            venue = venue_of(before)
            venues = [venue] if venue else []
            if not owner:
                owner, referred = self.owner(trigger.first - 1)
        guests = list(owner)
        for position in range(trigger.last + 1, min(trigger.last + 12, len(self.units))):
            if self.boundary(position):
                break
            nearby = self.units[position].key == "of" and position == trigger.last + 1
            if (self.units[position].key in ("by", "from") or nearby) and not guests:
                inner = read_list(self.units, position + 1)
                guests = self.resolved(inner[0]) if inner else []
                break
        if not guests and not referred:
            subject, referred_subject, _ = self.holders(trigger)
            if not subject and not referred_subject:
                subject, referred_subject = self.subject(trigger.first, first_of_clause=True)
            if not subject:
                subject = self._possessor(trigger)
            guests, referred = self._agent(trigger) or subject, referred_subject
        if not venues and guests and not owner:
            # "Kyiv expects a visit from the envoy": the one who expects is the host
            hosts = [p for p in self.subject(trigger.first)[0] if p.kind in ("country", "office") and p.country]
            if len(hosts) == 1 and self.key(trigger.last + 1) in ("from", "by"):
                venues = [Venue(hosts[0].name, hosts[0].country, None, "country")]
        if (
            trigger.text in ("visits", "trips")
            and self.status(trigger) == "held"
            and self.date(trigger, "") is None
            and not any(v.country in ("UA", "RU") for v in venues)
        ):
            return []  # "earlier presidents made visits to Iraq"
        if venues:
            return self.journey(trigger, guests, venues, referred or (self._definite(trigger) and not guests))
        guests = [g for g in people_of(guests) if g.code]
        if not guests or trigger.text in weak_nouns() or not (owner or self._definite(trigger)):
            return []
        return [self.frame(trigger, "visit", guests, anaphoric=True)]

    def _agent(self, trigger: Trigger) -> list[Party]:
        """Who "by" names right before a trip: "invited by the king during a visit to Rabat"."""
        during = next((i for i in range(trigger.first - 1, trigger.first - 6, -1) if self.key(i) == "during"), 0)
        if during < 2 or self.units[during - 1].kind != "party":
            return []
        start = self.list_start(during - 1)
        inner = read_list(self.units, start) if self.key(start - 1) == "by" else None
        return people_of(self.resolved(inner[0])) if inner and inner[1] == during else []

    def _possessor(self, trigger: Trigger) -> list[Party]:
        """Whose words a visit goes with: "Macron's remarks on a visit to Kyiv"."""
        first, _ = self.clause(trigger.first)
        for unit in self.units[first : trigger.first]:
            if unit.possessive and unit.actor is not None and unit.actor.kind == "person":
                return self.resolved([party_of(unit)])
        return []

    def read_summit(self, trigger: Trigger) -> Frames:
        owner, _ = self.owner(trigger.first)
        parties, between = self.with_whom(trigger.last)
        subject, _, made = self.holders(trigger)
        place = self.place(trigger)
        label = body_of([*owner, *parties])
        before = self.key(trigger.first - 1)
        if label is None and made:
            label = body_of(subject)
        if "sidelines" in (self.key(trigger.first - 2), self.key(trigger.first - 3), self.key(trigger.first - 4)):
            return []
        if label is None and before in _LABELS:
            label = before
        if between or (self._definite(trigger) and label is None and not made):
            subject = []
        if not made:
            subject = people_of(subject)
        if self._definite(trigger) and self.key(trigger.last + 1) in ("is", "are", "was", "were"):
            subject = people_of(self.after(trigger.last + 1)[0])  # "Also at the summit is the British minister"
        named = joined([*owner, *subject, *parties, *self._attended_by(trigger)])
        states = [p for p in named if p.country and p.kind != "body"]
        if label is None and len(sides(states)) >= 2 and (between or owner or parties or not self._definite(trigger)):
            return [self.frame(trigger, "talk", named, place=place, format="summit", explicit=True)]
        anaphoric = label is None and place is None
        speech = self.key(trigger.first - 1) not in ("the",) or any(
            self.key(i) == "at" for i in range(trigger.first - 4, trigger.first)
        )
        return [
            self.frame(
                trigger,
                "summit",
                named,
                speech=speech,
                place=place,
                label=label,
                format="summit",
                anaphoric=anaphoric,
                explicit=made,
                made=made,
            )
        ]

    def _attended_by(self, trigger: Trigger) -> list[Party]:
        """Who "attended by" after a summit names."""
        for position in range(trigger.last + 1, min(trigger.last + 14, len(self.units) - 1)):
            if self.units[position].key == "attended" and self.key(position + 1) == "by":
                inner = read_list(self.units, position + 2)
                return self.resolved(inner[0]) if inner else []
        return []

    def read_assembly(self, trigger: Trigger) -> Frames:
        """A conference that is named by what it is for: "a donors' conference in Lugano"."""
        before = self.key(trigger.first - 1)
        place = self.place(trigger)
        if place is None or place.level == "unknown" or before in ("news", "press", "video", "joint"):
            return []
        owner, _ = self.owner(trigger.first)
        label = body_of(owner) or (before if before in _LABELS else None)
        if label is None and not (self._definite(trigger) or before in ("a", "international", "ministerial")):
            return []
        parties, _ = self.with_whom(trigger.last)
        subject, _, made = self.holders(trigger)
        return [
            self.frame(
                trigger,
                "summit",
                [*subject, *parties],
                place=place,
                format="multilateral",
                label=label,
                explicit=made,
            )
        ]

    def _at_request(self, at: int) -> list[Party]:
        """Who had a sitting called: "at Ukraine's request", "at the request of Kyiv"."""
        following = self.units[at + 1 : at + 14]
        if not any(u.key == "request" for u in following):
            return []
        return [party_of(u) for u in following if u.kind == "party" and u.actor and u.actor.kind == "country"][:1]

    def _conferences(self) -> list[Frame]:
        """Sittings of named conferences: "speaking at the Munich Security Conference, Zelensky"."""
        frames = []
        if not re.search(
            r"[A-Z]\w+ (?:Conference|Forum|Assembly|Council|Dialogue|Community|Group|Platform|League)|conference in",
            self.text,
        ):
            return []
        for match in conference_pattern().finditer(self.text):
            conference = conferences().get(" ".join(match.group().lower().split()))
            first = next((i for i, u in enumerate(self.units) if u.end > match.start()), None)
            last = max((i for i, u in enumerate(self.units) if u.start < match.end()), default=None)
            if conference is None or first is None or last is None:
                continue
            before = {u.key for u in self.units[max(0, first - 5) : first]}
            sitting = bool(_SITTING & {*before, *(self.key(i) for i in range(last + 1, last + 5))})
            if (conference.venue is None and not sitting) or not (sitting or before & _AT):
                continue
            trigger = Trigger(first, last, "conference", conference.format, conference.name)
            start = next(
                (i for i in range(first - 1, max(-1, first - 6), -1) if self.key(i) in ("at", "during", "of", "for")),
                first,
            )
            subject, _ = self.subject(start, first_of_clause=True)
            place = conference.venue or self.place(trigger)
            parties = [*(p for p in subject if p.code), *self._at_request(last)]
            frame = self.frame(
                trigger,
                "summit",
                parties,
                speech=True,
                place=place,
                label=conference.name,
                format=conference.format,
                explicit=True,
                made=True,
            )
            if frame is not None:
                frames.append(frame)
        return frames
