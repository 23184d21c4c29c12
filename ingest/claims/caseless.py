"""Patterns that take no notice of capitals, several times faster than `re.IGNORECASE`.

Of a branch such as `(?:missiles?|rockets?|drones?)` the regular expression engine looks only at the alternatives whose
first letter stands in the text, but not when it has to ignore the case: then it enters every alternative at every word.
So pattern and text are both put into lower case, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

#: What of a pattern is no letter to be matched: escapes (`\S` is not `\s`) and the P of named groups.
_TOKEN = re.compile(r"\\.|\(\?P|[^\\(]+|\(", re.DOTALL)


#: Letters beyond a-z that `re.IGNORECASE` takes for one of them and `str.lower` leaves, or makes two of.
_KIN = str.maketrans("ıİſ", "iis")


@lru_cache(maxsize=256)
def lowered(text: str) -> str:
    """The text in the lower case that patterns without regard to case see, of the same length: offsets stay.

    What a pattern with `re.IGNORECASE` matched has its key in a table by this: it takes "mıllıon" for "million".
    """
    return (text if text.isascii() else text.translate(_KIN)).lower()


class Caseless:
    """A compiled pattern with the methods of `re.Pattern`; the groups of its matches are in lower case."""

    def __init__(self, pattern: str, needs: str = "") -> None:
        """`needs`: what every text with a match holds (in lower case); without it the pattern is not tried at all."""
        if "(?-i" in pattern:
            raise ValueError("a pattern of which a part minds capitals needs re.IGNORECASE")
        self.pattern = "".join(
            token if token.startswith(("\\", "(?P")) else token.lower() for token in _TOKEN.findall(pattern)
        )
        self._compiled = re.compile(self.pattern)
        self._needs = needs

    def search(self, text: str, *limits: int) -> re.Match[str] | None:
        """As `re.Pattern.search`, in the lower-case text."""
        low = lowered(text)
        return self._compiled.search(low, *limits) if self._needs in low else None

    def match(self, text: str, *limits: int) -> re.Match[str] | None:
        """As `re.Pattern.match`, in the lower-case text."""
        return self._compiled.match(lowered(text), *limits)

    def fullmatch(self, text: str, *limits: int) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`, in the lower-case text."""
        return self._compiled.fullmatch(lowered(text), *limits)

    def finditer(self, text: str, *limits: int) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`, in the lower-case text."""
        low = lowered(text)
        return self._compiled.finditer(low, *limits) if self._needs in low else iter(())

    def split(self, text: str) -> list[str]:
        """The passages between the matches, as they are written."""
        spans = [match.span() for match in self.finditer(text)]
        starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]


@cache
def caseless(pattern: str, needs: str = "") -> Caseless:
    """The pattern, compiled once."""
    return Caseless(pattern, needs)
