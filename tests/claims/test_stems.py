"""The cheap test that picks candidate sentences must let every wording of the lexicons through."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims import lexicon
from ingest.claims.interceptions.words import DOWN_STEMS, SENT_STEMS
from ingest.claims.reading import Reading
from ingest.claims.stems import Stems
from ingest.claims.vocabulary import Vocabulary
from ingest.core.documents import Article


def reading(body: str) -> Reading:
    return Reading(Article("d", 0, "test", "files", body, published_at=dt.date(2025, 9, 10)))


@pytest.mark.parametrize("row", lexicon.rows("interception_words.csv"), ids=lambda row: row["form"])
def test_every_word_of_the_air_battle_has_a_stem(row):
    stems = {
        "launched": SENT_STEMS.stems,
        "with": SENT_STEMS.stems,
        "none": (*DOWN_STEMS.stems, *SENT_STEMS.stems),
        "hit": None,
    }.get(row["role"], DOWN_STEMS.stems)
    if stems is None:
        return  # what came through is read only beside what was brought down
    assert any(stem in f" {row['form']} " for stem in stems)


def test_the_sentences_that_hold_a_stem_are_found_with_their_neighbours_left_out():
    text = reading("Two drones fell. Nothing else happened here. The DRONE was found later.")
    assert Stems("drone").sentences(text) == {0, 2}
    assert Stems("missile").sentences(text) == frozenset()


def test_a_blank_in_a_stem_is_an_end_of_a_word():
    text = reading("They resent it. “SENT” was the word. They sent two. Sentries stood by.")
    assert Stems(" sent").sentences(text) == {1, 2, 3}


def test_stems_of_several_words_are_found_whole():
    text = reading("It was brought. Two were Brought\u00a0down. They were brought down. Down it was brought.")
    assert Stems("brought down").sentences(text) == {2}


def test_letters_that_grow_in_lower_case_do_no_harm():
    assert Stems("drone").sentences(reading("İstanbul talks. Two İdrones fell.")) == {1}


def test_a_vocabulary_puts_each_question_once_to_a_word():
    asked = []
    words = Vocabulary()
    first = words.test(lambda word: asked.append(word) or "x" in word)
    second = words.test(lambda word: word.endswith("y"))
    assert words.bits("Axe body “axe,” (body) Axe") == first | second
    assert words.bits("body.") == second
    assert words.bits("") == 0
    assert asked == ["axe", "body"]


def test_a_vocabulary_forgets_no_answer_when_a_question_is_added():
    words = Vocabulary()
    first = words.test(lambda word: word == "one")
    assert words.bits("one two") == first
    second = words.test(lambda word: word == "two")
    assert words.bits("one two") == first | second


def test_a_vocabulary_keeps_no_endless_words():
    words = Vocabulary()
    bit = words.test(lambda word: "a" in word)
    assert words.bits("a" * 10_000) == bit
    assert not words
