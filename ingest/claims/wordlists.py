"""Finding many patterns in a text at once, cheaply.

A regular expression with a hundred alternatives tries them all at every character. Every pattern of the lexicons begins
at the beginning of a word, so it is enough to try, at each word, the few alternatives that can begin with that word;
which these are is found out once for each distinct word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.claims.vocabulary import VOCABULARY

try:  # the parser of `re` itself tells with which words a pattern can begin
    from re import _constants as _ops  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - another Python: every alternative is then tried at every word
    _parser = None

#: A word with the hyphen that follows it: "air-" begins other patterns than "air".
_WORD = re.compile(r"(?<![\w’'-])\w+-?")
#: By so many of a word's first letters the alternatives are chosen that are put to the test.
_LETTERS = 4
#: Words kept at most, and the longest that is kept: hostile text can hold any number of words of any length.
_MOST_WORDS, _LONGEST = 50_000, 60


def top_alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, where it is nothing but alternatives (in one group or in none)."""
    parts, depth, start, in_class, index = [], 0, 0, False, 0
    while index < len(pattern):
        letter = pattern[index]
        if letter == "\\":
            index += 2
            continue
        if in_class:
            in_class = letter != "]"
        elif letter == "[":
            in_class = True
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter == "|" and depth == 0:
            parts.append(pattern[start:index])
            start = index + 1
        index += 1
    parts.append(pattern[start:])
    if len(parts) > 1:
        return [inner for part in parts for inner in top_alternatives(part)]
    if pattern.startswith("(?:") and pattern.endswith(")") and _closes_at(pattern, 0) == len(pattern) - 1:
        return top_alternatives(pattern[3:-1])
    return [pattern]


def _closes_at(pattern: str, opened: int) -> int:
    depth, in_class, index = 0, False, opened
    while index < len(pattern):
        letter = pattern[index]
        if letter == "\\":
            index += 2
            continue
        if in_class:
            in_class = letter != "]"
        elif letter == "[":
            in_class = True
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                return index
        index += 1
    return -1


class Opening:
    """The words that a pattern can begin with: what its parsed form allows up to the end of the first word."""

    def __init__(self, pattern: str, *, closed: bool = False) -> None:
        """`closed`: a match ends at the end of a word, too."""
        self._parsed = _parser.parse(pattern, re.IGNORECASE) if _parser else ()
        self._closed = closed
        self._compound = pattern.startswith((r"\w+-", r"(?:\w+-"))  # any word may begin it: told without a walk

    def fits(self, word: str, *, whole: bool = True) -> bool:
        """Whether a match can begin with this word (in lower case, with the hyphen that follows it); never False for
        one that can.

        With `whole` nothing of the word is missing, else it is only the beginning of one.
        """
        if self._compound:
            return word.endswith("-") or not whole
        whole = whole and not word.endswith("-")
        try:
            ends = self._after(self._parsed, word, {0}, whole)
        except _Beyond:
            return True
        return any(end == len(word) or word[end] == "-" for end in ends) if self._closed else bool(ends)

    def _after(self, parsed: Any, word: str, places: set[int], whole: bool) -> set[int]:
        """Where in the word a match of `parsed` can end that begins at one of `places`."""
        for op, value in parsed:
            if not places:
                break
            places = self._after_one(op, value, word, places, whole)
        return places

    def _after_one(self, op: Any, value: Any, word: str, places: set[int], whole: bool) -> set[int]:
        if op in (_ops.AT, _ops.ASSERT, _ops.ASSERT_NOT):
            return places  # conditions only narrow what fits
        if op is _ops.BRANCH:
            return {end for branch in value[1] for end in self._after(branch, word, places, whole)}
        if op is _ops.SUBPATTERN:
            return self._after(value[3], word, places, whole)
        if op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT):
            least, most, body = value
            reached = set(places) if not least else set()
            for times in range(1, min(int(most), len(word) + 1) + 1):
                places = self._after(body, word, places, whole)
                if times >= least:
                    if places <= reached:
                        break
                    reached |= places
            return reached
        if op is not _ops.LITERAL and op is not _ops.IN:
            raise _Beyond
        ends = set()
        for place in places:
            if place < len(word):
                if _takes(op, value, word[place]):
                    ends.add(place + 1)
            elif not whole or _leaves_word(op, value):
                raise _Beyond
        return ends


