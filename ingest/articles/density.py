"""Where a story begins and ends among the lines of its page: the stretch with the densest running text.

Each line has a weight: running text counts its words, menus, labels and links count against the stretch. Teasers are
running text too, but each stands alone between a headline and labels, so a lone paragraph counts a third.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.articles.headline import date_line
from ingest.articles.notices import notice_of
from ingest.articles.prose import is_prose, word_count

#: What a label costs, in words of text; a story's own subheadings are outweighed by the paragraphs below them.
_LABEL = -8.0
#: Words of one line that count at most: a page's foot can be one line of a thousand words.
_MOST_WORDS = 60
_LONE_SHARE = 1 / 3
#: Words of a line that is no label and hardly a headline: a sentence whose full stop is followed by initials, say.
_LONG_LINE = 20
#: Longer paragraphs are no teasers, even where they stand alone.
_TEASER_WORDS = 45
#: Where the stretch holds less than this of the text's weight, the page is no story with things around it.
_LEAST_KEPT = 0.5
#: Fewer lines than this above or below the stretch are left to the cues.
_FEWEST_LINES = 4
_ENDS = tuple('.!?:;"”»)')
_CUT_SHORT = ("…", "...", "[…]", "[...]", "…]")
_LIST_MARK = re.compile(r"[-–•*▪●|\U0001F300-\U0001FAFF]|\(?\d{1,2}[.)]\s")


def main_stretch(lines: Sequence[str]) -> tuple[int, int]:
    """Start and end of the stretch of lines with the greatest weight; all lines where too little stands outside it."""
    texts = [is_prose(line) and notice_of(line) is None and not _is_question(line) for line in lines]
    weights = [_weight(lines, texts, index) for index in range(len(lines))]
    best, best_span = 0.0, (0, len(lines))
    total, start = 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best:
            best, best_span = total, (start, index + 1)
    first, end = best_span
    found = sum(weight for weight, is_text in zip(weights, texts, strict=True) if is_text)
    kept = sum(weight for weight, is_text in zip(weights[first:end], texts[first:end], strict=True) if is_text)
    if kept < _LEAST_KEPT * found:
        return 0, len(lines)
    return (first if first >= _FEWEST_LINES else 0, end if len(lines) - end >= _FEWEST_LINES else len(lines))


def _weight(lines: Sequence[str], texts: Sequence[bool], index: int) -> float:
    line = lines[index]
    words = min(word_count(line), _MOST_WORDS)
    if texts[index]:
        if line.endswith(_CUT_SHORT):
            return 0.0
        is_lone = words < _TEASER_WORDS and not any(_is_text_beside(lines, texts, at) for at in (index - 1, index + 1))
        return words * _LONE_SHARE if is_lone else float(words)
    if notice_of(line) is not None or date_line(line)[0]:
        return _LABEL
    if _is_short_text(line, words) or (_LIST_MARK.match(line) and words >= 3) or words >= _LONG_LINE:
        return words / 2
    return 0.0 if words >= 4 and any(map(str.isdigit, line)) else _LABEL


def _is_text_beside(lines: Sequence[str], texts: Sequence[bool], index: int) -> bool:
    if not 0 <= index < len(lines):
        return False
    return texts[index] or _is_short_text(lines[index], word_count(lines[index]))


def _is_question(line: str) -> bool:
    """A headline put as a question."""
    return line.endswith("?") and word_count(line) <= 20 and not any(mark in line for mark in (". ", "! ", "? "))


def _is_short_text(line: str, words: int) -> bool:
    """A sentence too short for running text, as quotations have them."""
    return words >= 3 and line.endswith(_ENDS) and not _is_question(line)
