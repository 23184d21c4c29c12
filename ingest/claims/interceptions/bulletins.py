"""The sentences of one article that count weapons, parsed once each, and what the sentences around suggest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.claims.interceptions import sides
from ingest.claims.interceptions.counts import find_counts
from ingest.claims.interceptions.heads import Count
from ingest.claims.interceptions.words import DOWN_STEMS, FLYING_STEMS, SENT_STEMS, Trigger
from ingest.claims.reading import AnnotatedSentence, Reading

_PRONOUN = re.compile(r"[\"“\s]*(?:He|She)\b")
#: Where weapons came from is not where they were met.
_ORIGIN = re.compile(r"\bfrom\s+(?:the\s+|(?:[A-Z][\w-]+\s+)+(?:in|and)\s+)*$")
#: The longest sentence, in characters, that may count weapons without any verb.
_BARE_LENGTH = 120
_KYIV_COUNTS = re.compile(
    r"\bUkrain\w+\s+(?:Air\s+Force|air\s+force|air\s+defen[cs]es?)\b|(?i:\bair\s+force\s+of\s+the\s+armed\s+forces\s+of\s+ukraine)"
)
_FAMILY = {"cruise_missile": "missile", "ballistic_missile": "missile", "rocket": "missile"}


def is_missile_kind(weapon_class: str) -> bool:
    """Whether the class is a kind of missile (and not just "missile")."""
    return weapon_class in _FAMILY


def family(weapon_class: str | None) -> str | None:
    """Missiles of every kind belong together when the sent are matched with the downed."""
    return _FAMILY.get(weapon_class or "", weapon_class)


@dataclass
class Parsed:
    """A sentence with its counts, and the attacker that it names."""

    sentence: AnnotatedSentence
    counts: list[Count]
    triggers: list[Trigger]
    attacker: str | None


class Bulletins:
    """The sentences of one article that count weapons, parsed once each."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.flying = FLYING_STEMS.sentences(reading)
        self.down = DOWN_STEMS.sentences(reading) if self.flying else frozenset()
        self.sent = SENT_STEMS.sentences(reading) if self.flying and self.down else frozenset()
        self._parsed: dict[int, Parsed | None] = {}

    def parsed(self, index: int) -> Parsed | None:
        """The sentence with its counts; None where it counts no weapons."""
        if index not in self._parsed:
            self._parsed[index] = self._parse(index)
        return self._parsed[index]

    def _parse(self, index: int) -> Parsed | None:
        if not 0 <= index < len(self.reading.sentences):
            return None
        text = self.reading.sentences[index].text
        down = index in self.down
        if index not in self.flying and not (down and (text.rstrip().endswith(":") or index - 1 in self.flying)):
            return None
        carried = self._carried(index) if re.match(r"\s*[-–—•*·\d]", text) else None
        # "635 drones and 38 missiles." before "Intercepted: ..." needs no verb
        bare = index + 1 in self.down and len(text) < _BARE_LENGTH and re.search(r"\d", text)
        if not (down or carried or bare or index in self.sent):
            return None
        sentence = self.reading.annotated(index)
        counts, triggers = find_counts(sentence, carried=carried)
        return Parsed(sentence, counts, triggers, sides.attackers_named(sentence, counts, triggers))

    def _carried(self, index: int) -> Trigger | None:
        """The verb of a list's opening line ("Air defences shot down:"), looked up through the items above."""
        for above in range(index - 1, max(-1, index - 12), -1):
            text = self.reading.sentences[above].text.rstrip()
            if text.endswith(":"):
                parsed = self.parsed(above)
                downs = [t for t in parsed.triggers if t.role == "down"] if parsed else []
                return downs[-1] if downs else None
            if not re.match(r"\s*[-–—•*·\d]", text):
                return None
        return None

    def speaker(self, sentence: AnnotatedSentence) -> str | None:
        """The side of whom "he" or "she" at the sentence's head means: the first official of the sentence before.

        A local official belongs to the country of the place before the name ("Kursk governor ...").
        """
        if sentence.index == 0 or not _PRONOUN.match(sentence.text):
            return None
        before = self.reading.annotated(sentence.index - 1)
        for actor in before.actors:
            if actor.kind != "person":
                continue
            if actor.country:
                return actor.country if actor.country in ("UA", "RU") else None
            places = [p.country for p in before.places if p.start <= actor.start + 30 and p.country in ("UA", "RU")]
            return places[-1] if places else None
        return None

    def only_office(self) -> str | None:
        """The side of the one office whose counts the article gives; None where none is named."""
        body = self.reading.body
        return (
            None if "inistry" in body else sides.counting_office(body) or ("UA" if _KYIV_COUNTS.search(body) else None)
        )

    def context(self, index: int) -> str | None:
        """The defender that the sentences before suggest, nearest first."""
        for back in range(1, 4):
            parsed = self.parsed(index - back)
            if parsed is None:
                continue
            if parsed.attacker:
                return sides.other_side(parsed.attacker)
            if office := sides.counting_office(parsed.sentence.text):
                return office
            for count in parsed.counts:
                side = sides.defender(parsed.sentence, count, parsed.counts, parsed.triggers, None)
                if side:
                    return side
        for index_before in range(index - 1, max(-1, index - 9), -1):
            sentence = self.reading.annotated(index_before)
            owner = sides.weapons_owner(sentence) if index - index_before < 4 else None
            if owner:
                return sides.other_side(owner)
            found = (
                [
                    p.country
                    for p in sentence.places
                    if p.country in ("UA", "RU") and not _ORIGIN.search(sentence.text[: p.start])
                ]
                if index - index_before < 4
                else []
            )
            found += [
                a.country
                for a in sentence.actors
                if a.country in ("UA", "RU") and a.kind in ("force", "office", "person")
            ]
            if found:
                return found[0]
        return None
