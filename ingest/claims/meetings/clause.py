"""What the words around a trigger say: subject, objects, owner, place, date and status of the clause."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import DateMention
from ingest.claims.meetings.frame import Frame
from ingest.claims.meetings.parties import Cast, Party, joined, party_of, read_list, sides
from ingest.claims.meetings.units import Unit, Venue, capitals, units_of, venue_of
from ingest.claims.meetings.words import Trigger, conference_pattern, conferences, statuses, word_class
from ingest.claims.reading import AnnotatedSentence

_MARKS = frozenset(";:–—•►|")
_GROUP = re.compile(
    r"\b(?:(?:the )?(?:two|three|four|both|pair of)(?: \w+){0,2}? (?:leaders|men|sides|presidents|ministers|countries|parties|"
    r"delegations|officials|diplomats|women)|the (?:leaders|men|presidents|ministers|sides|parties|delegations))$"
)
_EARLIER = re.compile(
    r"\b(?:previously|previous|(?<!since )(?:\w+ )?(?:years?|months?) ago(?! on)|earlier in the war|once|"
    r"last (?:met|visited|spoke|saw|time|travell?ed|meeting|visit))\b(?!.*\bsince\b)"
)
_DATE_COST = 16
_LONG_AGO = 9
_PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "outside", "inside", "aboard"))
_UNKNOWN_PLACE_WORDS = 1
_SHORTEST_PLACE = 3


class Clauses:
    """The units of one sentence and the questions that the grammar of verbs and nouns asks about them."""

    def __init__(self, sentence: AnnotatedSentence, cast: Cast):
        self.sentence = sentence
        self.text = sentence.text
        self.units = units_of(sentence)
        self.cast = cast

    # -- clauses -------------------------------------------------------------------------------------------------------

    def clause(self, at: int) -> tuple[int, int]:
        """The first and last unit of the clause around `at`."""
        first, last = at, at
        while first > 0 and not self.boundary(first - 1):
            first -= 1
        while last + 1 < len(self.units) and not self.boundary(last + 1):
            last += 1
        return first, last

    def boundary(self, at: int) -> bool:
        """Whether a clause ends at this unit."""
        unit = self.units[at]
        if unit.kind == "mark":
            if unit.key in '“”"':
                # a quotation of a few words inside a clause ends nothing; one after a comma or colon does
                beside = self.text[max(0, unit.start - 2) : unit.start].strip()[-1:]
                return at == 0 or beside in ",:.?!…"
            return unit.key in _MARKS
        if unit.key == "as" and ("well" in (self.key(at - 1), self.key(at + 1)) or self.key(at + 1).endswith("ing")):
            return False
        return unit.kind == "word" and unit.key in word_class("clause")

    def slice(self, first: int, last: int) -> str:
        """The text of the units `first` to `last`."""
        first = max(0, first)
        last = min(last, len(self.units) - 1)
        return self.text[self.units[first].start : self.units[last].end] if first <= last else ""

    def key(self, at: int) -> str:
        """The lower-case text of a unit; empty outside the sentence."""
        return self.units[at].key if 0 <= at < len(self.units) else ""

    # -- who -----------------------------------------------------------------------------------------------------------

    def resolved(self, parties: list[Party]) -> list[Party]:
        return joined([self.cast.named(p) for p in parties])

    def list_start(self, at: int) -> int:
        """The first unit of the list whose last party stands at `at`."""
        start = at
        while start >= 2:
            left = start - 1
            while left > 0 and self.units[left].kind == "word" and self.units[left].key in word_class("determiner"):
                left -= 1
            key = self.units[left].key
            probe = left - 1
            if key == "with" and self.key(probe) in ("along", "together"):
                probe -= 1
            elif key not in ("and", "&", "-", "–", "/", ",") or (left != start - 1 and key not in ("and", ",")):
                break
            while probe > 0 and self.units[probe].key == ",":
                probe -= 1
            if probe < 0 or self.units[probe].kind not in ("party", "demonym", "name") or self.units[probe].possessive:
                break
            if key == "," and not any(u.key in ("and", "&") for u in self.units[probe : at + 1]):
                break
            start = probe
        return start

    def governor(self, start: int) -> Unit | None:
        """The word that governs the noun phrase at `start`, past its determiners."""
        at = start - 1
        while at >= 0 and self.units[at].kind == "word" and self.units[at].key in word_class("determiner"):
            at -= 1
        return self.units[at] if at >= 0 else None

    def oblique(self, start: int) -> bool:
        """Whether the noun phrase at `start` hangs on a preposition or is a verb's object."""
        governor = self.governor(start)
        if governor is None or governor.kind != "word":
            return False
        if governor.key in word_class("preposition"):
            if governor.key == "of":
                at = self.units.index(governor)
                return self.key(at - 1) not in word_class("of_head")  # "the heads of X and Y met"
            return True
        if governor.key in word_class("object_verb"):
            return True
        if governor.key in word_class("speech") or governor.key in word_class("clause"):
            return False
        return governor.key.endswith("ed")

    def _pronoun(self, position: int) -> list[Party]:
        key = self.units[position].key
        person = self.cast.antecedent(self.sentence.index, self.units[:position], key)
        return [person] if person else []

    def subject(self, at: int, *, first_of_clause: bool = False) -> tuple[list[Party], bool]:
        """(the subject of the verb or phrase at `at`, whether it is only referred to: "they", "the two leaders")."""
        found: tuple[list[Party], bool] | None = None
        position = at - 1
        if position >= 0 and (
            self.units[position].key == "and"
            or (self.key(position - 1) == "and" and self.units[position].kind == "word")
        ):
            first_of_clause = True
        while position >= 0:
            unit = self.units[position]
            if self.boundary(position):
                break
            if unit.key in ("he", "she", "i") and unit.kind == "word":
                found = self._pronoun(position), False
                if not found[0]:
                    found = [], True
            elif unit.key in word_class("staff") and self.key(position - 1) in ("his", "her"):
                boss = self._pronoun(position - 1)
                found = (
                    [replace(p, name=f"{p.name}'s {unit.key}", kind="office", role=unit.key) for p in boss],
                    not boss,
                )
            elif unit.key == "who":
                return self._relative(position)
            elif unit.key in ("they", "both", "pair", "duo") or (
                unit.kind in ("party", "word") and _GROUP.search(self.slice(position - 4, position).lower())
            ):
                found = [], True
            elif unit.kind in ("party", "name", "demonym") and (
                not unit.possessive or self._owns_institution(position)
            ):
                if unit.kind == "name" and self._owns_institution(position - 1):
                    position -= 1
                start = self.list_start(position)
                adjacent = (
                    position == at - 1 and self.governor(start) is not None and self.governor(start).key == "with"
                )  # type: ignore[union-attr]
                if adjacent or not self.oblique(start):
                    inner = read_list(self.units, start)
                    if inner and inner[1] > position:
                        parties = self.resolved(inner[0])
                        if self.key(start - 1) == "and" and self.key(start - 2) in (
                            "he",
                            "she",
                        ):  # "he and Macron discussed"
                            parties = joined([*self._pronoun(start - 2), *parties])
                        found = parties, False
                position = start
            if found and not first_of_clause:
                return found
            position -= 1
        if found:
            return found
        if position > 0 and self.units[position].kind == "word":
            key = self.units[position].key
            if key == "which":
                return [], True
            if key not in ("if", "whether") and (key != "that" or first_of_clause):
                before = self.subject(position, first_of_clause=True)
                if before[0] or before[1]:
                    return before
        return self.subject_after(at)

    def _owns_institution(self, position: int) -> bool:
        """Whether a possessive names an institution: "Russia's foreign intelligence agency"."""
        if position < 0 or not self.units[position].possessive or self.units[position].kind != "party":
            return False
        return any(self.key(i) in word_class("institution") for i in range(position + 1, position + 5))

    def _relative(self, position: int) -> tuple[list[Party], bool]:
        """The antecedent of the "who" at `position`."""
        for back in range(position - 1, max(-1, position - 6), -1):
            if self.units[back].kind in ("party", "name"):
                start = back if self.units[back + 1].key == "," else self.list_start(back)
                inner = read_list(self.units, start)
                return (self.resolved(inner[0]) if inner else self.resolved([party_of(self.units[back])])), False
        return [], False

    def subject_after(self, at: int) -> tuple[list[Party], bool]:
        """The subject after an opening phrase: "Visiting London, Blinken said", "After talks in Kyiv, he left"."""
        opening = ("after", "before", "during", "following", "while", "as", "ahead")
        if any(self.boundary(i) and self.units[i].key not in opening for i in range(at)):
            return [], False
        comma = next((i for i in range(at + 1, min(at + 22, len(self.units))) if self.units[i].key == ","), None)
        if comma is None:
            return [], False
        for position in range(comma + 1, min(comma + 9, len(self.units))):
            unit = self.units[position]
            if unit.key in ("he", "she"):
                person = self.cast.antecedent(self.sentence.index, [], unit.key)
                return ([person] if person else []), person is None
            if unit.kind in ("party", "name", "demonym") and not unit.possessive:
                inner = read_list(self.units, position)
                if inner and any(p.code for p in inner[0]):
                    return self.resolved(inner[0]), False
        return [], False

    def after(self, at: int) -> tuple[list[Party], int]:
        """The list of parties right after `at` (an adverb or two may stand between), and what follows it."""
        position = at + 1
        for _ in range(3):
            unit = self.units[position] if position < len(self.units) else None
            if unit is not None and (
                unit.kind == "date"
                or (unit.kind == "word" and (unit.key.endswith("ly") or unit.key in ("with", "also", "again", "up")))
            ):
                position += 1
        inner = read_list(self.units, position)
        if not inner:
            return [], position
        parties, position = inner
        # "several leaders on Saturday in Rome, including Spain and Norway"
        for later in range(position, min(position + 8, len(self.units))):
            if self.boundary(later):
                break
            if self.units[later].key in ("including", "among"):
                more = read_list(self.units, later + 1)
                if more:
                    parties = [*parties, *more[0]]
                break
        return self.resolved(parties), position

    def with_whom(self, at: int, reach: int = 14, *, bridged: bool = True) -> tuple[list[Party], bool]:
        """The parties that a "with", "between", "of" or "and" after `at` brings, and whether it was "between"."""
        for position in range(at + 1, min(at + reach, len(self.units))):
            unit = self.units[position]
            if self.boundary(position) and unit.key not in '“”"':
                break
            if unit.key == "and" and self.key(position + 1).endswith("ed"):
                break  # another verb begins
            before = self.units[position - 1]
            if bridged and position - 1 > at and before.kind == "word" and not self._bridges(before.key):
                break  # another noun or verb has come between: "the meeting follows an agreement between"
            if unit.key in ("with", "between", "among", "involving", "bringing") or (
                unit.key == "of" and position == at + 1
            ):
                if unit.key == "with" and self.key(position - 1) in (
                    "along",
                    "together",
                    "relations",
                    "ties",
                    "cooperation",
                ):
                    continue
                inner = read_list(self.units, position + 1)
                if inner:
                    return self.resolved(inner[0]), unit.key in ("between", "among", "bringing")
                if unit.key != "of":
                    return [], False
        return [], False

    @staticmethod
    def _bridges(key: str) -> bool:
        """Whether a word may stand between a meeting and its "with": "talks late on Monday in the capital with"."""
        return key in word_class("bridge") or key in word_class("preposition") or key.endswith("ly")

    def owner(self, at: int) -> tuple[list[Party], bool]:
        """Whose it is: "Zelensky's visit", "US-Ukraine talks", "his trip"; and whether a pronoun left it open."""
        position = at - 1
        for _ in range(6):
            if position < 0:
                break
            unit = self.units[position]
            if unit.kind in ("date", "place"):
                position -= 1
                continue
            if unit.key in ("his", "her", "my"):
                people = self._pronoun(position)
                if not people:
                    people = self.subject_after(position)[0][:1]
                return people, not people
            if unit.key in ("their", "our"):
                return self._theirs(position)
            if unit.kind in ("party", "demonym", "name"):
                start = self.list_start(position)
                if unit.possessive:
                    left = [
                        self.units[i]
                        for i in range(start, position)
                        if self.units[i].kind in ("party", "name", "demonym")
                    ]
                    return self.resolved([*(party_of(u) for u in left), party_of(unit)]), False
                if (
                    position == at - 1
                    or unit.kind == "demonym"
                    or self.key(position + 1) in ("-", "–")
                    or (unit.actor is not None and unit.actor.kind == "body")
                ):
                    if start == position and self._topic(position):
                        position = start - 1
                        continue
                    named = [
                        party_of(u)
                        for u in self.units[start : position + 1]
                        if u.kind in ("party", "demonym") and u.actor
                    ]
                    return self.resolved(named), False
                return [], False
            if (
                unit.kind != "word"
                or unit.key in word_class("preposition")
                or unit.key in ("a", "an", "and", "the")
                or self.boundary(position)
            ):
                break
            position -= 1
        return [], False

    def _topic(self, position: int) -> bool:
        """Whether a country before a noun is what it is about: "Ukraine summit", "the Ukraine peace talks"."""
        actor = self.units[position].actor
        return (
            actor is not None
            and actor.kind == "country"
            and actor.form == "name"
            and self.key(position + 1) not in ("-", "–")
        )

    def _theirs(self, position: int) -> tuple[list[Party], bool]:
        """Who "their" stands for: the subject if it is plural, else the two persons that the sentence names before it."""
        subject, _ = self.subject(position)
        if len(sides(subject)) > 1:
            return subject, False
        people: list[Party] = []
        for index, unit in enumerate(self.units[:position]):
            if unit.key in ("he", "she"):
                people.extend(self._pronoun(index))
            elif unit.kind == "party" and unit.actor is not None and unit.actor.kind in ("person", "office"):
                people.extend(self.resolved([party_of(unit)]))
        people = [p for p in joined(people) if p.code]
        return (people, False) if len(people) == 2 and len(sides(people)) == 2 else ([], True)

    # -- where ---------------------------------------------------------------------------------------------------------

    def place(self, trigger: Trigger, *, to: bool = False) -> Venue | None:
        """Where: "in Paris", "at the White House", "Paris talks"; the nearest after the trigger, else before it."""
        where = self._place_before_where(trigger)
        if where:
            return where
        for position in range(trigger.last + 1, min(trigger.last + 24, len(self.units))):
            key = self.units[position].key
            if self.key(position - 1) in word_class("topic"):
                continue  # "the war in Ukraine"
            if self.boundary(position) and key not in ("“", "”", '"', "during"):
                if not (
                    key == "which"
                    and re.match(
                        r"which (?:is|was|will|takes|took|opened|began)", self.text[self.units[position].start :]
                    )
                ):
                    break
            if (
                key in _PLACE_PREPOSITIONS
                or (to and key in ("to", "into"))
                or (key == "on" and self.key(position + 1) == "the")
                or key == "hosted"
            ):
                venue = self.venue_after(position + (key == "hosted" and self.key(position + 1) == "by"))
                if venue and venue.level == "unknown":
                    # "at Villa Rosa in Rome": the city that follows is the place that a map knows
                    known = next(
                        (self.venue_after(i) for i in range(position + 2, position + 6) if self.key(i) == "in"), None
                    )
                    venue = known or (venue if len(venue.name) > _SHORTEST_PLACE and key != "on" else None)
                if venue:
                    return venue
        for position in (trigger.first - 1, trigger.first - 2):
            unit = self.units[position] if position >= 0 else None
            if (
                unit is not None
                and (unit.kind == "place" or (unit.actor is not None and unit.actor.form == "capital"))
                and not unit.possessive
            ):
                if position == trigger.first - 1 or self.key(trigger.first - 1) in (
                    "summit",
                    "peace",
                    "security",
                    "recovery",
                ):
                    return venue_of(unit)
        first, _ = self.clause(trigger.first)
        for position in range(first, trigger.first):
            if self.units[position].key in ("in", "at") and (
                position == first or self.units[position - 1].kind in ("date", "mark")
            ):
                venue = self.venue_after(position)
                if venue:
                    return venue
        for position in range(trigger.first - 1, max(first, trigger.first - 9) - 1, -1):
            if self.units[position].key in ("in", "at") and self.key(position - 1) not in word_class("topic"):
                venue = self.venue_after(position)
                if venue and venue.level != "unknown":
                    return venue
        return self._conference_seat(trigger)

    def _conference_seat(self, trigger: Trigger) -> Venue | None:
        """The seat of a conference that the clause names: "on the sidelines of the Munich Security Conference"."""
        first, last = self.clause(trigger.first)
        found = conference_pattern().search(self.slice(trigger.first, last))
        conference = conferences().get(" ".join(found.group().lower().split())) if found else None
        return conference.venue if conference else None

    def _place_before_where(self, trigger: Trigger) -> Venue | None:
        """The place that a "where" clause goes on from: "flew to Warsaw, where he will meet"."""
        first, _ = self.clause(trigger.first)
        if self.key(first - 1) != "where":
            return None
        named = next((u for u in reversed(self.units[: first - 1]) if u.kind in ("place", "party")), None)
        return venue_of(named) if named is not None else None

    def venue_after(self, position: int) -> Venue | None:
        """The venue right after a preposition: past "the", "central", "the resort of"; ", Italy" gives its country."""
        at = position + 1
        skipped = 0
        while at < len(self.units) and self.units[at].kind == "word" and skipped < 6:
            if self.units[at].key not in word_class("place_word") and not (skipped <= 2 and self.key(at - 1) == "the"):
                return None
            at += 1
            skipped += 1
        if at >= len(self.units):
            return None
        unit = self.units[at]
        if unit.kind == "demonym" or (unit.possessive and unit.actor is not None and unit.actor.kind == "country"):
            if self.key(at + 1) == "capital" and unit.actor is not None:
                return capitals().get(unit.actor.code or "")
            later = next((i for i in range(at + 1, min(at + 6, len(self.units))) if self.units[i].kind != "word"), None)
            if (
                later is None
                or self.units[later].kind not in ("place", "name")
                or any(self.key(i) not in word_class("place_word") for i in range(at + 1, later))
            ):
                return None
            unit, at = self.units[later], later
        if unit.kind not in ("place", "party", "name") or unit.possessive:
            return None
        if unit.kind == "name" and (
            (skipped > _UNKNOWN_PLACE_WORDS and self.key(at - 1) != "of")
            or self.key(position) not in ("in", "at", "on")
        ):
            return None
        if unit.kind == "party" and (
            unit.actor is None or unit.actor.kind != "country" or unit.actor.form not in ("name", "capital")
        ):
            return None
        venue = venue_of(unit)
        if venue is None:
            return None
        if venue.level == "unknown":
            venue = Venue(self.text[unit.start : unit.end], None, None, "unknown")
        if self.key(at + 1) == "," and at + 2 < len(self.units):
            after = self.units[at + 2]
            if (
                after.actor is not None
                and after.actor.kind == "country"
                and venue.country in (None, after.actor.country)
            ):
                venue = replace(venue, country=after.actor.country)
            elif venue.country is None and after.kind == "place" and after.place is not None:
                venue = replace(venue, country=after.place.country)
        return venue

    def destinations(self, at: int) -> list[Venue]:
        """Where a journey goes, from the unit after `at`: the places and countries of a list."""
        venues: list[Venue] = []
        position = at
        while position < len(self.units):
            venue = self.venue_after(position)
            if venue is None or venue.country is None:
                break
            venues.append(venue)
            position += 1
            while position < len(self.units) and self.units[position].kind not in ("place", "party", "name", "demonym"):
                position += 1
            position += 1
            if self.key(position) == "capital":
                position += 1
            beside = self.units[position + 1] if position + 1 < len(self.units) else None
            if (
                self.key(position) == ","
                and beside is not None
                and beside.actor is not None
                and beside.actor.country == venue.country
            ):
                position += 2  # "Stresa, Italy"
            if self.key(position) not in ("and", ","):
                break
        return venues

    # -- when ----------------------------------------------------------------------------------------------------------

    def date(self, trigger: Trigger, status: str, *, speech: bool = False) -> DateMention | None:
        """The date of the meeting: the nearest in its clause, shifted a week where a weekday was read in the other tense.

        A date that belongs to a verb of saying is not the meeting's, unless the saying happens there (`speech`).
        """
        best: tuple[int, DateMention] | None = None
        for position, unit in enumerate(self.units):
            if unit.date is None or unit.date.kind == "since" or self._since(position) or self._only_a_year(position):
                continue
            low, high = min(position, trigger.first), max(position, trigger.last)
            cost = high - low - (trigger.last - trigger.first)
            for between in range(low + 1, high):
                if self.boundary(between) or (self.units[between].key in word_class("speech") and not speech):
                    cost += 10
            if position == 0 or (position == 1 and self.key(0) in ("on", "in", "earlier", "late")):
                cost = min(cost, 8 if not any(self.boundary(i) for i in range(trigger.first)) else cost)
            if self._said_then(position) and not speech:
                cost += 60
            if cost <= _DATE_COST + 6 * speech and (best is None or cost < best[0]):
                best = (cost, unit.date)
        return self._in_tense(best[1], status) if best else None

    def _in_tense(self, date: DateMention, status: str) -> DateMention:
        published = self.sentence.published
        if date.kind != "weekday" or published is None or date.date_start is None or date.date_end is None:
            return date
        week = dt.timedelta(days=7)
        if status == "held" and date.date_start > published:
            return replace(date, date_start=date.date_start - week, date_end=date.date_end - week)
        if (
            status == "planned"
            and date.date_end < published
            and not re.search(r"last|earlier", date.text, re.IGNORECASE)
        ):
            return replace(date, date_start=date.date_start + week, date_end=date.date_end + week)
        return date

    def _only_a_year(self, position: int) -> bool:
        """Whether a year belongs to another noun: "the 2022 invasion"."""
        return self.units[position].key.isdigit() and self.key(position - 1) not in (
            "in",
            "of",
            "during",
            "early",
            "late",
            "mid",
        )

    def _since(self, position: int) -> bool:
        """Whether the date only bounds a span: "the first visit since the invasion in 2022"."""
        for back in range(position - 1, max(-1, position - 8), -1):
            if self.units[back].key == "since":
                return True
            if self.units[back].kind == "mark":
                return False
        return False

    def _said_then(self, position: int) -> bool:
        """Whether the date at `position` says when something was said: "the Kremlin said on Tuesday"."""
        at = position - 1
        if self.key(at) in ("on", "in", "late", "early"):
            at -= 1
        for back in range(at, max(-1, at - 7), -1):
            unit = self.units[back]
            if self.boundary(back) or (unit.kind in ("party", "date") and back != at):
                return False
            if unit.key in word_class("speech"):
                return True
            if unit.key == "," or (back != at and unit.kind == "place"):
                return False
        return False

    # -- whether -------------------------------------------------------------------------------------------------------

    def status(self, trigger: Trigger) -> str | None:
        """held, planned, cancelled, postponed or denied; None for a meeting that is only wished, offered or asked about."""
        first, last = self.clause(trigger.first)
        words = statuses()
        wide = self.slice(trigger.first - 18, trigger.first - 1)
        lead = self.key(first - 1)
        near = self.slice(max(first, trigger.first - 7), trigger.first - 1)
        if self.key(first - 1) == "during":
            first = self.clause(max(0, first - 2))[
                0
            ]  # "is to present his plan during the visit": the main clause decides
        before = self.slice(max(first, trigger.first - 14), trigger.first - 1)
        after = self.slice(trigger.last + 1, min(last, trigger.last + 9))
        wider_after = self.slice(trigger.last + 1, trigger.last + 22)
        for status in ("cancelled", "postponed"):
            if re.search(words[status].pattern + r"(?:\s+\S+){0,6}\s*$", wide, re.IGNORECASE):
                return status
            if re.match(
                rf"[^;.]{{0,60}}?\b(?:was|were|is|has been|had been|have been|been|be|but)\s+(?:\w+\s+){{0,2}}?{words[status].pattern}",
                wider_after,
                re.IGNORECASE,
            ):
                return status
        if re.search(words["denied"].pattern + r"(?:\s+\S+){0,12}\s*$", wide, re.IGNORECASE):
            return "denied"
        if lead in ("if", "whether") or words["hypothetical"].search(near):
            return None
        if re.match(r"[^,;.]{0,30}?\b(?:could|may|might|should|must|would require|if)\b", after):
            return None
        if words["planned"].search(before) or lead == "ahead":
            return "planned"
        if self.key(trigger.first - 1) == "to" and trigger.first >= 2 and self.units[trigger.first - 2].kind == "party":
            return "planned"  # a headline: "Austrian chancellor to meet Putin"
        if re.match(
            r"[^,;.]{0,60}?\b(?:will|is (?:set|due|expected|scheduled|planned|likely)|are (?:set|due|expected|scheduled|planned)"
            r"|was (?:set|due|expected|scheduled) to|to be held|to take place|next (?:week|month|year)|tomorrow|later (?:today|this|on)|scheduled|planned for|set for|due)\b",
            after,
        ):
            return "planned"
        date = self.date(trigger, "")
        published = self.sentence.published
        if date is not None and date.date_start is not None and published is not None and date.date_start > published:
            progressive = re.search(
                r"\b(?:is|are|be|being)(?: \w+)? (?:\w+ing|to)\b", self.slice(trigger.first - 5, trigger.last)
            )
            if date.kind != "weekday" or progressive:
                return "planned"
        return "held"

    def recalled(self, trigger: Trigger, date: DateMention | None) -> bool:
        """Whether the clause speaks of an earlier time than the article's news."""
        published = self.sentence.published
        if date is not None and date.date_end is not None and published is not None:
            return (published - date.date_end).days > _LONG_AGO
        return _EARLIER.search(self.slice(*self.clause(trigger.first))) is not None

    def frame(
        self, trigger: Trigger, kind: str, parties: list[Party], *, speech: bool = False, **more: object
    ) -> Frame | None:
        """A frame for the trigger, or None where the clause says that no meeting takes place."""
        status = self.status(trigger)
        if status is None:
            return None
        date = self.date(trigger, status, speech=speech)
        frame = Frame(
            self.sentence.index,
            trigger.first,
            kind,
            trigger.format,
            status,
            joined(parties),
            date=date,
            noun=trigger.text,
        )
        frame.recalled = self.recalled(trigger, date)
        planned = re.findall(
            statuses()["planned"].pattern, self.slice(trigger.first - 8, trigger.first - 1), re.IGNORECASE
        )
        frame.soft = status == "planned" and {w.lower() for w in planned} == {"would"}
        frame.definite = self.key(trigger.first - 1) == "the"
        frame.also = "also" in (self.key(trigger.first - 1), self.key(trigger.first - 2))
        for name, value in more.items():
            setattr(frame, name, value)
        return frame


@cache
def often() -> re.Pattern[str]:
    """Words of habit: "spoke many times" is no single meeting."""
    return re.compile(rf"\b(?:{lexicon.alternation(word_class('often'))})\b", re.IGNORECASE)
