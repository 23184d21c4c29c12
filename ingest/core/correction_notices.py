"""Correction notices: where an outlet speaks of an earlier version of its own article.

A notice tells of the article and not of the war. The articles room keeps it wherever the page puts it; the claims room
(`ingest/claims/corrections.py`) reads what it takes back.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

#: Characters of the longest notice; longer passages are stories.
LONGEST = 900
#: "(The headline of) this story was amended", "we have corrected this article", "an earlier version of this report";
#: "the report" and "the text" may be those of the news.
_CHANGE = (
    r"\b(?:this|our)\s(?:\w+\s){{0,2}}?(?:{work})\b[^.;!?]{{0,40}}?"
    r"\b(?:(?:was|were|been)\s(?:\w+\s)?(?:{change})|corrects)\b"
)
_CHANGED_BY_US = r"\bwe(?:\shave|'ve)?\s(?:since\s)?(?:{change})\b[^.;!?]{{0,40}}?\b(?:{work})\b"
_VERSION = r"\b(?:{version})\sof\s(?:this|our)\s(?:\w+\s){{0,2}}?(?:{work})\b"
#: Behind a label: a mark, a bracket or a date; or nothing, where the label has a line of its own. Wires write
#: "(Corrects toll in second paragraph)".
_DATED = r"(?:,?\s\(?[^.:;()]{{0,25}}\d[^.:;()]{{0,10}}\)?)?"
_LABEL = r"\W{{0,3}}(?:{label})" + _DATED + r"\s?(?:[:–—]|-\s|\W{{0,3}}$)"
_BARE_LABEL = r"\W{{0,3}}(?:{label})" + _DATED + r"\W{{0,3}}$"
_WIRE = r"\W{{0,3}}corrects\s\w"


_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_DATA = Path(__file__).parent / "data" / "correction_notices.csv"


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """A template with the cues of each use put in as alternatives; for text in lower case."""
    lines = [line for line in _DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    forms: dict[str, list[str]] = {}
    for row in csv.DictReader(lines):
        forms.setdefault(row["use"], []).append(re.escape(row["form"].lower()))
    parts = {use: "|".join(sorted(found, key=len, reverse=True)) for use, found in forms.items()}
    return re.compile(template.format(**parts))


def opens_notice(text: str) -> bool:
    """Whether a sentence opens a notice: by its label, or because it speaks of this article's own change."""
    if len(text) > LONGEST:
        return False
    plain = text.lower().replace("’", "'")
    if _pattern(_LABEL).match(plain) or _pattern(_WIRE).match(plain):
        return True
    return any(_pattern(template).search(plain) for template in (_CHANGE, _CHANGED_BY_US, _VERSION))


def is_bare_label(line: str) -> bool:
    """Whether a line is a label and nothing else: the next line is the notice."""
    return _pattern(_BARE_LABEL).match(line.lower()) is not None


def label_length(sentence: str) -> int:
    """Characters of the label that opens a notice ("Correction: "); 0 where there is none."""
    match = _pattern(_LABEL).match(sentence.lower())
    return match.end() if match else 0


def opens_with_notice(body: str) -> bool:
    """Whether a text opens as a correction: its headline or the line below it is a notice or its label."""
    lines = [line for line in body[: 2 * LONGEST].split("\n") if line.strip()][:2]
    return any(is_bare_label(line) or opens_notice(_SENTENCE_END.split(line.strip(), maxsplit=1)[0]) for line in lines)
