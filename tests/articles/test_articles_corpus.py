"""The outside corpus: counts of articles, kept evidence, body, title and date of pages. Skipped where it is absent."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

from ingest.articles import read_document
from ingest.core.documents import Document
from ingest.sources.folder import read_paths


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_labelled_articles_keep_their_evidence(corpus: Path):
    gold = {
        Path(label["id"]).stem: label for label in lines(corpus / "seeds-gold.jsonl") + lines(corpus / "dev/gold.jsonl")
    }
    published = {row["id"]: row["published"] for row in lines(corpus / "dev/index.jsonl")}
    seen = 0
    for document in read_paths([corpus / "seeds", corpus / "dev" / "articles"], max_bytes=10_000_000):
        assert isinstance(document, Document)
        name = Path(document.source_uri).stem
        articles, rejections = read_document(document)
        assert (name, len(articles), rejections) == (name, gold[name]["articles"], [])
        text = squeeze("\n".join(article.body for article in articles))
        for kind in ("strikes", "interceptions", "aid", "meetings"):
            for row in gold[name][kind]:
                for evidence in [row["evidence"], *row.get("evidence_more", [])]:
                    assert squeeze(evidence) in text, (name, evidence)
                    seen += 1
        if name in published:
            assert str(articles[0].published_at) == str(published[name])
    assert seen > 800


def shingles(text: str) -> Counter:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(words, words[1:], words[2:], strict=False))


def words(title: str | None) -> list[str]:
    return re.findall(r"\w+", (title or "").casefold())


def test_whole_pages_of_news_sites(corpus: Path):
    folder = corpus / "unlabelled" / "html"
    precision, recall, titles, dates, dated = [], [], 0, 0, 0
    rows = lines(folder / "index.jsonl")
    for row in rows:
        articles, _ = read_document(Document(row["file"], (folder / row["file"]).read_bytes()))
        assert len(articles) == 1, row["file"]
        expected = shingles((folder / row["expected_body"]).read_text(encoding="utf-8"))
        got = shingles(articles[0].body)
        common = sum((expected & got).values())
        precision.append(common / sum(got.values()))
        recall.append(common / sum(expected.values()))
        titles += words(articles[0].title) == words(row["expected_title"])
        dated += bool(row["expected_published"])
        day = str(articles[0].published_at or articles[0].published_unusable)[:10]
        dates += day == (row["expected_published"] or "")[:10]
    assert sum(recall) / len(recall) > 0.985 and min(recall) > 0.95
    assert sum(precision) / len(precision) > 0.955
    assert titles >= 16 and dates >= dated - 1


def test_texts_without_paragraph_breaks(corpus: Path):
    """Nearly nothing but page furniture is lost of 336 stored texts, and each is one article."""
    total = lost = 0
    for document in read_paths([corpus / "unlabelled" / "war.jsonl"], max_bytes=10_000_000):
        assert isinstance(document, Document)
        (article,), rejections = read_document(document)
        assert not rejections
        body = re.sub(r"\W+", "", article.body)
        for piece in re.split(r"\n|(?<=[.!?])", unicodedata.normalize("NFC", json.loads(document.content)["text"])):
            letters = re.sub(r"\W+", "", piece)
            total += len(letters)
            lost += len(letters) * (letters not in body)
    assert lost / total < 0.015
