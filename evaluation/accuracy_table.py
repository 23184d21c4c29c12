"""Writes the accuracy tables of docs/extraction.md: what the reader gets right, per kind and field, on labelled text.

    python -m evaluation.accuracy_table [CORPUS] [--check]

Three sets: the bundled samples (always), and, in the folder CORPUS of outside articles, those that rules were tuned on
and those that they were not. A set that is not here keeps its table. With --check nothing is written; exit status 1
when a table differs from what the reader does now.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.outside_score import ARTICLES, score_outside
from evaluation.scoring import KINDS, KindScore, by_document, macro_f1, read_labels, score
from ingest.pipeline.parallel import read_documents
from ingest.sources.folder import read_paths

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "extraction.md"


Read = tuple[list[dict[str, Any]], dict[str, dict[str, list[Mapping[str, Any]]]]]


def samples_read() -> Read:
    """Labels (evaluation/data/sample_labels.jsonl) and claims of the bundled samples."""
    return read_labels(), _claims(ROOT / "ingest" / "samples")


def tuned_read(corpus: Path) -> Read:
    """Labels and claims of the outside articles that the rules were tuned on (`dev/` of the corpus)."""
    claims = {name.removesuffix(".txt"): rows for name, rows in _claims(corpus / "dev" / "articles").items()}
    return read_labels(corpus / "dev" / "gold.jsonl"), claims


def _claims(folder: Path) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    results = read_documents(read_paths([folder], max_bytes=10_000_000))
    return by_document({"source_uri": a.article.source_uri, **a.claims} for r in results for a in r.articles)


def table(scores: Mapping[str, KindScore]) -> str:
    """Markdown: a row a kind, then a row a field."""
    lines = ["| kind | wanted | precision | recall | F1 | fields right among matched |", "|---|---|---|---|---|---|"]
    for kind in KINDS:
        total = scores[kind.labels]
        fields = ", ".join(f"{name} {total.accuracy(name):.2f}" for name in total.fields)
        numbers = f"{total.wanted} | {total.precision:.2f} | {total.recall:.2f} | {total.f1:.2f}"
        lines.append(f"| {kind.labels} | {numbers} | {fields} |")
    return "\n".join([*lines, "", f"Macro F1 {macro_f1(scores):.3f}."])


def with_table(page: str, name: str, text: str) -> str:
    """The page with the named table replaced; raises LookupError when the page has no place for it."""
    pattern = re.compile(rf"(<!-- accuracy:{name} -->\n).*?(<!-- /accuracy -->)", flags=re.S)
    if not pattern.search(page):
        raise LookupError(f"{PAGE.name} has no <!-- accuracy:{name} --> ... <!-- /accuracy -->")
    return pattern.sub(lambda match: f"{match[1]}{text}\n{match[2]}", page)


def current(page: str, corpus: Path | None) -> str:
    """The page with every table that can be measured here brought up to date."""
    page = with_table(page, "samples", table(score(*samples_read())))
    if corpus and (corpus / "dev" / "gold.jsonl").is_file():
        page = with_table(page, "tuned", table(score(*tuned_read(corpus))))
    if corpus and (corpus / ARTICLES).is_file():
        page = with_table(page, "unseen", table(score_outside(corpus)))
    return page


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", help="folder of outside articles")
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8")
    after = current(before, options.corpus)
    if options.check:
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
