"""Scores the reader on outside articles that were labelled by reading alone, and shows what it got wrong.

    python -m evaluation.outside_score CORPUS [--labels FILE] [--claims FILE] [--brief]

CORPUS is the folder of outside articles; its `unlabelled/war.jsonl` and `war-more.jsonl` have one article a line. The
texts belong to their publishers, so the labels (`outside_labels.jsonl`, `blind_labels.jsonl` in `evaluation/data`) name
articles and characters of them, never their words. Each line is read as `warledger extract` reads a line of that file.
--claims also writes what was read, one object a document, named by article id; --brief leaves out the list of mistakes.

These articles are for checking only. Whoever looks for wording in them can no longer measure with them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.scoring import KINDS, KindScore, as_text, read_labels, score
from ingest.core.documents import Document, to_json
from ingest.pipeline.parallel import read_documents

LABELS = Path(__file__).with_name("data") / "outside_labels.jsonl"
BLIND_LABELS = LABELS.with_name("blind_labels.jsonl")
ARTICLES = Path("unlabelled") / "war.jsonl"
MORE_ARTICLES = ARTICLES.with_name("war-more.jsonl")


def read_articles(corpus: Path) -> dict[str, str]:
    """The corpus's lines of JSON by article id."""
    files = [corpus / name for name in (ARTICLES, MORE_ARTICLES) if (corpus / name).is_file()]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {json.loads(line)["id"]: line for line in lines if line.strip()}


def text_of(line: str) -> str:
    """The text that a label's spans count the characters of."""
    return str(json.loads(line)["text"])


def with_evidence(document: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A labelled document whose rows have the sentences (`evidence`, `evidence_more`) that their spans stand for."""
    filled: dict[str, Any] = {"id": document["id"]}
    for kind in KINDS:
        filled[kind.labels] = [
            {
                **{name: value for name, value in row.items() if not name.endswith(("_span", "_spans"))},
                "evidence": text[slice(*row["evidence_span"])],
                "evidence_more": [text[slice(*span)] for span in row.get("evidence_more_spans", [])],
            }
            for row in document[kind.labels]
        ]
    return filled


def read_outside(
    corpus: Path, labels: Path = LABELS
) -> tuple[list[dict[str, Any]], dict[str, dict[str, list[dict[str, Any]]]]]:
    """The labels with their sentences, and the reader's claims by article id; only articles that the corpus holds."""
    lines = read_articles(corpus)
    labelled = [with_evidence(each, text_of(lines[each["id"]])) for each in read_labels(labels) if each["id"] in lines]
    documents = [Document(each["id"], lines[each["id"]].encode(), "outside", "application/json") for each in labelled]
    claims: dict[str, dict[str, list[dict[str, Any]]]] = {
        each["id"]: {kind.claims: [] for kind in KINDS} for each in labelled
    }
    for document, result in zip(documents, read_documents(documents), strict=True):
        if not result.articles:
            raise ValueError(f"{document.source_uri} was rejected: {result.rejections[0].reason}")
        for article in result.articles:
            for kind, rows in article.claims.items():
                claims[document.source_uri][kind].extend(rows)
    return labelled, claims


def score_outside(corpus: Path, labels: Path = LABELS) -> dict[str, KindScore]:
    """Scores by kind of the reader on the labelled outside articles."""
    return score(*read_outside(corpus, labels))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS, help="labels to score against (default: %(default)s)")
    parser.add_argument("--claims", type=Path, help="write the claims here as JSON lines")
    parser.add_argument("--brief", action="store_true", help="scores only")
    options = parser.parse_args(arguments)
    if not (options.corpus / ARTICLES).is_file():
        print(f"{options.corpus / ARTICLES}: no such file", file=sys.stderr)
        return 1
    labelled, claims = read_outside(options.corpus, options.labels)
    if options.claims:
        rows = ({"source_uri": f"{name}.json", **kinds} for name, kinds in claims.items())
        lines = [json.dumps(row, ensure_ascii=False, default=to_json) for row in rows]
        options.claims.write_text("\n".join(lines) + "\n", encoding="utf-8")
    scores = score(labelled, claims)
    for total in scores.values() if not options.brief else ():
        print(*total.notes, sep="\n")
    print(f"{len(labelled)} articles")
    print(as_text(scores))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
