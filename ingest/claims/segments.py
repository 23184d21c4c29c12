"""What each line of a body is: prose, headline, caption, list item or row of a table.

A line shows its kind by its marks (bullets, cell borders, credits, the missing full stop) and by the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from ingest.claims import lexicon

Kind = Literal["prose", "headline", "caption", "list_item", "table_row"]

_BULLET = re.compile(r"(?:[-–•*▪◦●‣·✔►❗⚡]|[\U0001F300-\U0001FAFF])\ufe0f?\s?(?=\S)")
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s(?=\S)")
#: A dash also opens a spoken line; two lines in a row that begin alike are a list.
_DASH = re.compile(r"[-–]\s")
_CELL = re.compile(r"\s\|\s|^\||\|$")
_END_MARKS = tuple('.!?…:;,"”’»')
#: Longer lines are text, whatever stands at their ends.
_LONGEST_HEADLINE, _LONGEST_CAPTION = 250, 400


def line_kinds(lines: Sequence[str]) -> list[Kind]:
    """The kind of each line of text, in order; blank lines are not among them."""
    kinds: list[Kind] = []
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else ""
        below = lines[index + 1] if index + 1 < len(lines) else ""
        kinds.append(_kind(line, above, below, kinds[-1] if kinds else None))
    return kinds


def _kind(line: str, above: str, below: str, kind_above: Kind | None) -> Kind:
    if len(_CELL.findall(line[:2_000])) >= 2:
        return "table_row"
    if is_caption(line):
        return "caption"
    if _is_list_item(line, above, below, kind_above):
        return "list_item"
    return "headline" if _is_headline(line) else "prose"


def is_caption(line: str) -> bool:
    """Whether a line describes a picture: it opens as one or names its photographer or agency."""
    if len(line) > _LONGEST_CAPTION:
        return False
    text = line.casefold()
    starts, ends, anywhere = _caption_cues()
    is_credited = text.rstrip(" .").endswith(ends) or text.rstrip(" .)]").endswith(ends)
    return text.startswith(starts) or is_credited or any(cue in text for cue in anywhere)


@lru_cache(maxsize=1)
def _caption_cues() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    rows = lexicon.rows("caption_cues.csv")
    starts, ends, anywhere = (
        tuple(row["form"] for row in rows if row["where"] == where) for where in ("start", "end", "any")
    )
    return starts, ends, anywhere


def _is_list_item(line: str, above: str, below: str, kind_above: Kind | None) -> bool:
    bullet = _BULLET.match(line)
    if bullet and not _DASH.match(line):
        return True
    if bullet:
        return above.rstrip().endswith(":") or bool(_DASH.match(above) or _DASH.match(below))
    if _NUMBERED.match(line):
        return above.rstrip().endswith(":") or bool(_NUMBERED.match(above) or _NUMBERED.match(below))
    # Items without bullets: each ends in a semicolon, the last in a full stop.
    if line.endswith(";"):
        return above.rstrip().endswith((":", ";"))
    return kind_above == "list_item" and above.rstrip().endswith(";")


def _is_headline(line: str) -> bool:
    """A line that no mark ends, of two words at least."""
    return len(line) <= _LONGEST_HEADLINE and " " in line and not line.rstrip('"”’»)').endswith(_END_MARKS)


def opens_list(line: str, kind: Kind) -> bool:
    """Whether a line can be the heading of the list below it."""
    return line.rstrip().endswith(":") or kind == "headline"
