"""How many of the outside feeds and pages are read right, and what is wrong with the others.

    python -m evaluation.score_fixtures ../shared/corpus/unlabelled

A feed is read right when the entries that it gives and those that it counts as empty are as many as its index counts,
each given one has an address and a title, and every date that it states is read. A page is read right when it gives
one article with the expected title (letter case, quotation marks and dashes aside) and day, at least 95 % of the
expected body's runs of three words, and at most 10 % of others. Where the index expects no title or day, none is asked
for; a day before 2014 is right when it is kept as stated.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.articles import read_document
from ingest.core.documents import Document
from ingest.sources.feeds import parse_feed

MIN_RECALL, MIN_PRECISION = 0.95, 0.90


@dataclass
class Finding:
    """One fixture: what was found in numbers, and everything that is wrong."""

    file: str
    figures: str
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with feeds/ and html/")
    options = parser.parse_args()
    for title, findings in (("feeds", feeds(options.folder / "feeds")), ("pages", pages(options.folder / "html"))):
        print(f"{sum(not item.wrong for item in findings)} of {len(findings)} {title} read right")
        for item in findings:
            print(f"  {'right' if not item.wrong else 'WRONG'}  {item.file:<46} {item.figures}")
            for reason in item.wrong:
                print(f"         {reason}")
    return 0


def index(folder: Path) -> list[dict[str, Any]]:
    """The rows of a folder's index.jsonl."""
    return [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines() if line]


def feeds(folder: Path) -> list[Finding]:
    """A finding for each feed of the folder's index."""
    found = []
    for row in index(folder):
        feed = parse_feed((folder / row["file"]).read_bytes(), url="https://outlet.example/feed")
        unread = [entry for entry in feed.entries if entry.published_text and not entry.published]
        empty = f" and {feed.n_unusable} without content" if feed.n_unusable else ""
        figures = f"{len(feed.entries)}{empty} of {row['entries']} entries; {feed.problem or 'well formed'}"
        finding = Finding(row["file"], figures)
        if len(feed.entries) + feed.n_unusable != row["entries"]:
            finding.wrong.append(f"{len(feed.entries)} entries are read and {feed.n_unusable} counted as empty")
        if any(not entry.url or not entry.title for entry in feed.entries):
            finding.wrong.append("an entry has no address or no title")
        finding.wrong += [f"the date {entry.published_text!r} is not read" for entry in unread]
        found.append(finding)
    return found


def pages(folder: Path) -> list[Finding]:
    """A finding for each page of the folder's index."""
    found = []
    for row in index(folder):
        document = Document(row["url"], (folder / row["file"]).read_bytes(), media_type="text/html")
        articles, rejections = read_document(document)
        if len(articles) != 1:
            reasons = "; ".join(item.reason for item in rejections)
            found.append(Finding(row["file"], f"{len(articles)} articles", [reasons or "more than one article"]))
            continue
        article = articles[0]
        recall, precision = overlap((folder / row["expected_body"]).read_text(encoding="utf-8"), article.body)
        finding = Finding(row["file"], f"{recall:.1%} of the body, {1 - precision:.1%} beyond it")
        if recall < MIN_RECALL:
            finding.wrong.append("part of the body is missing")
        if precision < MIN_PRECISION:
            finding.wrong.append("the body has too much beside the story")
        if row["expected_title"] and plain(article.title) != plain(row["expected_title"]):
            finding.wrong.append(f"title: {article.title!r}, expected {row['expected_title']!r}")
        expected_day = (row["expected_published"] or "")[:10]
        day = str(article.published_at or article.published_unusable)[:10]
        if expected_day and day != expected_day:
            finding.wrong.append(f"day: {article.published_at} ({article.published_basis}), expected {expected_day}")
        found.append(finding)
    return found


def overlap(expected: str, body: str) -> tuple[float, float]:
    """Shares of the expected runs of three words that were found, and of those found that were expected."""
    wanted, got = runs(expected), runs(body)
    common = sum((wanted & got).values())
    return common / max(1, sum(wanted.values())), common / max(1, sum(got.values()))


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of three words of a text, counted, case folded."""
    words = re.findall(r"\w+", text.casefold())
    return Counter(zip(words, words[1:], words[2:], strict=False))


def plain(title: str | None) -> str:
    """A title as words: quotation marks, dashes, spaces and letter case left out."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", title or "").casefold()))


if __name__ == "__main__":
    sys.exit(main())
