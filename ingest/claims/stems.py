"""Which sentences of an article hold a stem at all: the test that every sentence passes before a reader looks at it."""

from __future__ import annotations

from ingest.claims.reading import Reading
from ingest.claims.vocabulary import VOCABULARY

#: All stems by their first two characters (or their only one), each with the bit that it sets.
_BY_START: dict[str, list[tuple[str, int]]] = {}


class Stems:
    """Stems in lower case, looked for anywhere in a word; a blank at an end of one stands for the end of the word.

    Stems of several words are looked for in the sentence once one of its words ends in the stem's first.
    """

    def __init__(self, *stems: str) -> None:
        self.stems = stems
        self._phrases = [stem.strip() for stem in stems if " " in stem.strip()]
        self._bit, self._phrase_bit = VOCABULARY.new_bit(), VOCABULARY.new_bit()
        for stem in stems:
            opening = stem.strip().split()[0] + " " if stem.strip() in self._phrases else stem
            bit = self._bit if opening == stem else self._phrase_bit
            _BY_START.setdefault(opening[:2], []).append((opening, bit))

    def sentences(self, reading: Reading) -> frozenset[int]:
        """Indexes of the sentences that hold any of the stems."""
        return frozenset(
            sentence.index
            for sentence, bits in zip(reading.sentences, reading.word_bits, strict=True)
            if bits & self._bit or (bits & self._phrase_bit and self._has_phrase(sentence.text))
        )

    def _has_phrase(self, text: str) -> bool:
        low = text.lower()
        return any(phrase in low for phrase in self._phrases)


def _stems_in(word: str) -> int:
    """The bits of all stems that a word holds."""
    bits, word = 0, f" {word} "
    for at in range(len(word)):
        for start in (word[at], word[at : at + 2]):
            for stem, bit in _BY_START.get(start, ()):
                if word.startswith(stem, at):
                    bits |= bit
    return bits


VOCABULARY.ask(_stems_in)
