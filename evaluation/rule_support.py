"""What each rule of the reader rests on: its examples, and how often its claims on labelled text are right.

    python -m evaluation.rule_support [CORPUS]      (or: make rule-support)

Labelled text is the bundled samples and, in the folder CORPUS of outside articles, `dev/`, the outside articles and
those of the blind batches that the corpus holds. A rule is well supported when it has an example, a counter-example,
and claims in two documents; one without claims in two documents needs a behavioural case. Below stand the lines of code
of each folder of `ingest/claims`, and a table of `confidence`: of the claims in each tenth, how many are right.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from evaluation.accuracy_table import samples_read, tuned_read
from evaluation.outside_score import ARTICLES, BLIND_LABELS, LABELS, read_outside
from evaluation.scoring import Row, judged

ROOT = Path(__file__).resolve().parent.parent
READER = ROOT / "ingest" / "claims"
#: Documents in which a rule makes claims before it counts as supported by text.
ENOUGH_DOCUMENTS = 2

Judgement = tuple[str, str, Row, bool]


@dataclass
class Support:
    """A rule's examples, and its claims on labelled text."""

    examples: int = 0
    counter_examples: int = 0
    claims: int = 0
    right: int = 0
    documents: set[str] = field(default_factory=set)

    @property
    def lacks(self) -> str:
        """What the rule has too little of, in words; empty for a supported rule."""
        missing = [
            (not self.examples, "no example"),
            (not self.counter_examples, "no counter-example"),
            (len(self.documents) < ENOUGH_DOCUMENTS, f"claims in {len(self.documents)} documents"),
        ]
        return ", ".join(words for is_missing, words in missing if is_missing)


def rules() -> dict[str, Support]:
    """Every rule of the rule files with its numbers of examples and counter-examples."""
    found = {}
    for path in sorted((READER / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules") or []:
            found[rule["id"]] = Support(len(rule.get("examples") or []), len(rule.get("not") or []))
    return found


def support(judgements: Iterable[Judgement]) -> dict[str, Support]:
    """The rules with what their claims were judged; claims of a rule that no file has stand under its name as well."""
    found = rules()
    for _, document, claim, is_right in judgements:
        rule = found.setdefault(str(claim.get("rule_id")), Support())
        rule.claims += 1
        rule.right += is_right
        rule.documents.add(document)
    return found


def reliability(judgements: Iterable[Judgement]) -> dict[tuple[str, float], tuple[int, int]]:
    """(kind, lower end of a tenth of `confidence`) → claims, right ones. Claims without a confidence are left out."""
    claims: Counter[tuple[str, float]] = Counter()
    right: Counter[tuple[str, float]] = Counter()
    for kind, _, claim, is_right in judgements:
        if (confidence := claim.get("confidence")) is not None:
            for name in (kind, "all"):
                key = (name, min(int(float(confidence) * 10), 9) / 10)
                claims[key] += 1
                right[key] += is_right
    return {key: (number, right[key]) for key, number in sorted(claims.items())}


def lines_of_code() -> dict[str, int]:
    """Lines of Python by folder of `ingest/claims`, and in all."""
    lines: Counter[str] = Counter()
    for path in READER.rglob("*.py"):
        number = len(path.read_text(encoding="utf-8").splitlines())
        for name in (str(path.parent.relative_to(ROOT)), "all"):
            lines[name] += number
    return dict(lines)


def read_judgements(corpus: Path | None) -> Iterator[Judgement]:
    """Read every labelled text at hand and judge its claims."""
    yield from judged(*samples_read())
    if corpus and (corpus / "dev" / "gold.jsonl").is_file():
        yield from judged(*tuned_read(corpus))
    if corpus and (corpus / ARTICLES).is_file():
        for labels in (LABELS, BLIND_LABELS):
            yield from judged(*read_outside(corpus, labels))


def as_text(judgements: list[Judgement]) -> str:
    """The report."""
    lines = [f"{'rule':34} examples  counter  documents  claims  right  lacks"]
    found = support(judgements)
    for name, rule in sorted(found.items()):
        numbers = (
            f"{rule.examples:8}  {rule.counter_examples:7}  {len(rule.documents):9}  {rule.claims:6}  {rule.right:5}"
        )
        lines.append(f"{name:34} {numbers}  {rule.lacks}")
    lines.append(f"{len(found)} rules, {sum(not rule.lacks for rule in found.values())} lack nothing")
    lines += [f"{number:6} lines of Python in {name}" for name, number in sorted(lines_of_code().items())]
    return "\n".join([*lines, reliability_text(reliability(judgements))])


def reliability_text(table: Mapping[tuple[str, float], tuple[int, int]]) -> str:
    """The table of `confidence` as text."""
    lines = ["confidence   kind            claims  right  share"]
    for (kind, low), (claims, right) in table.items():
        lines.append(f"{low:.1f} - {low + 0.1:.1f}    {kind:14}  {claims:6}  {right:5}  {right / claims:.2f}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", help="folder of outside articles")
    options: Any = parser.parse_args(arguments)
    print(as_text(list(read_judgements(options.corpus))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
