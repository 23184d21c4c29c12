"""What the words of a sentence can mean to the readers: every question is put once to each distinct word.

Most sentences of an article hold nothing that a reader looks for. Asking each of them by regular expression or by
substring search costs the more, the more words the reader knows; but articles are made of the same few thousand words,
so each word (a run of characters without blanks, in lower case) is put to all the questions when it first appears, and
the answers are kept as bits. What a sentence can hold is then the union of its words' bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

#: Words kept at most, and the longest that is kept: hostile text can hold any number of words of any length.
_MOST_WORDS, _LONGEST = 100_000, 60


class Vocabulary(dict[str, int]):
    """Word to the bits of the questions that it answers with yes."""

    def __init__(self) -> None:
        super().__init__()
        self._questions: list[Callable[[str], object]] = []

    def ask(self, question: Callable[[str], object]) -> int:
        """The bit of a new question, which is given a word in lower case with the punctuation that touches it."""
        self._questions.append(question)
        self.clear()
        return 1 << len(self._questions) - 1

    def bits(self, text: str) -> int:
        """The bits of all words of a text."""
        return reduce(or_, map(self.__getitem__, text.split()), 0)

    def __missing__(self, word: str) -> int:
        low = word.lower()
        bits = sum(1 << number for number, question in enumerate(self._questions) if question(low))
        if len(word) <= _LONGEST:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = bits
        return bits


#: The one table of the process; readers put their questions when they are imported.
VOCABULARY = Vocabulary()
