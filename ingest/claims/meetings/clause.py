"""Who stands where around a trigger: clauses, subjects, objects, owners."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.claims.meetings.parties import Cast, Party, joined, party_of, read_list, sides
from ingest.claims.meetings.units import Unit, units_of
from ingest.claims.meetings.words import word_class
from ingest.claims.reading import AnnotatedSentence

_MARKS = frozenset(";:–—•►|")
_DASHES = frozenset("–—")
_LONGEST_ASIDE = 16
_OPENING = frozenset(("after", "before", "during", "while", "on", "since", "upon", "ahead"))
_GROUP = re.compile(
    r"\b(?:(?:the )?(?:two|three|four|both|pair of)(?: \w+){0,2}? "
    r"(?:leaders|men|sides|presidents|ministers|countries|parties|delegations|officials|diplomats|women)"
    r"|the (?:leaders|men|presidents|ministers|sides|parties|delegations))$"
)

_GROUP_HEADS = frozenset(
    ("leaders", "men", "sides", "presidents", "ministers", "countries", "parties", "delegations", "officials")
) | {"diplomats", "women"}


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
            if key == "," and not any(u.key in ("and", "&") for u in self.units[probe : at + 2]):
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
        named_after = self._named_after(position)
        if named_after is not None:
            return [named_after]
        person = self.cast.antecedent(self.sentence.index, self.units[:position], key)
        return [person] if person else []

    def _named_after(self, position: int) -> Party | None:
        """Whom the pronoun of an opening phrase stands for: "A day after he visited Kyiv, the senator said"."""
        before = self.units[:position]
        if not any(u.key in _OPENING for u in before) or any(u.key == "," or u.kind == "party" for u in before):
            return None
        named = self.subject_after(position)[0]
        if len(named) == 1 and self.cast.fits(named[0], self.units[position].key):
            return named[0]
        return None

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
            position = self._before_aside(position)
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
            elif (
                unit.key in ("they", "pair", "duo")
                or (unit.key == "both" and self.key(position - 1) not in ("are", "were"))
                or (unit.key in _GROUP_HEADS and _GROUP.search(self.slice(position - 4, position).lower()))
            ):
                found = [], True
            elif unit.kind in ("party", "name", "demonym") and (
                not unit.possessive or self._owns_institution(position)
            ):
                if unit.kind == "name" and self._owns_institution(position - 1):
                    position -= 1
                start = self._shared_office(self.list_start(position))
                governor = self.governor(start)
                adjacent = position == at - 1 and governor is not None and governor.key == "with"
                if adjacent or not self.oblique(start):
                    inner = read_list(self.units, start)
                    if inner and inner[1] > position:
                        parties = self.resolved(inner[0])
                        if self.key(start - 1) == "and" and self.key(start - 2) in (
                            "he",
                            "she",
                        ):  # "he and Macron discussed"
                            parties = joined([*self._pronoun(start - 2), *parties])
                        if found is None or any(p.code for p in parties):
                            found = parties, False
                        if first_of_clause and self.key(inner[1]) in word_class("speech"):
                            return found  # "..., the minister said after a meeting with"
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

    def _before_aside(self, position: int) -> int:
        """The unit before an aside between two dashes that closes at `position` ("X – a friend of Y – vowed")."""
        if self.key(position) in _DASHES:
            for opening in range(position - 2, max(0, position - _LONGEST_ASIDE), -1):
                if self.key(opening) == self.key(position):
                    return opening - 1
        return position

    def _shared_office(self, start: int) -> int:
        """The office that a list of countries hangs on ("the leaders of A and B"), else the list itself."""
        at = start - 1
        while at > 0 and self.units[at].kind == "word" and self.units[at].key in word_class("determiner"):
            at -= 1
        if at < 1 or self.units[at].key not in ("of", "from"):
            return start
        actor = self.units[at - 1].actor
        return at - 1 if actor is not None and actor.kind == "office" and actor.code is None else start

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
            if unit.key in ("with", "between", "among", "involving", "bringing", "alongside") or (
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
        return any(key in word_class(name) for name in ("bridge", "preposition", "place_word")) or key.endswith("ly")

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
            before = self.units[position - 1].actor if position else None
            if (
                unit.actor is not None
                and unit.actor.kind == "office"
                and unit.actor.code is None
                and not unit.possessive
                and before is not None
                and before.kind == "body"
            ):
                position -= 1  # "the G7 foreign ministers meeting"
                unit = self.units[position]
                return self.resolved([party_of(unit)]), False
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
        """Who "their" stands for: a plural subject, else the two persons that the sentence names before it."""
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
        if not people:
            people = [p for p in self.cast.persons(self.sentence.index - 1) if p.code]
        return (people, False) if len(people) == 2 and len(sides(people)) == 2 else ([], True)
