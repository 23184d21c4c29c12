"""An article being read: its sentences, each annotated once and only when a reader asks.

`masked` is the sentence with every mention replaced by a symbol (`⟨N0⟩` a count, `⟨X1⟩` a figure that counts nothing,
`⟨D0⟩` date, `⟨M0⟩` money, `⟨P1⟩` place, `⟨A2⟩` actor, `⟨W0⟩` weapon, `⟨T0⟩` target; the number is the position in
the list of that kind), so that a grammar is a small regular expression over symbols.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from functools import cached_property

from ingest.claims import actors as _actors
from ingest.claims import money as _money
from ingest.claims.annotations import Actor, DateMention, Mention, Money, Number, PlaceMention, Target, Weapon
from ingest.claims.dates import DATE_BIT, find_dates
from ingest.claims.model import Span
from ingest.claims.numbers import find_numbers
from ingest.claims.places import find_places
from ingest.claims.targets import TARGET_BIT, find_targets
from ingest.claims.text import Sentence, split_sentences
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.weapons import WEAPON_BIT, find_weapons
from ingest.documents import Article

#: A symbol of `masked`.
SYMBOL = re.compile(r"⟨([NXDMPAWT])(\d+)⟩")
#: Which mention wins where two overlap and are equally long.
_PRIORITY = {"M": 0, "D": 1, "A": 2, "P": 3, "W": 4, "T": 5, "N": 6, "X": 7}


class AnnotatedSentence:
    """One sentence and what the annotators find in it, each kind looked for once, when first asked for."""

    def __init__(self, sentence: Sentence, published: dt.date | None, word_bits: int):
        self.sentence = sentence
        self.published = published
        self.word_bits = word_bits
        self.text = sentence.text
        self.start = sentence.start
        self.end = sentence.end
        self.index = sentence.index
        self.paragraph = sentence.paragraph

    @cached_property
    def numbers(self) -> list[Number]:
        return find_numbers(self.text)

    @cached_property
    def dates(self) -> list[DateMention]:
        return find_dates(self.text, self.published) if self.word_bits & DATE_BIT else []

    @cached_property
    def money(self) -> list[Money]:
        return list(_money.find_money(self.text))

    @cached_property
    def places(self) -> list[PlaceMention]:
        return find_places(self.text, self.word_bits)

    @cached_property
    def actors(self) -> list[Actor]:
        return _actors.find_actors(self.text)

    @cached_property
    def weapons(self) -> list[Weapon]:
        return find_weapons(self.text) if self.word_bits & WEAPON_BIT else []

    @cached_property
    def targets(self) -> list[Target]:
        return find_targets(self.text) if self.word_bits & TARGET_BIT else []

    def span(self) -> Span:
        """The sentence in characters of the body."""
        return Span(self.start, self.end)

    def mentions(self, kind: str) -> list[Mention]:
        """The list that a symbol's letter points into."""
        lists: dict[str, Sequence[Mention]] = {
            "N": self.numbers,
            "X": self.numbers,
            "D": self.dates,
            "M": self.money,
            "P": self.places,
            "A": self.actors,
            "W": self.weapons,
            "T": self.targets,
        }
        return list(lists[kind])

    @cached_property
    def _mask(self) -> tuple[str, list[int], list[int]]:
        """(masked text, starts of its pieces in it, starts of the same pieces in the sentence)."""
        found: list[tuple[int, int, int, str, int]] = []
        for kind in "MDAPWTN":
            for position, mention in enumerate(self.mentions(kind)):
                letter = kind
                if isinstance(mention, Number) and mention.kind != "count":
                    letter = "X"
                found.append((mention.start - mention.end, _PRIORITY[letter], mention.start, letter, position))
        found.sort()
        taken: list[tuple[int, int, str, int]] = []
        occupied = bytearray(len(self.text))
        for negative_length, _, start, letter, position in found:
            end = start - negative_length
            if end > start and not any(occupied[start:end]):
                occupied[start:end] = b"\x01" * (end - start)
                taken.append((start, end, letter, position))
        taken.sort()
        pieces, masked_starts, text_starts = [], [], []
        length = cursor = 0
        for start, end, letter, position in taken:
            if start > cursor:
                masked_starts.append(length)
                text_starts.append(cursor)
                pieces.append(self.text[cursor:start])
                length += start - cursor
            symbol = f"⟨{letter}{position}⟩"
            masked_starts.append(length)
            text_starts.append(start)
            pieces.append(symbol)
            length += len(symbol)
            cursor = end
        if cursor < len(self.text) or not pieces:
            masked_starts.append(length)
            text_starts.append(cursor)
            pieces.append(self.text[cursor:])
        return "".join(pieces), masked_starts, text_starts

    @property
    def masked(self) -> str:
        return self._mask[0]

    def unmask(self, position: int) -> int:
        """The character of the sentence that a character of `masked` stands for (a symbol's: its mention's start)."""
        masked, masked_starts, text_starts = self._mask
        piece = max(0, bisect.bisect_right(masked_starts, position) - 1)
        offset = position - masked_starts[piece]
        if masked.startswith("⟨", masked_starts[piece]) and SYMBOL.match(masked, masked_starts[piece]):
            return text_starts[piece]
        return min(len(self.text), text_starts[piece] + offset)


class Reading:
    """An article with its sentences; annotations are made lazily and kept."""

    def __init__(self, article: Article):
        self.article = article
        self.body = article.body
        self.published = article.published_at
        self.sentences = split_sentences(article.body)
        self._annotated: dict[int, AnnotatedSentence] = {}

    @cached_property
    def word_bits(self) -> list[int]:
        """For each sentence, which questions of the vocabulary its words answer."""
        return [VOCABULARY.bits(sentence.text) for sentence in self.sentences]

    def annotated(self, sentence: Sentence | int) -> AnnotatedSentence:
        """The annotated form of a sentence (or of the sentence with that index)."""
        index = sentence if isinstance(sentence, int) else sentence.index
        known = self._annotated.get(index)
        if known is None:
            known = self._annotated[index] = AnnotatedSentence(
                self.sentences[index], self.published, self.word_bits[index]
            )
        return known
