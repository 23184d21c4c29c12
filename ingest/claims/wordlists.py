"""Finding many patterns in a text at once, cheaply.

A regular expression with a hundred alternatives tries them all at every character. Every pattern of the lexicons begins
at the beginning of a word, so it is enough to try, at each word, the few alternatives that can begin with its first
two letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

#: How many letters of a word choose the alternatives that are tried at it.
_HEAD = 2

try:  # the parser of `re` itself tells with which letters a pattern can begin
    from re import _constants as _ops  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - another Python: every alternative is then tried at every word
    _parser = None

_WORD_START = re.compile(r"(?<![\w’'-])\w")


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


def heads(pattern: str) -> frozenset[str]:
    """The two characters (lower case) that a match can begin with; "." stands for any."""
    if _parser is None:
        return frozenset({"." * _HEAD})
    return frozenset(head.ljust(_HEAD, ".") for head in _heads(_parser.parse(pattern, re.IGNORECASE)))


def _heads(parsed: Any) -> set[str]:
    """Beginnings of at most _HEAD characters; a shorter one is a match that short."""
    known = {""}
    for op, value in parsed:
        options = _heads_of(op, value)
        known = {(head + option)[:_HEAD] if len(head) < _HEAD else head for head in known for option in options}
        if all(len(head) >= _HEAD for head in known):
            break
    return known


def _heads_of(op: Any, value: Any) -> set[str]:
    if op in (_ops.AT, _ops.ASSERT, _ops.ASSERT_NOT):
        return {""}
    if op is _ops.LITERAL:
        return {chr(value).lower()}
    if op is _ops.IN:
        return _heads_of_class(value)
    if op is _ops.BRANCH:
        return {head for branch in value[1] for head in _heads(branch)}
    if op is _ops.SUBPATTERN:
        return _heads(value[3])
    if op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT):
        least, most, body = value
        once = _heads(body)
        found = set(once) if least else once | {""}
        if most > 1:
            found |= {(head + more)[:_HEAD] for head in once for more in once}
        return found
    return {"."}


def _heads_of_class(value: Any) -> set[str]:
    letters: set[str] = set()
    for kind, item in value:
        if kind is _ops.LITERAL:
            letters.add(chr(item).lower())
        elif kind is _ops.RANGE and item[1] < 128:
            letters.update(chr(code).lower() for code in range(item[0], item[1] + 1))
        elif kind is _ops.CATEGORY and item is _ops.CATEGORY_DIGIT:
            letters.update("0123456789")
        elif kind is _ops.CATEGORY and item is _ops.CATEGORY_SPACE:
            letters.update(" \t\xa0")
        else:
            return {"."}
    return letters


class Dispatch:
    """What to try at a word, chosen by its first letters: built from (pattern, label) pairs in their order."""

    def __init__(self, patterns: Sequence[tuple[Any, str]], make: Callable[[list[tuple[Any, str]]], Any]):
        pairs = [(label, pattern, heads(pattern)) for label, pattern in patterns]
        keys = {head for _, _, own in pairs for head in own if "." not in head}
        firsts = {head[0] for _, _, own in pairs for head in own if head[0] != "."}

        def chosen(key: str) -> Any:
            fitting = [(label, p) for label, p, own in pairs if any(_fits(head, key) for head in own)]
            return make(fitting) if fitting else None

        #: what was made for a word's first letters (lower case); None where no pattern can begin so
        self.by_head = _ByHead(
            {key: chosen(key) for key in keys},
            {letter: chosen(letter + "\0") for letter in firsts},
            chosen("\0\0"),
        )


class _ByHead(dict[str, Any]):
    """The table of a Dispatch; what is asked for is kept, as the same beginnings come again and again."""

    def __init__(self, two: dict[str, Any], one: dict[str, Any], otherwise: Any):
        super().__init__(two)
        self._one, self._otherwise = one, otherwise

    def __missing__(self, head: str) -> Any:
        found = self._one.get(head[0], self._otherwise)
        if len(self) < 50_000:  # hostile text can hold any pair of characters
            self[head] = found
        return found


def _fits(head: str, key: str) -> bool:
    return all(h in (".", k) for h, k in zip(head, key, strict=True))


class Scanner:
    """Finds the patterns of several classes in one pass over a text's words."""

    def __init__(self, classes: Mapping[str, str | Sequence[str]]):
        pairs = [
            (name, alternative)
            for name, patterns in classes.items()
            for pattern in ([patterns] if isinstance(patterns, str) else patterns)
            for alternative in top_alternatives(pattern)
        ]
        self._dispatch = Dispatch(pairs, _by_label)

    def scan(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """(start, end) of each class's mentions, in order and without overlaps inside a class."""
        found: dict[str, list[tuple[int, int]]] = {}
        by_head = self._dispatch.by_head
        low = text.lower() if text.isascii() else ""
        for word in _WORD_START.finditer(text):
            start = word.start()
            tried = by_head[low[start : start + _HEAD] if low else text[start : start + _HEAD].lower()]
            if tried is None:
                continue
            for name, pattern in tried:
                match = pattern.match(text, start)
                if match:
                    spans = found.setdefault(name, [])
                    if not spans or start >= spans[-1][1]:
                        spans.append((start, match.end()))
        return found


def _by_label(pairs: list[tuple[Any, str]]) -> tuple[tuple[Any, re.Pattern[str]], ...]:
    """One expression a label, of its alternatives."""
    grouped: dict[Any, list[str]] = {}
    for label, alternative in pairs:
        grouped.setdefault(label, []).append(alternative)
    return tuple((label, re.compile(rf"(?:{'|'.join(own)})(?!\w)", re.IGNORECASE)) for label, own in grouped.items())


class PatternList:
    """Finds the patterns of a lexicon in a text: leftmost, then longest, without overlaps; each with its row."""

    def __init__(self, patterns: Sequence[str]):
        pairs = [
            (row, alternative) for row, pattern in enumerate(patterns) for alternative in top_alternatives(pattern)
        ]
        self._dispatch = Dispatch(pairs, _by_label)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(row, start, end) of each mention."""
        position = 0
        by_head = self._dispatch.by_head
        for word in _WORD_START.finditer(text):
            start = word.start()
            if start < position:
                continue
            tried = by_head[text[start : start + _HEAD].lower()]
            if tried is None:
                continue
            best_row, best_end = -1, start
            for row, pattern in tried:
                match = pattern.match(text, start)
                if match and match.end() > best_end:
                    best_row, best_end = row, match.end()
            if best_row >= 0:
                yield best_row, start, best_end
                position = best_end
