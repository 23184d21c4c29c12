"""From a sentence to frames: what it says about a meeting, with the parties, place, date and status that its clause gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.claims.annotations import DateMention
from ingest.claims.meetings.parties import Cast, Party, joined, party_of, read_list, sides
from ingest.claims.meetings.units import Unit, Venue, capitals, units_of, venue_of
from ingest.claims.meetings.words import Trigger, conference_pattern, conferences, find_triggers, statuses
from ingest.claims.reading import AnnotatedSentence

_PREPOSITIONS = frozenset(
    ["of", "with", "to", "by", "in", "at", "from", "for", "against", "on", "between", "than", "over", "into", "about", "including", "like", "near", "under", "via", "without", "among", "toward", "towards", "around", "inside", "outside", "across", "behind", "upon", "despite", "within", "through"]
)
_CLAUSE = frozenset(
    ["that", "while", "as", "when", "after", "before", "because", "although", "though", "but", "whether", "if", "since", "until", "where", "how", "why", "which", "during", "following", "amid", "ahead", "so"]
)
_MARKS = frozenset(';:“”"–—')
_SPEECH = frozenset(
    ["said", "says", "say", "saying", "announced", "confirmed", "reported", "believes", "claimed", "added", "stated", "insisted", "told", "noted", "explained", "wrote", "hopes", "expects", "warned", "that"]
)
_PRONOUNS = frozenset(["he", "she", "his", "her"])
_GROUP = re.compile(
    r"\b(?:they|the (?:two|three|pair)|both (?:leaders|men|sides|presidents|ministers|countries|parties|delegations)|the (?:two |three )?"
    r"(?:leaders|men|presidents|ministers|sides|parties|pair|delegations))\b"
)
_ANAPHOR = frozenset(["the", "this", "that", "their", "his", "her", "its", "these", "those"])
_MADE = frozenset(
    ["hold", "held", "holds", "holding", "had", "has", "have", "having", "host", "hosts", "hosted", "hosting", "attend", "attended", "attends", "attending", "joined", "join", "joins", "joining", "chaired", "chair", "chairs", "convened", "convene", "led", "leads", "leading", "began", "begin", "begins", "started", "start", "starts", "opened", "addressed", "address", "paid", "pay", "pays", "made", "make", "makes", "making", "conducted", "conduct", "participated", "participate", "ended", "end", "wrapped", "concluded", "took", "take", "takes", "skipped", "announced", "completed", "kicked", "met", "holding", "due", "arrived", "for", "speaking", "spoke", "speaks"]
)
_OFTEN = re.compile(
    r"\b(?:times|regularly|often|frequently|daily|every|constantly|always|regular|usually)\b", re.IGNORECASE
)
_PHONE = re.compile(
    r"\b(?:phone|telephone|by video|via video|video link|videolink|video conference|on the line|by zoom)\b",
    re.IGNORECASE,
)
_WEAK = frozenset(
    ["session", "working", "session", "dinner", "lunch", "luncheon", "breakfast", "gathering", "reception", "mission", "tour", "journey", "discussion", "discussions", "dialogue", "negotiations", "negotiating", "negotiation", "consultations", "conversations", "calls", "call", "encounter", "forum", "conference", "assembly"]
)


@dataclass
class Frame:
    """One mention of one meeting. `kind` is talk, visit, call or summit; `host` the country of the place."""

    index: int
    at: int
    kind: str
    format: str
    status: str
    parties: list[Party] = field(default_factory=list)
    place: Venue | None = None
    date: DateMention | None = None
    label: str | None = None
    visitors: list[Party] = field(default_factory=list)
    anaphoric: bool = False
    recalled: bool = False
    explicit: bool = False

    @property
    def host(self) -> str | None:
        return self.place.country if self.place else None


class SentenceGrammar:
    """Reads the frames of one sentence."""

    def __init__(self, sentence: AnnotatedSentence, cast: Cast):
        self.sentence = sentence
        self.text = sentence.text
        self.units = units_of(sentence)
        self.cast = cast

    def frames(self) -> list[Frame]:
        found: list[Frame] = []
        for trigger in find_triggers(self.units):
            read = getattr(self, f"_{trigger.cls}", None)
            if read is not None:
                found.extend(f for f in read(trigger) if f is not None)
        found.extend(self._conferences(found))
        return found

    # -- clauses ---------------------------------------------------------------------------------------------------

    def _clause(self, at: int) -> tuple[int, int]:
        """The units of the clause around `at`."""
        first, last = at, at
        while first > 0 and not self._boundary(first - 1):
            first -= 1
        while last + 1 < len(self.units) and not self._boundary(last + 1):
            last += 1
        return first, last

    def _boundary(self, at: int) -> bool:
        unit = self.units[at]
        if unit.kind == "mark":
            return unit.key in _MARKS
        return unit.kind == "word" and unit.key in _CLAUSE

    def _slice(self, first: int, last: int) -> str:
        if first > last or first >= len(self.units):
            return ""
        return self.text[self.units[first].start : self.units[min(last, len(self.units) - 1)].end]

    # -- who -------------------------------------------------------------------------------------------------------

    def _resolved(self, parties: list[Party]) -> list[Party]:
        return joined([self.cast.office(p) for p in parties])

    def _list_start(self, at: int) -> int:
        """The first unit of the list whose last party stands at `at`."""
        start = at
        while start >= 2:
            left = start - 1
            if self.units[left].key in ("and", "&", "with", "-", "–", "/") or self.units[left].key == ",":
                probe = left - 1
                if self.units[left].key == "with" and self.units[probe].key not in ("along", "together"):
                    break
                if self.units[left].key == "with":
                    probe -= 1
                while probe >= 0 and self.units[probe].key == ",":
                    probe -= 1
                if (
                    probe >= 0
                    and self.units[probe].kind in ("party", "demonym", "name")
                    and not self.units[probe].possessive
                ):
                    if self.units[left].key == "," and not self._closes_with_and(probe, at):
                        break
                    start = probe
                    continue
            elif (
                self.units[left].kind == "word"
                and self.units[left].key
                in (
                    "the",
                    "his",
                    "her",
                    "their",
                    "its",
                    "several",
                    "other",
                    "then",
                    "mr",
                    "new",
                    "a",
                )
                and self.units[left - 1].key in ("and", ",")
            ):
                start_before = start
                start = left
                if self.units[left - 1].key in ("and", ","):
                    probe = left - 2
                    if probe >= 0 and self.units[probe].kind in ("party", "demonym", "name"):
                        start = probe
                        continue
                start = start_before
            break
        return start

    def _closes_with_and(self, first: int, last: int) -> bool:
        return any(u.key in ("and", "&") for u in self.units[first : last + 1])

    def _governor(self, start: int) -> Unit | None:
        """The word that governs the noun phrase at `start`, past its determiners."""
        at = start - 1
        while (
            at >= 0
            and self.units[at].kind == "word"
            and self.units[at].key
            in (
                "the",
                "a",
                "an",
                "his",
                "her",
                "their",
                "its",
                "then",
                "new",
                "mr",
                "mrs",
                "ms",
                "former",
                "several",
                "other",
                "both",
                "visiting",
                "fellow",
            )
        ):
            at -= 1
        return self.units[at] if at >= 0 else None

    def _oblique(self, start: int) -> bool:
        governor = self._governor(start)
        if governor is None:
            return False
        if governor.kind == "word":
            if governor.key in _PREPOSITIONS:
                return True
            if governor.key in _SPEECH or governor.key in _CLAUSE:
                return False
            return governor.key.endswith("ed") or governor.key in (
                "told",
                "met",
                "meet",
                "meets",
                "meeting",
                "gave",
                "gives",
                "sees",
                "saw",
                "let",
                "give",
                "help",
                "urge",
                "urges",
                "tell",
                "tells",
                "made",
                "visiting",
                "visit",
                "led",
                "sent",
                "tying",
                "sending",
                "giving",
                "hosting",
                "host",
            )
        return False

    def _subject(self, at: int, *, first_of_clause: bool = False) -> tuple[list[Party], bool]:
        """(the subject of the verb or phrase at `at`, whether it is only referred to: "they", "the two leaders")."""
        found: tuple[list[Party], bool] | None = None
        position = at - 1
        if position >= 0 and self.units[position].key == "and":
            first_of_clause = True
        while position >= 0:
            unit = self.units[position]
            if self._boundary(position):
                break
            if unit.key in ("he", "she"):
                person = self.cast.antecedent(self.sentence.index, self.units[:position], unit.key)
                found = ([person] if person else [], person is None)
                if position >= 2 and self.units[position + 1].key == "and":
                    pass
                if not first_of_clause:
                    return found
            elif unit.key == "who":
                for back in range(position - 1, -1, -1):
                    if self.units[back].kind in ("party", "name"):
                        start = self._list_start(back) if self.units[back + 1].key != "," else back
                        inner = read_list(self.units, start)
                        return (self._resolved(inner[0]) if inner else [party_of(self.units[back])]), False
                break
            elif unit.key in ("they", "both", "pair", "two") or (
                unit.kind == "party"
                and unit.actor is not None
                and unit.actor.kind == "office"
                and unit.actor.code is None
                and _GROUP.search(self._slice(max(0, position - 3), position).lower())
            ):
                if unit.key != "two":
                    found = ([], True)
                    if not first_of_clause:
                        return found
            elif unit.kind in ("party", "name", "demonym"):
                if unit.possessive:
                    position -= 1
                    continue
                start = self._list_start(position)
                if not self._oblique(start):
                    inner = read_list(self.units, start)
                    if inner and inner[1] > position:
                        parties = self._resolved(inner[0])
                        # "he and Macron discussed"
                        if (
                            start >= 2
                            and self.units[start - 1].key == "and"
                            and self.units[start - 2].key in ("he", "she")
                        ):
                            person = self.cast.antecedent(
                                self.sentence.index, self.units[: start - 2], self.units[start - 2].key
                            )
                            parties = joined([*([person] if person else []), *parties])
                        found = (parties, False)
                        if not first_of_clause:
                            return found
                position = start
            position -= 1
        if found:
            return found
        if (
            position >= 0
            and self.units[position].kind == "word"
            and self.units[position].key in _CLAUSE
            and position > 0
        ):
            key = self.units[position].key
            if key not in ("that", "which", "if", "whether"):
                before = self._subject(position, first_of_clause=True)
                if before[0] or before[1]:
                    return before
            if key == "which":
                return [], True
        return self._subject_after(at)

    def _subject_after(self, at: int) -> tuple[list[Party], bool]:
        """The subject that follows an opening phrase: "Visiting London, Blinken said", "After talks in Kyiv, he left"."""
        if any(
            self._boundary(i)
            and self.units[i].key not in ("after", "before", "during", "following", "while", "as", "ahead")
            for i in range(at)
        ):
            return [], False
        comma = next((i for i in range(at + 1, min(at + 22, len(self.units))) if self.units[i].key == ","), None)
        if comma is None:
            return [], False
        for position in range(comma + 1, min(comma + 9, len(self.units))):
            unit = self.units[position]
            if unit.key in ("he", "she"):
                person = self.cast.antecedent(self.sentence.index, [], unit.key)
                return ([person] if person else []), person is None
            if unit.kind == "party" and not unit.possessive:
                inner = read_list(self.units, position)
                if inner:
                    return self._resolved(inner[0]), False
            if unit.kind in ("name", "demonym") and not unit.possessive:
                inner = read_list(self.units, position)
                if inner and inner[0][0].code:
                    return self._resolved(inner[0]), False
        return [], False

    def _after(self, at: int) -> tuple[list[Party], int]:
        """The list of parties right after `at` (an adverb or two may stand between)."""
        position = at + 1
        for _ in range(2):
            if (
                position < len(self.units)
                and self.units[position].kind == "word"
                and (
                    self.units[position].key.endswith("ly")
                    or self.units[position].key in ("with", "also", "again", "by", "him", "up", "earlier")
                )
            ):
                position += 1
        inner = read_list(self.units, position)
        if not inner:
            return [], position
        return self._resolved(inner[0]), inner[1]

    def _with(self, at: int, reach: int = 14) -> tuple[list[Party], bool]:
        """The parties that a "with", "between", "of" or "and" after `at` brings; whether it was "between" or "among"."""
        for position in range(at + 1, min(at + reach, len(self.units))):
            unit = self.units[position]
            if unit.kind == "mark" and unit.key in _MARKS and unit.key not in ('"', "“", "”"):
                break
            if unit.kind == "word" and unit.key in _CLAUSE and unit.key not in ("that",):
                break
            if unit.key in ("with", "between", "among", "involving") or (unit.key == "of" and position == at + 1):
                if (
                    unit.key == "with"
                    and position > at + 1
                    and self.units[position - 1].key in ("along", "together", "relations", "ties", "cooperation")
                ):
                    continue
                inner = read_list(self.units, position + 1)
                if inner:
                    return self._resolved(inner[0]), unit.key in ("between", "among")
                following = self.units[position + 1] if position + 1 < len(self.units) else None
                if following is not None and following.key in ("him", "her"):
                    return [], False
                if unit.key == "of":
                    continue
        return [], False

    def _owner(self, at: int) -> tuple[list[Party], bool]:
        """Whose it is: "Zelensky's visit", "US-Ukraine talks", "his trip". (parties, referred to by a pronoun)."""
        position = at - 1
        steps = 0
        while position >= 0 and steps < 5:
            unit = self.units[position]
            if unit.kind == "date":
                position -= 1
                steps += 1
                continue
            if unit.key in ("his", "her"):
                person = self.cast.antecedent(self.sentence.index, self.units[:position], unit.key)
                if person is None:
                    later, referred = self._subject_after(position)
                    return later[:1], not later
                return [person], False
            if unit.key in ("their",):
                subject, referred = self._subject(position)
                return (subject, False) if len(sides(subject)) > 1 else ([], True)
            if unit.kind in ("party", "demonym", "name"):
                if (
                    unit.possessive
                    or position == at - 1
                    or self.units[position + 1].key in ("-", "–")
                    or unit.kind == "demonym"
                ):
                    start = self._list_start(position)
                    if unit.possessive and unit.kind in ("party", "name"):
                        left = [
                            self._party_at(i)
                            for i in range(start, position)
                            if self.units[i].kind in ("party", "name", "demonym")
                        ]
                        return self._resolved([*left, party_of(unit)]), False
                    parties = [
                        party_of(self.units[i])
                        for i in range(start, position + 1)
                        if self.units[i].kind in ("party", "demonym", "name") and self.units[i].actor
                    ]
                    return self._resolved(parties), False
                return [], False
            if (
                unit.kind not in ("word", "mark", "place")
                or unit.key in _PREPOSITIONS
                or unit.key in ("a", "an", "and", "the", ",")
                or self._boundary(position)
            ):
                return [], False
            position -= 1
            steps += 1
        return [], False

    def _party_at(self, position: int) -> Party:
        return party_of(self.units[position])

    # -- where, when, whether --------------------------------------------------------------------------------------

    def _place(self, trigger: Trigger, *, to: bool = False) -> Venue | None:
        """Where: "in Paris", "at the White House", "Paris talks"; the settlement wins over its country."""
        prepositions = {"in", "at", "near", "outside", "inside", "aboard"} | ({"to", "into"} if to else set())
        last = trigger.last
        limit = last + 24
        place: Venue | None = None
        for position in range(last + 1, min(limit, len(self.units))):
            unit = self.units[position]
            if self._boundary(position) and unit.key not in ('"', "“", "”", "during"):
                break
            if unit.key in prepositions:
                place = self._venue_after(position)
                if place:
                    return place
        before = self.units[trigger.first - 1] if trigger.first else None
        if before is not None and before.kind == "place":
            return venue_of(before)
        if before is not None and before.actor is not None and before.actor.form == "capital" and not before.possessive:
            return venue_of(before)
        if trigger.first >= 2 and before is not None and before.kind == "word":
            second = self.units[trigger.first - 2]
            if second.kind == "place" and before.key in ("summit", "peace", "security"):
                return venue_of(second)
        first, _ = self._clause(trigger.first)
        for position in range(first, trigger.first):
            if self.units[position].key in ("in", "at") and (
                position == first or self.units[position - 1].kind in ("date", "mark")
            ):
                place = self._venue_after(position)
                if place:
                    return place
        for position in range(trigger.first - 1, max(first, trigger.first - 9) - 1, -1):
            if self.units[position].key in ("in", "at"):
                place = self._venue_after(position)
                if place and place.level != "unknown":
                    return place
        return None

    def _venue_after(self, position: int) -> Venue | None:
        """The venue right after a preposition: past "the", "central", "the resort of"; with ", Italy" as its country."""
        at = position + 1
        skipped = 0
        while (
            at < len(self.units)
            and self.units[at].kind == "word"
            and skipped < 5
            and self.units[at].key not in _PREPOSITIONS - {"of"}
        ):
            if self.units[at].key in _CLAUSE or self.units[at].key in ("a", "an", "his", "her", "their", "and"):
                if self.units[at].key not in ("a", "an"):
                    return None
            at += 1
            skipped += 1
        if at >= len(self.units):
            return None
        unit = self.units[at]
        if (
            unit.kind in ("demonym",)
            and at + 1 < len(self.units)
            and self.units[at + 1].key == "capital"
            and unit.actor
        ):
            return capitals().get(unit.actor.code or "")
        if unit.kind == "demonym" and skipped <= 1:
            for later in range(at + 1, min(at + 5, len(self.units))):
                if self.units[later].kind in ("place", "name"):
                    unit, at = self.units[later], later
                    break
                if self.units[later].kind != "word":
                    return None
        if unit.kind not in ("place", "party", "name") or unit.possessive:
            return None
        if unit.kind == "name" and skipped > 1:
            return None
        if unit.kind == "party" and (
            unit.actor is None or unit.actor.kind != "country" or unit.actor.form not in ("name", "capital")
        ):
            return None
        venue = venue_of(unit)
        if venue is None:
            return None
        follow = at + 1
        # "at the Vostochny Cosmodrome": a place's name goes on in capitals
        if venue.level == "unknown":
            venue = Venue(self.text[unit.start : unit.end], None, None, "unknown")
        if follow + 1 < len(self.units) and self.units[follow].key == ",":
            after = self.units[follow + 1]
            if (
                after.actor is not None
                and after.actor.kind == "country"
                and venue.country in (None, after.actor.country)
            ):
                venue = Venue(venue.name, after.actor.country, venue.location_id, venue.level)
            elif after.kind == "place" and after.place is not None and venue.country is None:
                venue = Venue(venue.name, after.place.country, venue.location_id, venue.level)
        return venue

    def _date(self, trigger: Trigger) -> DateMention | None:
        """The date of the meeting: the nearest in its clause; a date that belongs to a verb of saying is not it."""
        best: tuple[int, DateMention] | None = None
        for position, unit in enumerate(self.units):
            if unit.date is None or unit.date.kind == "since":
                continue
            low, high = min(position, trigger.first), max(position, trigger.last)
            cost = high - low - (trigger.last - trigger.first)
            for between in range(low + 1, high):
                if self._boundary(between):
                    cost += 9
            if self._said_then(position):
                cost += 60
            if cost <= 26 and (best is None or cost < best[0]):
                best = (cost, unit.date)
        return best[1] if best else None

    def _said_then(self, position: int) -> bool:
        """Whether the date at `position` says when something was said: "the Kremlin said on Tuesday"."""
        before = [u.key for u in self.units[max(0, position - 3) : position]]
        if before and before[-1] == "on":
            before.pop()
        return bool(before) and before[-1] in _SPEECH and before[-1] != "that"

    def _status(self, trigger: Trigger, subject_at: int | None = None) -> str | None:
        """held, planned, cancelled, postponed or denied; None for a meeting that is only wished, offered or asked about."""
        first, last = self._clause(trigger.first)
        before = self._slice(max(first, trigger.first - 12), trigger.first - 1)
        after = self._slice(trigger.last + 1, min(last, trigger.last + 7))
        words = statuses()
        whole_before = self._slice(max(0, trigger.first - 14), trigger.first - 1)
        direct = r"(?:\s+\S+){0,6}\s*$"
        for status in ("cancelled", "postponed"):
            if re.search(words[status].pattern + direct, whole_before, re.IGNORECASE):
                return status
            if re.match(
                rf"[^,;.]{{0,40}}?(?:was|were|is|has been|had been|have been|been|be)?\s*{words[status].pattern}",
                after,
                re.IGNORECASE,
            ):
                return status
        if re.search(words["denied"].pattern + direct, whole_before, re.IGNORECASE):
            return "denied"
        near_before = self._slice(max(first, trigger.first - 7), trigger.first - 1)
        lead = self.units[first - 1].key if first else ""
        if lead in ("if", "whether") or words["hypothetical"].search(near_before):
            return None
        if re.match(r"\s*(?:could|may|might|should|must|would require|if)\b", after):
            return None
        if words["planned"].search(before) or lead == "ahead":
            return "planned"
        if re.match(
            r"[^,;.]{0,60}?\b(?:will|is (?:set|due|expected|scheduled|planned|likely)|are (?:set|due|expected|scheduled|planned)"
            r"|would|to be held|to take place|next (?:week|month|year)|tomorrow|later (?:today|this|on)|scheduled|planned for|set for|due)\b",
            after,
        ):
            return "planned"
        date = self._date(trigger)
        published = self.sentence.published
        if date is not None and date.date_start is not None and published is not None and date.date_start > published:
            return "planned"
        return "held"

    def _recalled(self, trigger: Trigger, date: DateMention | None) -> bool:
        published = self.sentence.published
        if date is not None and date.date_end is not None and published is not None:
            return (published - date.date_end).days > 9
        first, last = self._clause(trigger.first)
        return bool(
            re.search(
                r"\b(?:last|previously|previous|years? ago|months? ago|since then|earlier in the war|once)\b",
                self._slice(first, last),
            )
        )

    def _frame(self, trigger: Trigger, kind: str, parties: list[Party], **more: object) -> Frame | None:
        status = self._status(trigger)
        if status is None:
            return None
        date = self._date(trigger)
        frame = Frame(self.sentence.index, trigger.first, kind, trigger.format, status, joined(parties), date=date)
        frame.recalled = self._recalled(trigger, date)
        for name, value in more.items():
            setattr(frame, name, value)
        return frame

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _meet(self, trigger: Trigger) -> list[Frame | None]:
        objects, _ = self._after(trigger.last)
        if not objects:
            objects, _ = self._with(trigger.last, reach=8)
        subject, referred = self._subject(trigger.first)
        if not objects and (len(sides(subject)) < 2 and not self._plural(subject)) and not referred:
            return []
        if referred and not objects and not subject:
            return [self._frame(trigger, "talk", [], place=self._place(trigger), anaphoric=True)]
        parties = [*subject, *objects]
        multi = (
            len(sides(parties)) > 3
            or (any(p.kind == "body" or "ministers" in (p.role or "") for p in subject)
            and not objects)
        )
        more = {"format": "multilateral" if multi else trigger.format, "explicit": True}
        return [
            self._frame(
                trigger,
                "talk",
                parties,
                place=self._place(trigger),
                anaphoric=referred and len(sides(parties)) < 2,
                **more,
            )
        ]

    @staticmethod
    def _plural(parties: list[Party]) -> bool:
        return any(re.search(r"leaders|ministers|officials|chiefs|members|diplomats", p.name) for p in parties)

    def _destinations(self, at: int) -> list[Venue]:
        """Where a journey goes, from the unit after `at`: places and countries of a list."""
        venues = []
        position = at
        while position < len(self.units):
            venue = self._venue_after(position)
            if venue is None or (venue.level == "unknown" and venue.country is None):
                break
            venues.append(venue)
            while position < len(self.units) and self.units[position].kind not in ("place", "party", "name", "demonym"):
                position += 1
            position += 1
            if position < len(self.units) and self.units[position].key == "capital":
                position += 1
            if (
                position + 1 < len(self.units)
                and self.units[position].key == ","
                and self.units[position + 1].actor is not None
            ):
                if self.units[position + 1].actor.country == venue.country:  # "Stresa, Italy"
                    position += 2
            if position >= len(self.units) or self.units[position].key not in ("and", ","):
                break
            if (
                self.units[position].key == ","
                and position + 1 < len(self.units)
                and self.units[position + 1].kind not in ("place", "party")
            ):
                break
        return venues

    def _journey(
        self, trigger: Trigger, visitors: list[Party], venues: list[Venue], referred: bool
    ) -> list[Frame | None]:
        """One frame a country visited, for visitors from elsewhere."""
        visitors = [v for v in visitors if v.kind in ("person", "office", "body")]
        frames: list[Frame | None] = []
        hosts: set[str | None] = set()
        for venue in venues:
            if venue.country in hosts:
                continue
            hosts.add(venue.country)
            guests = [v for v in visitors if v.code != venue.country]
            if venue.country is None or (not guests and not referred):
                continue
            meets = [p for p in self._met_on_the_way(trigger) if not any(p.name == g.name for g in guests)]
            meets = [p for p in meets if p.country in (venue.country, None) or len(venues) == 1]
            frames.append(
                self._frame(
                    trigger,
                    "visit",
                    [*guests, *meets],
                    place=venue,
                    visitors=guests,
                    anaphoric=not guests,
                    explicit=True,
                    format="visit",
                )
            )
        return frames

    def _met_on_the_way(self, trigger: Trigger) -> list[Party]:
        """Whom a visit is to see: "to meet X", "for talks with X", "alongside X"."""
        for position in range(trigger.last + 1, min(trigger.last + 26, len(self.units))):
            if self.units[position].key in ("meet", "meeting", "met", "alongside", "meets", "hosted", "see"):
                parties, _ = self._after(position)
                if parties:
                    return parties
                return self._with(position, reach=5)[0]
            if self.units[position].key in ("talks", "meetings", "discussions", "conference") and position + 1 < len(
                self.units
            ):
                if self.units[position + 1].key == "with":
                    return self._with(position)[0]
        return []

    def _visit(self, trigger: Trigger) -> list[Frame | None]:
        venues = self._destinations(trigger.last)
        if not venues:
            return []
        subject, referred = self._subject(trigger.first)
        return self._journey(trigger, subject, venues, referred)

    def _travel(self, trigger: Trigger) -> list[Frame | None]:
        at = trigger.last
        if at + 1 < len(self.units) and self.units[at + 1].kind == "date":
            at += 1
        if at + 1 < len(self.units) and self.units[at + 1].key in ("back", "by", "directly", "straight", "abroad"):
            at += 1
        for step in (1, 2):
            if at + step < len(self.units) and self.units[at + step].key in ("to", "in", "at", "into", "for"):
                at += step
                break
        else:
            if trigger.text.split()[-1] not in ("in", "to"):
                return []
        venues = self._destinations(at)
        if not venues:
            return []
        subject, referred = self._subject(trigger.first)
        subject = [p for p in subject if p.is_person or p.kind == "office"]
        return self._journey(trigger, subject, venues, referred and not subject)

    def _host(self, trigger: Trigger) -> list[Frame | None]:
        objects, after = self._after(trigger.last)
        if after < len(self.units) and self.units[after - 1].possessive:
            return []
        subject, _ = self._subject(trigger.first)
        people = [p for p in objects if p.is_person or p.kind == "office"]
        if not people or not subject or len(sides([*subject, *people])) < 2:
            return []
        return [self._frame(trigger, "talk", [*subject, *people], place=self._place(trigger, to=True), explicit=True)]

    def _speak(self, trigger: Trigger) -> list[Frame | None]:
        at = trigger.last
        joint = None
        for position in range(at + 1, min(at + 9, len(self.units))):
            if self.units[position].key in ("with", "to"):
                joint = position
                break
            if self._boundary(position):
                break
        if joint is None:
            return []
        inner = read_list(self.units, joint + 1)
        subject, _ = self._subject(trigger.first)
        if not inner:
            return []
        people = [p for p in self._resolved(inner[0]) if p.is_person or p.kind == "office"]
        clause = self._slice(*self._clause(trigger.first))
        if not people or not subject or len(sides([*subject, *people])) < 2 or _OFTEN.search(clause):
            return []
        by_phone = bool(_PHONE.search(clause))
        return [
            self._frame(
                trigger,
                "call" if by_phone else "talk",
                [*subject, *people],
                format="call" if by_phone else "talks",
                place=None if by_phone else self._place(trigger),
                explicit=True,
            )
        ]

    def _phone(self, trigger: Trigger) -> list[Frame | None]:
        objects, _ = self._after(trigger.last)
        subject, _ = self._subject(trigger.first)
        if len(sides([*subject, *objects])) < 2 or not objects:
            return []
        return [self._frame(trigger, "call", [*subject, *objects], explicit=True)]

    def _discuss(self, trigger: Trigger) -> list[Frame | None]:
        subject, referred = self._subject(trigger.first)
        objects, _ = self._with(trigger.last)
        parties = [p for p in [*subject, *objects] if p.is_person or p.kind == "office"]
        if len(sides(parties)) < 2 or _OFTEN.search(self._slice(*self._clause(trigger.first))):
            return []
        return [self._frame(trigger, "talk", parties, format="talks", place=self._place(trigger))]

    def _gather(self, trigger: Trigger) -> list[Frame | None]:
        subject, _ = self._subject(trigger.first)
        place = self._place(trigger)
        if not subject or place is None or not (self._plural(subject) or len(sides(subject)) > 1):
            return []
        return [
            self._frame(
                trigger,
                "summit" if any(p.kind == "body" for p in subject) else "talk",
                subject,
                place=place,
                format="multilateral",
                label=self._body(subject),
                explicit=True,
            )
        ]

    @staticmethod
    def _body(parties: list[Party]) -> str | None:
        return next((p.code for p in parties if p.kind == "body" or (p.code and not p.country)), None)

    # -- nouns -----------------------------------------------------------------------------------------------------

    def _held_by(self, trigger: Trigger) -> tuple[list[Party], bool, bool]:
        """The subject of the verb or preposition that governs a noun. (parties, referred, whether a verb makes it take place)."""
        first, _ = self._clause(trigger.first)
        for position in range(trigger.first - 1, max(-1, trigger.first - 10), -1):
            unit = self.units[position]
            if unit.kind == "word" and unit.key in _MADE:
                subject, referred = self._subject(position)
                return subject, referred, True
            if self._boundary(position):
                if unit.key in ("during", "after", "before", "following", "ahead", "amid"):
                    subject, referred = self._subject(position, first_of_clause=True)
                    return subject, referred, False
                break
            if (
                unit.kind in ("party", "demonym")
                and not unit.possessive
                and not self._oblique(self._list_start(position))
            ):
                break
        before = self._governor(trigger.first)
        if before is not None and before.key in ("in", "at", "on", "for", "from"):
            subject, referred = self._subject(trigger.first, first_of_clause=True)
            return subject, referred, False
        return [], False, False

    def _talk(self, trigger: Trigger) -> list[Frame | None]:
        parties, between = self._with(trigger.last)
        owner, referred = self._owner(trigger.first)
        subject: list[Party] = []
        made = False
        if (not between and len(sides([*owner, *parties])) < 2) or (parties and not between and not owner):
            subject, referred_subject, made = self._held_by(trigger)
            referred = referred or referred_subject
        if not parties and not owner and not made:
            # "said on a trip", "told reporters after the meeting": the speaker takes part only if a party is named beside him
            subject = [] if not self._plural(subject) else subject
        everyone = joined([*owner, *subject, *parties])
        place = self._place(trigger)
        anaphoric = len(sides(everyone)) < 2 and not (self._body(everyone) and (parties or owner))
        weak = trigger.text in _WEAK
        if weak and anaphoric:
            return []
        if self._body(everyone) and len([p for p in everyone if p.country]) < 2 and not anaphoric:
            label = self._body(everyone)
            return [
                self._frame(
                    trigger,
                    "summit",
                    everyone,
                    place=place,
                    format="multilateral",
                    label=label,
                    explicit=made or bool(parties),
                )
            ]
        if not anaphoric and not any(p.is_person or p.kind == "office" for p in everyone):
            date = self._date(trigger)
            if place is None and date is None and not made:
                return []
        if _OFTEN.search(self._slice(max(0, trigger.first - 3), trigger.last + 4)):
            return []
        format_ = trigger.format
        if _PHONE.search(self._slice(max(0, trigger.first - 3), min(len(self.units) - 1, trigger.last + 8))):
            return [self._frame(trigger, "call", everyone, format="call", anaphoric=anaphoric, explicit=made)]
        if len([p for p in everyone if p.country]) > 3:
            format_ = "multilateral"
        return [
            self._frame(
                trigger,
                "talk",
                everyone,
                place=place,
                format=format_,
                anaphoric=anaphoric,
                explicit=made or bool(parties),
            )
        ]

    def _joint(self, trigger: Trigger) -> list[Frame | None]:
        return self._talk(trigger)

    def _call(self, trigger: Trigger) -> list[Frame | None]:
        parties, between = self._with(trigger.last, reach=8)
        owner, referred = self._owner(trigger.first)
        subject: list[Party] = []
        if (not between and len(sides([*owner, *parties])) < 2) or not between:
            subject, referred_subject, _ = self._held_by(trigger)
        if not parties and not owner:
            everyone = joined([*subject, *self._told(trigger)])
            if trigger.text == "calls":
                return []
        else:
            everyone = joined([*owner, *subject, *parties])
        everyone = [p for p in everyone if p.kind in ("person", "office", "country")]
        if len(sides(everyone)) < 2:
            if trigger.text in (
                "call",
                "conversation",
                "phone call",
                "telephone conversation",
                "phone conversation",
            ) and (trigger.first and self.units[trigger.first - 1].key in _ANAPHOR | {"phone"}):
                return [self._frame(trigger, "call", everyone, anaphoric=True)]
            return []
        return [self._frame(trigger, "call", everyone, explicit=True)]

    def _told(self, trigger: Trigger) -> list[Party]:
        """ "In a call, Putin informed Trump": whom the main verb addresses."""
        for position, unit in enumerate(self.units):
            if unit.kind == "word" and unit.key in (
                "told",
                "informed",
                "assured",
                "tells",
                "urged",
                "thanked",
                "warned",
                "asked",
            ):
                objects, _ = self._after(position)
                subject, _ = self._subject(position)
                people = [p for p in objects if p.is_person or p.kind == "office"]
                if people and subject:
                    return [*subject, *people]
        return []

    def _trip(self, trigger: Trigger) -> list[Frame | None]:
        owner, referred = self._owner(trigger.first)
        venues: list[Venue] = []
        at = trigger.last
        for position in range(at + 1, min(at + 8, len(self.units))):
            if self.units[position].key in ("to", "in") and not (self.units[position].key == "in" and venues):
                venues = self._destinations(position)
                if venues:
                    break
            if self._boundary(position) and self.units[position].key not in ('"', "“", "”"):
                break
        if not venues:
            before = self.units[trigger.first - 1] if trigger.first else None
            if before is not None and before.kind == "place":
                venue = venue_of(before)
                venues = [venue] if venue else []
                owner, referred = self._owner(trigger.first - 1) if owner == [] else (owner, referred)
        guests = [p for p in owner if p.kind in ("person", "office", "body") or (p.kind == "country" and p.country)]
        for position in range(at + 1, min(at + 12, len(self.units))):
            if self.units[position].key in ("by", "from") and not guests:
                inner = read_list(self.units, position + 1)
                if inner:
                    guests = self._resolved(inner[0])
                break
            if self._boundary(position):
                break
        if not guests:
            subject, referred_subject, _ = self._held_by(trigger)
            if not subject and not referred_subject:
                subject, referred_subject = self._subject(trigger.first, first_of_clause=True)
            guests, referred = subject, referred or referred_subject
        if not venues:
            guests = [g for g in guests if g.is_person or g.kind == "office"]
            if not guests or trigger.text in _WEAK:
                return []
            return [self._frame(trigger, "visit", guests, visitors=guests, anaphoric=True)]
        return self._journey(trigger, guests, venues, referred or trigger.text not in _WEAK)

    def _summit(self, trigger: Trigger) -> list[Frame | None]:
        owner, _ = self._owner(trigger.first)
        parties, between = self._with(trigger.last)
        subject, referred, made = self._held_by(trigger)
        place = self._place(trigger)
        label = self._body([*owner, *parties])
        named = joined([*owner, *subject, *parties])
        before = self.units[trigger.first - 1].key if trigger.first else ""
        if label is None and before in ("peace", "forum", "recovery", "league", "political", "donor"):
            label = before
        states = [p for p in named if p.country]
        if label is None and len(sides(states)) >= 2 and not (place and made and len(states) < 2):
            return [self._frame(trigger, "talk", named, place=place, format="summit", explicit=True)]
        anaphoric = label is None and place is None
        return [
            self._frame(
                trigger, "summit", named, place=place, label=label, format="summit", anaphoric=anaphoric, explicit=made
            )
        ]

    def _meeting_of(self, trigger: Trigger) -> list[Frame | None]:
        before = self.units[trigger.first - 1].key if trigger.first else ""
        if before in ("news", "press", "video", "joint"):
            return []
        place = self._place(trigger)
        parties, _ = self._with(trigger.last)
        owner, _ = self._owner(trigger.first)
        if (
            place is None
            or place.level == "unknown"
            or before not in ("donor", "donors", "peace", "security", "recovery", "international", "reconstruction")
        ):
            return []
        subject, _, made = self._held_by(trigger)
        return [
            self._frame(
                trigger, "summit", [*owner, *subject, *parties], place=place, format="multilateral", label=before
            )
        ]

    def _conferences(self, known: list[Frame]) -> list[Frame]:
        """Sittings of named conferences: "speaking at the Munich Security Conference, Zelensky"."""
        frames = []
        for match in conference_pattern().finditer(self.text):
            conference = (
                conferences()[re.sub(r"[\s-]+", lambda m: m.group()[0], match.group().lower())]
                if match.group().lower() in conferences()
                else None
            )
            if conference is None:
                continue
            first = next((i for i, u in enumerate(self.units) if u.end > match.start()), None)
            last = max((i for i, u in enumerate(self.units) if u.start < match.end()), default=None)
            if first is None or last is None:
                continue
            before = [u.key for u in self.units[max(0, first - 5) : first]]
            trigger = Trigger(first, last, "conference", conference.format, conference.name)
            meeting = bool(
                {"meeting", "session", "meetings"} & {*before, *(u.key for u in self.units[last + 1 : last + 4])}
            )
            at_it = (
                bool(
                    {"at", "attend", "attended", "attending", "for", "address", "addressed", "addressing"} & set(before)
                )
                or meeting
            )
            if (conference.venue is None and not meeting) or not at_it:
                continue
            subject, referred = self._subject(first, first_of_clause=True)
            place = conference.venue or self._place(trigger)
            frame = self._frame(
                trigger, "summit", subject, place=place, label=conference.name, format=conference.format, explicit=True
            )
            if frame is not None:
                frames.append(frame)
        return frames
