"""The relevance gate: it may cost reading time, it may not cost an event."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_texts import texts

from evaluation.outside_score import ARTICLES, LABELS
from evaluation.scoring import KINDS, read_labels
from evaluation.scoring import LABELS as SAMPLE_LABELS
from ingest.claims.relevance import may_concern_war

#: The largest share of general news that may reach the readers (6.8 % on the 1,200 articles when it was set).
MOST_OF_GENERAL_NEWS = 0.08


def tells_event(document: dict) -> bool:
    return any(not row.get("optional") for kind in KINDS for row in document[kind.labels])


@pytest.mark.parametrize(
    "text",
    [
        "Bombs fell on Druzhkivka at dawn. Three people died.",
        "Five people were hurt when rockets hit Izium.",
        "A blast was heard in Engels; the governor spoke of drones.",
        "Two women were killed in Nikopol by artillery.",
        "Mortar fire wounded a farmer in Bilopillia.",
        "An air strike on Huliaipole killed one person.",
        "Fire broke out at a refinery in Tuapse after a raid.",
        "A guided bomb struck Robotyne.",
        "Russian glide bombs killed four.",
        "Rylsk was shelled, the acting governor wrote.",
        "Berlin sends Zelenskyy two more batteries.",
        "DRONES HIT SAKY AIRFIELD, KILLING TWO",
        "Gorlovka was hit by HIMARS.",
    ],
)
def test_short_reports_are_read(text: str) -> None:
    assert may_concern_war(None, text)
    assert may_concern_war(text, "A short report."), "the title alone is enough"


@pytest.mark.parametrize(
    "text",
    [
        "A missile hit a school in Idlib, killing two.",
        "Johnny and Linda won the bronze medal with a rocket of a serve.",
        "The bank raised its rates after a strike of railway workers in Lyon.",
        "Drones filmed the fire in the hills above Athens.",
        "The minister met his colleague in Ankara.",
        "",
    ],
)
def test_other_news_is_not_read(text: str) -> None:
    assert not may_concern_war(None, text)


def test_hostile_words_are_cut() -> None:
    assert not may_concern_war(None, "A" * 5_000_000)
    assert not may_concern_war(None, " ".join("Z" * n for n in range(2_000)))


def test_no_sample_that_tells_an_event_is_lost() -> None:
    bodies = texts()
    told = [document["id"] for document in read_labels(SAMPLE_LABELS) if tells_event(document)]
    assert len(told) > 30
    assert [name for name in told if not may_concern_war(None, bodies[name])] == []


def test_no_outside_article_that_tells_an_event_is_lost(corpus: Path) -> None:
    source = corpus / ARTICLES
    if not source.is_file():
        pytest.skip(f"the outside corpus has no {ARTICLES}")
    articles = {row["id"]: row for row in map(json.loads, source.read_text(encoding="utf-8").splitlines())}
    told = [document["id"] for document in read_labels(LABELS) if tells_event(document)]
    known = [name for name in told if name in articles]
    assert len(known) > 100
    assert [n for n in known if not may_concern_war(articles[n].get("title"), articles[n]["text"])] == []


def test_little_of_general_news_is_read(corpus: Path) -> None:
    source = corpus / "unlabelled" / "general.jsonl"
    if not source.is_file():
        pytest.skip("the outside corpus has no unlabelled/general.jsonl")
    articles = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    read = sum(may_concern_war(article.get("title"), article["text"]) for article in articles)
    print(f"{read} of {len(articles)} articles of general news reach the readers")
    assert read <= MOST_OF_GENERAL_NEWS * len(articles)
