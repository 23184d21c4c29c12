"""What the words of a sentence can mean to the readers: every question is put once to each distinct word.

Most sentences of an article hold nothing that a reader looks for. Asking each of them by regular expression or by
substring search costs the more, the more words the reader knows; but articles are made of the same few thousand words,
so each word is put to all the questions when it first appears, and the answers are kept as bits. What a sentence can
hold is then the union of its words' bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

#: What a word is freed of at both ends before it is put to the questions.
_PUNCTUATION = ".,;:!?…()[]\"“”„«»'’‘–—"
#: Words kept at most, and the longest that is kept: hostile text can hold any number of words of any length.
_MOST_WORDS, _LONGEST = 100_000, 60


class Vocabulary(dict[str, int]):
    """Word (a run of characters without blanks) to the bits that its answers set."""

    def __init__(self) -> None:
        super().__init__()
        self._questions: list[Callable[[str], int]] = []
        self._bits = 0

    @property
    def n_bits(self) -> int:
        """How many things a word can mean so far."""
        return self._bits

    def new_bit(self) -> int:
        """A bit for one more thing that a word can mean."""
        self._bits += 1
        self.clear()
        return 1 << self._bits - 1

    def ask(self, question: Callable[[str], int]) -> None:
        """Adds a question: what bits a word (in lower case, without the punctuation around it) has."""
        self._questions.append(question)
        self.clear()

    def test(self, holds: Callable[[str], object]) -> int:
        """The bit of all words for which `holds` is true."""
        bit = self.new_bit()
        self.ask(lambda word: bit if holds(word) else 0)
        return bit

    def bits(self, text: str) -> int:
        """The bits of all words of a text."""
        return reduce(or_, map(self.__getitem__, text.split()), 0)

    def __missing__(self, word: str) -> int:
        bare = word.lower().strip(_PUNCTUATION)
        bits = reduce(or_, (question(bare) for question in self._questions), 0) if bare == word else self[bare]
        if len(word) <= _LONGEST:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = bits
        return bits


#: The one table of the process; readers put their questions when they are imported.
VOCABULARY = Vocabulary()
