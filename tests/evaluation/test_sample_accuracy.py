"""The real reader on the bundled samples, measured against their labels.

The floors are not goals. They stand a little under what the reader reached when they were last set, so that a change
that makes reading worse is seen at once; raise them when reading gets better.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from evaluation.scoring import KINDS, KindScore, as_text, by_document, macro_f1, read_labels, score
from ingest.core.documents import Article, Document
from ingest.pipeline.parallel import read_one
from ingest.sources.folder import read_paths

SAMPLES = Path(__file__).parents[2] / "ingest" / "samples"

#: kind -> (precision, recall)
FLOORS = {
    "strikes": (
        0.86,
        0.72,
    ),  # on clauses since 2026-11-29: ahead on unseen text, behind here on what windows were tuned to
    "interceptions": (0.95, 0.93),
    "aid": (0.90, 0.73),  # on clauses since 2026-11-30: as strikes
    "meetings": (0.92, 0.76),  # was .95 and .73: more is read since 2026-11-30, and less of it right
}
MACRO_F1_FLOOR = 0.84
#: Share of the documents whose day of publication can be known that get it.
DATED_FLOOR = 0.70


@pytest.fixture(scope="module")
def read() -> tuple[dict[str, list[Article]], dict[str, KindScore]]:
    """Articles by document id, and the scores of their claims."""
    articles: dict[str, list[Article]] = defaultdict(list)
    rows = []
    for document in read_paths([SAMPLES], max_bytes=1_000_000):
        assert isinstance(document, Document), f"a sample was rejected: {document}"
        result = read_one(document)
        assert not result.rejections, f"a sample was rejected: {result.rejections}"
        for each in result.articles:
            articles[document.source_uri.rsplit("/", 1)[-1]].append(each.article)
            rows.append({"source_uri": document.source_uri, **each.claims})
    return articles, score(read_labels(), by_document(rows))


@pytest.fixture(scope="module")
def scores(read: tuple[dict[str, list[Article]], dict[str, KindScore]]) -> dict[str, KindScore]:
    print(as_text(read[1]))  # shown when a test fails
    return read[1]


def test_the_whole_is_read_as_well_as_it_was(scores: dict[str, KindScore]) -> None:
    assert macro_f1(scores) >= MACRO_F1_FLOOR


@pytest.mark.parametrize("kind", list(FLOORS))
def test_each_kind_is_read_as_well_as_it_was(scores: dict[str, KindScore], kind: str) -> None:
    precision, recall = FLOORS[kind]
    assert scores[kind].precision >= precision
    assert scores[kind].recall >= recall


def test_sides_are_not_mixed_up(scores: dict[str, KindScore]) -> None:
    # Who struck whom, and who shot down whose drones: an error here turns every chart of the dashboard over.
    assert scores["strikes"].accuracy("attacker") == 1.0
    assert scores["interceptions"].accuracy("defender") == 1.0
    assert scores["aid"].accuracy("recipient") == 1.0


def test_texts_about_something_else_give_nothing(scores: dict[str, KindScore]) -> None:
    silent = [document["id"] for document in read_labels() if not any(document[kind.labels] for kind in KINDS)]
    alarms = [
        note
        for total in scores.values()
        for note in total.notes
        if note.startswith(tuple(f"false alarm {name}:" for name in silent))
    ]
    assert alarms == []


def test_no_document_gets_a_wrong_day_and_most_get_theirs(read: tuple[dict[str, list[Article]], object]) -> None:
    articles = read[0]
    known = [document for document in read_labels() if document["published"]]
    for document in read_labels():
        for article in articles[document["id"]]:
            day = article.published_at.isoformat() if article.published_at else None
            # A page of several stories may have a day for each.
            assert day in (None, document["published"], *document.get("published_also", ())), document["id"]
    dated = [document for document in known if all(article.published_at for article in articles[document["id"]])]
    assert len(dated) / len(known) >= DATED_FLOOR


def test_every_labelled_sentence_survives_the_cutting_of_boilerplate(
    read: tuple[dict[str, list[Article]], object],
) -> None:
    for document in read_labels():
        body = " ".join(" ".join(article.body.split()) for article in read[0][document["id"]])
        for kind in KINDS:
            for row in document[kind.labels]:
                assert row["evidence"] in body, f"{document['id']}: {row['evidence']}"


def test_headlines_comments_and_scripts_around_a_story_are_no_text(
    read: tuple[dict[str, list[Article]], object],
) -> None:
    bodies = "\n".join(article.body for articles in read[0].values() for article in articles)
    for around in (
        "Eight drones shot down near Mykolaiv",  # related headlines
        "Drone hits refinery in Samara",
        "Seven printers killed",
        "Gaza hospital struck",
        "Lebanon: air strikes",
        "Missile test off Wonsan",
        "In our house 15 wounded",  # readers' comments
        "200 missiles!!",
        "killed:999",  # scripts
        "drone attack kills 40",
        "Layout test",  # hidden elements
        "store cookies",  # consent
    ):
        assert around not in bodies
