"""Finding many patterns in a text at once, cheaply.

A regular expression with a hundred alternatives tries them all at every character. Every pattern of the lexicons begins
at the beginning of a word, so it is enough to try, at each word, the few alternatives that can begin with its letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

try:  # the parser of `re` itself tells with which letters a pattern can begin
    from re import _constants as _ops  # type: ignore[attr-defined]
    from re import _parser
except ImportError:  # pragma: no cover - another Python: every alternative is then tried at every word
    _parser = None

_WORD_START = re.compile(r"(?<![\w’'-])\w")
_ANY = None


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


def first_letters(pattern: str) -> frozenset[str] | None:
    """The characters (lower case) that a match can begin with; None where it could be any."""
    if _parser is None:
        return _ANY
    found, nullable = _first(_parser.parse(pattern, re.IGNORECASE))
    return _ANY if nullable else found


def _first(parsed) -> tuple[frozenset[str] | None, bool]:
    """(first letters, whether it can match nothing) of a parsed pattern."""
    letters: frozenset[str] = frozenset()
    for op, value in parsed:
        if op in (_ops.AT, _ops.ASSERT, _ops.ASSERT_NOT):
            continue
        own, nullable = _first_of(op, value)
        if own is None:
            return _ANY, False
        letters |= own
        if not nullable:
            return letters, False
    return letters, True


def _first_of(op, value) -> tuple[frozenset[str] | None, bool]:
    if op is _ops.LITERAL:
        return frozenset(chr(value).lower()), False
    if op is _ops.IN:
        letters: set[str] = set()
        for kind, item in value:
            if kind is _ops.LITERAL:
                letters.add(chr(item).lower())
            elif kind is _ops.RANGE and item[1] < 128:
                letters.update(chr(code).lower() for code in range(item[0], item[1] + 1))
            elif kind is _ops.CATEGORY and item is _ops.CATEGORY_DIGIT:
                letters.update("0123456789")
            elif kind is _ops.CATEGORY and item is _ops.CATEGORY_SPACE:
                continue  # no word begins with a blank
            else:
                return _ANY, False
        return frozenset(letters), False
    if op is _ops.BRANCH:
        union: frozenset[str] = frozenset()
        any_nullable = False
        for branch in value[1]:
            own, nullable = _first(branch)
            if own is None:
                return _ANY, False
            union |= own
            any_nullable = any_nullable or nullable
        return union, any_nullable
    if op is _ops.SUBPATTERN:
        return _first(value[3])
    if op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT):
        own, nullable = _first(value[2])
        return own, nullable or value[0] == 0
    return _ANY, False


class Scanner:
    """Finds the patterns of several classes in one pass over a text's words."""

    def __init__(self, classes: Mapping[str, str | Sequence[str]]):
        buckets: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        everywhere: list[tuple[str, re.Pattern[str]]] = []
        grouped: dict[tuple[str, str], list[str]] = {}
        loose: dict[str, list[str]] = {}
        for name, patterns in classes.items():
            for pattern in [patterns] if isinstance(patterns, str) else patterns:
                for alternative in top_alternatives(pattern):
                    letters = first_letters(alternative)
                    if letters is None:
                        loose.setdefault(name, []).append(alternative)
                    else:
                        for letter in letters:
                            grouped.setdefault((letter, name), []).append(alternative)
        for (letter, name), alternatives in grouped.items():
            buckets.setdefault(letter, []).append((name, _compiled(alternatives)))
        for name, alternatives in loose.items():
            everywhere.append((name, _compiled(alternatives)))
        self._buckets = {letter: tuple(found + everywhere) for letter, found in buckets.items()}
        self._everywhere = tuple(everywhere)

    def scan(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """(start, end) of each class's mentions, in order and without overlaps inside a class."""
        found: dict[str, list[tuple[int, int]]] = {}
        buckets, everywhere = self._buckets, self._everywhere
        for word in _WORD_START.finditer(text):
            start = word.start()
            for name, pattern in buckets.get(word.group().lower(), everywhere):
                match = pattern.match(text, start)
                if match:
                    spans = found.setdefault(name, [])
                    if not spans or start >= spans[-1][1]:
                        spans.append((start, match.end()))
        return found


def _compiled(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


class PatternList:
    """Finds the patterns of a lexicon in a text: leftmost, then longest, without overlaps; each with its row."""

    def __init__(self, patterns: Sequence[str]):
        buckets: dict[str, list[tuple[int, list[str]]]] = {}
        everywhere: list[tuple[int, list[str]]] = []
        for row, pattern in enumerate(patterns):
            grouped: dict[str | None, list[str]] = {}
            for alternative in top_alternatives(pattern):
                letters = first_letters(alternative)
                for letter in [None] if letters is None else letters:
                    grouped.setdefault(letter, []).append(alternative)
            for letter, alternatives in grouped.items():
                if letter is None:
                    everywhere.append((row, alternatives))
                else:
                    buckets.setdefault(letter, []).append((row, alternatives))
        always = tuple((row, _compiled(a)) for row, a in everywhere)
        self._buckets = {letter: tuple((row, _compiled(a)) for row, a in rows) + always for letter, rows in buckets.items()}
        self._everywhere = always

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(row, start, end) of each mention."""
        position = 0
        for word in _WORD_START.finditer(text):
            start = word.start()
            if start < position:
                continue
            best_row, best_end = -1, start
            for row, pattern in self._buckets.get(word.group().lower(), self._everywhere):
                match = pattern.match(text, start)
                if match and match.end() > best_end:
                    best_row, best_end = row, match.end()
            if best_row >= 0:
                yield best_row, start, best_end
                position = best_end
