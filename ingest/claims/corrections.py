"""What correction notices take back: the figures of an article's claims that its outlet has replaced.

A notice (`ingest/core/correction_notices.py`) makes no claim and no event. "An earlier version of this article said 12
people were killed; the figure is 10." puts 10 where a claim has 12. A notice without figures changes nothing, and so
does one whose wrong figure no claim has. "Update:" opens news, which is read as such.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.claims import lexicon
from ingest.claims.dates import find_dates
from ingest.claims.model import Claim, Claims, Span
from ingest.claims.money import find_money
from ingest.claims.numbers import find_numbers

_CLAUSE_END = re.compile(r"[.!?;]\s|\s[–—-]\s")
_FIELDS = {
    "killed": ("killed",),
    "wounded": ("wounded",),
    "weapons": ("launched", "intercepted", "shot_down", "suppressed", "hit", "still_airborne"),
    "money": ("amount",),
}
_COUNTED = ("killed", "wounded", "weapons")
#: Characters of a notice that are read: a line can be of any length.
_LONGEST_READ = 2_000
#: Characters before a figure in which a word can stand that turns it.
_BEFORE = 16


@dataclass(frozen=True)
class Figure:
    """A figure of a notice; `kind`: killed, wounded, weapons, money, or None where its clause does not say; `distance`:
    characters from the figure to the word that says so, those before it counted twice."""

    value: float
    qualifier: str
    kind: str | None
    distance: int
    is_wrong: bool


@dataclass(frozen=True)
class Revision:
    """One figure replaced; `wrong` is None where the notice gives only the right one."""

    kind: str
    wrong: float | None
    right: Figure


@cache
def cue(use: str) -> re.Pattern[str]:
    """The cues of one use, as whole words in any case."""
    forms = lexicon.alternation(row["form"] for row in lexicon.rows("correction_cues.csv") if row["use"] == use)
    return re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)


def revise(claims: Claims, body: str, notices: Sequence[Span]) -> None:
    """Puts the corrected figures into the claims; the notice is further evidence of each that it changes."""
    for notice in notices:
        for revision in read_revisions(body[notice.char_start : notice.char_end][:_LONGEST_READ]):
            _apply(claims, revision, notice)


def read_revisions(text: str) -> list[Revision]:
    """The figures that a notice replaces, in its order; empty where it concerns none."""
    figures = _figures(text)
    wrong = [figure for figure in figures if figure.is_wrong]
    right = [figure for figure in figures if not figure.is_wrong]
    named = [kind for kind in _COUNTED if cue(kind).search(text)]
    usual = named[0] if len(named) == 1 else None
    if not wrong:
        return [Revision(kind, None, figure) for figure in right if (kind := figure.kind or usual)]
    if len(wrong) != len(right):
        return []
    pairs = zip(wrong, right, strict=True)
    return [Revision(kind, old.value, new) for old, new in pairs if (kind := _kind_of(old, new) or usual)]


def _kind_of(old: Figure, new: Figure) -> str | None:
    """What a pair of figures counts: "30 rather than 28 were injured" says it once."""
    nearest = min((old, new), key=lambda figure: (figure.kind is None, figure.distance))
    is_money = {figure.kind == "money" for figure in (old, new)}
    return nearest.kind if len(is_money) == 1 else None


def _figures(text: str) -> list[Figure]:
    """The counts and sums of a notice, each with what it counts and whether the notice takes it back."""
    found: list[Figure] = []
    money = list(find_money(text))
    taken = [(m.start, m.end) for m in (*money, *find_dates(text, None))]
    for start, end in _clauses(text):
        clause = text[start:end]
        is_wrong = cue("wrong").search(clause) is not None
        turn = cue("turn").search(clause) if is_wrong else None
        own: list[tuple[int, Any, bool]] = [(m.start, m, True) for m in money if start <= m.start < end]
        for number in find_numbers(clause):
            at = start + number.digits_start
            numbered = cue("numbered").search(clause, max(0, number.digits_start - _BEFORE), number.digits_start)
            if number.kind == "count" and not numbered and not any(a <= at < b for a, b in taken):
                own.append((at, number, False))
        for at, mention, is_money in sorted(own, key=lambda each: each[0]):
            state = is_wrong and not (turn is not None and at - start > turn.start())
            flipped = _is_other(clause[: at - start])
            kind, distance = ("money", 0) if is_money else _kind_at(clause, at - start)
            value = float(mention.amount if is_money else mention.value)
            found.append(Figure(value, mention.qualifier, kind, distance, state != flipped))
    return found


def _is_other(before: str) -> bool:
    """Whether "not", "instead of" or "rather than" stands right before a figure."""
    cues = list(cue("instead").finditer(before, max(0, len(before) - _BEFORE)))
    return bool(cues) and not any(map(str.isdigit, before[cues[-1].end() :]))


def _clauses(text: str) -> list[tuple[int, int]]:
    edges = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in itertools.pairwise(edges) if b > a]


def _kind_at(clause: str, at: int) -> tuple[str | None, int]:
    """What a figure counts, by the nearest word for it, and how far that stands."""
    found = [
        (match.start() - at if match.start() >= at else 2 * (at - match.end()), kind)
        for kind in _COUNTED
        for match in cue(kind).finditer(clause)
    ]
    distance, kind = min(found, default=(0, None))
    return kind, distance


def _lies_in(span: Span, notice: Span) -> bool:
    return notice.char_start <= span.char_start and span.char_end <= notice.char_end


def _apply(claims: Claims, revision: Revision, notice: Span) -> None:
    rows: Sequence[Claim] = [*claims.strikes, *claims.interceptions, *claims.aid_packages]
    names = _FIELDS[revision.kind]
    stating = [(row, name) for row in rows for name in names if getattr(row, name, None) is not None]
    if revision.wrong is not None:
        changed = [(row, name) for row, name in stating if getattr(row, name) == revision.wrong]
    else:
        # A notice that is the story itself states its figures as news.
        current = [(row, name) for row, name in stating if not row.is_background and not _lies_in(row.span, notice)]
        changed = current if len(current) == 1 else []
    for row, name in changed:
        value = revision.right.value
        setattr(row, name, value if name == "amount" else int(value))
        if hasattr(row, f"{name}_qualifier"):
            setattr(row, f"{name}_qualifier", revision.right.qualifier)
        if notice not in row.evidence:
            row.evidence.append(notice)
