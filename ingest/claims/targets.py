"""What was hit, as words of a sentence with the target class of the contract."""

from __future__ import annotations

from ingest.claims import lexicon
from ingest.claims.annotations import Target
from ingest.claims.wordlists import PatternList

_ROWS = lexicon.rows("targets.csv")
_LIST = PatternList([row["pattern"] for row in _ROWS])
#: The bit of the vocabulary that every sentence with a target has.
TARGET_BIT = _LIST.bit

#: Rank of each class's best pattern: where a passage names several targets, the lower rank is the more telling one.
RANKS: dict[str, int] = {}
for _row in _ROWS:
    RANKS[_row["target_class"]] = min(int(_row["rank"]), RANKS.get(_row["target_class"], 99))


def find_targets(text: str) -> list[Target]:
    """All targets of a sentence in order."""
    return [Target(start, end, _ROWS[row]["target_class"]) for row, start, end in _LIST.find(text)]


def rank_of(text: str, target: Target) -> int:
    """How telling this very wording is (1 best)."""
    found = next(_LIST.find(text[target.start : target.end]), None)
    return int(_ROWS[found[0]]["rank"]) if found else 9
