"""The cheap test that picks candidate sentences must let every wording of the lexicons through."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims import lexicon
from ingest.claims.interceptions.words import DOWN_STEMS, SENT_STEMS
from ingest.claims.reading import Reading
from ingest.claims.stems import lowered, sentences_with
from ingest.documents import Article


def reading(body: str) -> Reading:
    return Reading(Article("d", 0, "test", "files", body, published_at=dt.date(2025, 9, 10)))


@pytest.mark.parametrize("row", lexicon.rows("interception_words.csv"), ids=lambda row: row["form"])
def test_every_word_of_the_air_battle_has_a_stem(row):
    stems = {"launched": SENT_STEMS, "with": SENT_STEMS, "none": (*DOWN_STEMS, *SENT_STEMS), "hit": None}.get(
        row["role"], DOWN_STEMS
    )
    if stems is None:
        return  # what came through is read only beside what was brought down
    assert any(stem in f" {row['form']} " for stem in stems)


def test_the_sentences_that_hold_a_stem_are_found_with_their_neighbours_left_out():
    text = reading("Two drones fell. Nothing else happened here. The DRONE was found later.")
    assert sentences_with(text, ("drone",)) == {0, 2}
    assert sentences_with(text, ("missile",)) == frozenset()


def test_letters_that_grow_in_lower_case_do_not_shift_offsets():
    text = "İstanbul talks. Two drones fell."
    assert len(lowered(text)) == len(text)
    assert sentences_with(reading(text), ("drone",)) == {1}
