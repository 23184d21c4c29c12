"""One compiled expression out of a data file of patterns, each pattern with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


class PatternList:
    """Finds the patterns of a lexicon in a text: leftmost, then longest, without overlaps.

    One alternation finds where anything may stand (with a cheap first-letter test inside the regular expression engine);
    the row is then known by the named group. Patterns are case-insensitive unless they say otherwise themselves.
    """

    def __init__(self, patterns: Sequence[str]):
        self._patterns = [re.compile(rf"(?<![\w-])(?:{p})(?![\w])", re.IGNORECASE) for p in patterns]
        self._any = re.compile(
            "|".join(f"(?P<p{i}>(?<![\\w-])(?:{p})(?![\\w]))" for i, p in enumerate(patterns)), re.IGNORECASE
        )

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(row, start, end) of each mention."""
        position = 0
        while found := self._any.search(text, position):
            best_row, best_end = int(found.lastgroup[1:]) if found.lastgroup else 0, found.end()
            for row, pattern in enumerate(self._patterns):
                other = pattern.match(text, found.start())
                if other and other.end() > best_end:
                    best_row, best_end = row, other.end()
            yield best_row, found.start(), best_end
            position = max(best_end, position + 1)
