"""Two readers on the same labelled articles: scores side by side, how sure the difference is, what only one found.

    python -m evaluation.reader_comparison before.jsonl after.jsonl labels.jsonl [strikes|interceptions|aid|meetings]

The claims are lines as `warledger extract` prints them. The share of bootstrap draws (articles drawn with replacement)
in which the later reader is ahead says how sure the difference is; agreement says where the two find the same events.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.scoring import KINDS, Kind, KindScore, by_document, pair, read_labels, score

#: Draws of the bootstrap, and the seed that makes its figures the same each time.
DRAWS, SEED = 10_000, 20260101

Row = Mapping[str, Any]


@dataclass
class Comparison:
    """What two readers found in the same articles. `ahead` is the share of draws in which `after` has the higher F1."""

    before: KindScore
    after: KindScore
    ahead: float
    interval: tuple[float, float]  # 95 % of the difference in F1
    #: wanted rows found by both readers, by one, by neither
    found: dict[str, int] = field(default_factory=dict)
    #: claims with no label, made by both readers or by one
    false_alarms: dict[str, int] = field(default_factory=dict)


def compare(kind: Kind, labels: Sequence[Row], before: Mapping[str, Row], after: Mapping[str, Row]) -> Comparison:
    """Both readers' scores of one kind over all labelled documents, with a paired bootstrap over documents."""
    parts = [(_counts(kind, document, before), _counts(kind, document, after)) for document in labels]
    differences = sorted(_draw(parts, random.Random(SEED + n)) for n in range(DRAWS))  # noqa: S311 - no secret
    ahead = sum(d > 0 for d in differences) / len(differences)
    cut = len(differences) // 40
    comparison = Comparison(
        score(labels, before)[kind.labels],
        score(labels, after)[kind.labels],
        ahead,
        (differences[cut], differences[-cut - 1]),
        dict.fromkeys(("both", "before", "after", "neither"), 0),
        dict.fromkeys(("both", "before", "after"), 0),
    )
    for document in labels:
        _agree(comparison, kind, document, _of(kind, document, before), _of(kind, document, after))
    return comparison


def _of(kind: Kind, document: Row, claims: Mapping[str, Row]) -> Sequence[Row]:
    return (claims.get(document["id"]) or {}).get(kind.claims) or []


def _counts(kind: Kind, document: Row, claims: Mapping[str, Row]) -> tuple[int, int, int, int]:
    """(wanted, found, right, false) of one document."""
    total = score([document], claims)[kind.labels]
    return total.wanted, total.found, total.right, total.false_alarms


def _draw(parts: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], chance: random.Random) -> float:
    """The difference in F1 over documents drawn with replacement."""
    drawn = chance.choices(parts, k=len(parts))
    return _f1([after for _, after in drawn]) - _f1([before for before, _ in drawn])


def _f1(rows: Sequence[tuple[int, ...]]) -> float:
    wanted, found, right, false = (sum(column) for column in zip(*rows, strict=True))
    return KindScore(wanted, found, right, false).f1


def _agree(total: Comparison, kind: Kind, document: Row, before: Sequence[Row], after: Sequence[Row]) -> None:
    labels = document.get(kind.labels) or []
    first, second = dict(pair(labels, before, kind.likeness)), dict(pair(labels, after, kind.likeness))
    for index, label in enumerate(labels):
        if label.get("optional") or label.get("background"):
            continue
        key = {(True, True): "both", (True, False): "before", (False, True): "after"}.get(
            (index in first, index in second)
        )
        total.found[key or "neither"] += 1
    extra_before = [c for i, c in enumerate(before) if i not in first.values()]
    extra_after = [c for i, c in enumerate(after) if i not in second.values()]
    shared = sum(any(_is_same(a, b) for b in extra_before) for a in extra_after)
    total.false_alarms["both"] += shared
    total.false_alarms["before"] += len(extra_before) - min(shared, len(extra_before))
    total.false_alarms["after"] += len(extra_after) - shared


def _is_same(a: Row, b: Row) -> bool:
    """Whether two claims rest on overlapping passages."""
    return bool(a["char_start"] < b["char_end"] and b["char_start"] < a["char_end"])


def as_text(comparison: Comparison) -> str:
    """The comparison for people."""
    lines = []
    for name, total in (("before", comparison.before), ("after", comparison.after)):
        lines.append(
            f"{name:7} P {total.precision:.3f}  R {total.recall:.3f}  F1 {total.f1:.3f}"
            f"  wanted {total.wanted}  found {total.found}  false {total.false_alarms}"
        )
    low, high = comparison.interval
    lines.append(f"after ahead in {comparison.ahead:.1%} of {DRAWS} draws, difference 95 % {low:+.3f} to {high:+.3f}")
    lines.append("wanted rows found by " + ", ".join(f"{k} {v}" for k, v in comparison.found.items()))
    lines.append("false alarms of " + ", ".join(f"{k} {v}" for k, v in comparison.false_alarms.items()))
    return "\n".join(lines)


def _read(path: str) -> dict[str, dict[str, list[Row]]]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    documents = by_document(json.loads(line) for line in lines if line.strip())
    # labels name a file with its ending or without it
    return {**{Path(name).stem: claims for name, claims in documents.items()}, **documents}


def main(arguments: Sequence[str]) -> int:
    """Run the command line; the exit status."""
    if len(arguments) not in (3, 4):
        print("usage: reader_comparison.py before.jsonl after.jsonl labels.jsonl [kind]", file=sys.stderr)
        return 2
    before, after = _read(arguments[0]), _read(arguments[1])
    labels = read_labels(Path(arguments[2]))
    for kind in KINDS:
        if len(arguments) == 3 or kind.labels == arguments[3]:
            print(kind.labels)
            print(as_text(compare(kind, labels, before, after)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
