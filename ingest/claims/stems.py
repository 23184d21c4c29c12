"""Which sentences of an article hold a stem at all: the test that every sentence passes before a reader looks at it."""

from __future__ import annotations

from ingest.claims.reading import Reading
from ingest.claims.vocabulary import VOCABULARY


class Stems:
    """Stems in lower case, looked for anywhere in a word; a blank at an end of one stands for the end of the word.

    Stems of several words are looked for in the sentence once its words show the stem's first.
    """

    def __init__(self, *stems: str):
        self.stems = stems
        single = [stem for stem in stems if " " not in stem.strip()]
        self._phrases = [stem.strip() for stem in stems if " " in stem.strip()]
        openings = tuple({phrase.split()[0] for phrase in self._phrases})
        self._bit = VOCABULARY.ask(lambda word: any(stem in f" {word} " for stem in single))
        self._phrase_bit = VOCABULARY.ask(lambda word: word.endswith(openings)) if openings else 0

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
