"""The vocabulary puts its questions once to each word, and keeps no endless ones."""

from __future__ import annotations

from ingest.claims.vocabulary import Vocabulary


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