class _Beyond(Exception):
    """What follows the word decides, or something that this cannot tell."""


def _takes(op: Any, value: Any, letter: str) -> bool:
    """Whether a literal or a class can match a character of a word."""
    if op is _ops.LITERAL:
        return chr(value).lower() == letter
    for kind, item in value:
        if kind is _ops.LITERAL:
            if chr(item).lower() == letter:
                return True
        elif kind is _ops.RANGE:
            if item[0] <= ord(letter) <= item[1] or item[0] <= ord(letter.upper()[0]) <= item[1]:
                return True
        elif kind is _ops.CATEGORY and item in (_ops.CATEGORY_SPACE, _ops.CATEGORY_NOT_WORD):
            continue
        elif kind is _ops.CATEGORY and item is _ops.CATEGORY_DIGIT:
            if letter.isdecimal():
                return True
        else:
            return True  # other categories and negated classes may match anything
    return False


def _leaves_word(op: Any, value: Any) -> bool:
    """Whether a literal or a class can match what ends a word."""
    if op is _ops.LITERAL:
        return not (chr(value).isalnum() or chr(value) in "_-")
    return any(
        kind is not _ops.RANGE
        and (kind is not _ops.LITERAL or _leaves_word(kind, item))
        and (kind is not _ops.CATEGORY or item not in (_ops.CATEGORY_WORD, _ops.CATEGORY_DIGIT))
        for kind, item in value
    )


class WordTable(dict[str, tuple[tuple[Any, re.Pattern[str]], ...]]):
    """Word (in any case) to the (label, expression) pairs that can begin with it, in their order."""

    def __init__(self, pairs: Sequence[tuple[Any, str]], *, closed: bool = False) -> None:
        """`closed`: every match must end at the end of a word."""
        super().__init__()
        behind = r"(?!\w)" if closed else ""
        self._pairs = [(label, pattern + behind, Opening(pattern, closed=closed)) for label, pattern in pairs]
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._by_letters: dict[str, list[tuple[Any, str, Opening]]] = {"": self._pairs}

    def opens_in(self, word: str) -> bool:
        """Whether a pattern can begin in a run of characters without blanks."""
        return bool(self[word]) if word.isalpha() else any(self[piece] for piece in _WORD.findall(word))

    def __missing__(self, word: str) -> tuple[tuple[Any, re.Pattern[str]], ...]:
        low = word.lower()
        found = tuple(
            (label, self._expression(pattern))
            for label, pattern, opening in self._beginning(low[:_LETTERS])
            if opening.fits(low)
        )
        if len(word) <= _LONGEST:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = found
        return found

    def _beginning(self, letters: str) -> list[tuple[Any, str, Opening]]:
        """The pairs that can begin with these letters: none for most words, which are then looked at no further."""
        known = self._by_letters.get(letters)
        if known is None:
            fewer = self._beginning(letters[:-1])
            known = [pair for pair in fewer if pair[2].fits(letters, whole=False)] if fewer else fewer
            if len(self._by_letters) < _MOST_WORDS:
                self._by_letters[letters] = known
        return known

    def _expression(self, pattern: str) -> re.Pattern[str]:
        known = self._compiled.get(pattern)
        if known is None:
            known = self._compiled[pattern] = re.compile(pattern, re.IGNORECASE)
        return known


def _split(label: Any, pattern: str) -> list[tuple[Any, str]]:
    return [(label, alternative) for alternative in top_alternatives(pattern)]


class PatternList:
    """Finds the patterns of a lexicon in a text: leftmost, then longest, without overlaps; each with its row.

    `bit` is the bit of the vocabulary that every sentence with a mention has.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._table = WordTable(
            [pair for row, pattern in enumerate(patterns) for pair in _split(row, pattern)], closed=True
        )
        self.bit = VOCABULARY.test(self._table.opens_in)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(row, start, end) of each mention."""
        position = 0
        table = self._table
        for word in _WORD.finditer(text):
            tried = table[word.group()]
            if not tried or word.start() < position:
                continue
            start = word.start()
            best_row, best_end, last_row = -1, start, -1
            for row, pattern in tried:
                match = pattern.match(text, start) if row != last_row else None
                if match:
                    last_row = row  # of one row the first alternative counts
                    if match.end() > best_end:
                        best_row, best_end = row, match.end()
            if best_row >= 0:
                yield best_row, start, best_end
                position = best_end
