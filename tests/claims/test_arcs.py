"""The mechanisms that all kinds share, each against its corpus of examples (tests/claims/data/*.yml)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.claims.attach import place_role
from ingest.claims.counts import sum_of
from ingest.claims.document import Document, ParsedSentence, is_parsable
from ingest.claims.factuality import factuality
from ingest.claims.reading import Reading
from ingest.claims.syntax import Token, tree_distance
from ingest.core.documents import Article

DATA = Path(__file__).parent / "data"


def _cases(name: str) -> list[Any]:
    cases = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["text"][:60]) for case in cases]


def document_of(text: str, published: dt.date | None = dt.date(2025, 3, 7)) -> Document:
    article = Article("d", 0, "file:///a.txt", "test", text, published_at=published)
    document = Document(Reading(article))
    document.parse(range(len(document)))
    return document


def _sentence(text: str) -> ParsedSentence:
    sentence = document_of(text).syntax_of(0)
    assert sentence is not None
    return sentence


def _word(sentence: ParsedSentence, word: str) -> Token:
    return next(t for t in sentence.tokens if t.text == word)


@pytest.mark.parametrize("case", _cases("factuality.yml"))
def test_factuality_is_read_from_the_arcs_around_the_trigger(case: dict[str, Any]) -> None:
    assert factuality(_word(_sentence(case["text"]), case["trigger"])).value == case["is"]


@pytest.mark.parametrize("case", _cases("counts.yml"))
def test_a_phrase_counts_its_conjuncts_and_not_its_parts_or_ages(case: dict[str, Any]) -> None:
    sentence = _sentence(case["text"])
    count = sum_of(_word(sentence, case["head"]), sentence)
    assert (count.value if count else None) == case["count"]


@pytest.mark.parametrize("case", _cases("place_roles.yml"))
def test_a_place_has_the_role_that_the_first_deciding_word_above_it_gives(case: dict[str, Any]) -> None:
    sentence = _sentence(case["text"])
    place = next(p for p in sentence.places if case["place"] in p.value.name)
    role = place_role(place, sentence)
    assert (role.role, role.near) == (case["role"], case.get("near", False))


def test_tokens_keep_the_offsets_of_the_body() -> None:
    text = "“Two drones,” he said, hit Kyiv’s port – and “a third” fell."
    document = document_of(text)
    sentence = document.syntax_of(0)
    assert sentence is not None
    assert all(text[t.start : t.end].casefold()[:1] != " " and t.end - t.start == len(t.text) for t in sentence.tokens)
    assert text[sentence.tokens[-1].start : sentence.tokens[-1].end] == "."


@pytest.mark.parametrize(
    "text", ["DRONES HIT THE PORT OF ODESA OVERNIGHT", "Dronehitportwoundedthreemotorist", "x" * 700, "12 34"]
)
def test_text_that_no_parse_helps_is_not_parsed(text: str) -> None:
    assert not is_parsable(text)


def test_distance_counts_arcs_and_two_trees_are_far_apart() -> None:
    sentence = _sentence("A shell hit the old mill.")
    assert tree_distance(_word(sentence, "shell"), _word(sentence, "mill")) == 2
    assert tree_distance(_word(sentence, "mill"), _word(sentence, "mill")) == 0


@pytest.mark.parametrize(
    "text, word, subject",
    [
        ("Ukraine's premier co-chaired a session in Kyiv.", "chaired", "premier"),
    ],
)
def test_a_verb_has_its_subject_where_the_parse_cut_the_word(text: str, word: str, subject: str) -> None:
    verb = next(t for t in _sentence(text).tokens if t.text == word)
    assert [s.text for s in verb.subjects()] == [subject]


def test_a_participle_behind_a_figure_tells_what_it_counts() -> None:
    def wounded(text: str) -> Token:
        return next(t for t in _sentence(text).tokens if t.lower == "wounded")

    assert wounded("The mayor of the town, who runs its council, spoke of more than 50 wounded.").head.text == "50"
    assert wounded("He came home from the front in 2015, wounded and tired.").head.text != "2015"
