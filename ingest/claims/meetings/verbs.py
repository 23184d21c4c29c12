"""Meetings that a verb tells: met, visited, travelled to, hosted, spoke with, phoned, gathered."""

from __future__ import annotations

import re
from typing import Any

from ingest.claims.meetings.frame import Frame
from ingest.claims.meetings.parties import Party, read_list, sides
from ingest.claims.meetings.setting import Setting
from ingest.claims.meetings.units import Venue
from ingest.claims.meetings.words import Trigger, often, word_class

PHONE = re.compile(
    r"\b(?:phone|telephone|by video|via video|video link|videolink|video conference|by zoom|call)\b", re.IGNORECASE
)
_PLURAL = re.compile(
    r"leaders|ministers|officials|chiefs|members|diplomats|representatives|envoys|delegations|allies|presidents",
    re.IGNORECASE,
)
_GROUP_REFERRED = re.compile(
    r"\b(?:the|both|these|those)(?: \w+){0,2} (?:leaders|sides|presidents|ministers|men|countries)\b(?! of\b)"
)
#: Bodies whose staff travel as delegations; others "visit" only in figures of speech.
_TRAVELLING_BODIES = frozenset(("IAEA", "OSCE", "IMF", "ICC", "COE", "ICRC"))

#: What one attends, where the noun itself is no sure meeting.
_GATHERING = frozenset(("gathering", "event", "meeting", "summit"))

_GATHERED = frozenset(("leaders", "ministers", "presidents", "allies", "heads"))
_JOURNEYS = frozenset(("trip", "visit", "journey", "tour"))
_PASSIVE = frozenset(("been", "be", "being", "was", "were", "is", "are"))

Frames = list[Frame | None]


def plural(parties: list[Party]) -> bool:
    """Whether the parties are a group: "EU leaders", "the G7"."""
    return any(_PLURAL.search(p.name) or p.kind == "body" for p in parties)


def body_of(parties: list[Party]) -> str | None:
    """The code of the first body among the parties, also where its leaders or ministers stand for it."""
    return next((p.code for p in parties if p.code and not p.country and not p.is_person), None)


def people_of(parties: list[Party]) -> list[Party]:
    return [p for p in parties if p.is_person or p.kind == "office"]


