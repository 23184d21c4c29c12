"""Quoted words are dated from the day on which they were spoken."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims.quotations import spoken_on
from ingest.claims.text import split_sentences

SATURDAY = dt.date(2025, 3, 8)
THURSDAY = dt.date(2025, 3, 6)


@pytest.mark.parametrize(
    ("before", "quoted", "day"),
    [
        ("The governor told reporters in Sumy on Thursday what had happened.", "“Drones hit us today.”", THURSDAY),
        ("The union on Thursday condemned the attack.\nIts spokesman gave details.", "“It began yesterday.”", THURSDAY),
        ("The governor spoke on 6 March.", "“Three houses burned down tonight,” he said.", THURSDAY),
        ("The mayor came.", "“A bomb fell overnight,” he said on Thursday.", THURSDAY),
        # no quotation, no word of now, no verb of saying with a day, or the day is the event's
        ("The governor spoke on Thursday.", "Drones hit the town today.", None),
        ("The governor spoke on Thursday.", "“Drones hit us on Monday.”", None),
        ("The governor visited the town on Thursday.", "“Drones hit us today.”", None),
        ("The governor said that on Thursday a drone had hit a bus.", "“Drones hit us today as well.”", None),
        ("“We waited,” the mayor said. Drones came on Thursday.", "“They hit us today.”", None),
    ],
)
def test_when_it_was_spoken(before: str, quoted: str, day: dt.date | None):
    sentences = split_sentences(f"{before}\n\n{quoted}")
    index = next(i for i, s in enumerate(sentences) if s.text.startswith(quoted[:10]))
    assert spoken_on(sentences, index, SATURDAY) == day


def test_a_text_without_a_day_has_no_speech():
    assert spoken_on(split_sentences("He said on Thursday: no.\n\n“Today it burned.”"), 1, None) is None
