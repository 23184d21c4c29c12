"""The reader on outside articles that nobody tuned it on, where a developer has them.

The labels (`evaluation/data/outside_labels.jsonl`) name articles and characters, not words;
`evaluation/outside_score.py` shows what was missed and what was invented. The floors stand a little under what was
reached when they were last set.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation import outside_score as outside
from evaluation.scoring import KINDS, KindScore, as_text, macro_f1, read_labels

#: kind -> (precision, recall)
FLOORS = {
    "strikes": (0.77, 0.67),  # the reader on clauses, never tuned on these; the one on windows was
    "interceptions": (0.95, 0.95),
    "aid": (0.90, 0.88),  # was .93: goods without a sum are read since 2026-11-30
    "meetings": (0.88, 0.77),
}
#: The same for the articles that were labelled blind (evaluation/data/blind_labels.jsonl, those that the corpus holds).
BLIND_FLOORS = {
    "strikes": (0.67, 0.83),
    "interceptions": (0.78, 0.78),
    "aid": (0.85, 0.68),
    "meetings": (0.70, 0.62),
}
MACRO_F1_FLOOR = 0.86


@pytest.fixture(scope="module")
def articles(corpus: Path) -> Path:
    if not (corpus / outside.ARTICLES).is_file():
        pytest.skip(f"the outside corpus has no {outside.ARTICLES}")
    return corpus


@pytest.fixture(scope="module")
def scores(articles: Path) -> dict[str, KindScore]:
    result = outside.score_outside(articles)
    print(as_text(result))  # shown when a test fails
    return result


def test_the_set_is_large_enough_to_measure_with() -> None:
    labels = read_labels(outside.LABELS)
    assert len({document["id"] for document in labels}) == len(labels) >= 170
    for kind in KINDS:
        wanted = [
            row
            for document in labels
            for row in document[kind.labels]
            if not row.get("optional") and not row.get("background")
        ]
        assert len(wanted) >= 20, kind.labels


def test_labels_hold_no_words_of_the_articles() -> None:
    texts = {"evidence", "evidence_more", "quote", "title", "text"}
    for document in read_labels(outside.LABELS):
        rows = [row for kind in KINDS for row in document[kind.labels]]
        assert not texts & {key for each in (document, *rows) for key in each}, document["id"]


def test_every_span_is_whole_sentences(articles: Path) -> None:
    lines = outside.read_articles(articles)
    for document in read_labels(outside.LABELS):
        text = outside.text_of(lines[document["id"]])
        for row in [row for kind in KINDS for row in document[kind.labels]]:
            for start, end in (row["evidence_span"], *row.get("evidence_more_spans", [])):
                assert 0 <= start < end <= len(text), document["id"]
                words = text[start:end]
                assert words == words.strip() and len(words.split()) > 2, (document["id"], words)
                assert start == 0 or text[start - 1] in " \n.!?)”\"’'" or text[start].isupper(), (document["id"], words)


def test_articles_labelled_blind_are_read_as_well_as_they_were(corpus: Path) -> None:
    if not (corpus / outside.MORE_ARTICLES).is_file():
        pytest.skip(f"the outside corpus has no {outside.MORE_ARTICLES}")
    blind = outside.score_outside(corpus, outside.BLIND_LABELS)
    print(as_text(blind))
    below = {
        kind: (round(blind[kind].precision, 3), round(blind[kind].recall, 3))
        for kind, (precision, recall) in BLIND_FLOORS.items()
        if blind[kind].precision < precision or blind[kind].recall < recall
    }
    assert not below


def test_blind_labels_hold_no_words_of_the_articles() -> None:
    labels = read_labels(outside.BLIND_LABELS)
    assert len(labels) >= 300 and len({document["id"] for document in labels}) == len(labels)
    for document in labels:
        rows = [row for kind in KINDS for row in document[kind.labels]]
        assert not {"evidence", "evidence_more", "quote", "text", "note"} & {key for row in rows for key in row}


def test_the_whole_is_read_as_well_as_it_was(scores: dict[str, KindScore]) -> None:
    assert macro_f1(scores) >= MACRO_F1_FLOOR


@pytest.mark.parametrize("kind", list(FLOORS))
def test_each_kind_is_read_as_well_as_it_was(scores: dict[str, KindScore], kind: str) -> None:
    precision, recall = FLOORS[kind]
    assert scores[kind].precision >= precision
    assert scores[kind].recall >= recall


def test_sides_are_seldom_mixed_up(scores: dict[str, KindScore]) -> None:
    assert scores["strikes"].accuracy("attacker") >= 0.95
    assert scores["interceptions"].accuracy("defender") >= 0.95