class Verbs(Setting):
    """The readers of verb triggers, one a class of data/meeting_words.csv."""

    def read_meet(self, trigger: Trigger) -> Frames:
        objects, _ = self.after(trigger.last)
        if not objects:
            objects, _ = self.with_whom(trigger.last, reach=8)
        journeys = {self.key(i) for i in range(trigger.first - 6, trigger.first)} & _JOURNEYS
        if self.key(trigger.first - 1) == "to" and journeys:
            return []  # "his trip to Rome to meet X": told by the journey
        if trigger.text == "met" and self.key(trigger.first - 1) in _PASSIVE and not objects:
            return []  # "the proposal has been met with doubt in Kyiv"
        subject, referred = self.subject(trigger.first)
        parties = [*subject, *objects]
        coded = sides([p for p in parties if p.code])
        if often().search(self.slice(*self.clause(trigger.first))):
            return []
        place = self.place(trigger)
        guests = {p.country for p in subject if p.code}
        with_group = any(self.key(i) in word_class("group") for i in range(trigger.last + 2, trigger.last + 5))
        if (
            not objects
            and with_group
            and self.key(trigger.last + 1) == "with"
            and place
            and place.country not in guests | {None}
        ):
            # "met with allies in Ramstein": nobody is named, but the place is abroad
            more: dict[str, Any] = {"format": "multilateral", "explicit": True, "made": True}
            return [self.frame(trigger, "summit", subject, place=place, **more)] if guests else []
        if not objects and len(coded) < 2 and not plural(subject):
            if place is not None and place.level != "unknown" and self._group(trigger):
                return [
                    self.frame(trigger, "summit", subject, place=place, format="multilateral", explicit=True, made=True)
                ]
            return [self.frame(trigger, "talk", [], place=place, anaphoric=True)] if referred else []
        if objects and len(coded) < 2 and not referred:
            return []  # "met survivors", "met with Republicans"
        body = body_of(subject) if not objects else None
        if body and len([p for p in parties if p.country]) < 2:
            return [
                self.frame(
                    trigger, "summit", parties, place=place, label=body, format="multilateral", explicit=True, made=True
                )
            ]
        multi = len(coded) > 3 or (not objects and plural(subject))
        if not objects and len(coded) < 2:  # "European leaders met in London"
            if place is None or place.level == "unknown" or referred:
                return []
            return [
                self.frame(
                    trigger,
                    "summit",
                    [*parties, *self._led_by(trigger)],
                    place=place,
                    format="multilateral",
                    explicit=True,
                    made=True,
                )
            ]
        speech = trigger.first <= 1
        return [
            self.frame(
                trigger,
                "talk",
                parties,
                speech=speech,
                place=place,
                anaphoric=len(coded) < 2,
                format="multilateral" if multi else trigger.format,
                explicit=True,
                made=True,
            )
        ]

    def journey(self, trigger: Trigger, visitors: list[Party], venues: list[Venue], referred: bool) -> Frames:
        """One frame a country visited, for visitors from elsewhere, with whom they go to see there."""
        visitors = [v for v in visitors if v.code and (v.kind in ("person", "office") or v.code in _TRAVELLING_BODIES)]
        frames: Frames = []
        hosts: set[str | None] = set()
        for venue in venues:
            if venue.country is None or venue.country in hosts:
                continue
            hosts.add(venue.country)
            guests = [v for v in visitors if v.code != venue.country]
            if not guests and (not referred or visitors):
                continue
            if venue.country == "UA" and guests and all(g.country == "RU" for g in guests):
                continue  # Russian officials in occupied territory are no guests
            met = [p for p in self._met_there(trigger) if not any(p.name == g.name for g in guests)]
            met = [p for p in met if p.code and (p.country == venue.country or len(venues) == 1)]
            speech = (
                trigger.first <= 2
                or self.key(trigger.first - 1) in ("on", "during")
                or self.key(trigger.first - 2) in ("on", "during")
            )
            frames.append(
                self.frame(
                    trigger,
                    "visit",
                    [*guests, *met],
                    speech=speech,
                    place=venue,
                    anaphoric=not guests,
                    explicit=True,
                    format="visit",
                )
            )
        return frames

    def _met_there(self, trigger: Trigger) -> list[Party]:
        """Whom a visit is to see or goes with: "to meet X", "for talks with X", "alongside X", "with X"."""
        for position in range(trigger.last + 1, min(trigger.last + 26, len(self.units))):
            key = self.units[position].key
            if self.boundary(position) and key not in ("where", "“", "”", '"'):
                break
            if key in ("meet", "meeting", "met", "meets", "hosted", "see"):
                parties, _ = self.after(position)
                return parties or self.with_whom(position, reach=5)[0]
            if key in ("with", "alongside") or (
                key in ("talks", "meetings", "discussions") and self.key(position + 1) == "with"
            ):
                inner = read_list(self.units, position + (1 if key in ("with", "alongside") else 2))
                if inner:
                    return people_of(self.resolved(inner[0]))
        return []

    def read_visit(self, trigger: Trigger) -> Frames:
        venues = self.destinations(trigger.last)
        subject, referred = self.subject(trigger.first)
        if venues:
            return self.journey(trigger, subject, venues, referred)
        hosts = [p for p in people_of(self.after(trigger.last)[0]) if p.code]
        guests = [p for p in subject if p.code]
        if not hosts or len(sides([*guests, *hosts])) < 2:
            return []
        place = self.place(trigger)
        return [self.frame(trigger, "talk", [*guests, *hosts], place=place, format="visit", explicit=True)]

    def read_travel(self, trigger: Trigger) -> Frames:
        at = trigger.last
        while at + 1 < len(self.units) and (
            self.units[at + 1].kind == "date"
            or self.units[at + 1].key in word_class("on_the_way")
            or self.units[at + 1].key.endswith("ly")
        ):
            at += 1
        if self.key(at + 1) == "in" and self.key(at + 2) == "to":  # "flew in to Moscow"
            at += 1
        reach = (1, 2) if at + 1 < len(self.units) and self.units[at + 1].kind == "word" else (1,)
        step = next((s for s in reach if self.key(at + s) in ("to", "in", "at", "into", "for")), 0)
        if step and trigger.text.split()[-1] in ("in", "to", "for"):
            step = 0
        if not step and trigger.text.split()[-1] not in ("in", "to", "for"):
            return []
        onward = self._onward(at)
        venues = self.destinations(onward or at + step)
        if not venues:
            return []
        subject, referred = self.subject(trigger.first)
        frames = self.journey(trigger, people_of(subject), venues, referred and not subject)
        if onward or trigger.text.startswith(("head", "expected", "due", "awaited")):
            # on the way: neither held nor far off
            for frame in frames:
                if frame is not None and frame.status == "held":
                    frame.status, frame.soft = "planned", bool(onward) or trigger.text.startswith("head")
        return frames

    def _onward(self, at: int) -> int:
        """The "to" of "arrived in Chisinau on her way to Kyiv": the stop is no visit, what follows is; else 0."""
        for position in range(at, min(at + 22, len(self.units) - 3)):
            if self.key(position) != "on" or self.key(position + 1) not in ("his", "her", "their"):
                continue
            if self.key(position + 2) in ("way", "journey") and self.key(position + 3) == "to":
                return position + 3
        return 0

    def read_beside(self, trigger: Trigger) -> Frames:
        """Two who appear together: "speaking alongside the Estonian president"."""
        objects = [p for p in people_of(self.after(trigger.last)[0]) if p.code]
        subject = [p for p in self.subject(trigger.first)[0] if p.code]
        if not objects or len(sides([*subject, *objects])) < 2:
            return []
        return [
            self.frame(trigger, "talk", [*subject, *objects], speech=True, place=self.place(trigger), explicit=True)
        ]

    def read_sign(self, trigger: Trigger) -> Frames:
        """Persons of two states who sign something together, or one with the other."""
        people = [p for p in people_of([*self.subject(trigger.first)[0], *self.with_whom(trigger.last)[0]]) if p.code]
        if len(sides(people)) < 2:
            return []
        return [self.frame(trigger, "talk", people, place=self.place(trigger), explicit=True)]

    def read_host(self, trigger: Trigger) -> Frames:
        objects, _ = self.after(trigger.last)
        if self.key(trigger.last + 1) == "by":  # "will be received by King Charles"
            inner = read_list(self.units, trigger.last + 2)
            objects = self.resolved(inner[0]) if inner else []
        subject, _ = self.subject(trigger.first)
        guests = [p for p in people_of(objects) if p.code]
        if trigger.text.startswith("join"):
            guests = [p for p in guests if p.is_person]  # who joins "other leaders" in a statement meets nobody
        if not guests or not subject or len(sides([p for p in [*subject, *guests] if p.code])) < 2:
            return []
        return [self.frame(trigger, "talk", [*subject, *guests], place=self.place(trigger, to=True), explicit=True)]

    def read_speak(self, trigger: Trigger) -> Frames:
        joint = None
        for position in range(trigger.last + 1, min(trigger.last + 9, len(self.units))):
            if self.units[position].key in ("with", "to"):
                joint = position
                break
            if self.boundary(position):
                break
        inner = read_list(self.units, joint + 1) if joint is not None else None
        if not inner:
            return self._spoke_together(trigger)
        subject, _ = self.subject(trigger.first)
        objects = [p for p in self.resolved(inner[0]) if p.code]
        objects = [p for p in objects if p.country] if trigger.format == "consult" else people_of(objects)
        clause = self.slice(*self.clause(trigger.first))
        if not objects or len(sides([p for p in [*subject, *objects] if p.code])) < 2 or often().search(clause):
            return []
        place = self.place(trigger)
        if not people_of([*subject, *objects]) and place is None and self.date(trigger, "") is None:
            return []
        if trigger.text == "speaking" and place is None and not PHONE.search(clause):
            return []  # to an audience
        if PHONE.search(clause) or (place is None and trigger.format != "consult"):
            # leaders who "spoke" with no place named did so by telephone
            return [self.frame(trigger, "call", [*subject, *objects], format="call", explicit=True)]
        return [self.frame(trigger, "talk", [*subject, *objects], format="talks", place=place, explicit=True)]

    def _spoke_together(self, trigger: Trigger) -> Frames:
        """ "Blinken and Lavrov spoke for the first time": two persons and nobody they speak to."""
        subject = [p for p in self.subject(trigger.first)[0] if p.is_person and p.code]
        if (
            len(sides(subject)) < 2
            or trigger.text in ("speaking", "talking")
            or often().search(self.slice(*self.clause(trigger.first)))
        ):
            return []
        place = self.place(trigger)
        kind, form = ("call", "call") if place is None else ("talk", "talks")
        return [self.frame(trigger, kind, subject, format=form, place=place, explicit=True)]

    def read_consult(self, trigger: Trigger) -> Frames:
        return self.read_speak(Trigger(trigger.first, trigger.last, trigger.cls, "consult", trigger.text))

    def read_phone(self, trigger: Trigger) -> Frames:
        objects, _ = self.after(trigger.last)
        subject, _ = self.subject(trigger.first)
        if not objects or len(sides([p for p in [*subject, *objects] if p.code])) < 2:
            return []
        if often().search(self.slice(*self.clause(trigger.first))):
            return []
        return [self.frame(trigger, "call", [*subject, *objects], explicit=True)]

    def read_discuss(self, trigger: Trigger) -> Frames:
        subject, _ = self.subject(trigger.first)
        objects, _ = self.with_whom(trigger.last, bridged=False)
        if len(sides([p for p in subject if p.code])) > 1:
            objects = []  # "A and B discussed A's trip to meet with C"
        parties = [p for p in people_of([*subject, *objects]) if p.code]
        if len(sides(parties)) < 2 or often().search(self.slice(*self.clause(trigger.first))):
            return []
        place = self.place(trigger)
        if not any(p.is_person for p in parties) and place is None and self.date(trigger, "") is None:
            return []
        return [self.frame(trigger, "talk", parties, format="talks", place=place)]

    def read_address(self, trigger: Trigger) -> Frames:
        """ "told his Turkish counterpart": one who speaks to his counterpart is in talks with him."""
        objects: list[Party] = []
        for position in range(trigger.last + 1, min(trigger.last + 12, len(self.units))):
            if self.boundary(position) and self.key(position) != "that":
                break
            if self.units[position].key in ("his", "her"):
                objects, after = self.after(position - 1)
                if "counterpart" not in self.slice(position, after):
                    objects = []
                break
        if not objects:
            return []
        subject, _ = self.subject(trigger.first)
        parties = [p for p in [*subject, *objects] if p.code]
        if len(sides(parties)) < 2:
            return []
        call = bool(PHONE.search(self.text))
        return [
            self.frame(trigger, "call" if call else "talk", parties, format="call" if call else "talks", explicit=True)
        ]

    def read_present(self, trigger: Trigger) -> Frames:
        """ "Zelensky is also expected to attend": more parties of a meeting already told of."""
        following = self.units[trigger.last + 1] if trigger.last + 1 < len(self.units) else None
        named = bool(_GATHERING & {self.key(i) for i in range(trigger.last + 2, trigger.last + 6)})
        if (
            following is not None
            and not (following.key in ("at", "the", "a") and named)
            and following.key not in (".", ",", "as", "too", "and", "but", "via", "by")
            and following.date is None
        ):
            return []
        subject, _ = self.subject(trigger.first)
        coded = [p for p in people_of(subject) if p.code]
        return [self.frame(trigger, "summit", coded, anaphoric=True)] if coded else []

    def _led_by(self, trigger: Trigger) -> list[Party]:
        """Who heads the group before the verb: "European leaders, led by Starmer, met"."""
        for position in range(trigger.first - 1, max(-1, trigger.first - 8), -1):
            if self.units[position].key == "led" and self.key(position + 1) == "by":
                inner = read_list(self.units, position + 2)
                return self.resolved(inner[0]) if inner else []
        return []

    def _group(self, trigger: Trigger) -> bool:
        """Whether a group without names is the subject: "more than 60 countries", "allies ... when they meet"."""
        first, _ = self.clause(trigger.first)
        groups = [u for u in self.units[first : trigger.first] if u.key in word_class("group")]
        if not groups and "they" in (self.key(trigger.first - 1), self.key(trigger.first - 2)):
            persons = [u for u in self.units if u.actor is not None and u.actor.kind == "person"]
            groups = [u for u in self.units[: trigger.first] if u.key in word_class("group")] if not persons else []
        return bool(groups) and not _GROUP_REFERRED.search(self.slice(first, trigger.first).lower())

    def _gathered(self, trigger: Trigger) -> Frames:
        """ "The prime minister gathered 18 leaders at his house": who gathers others is their host."""
        group = any(self.key(i) in _GATHERED for i in range(trigger.last + 1, trigger.last + 6))
        hosts = [p for p in people_of(self.subject(trigger.first)[0]) if p.code]
        place = self.place(trigger)
        if not group or not hosts or place is None or place.level == "unknown":
            return []
        more: dict[str, Any] = {"format": "multilateral", "explicit": True, "made": True}
        return [self.frame(trigger, "summit", hosts, place=place, **more)]

    def read_gather(self, trigger: Trigger) -> Frames:
        if trigger.text.startswith(("gather", "conven")) and any(
            self.key(i) in _GATHERED for i in range(trigger.last + 1, trigger.last + 4)
        ):
            return self._gathered(trigger)
        if self.key(trigger.last + 1) not in ("in", "at", "on", "for", "near", "around", "to", "with") and (
            trigger.last + 1 >= len(self.units) or self.units[trigger.last + 1].date is None
        ):
            return []
        subject, _ = self.subject(trigger.first)
        if self.key(trigger.last + 1) == "with":
            subject = [*subject, *self.with_whom(trigger.last, reach=2)[0]]
        place = self.place(trigger)
        body = body_of(subject)
        several = plural(subject) or len(sides(subject)) > 1
        if not (several or self._group(trigger)) or (
            place is None and (body is None or self.date(trigger, "") is None)
        ):
            return []
        at_home = {p.country for p in subject if p.code} == {place.country if place else None}
        if at_home and body is None:
            return []  # "Ukrainian officials gathered in Kyiv"
        subject = [*subject, *self._led_by(trigger)]
        multilateral = body is not None or len([p for p in subject if p.country]) < 2
        return [
            self.frame(
                trigger,
                "summit" if multilateral else "talk",
                subject,
                place=place,
                format="multilateral",
                label=body,
                explicit=True,
                made=True,
            )
        ]

    def holders(self, trigger: Trigger) -> tuple[list[Party], bool, bool]:
        """The subject of the verb or preposition that governs a noun: (parties, referred to, held by a verb)."""
        for position in range(trigger.first - 1, max(-1, trigger.first - 10), -1):
            unit = self.units[position]
            if unit.kind == "word" and unit.key in word_class("made"):
                subject, referred = self.subject(position)
                if subject or referred:
                    return subject, referred, True
            if self.boundary(position):
                if unit.key in ("during", "after", "before", "following", "ahead", "amid", "as"):
                    subject, referred = self.subject(position, first_of_clause=True)
                    return subject, referred, False
                break
            if unit.kind in ("party", "demonym"):
                if unit.possessive and position < trigger.first - 3:
                    break
                if not unit.possessive and not self.oblique(self.list_start(position)):
                    break
        start = trigger.first
        while (
            start > 0
            and (
                self.units[start - 1].kind in ("party", "demonym", "name", "date")
                or (
                    self.units[start - 1].kind == "word"
                    and not self.boundary(start - 1)
                    and self.units[start - 1].key not in word_class("preposition")
                )
            )
            and trigger.first - start < 6
        ):
            start -= 1
        if self.key(start - 1) in ("in", "at", "on", "for", "from", "to"):
            subject, referred = self.subject(start - 1, first_of_clause=True)
            return subject, referred, False
        return [], False, False
