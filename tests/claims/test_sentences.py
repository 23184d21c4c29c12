"""Sentences and segments: what a line is, what opens a list, and passages written for the splitter."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.claims.segments import is_caption, line_kinds
from ingest.claims.text import split_sentences

PASSAGES = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "sentences.txt"

BODY = """Drones over Sumy

Smoke above the station. Photo: Regional administration

Two raids were counted in the region. In the past day:

- Sumy: two people killed;

- Okhtyrka: one wounded.

In the neighbouring region: one killed in Chuhuiv; two wounded in Izium; three houses hit in Lozova.

| Place | Killed |

| Sumy | 2 |

What the mayor says

He said: "We stand." Nobody left."""


def test_lines_have_their_kind_and_lists_their_heading():
    sentences = split_sentences(BODY)
    assert all(BODY[sentence.start : sentence.end] == sentence.text for sentence in sentences)
    assert [sentence.index for sentence in sentences] == list(range(len(sentences)))
    kinds = {sentence.text: sentence.kind for sentence in sentences}
    assert kinds["Drones over Sumy"] == kinds["What the mayor says"] == "headline"
    assert kinds["Smoke above the station."] == kinds["Photo: Regional administration"] == "caption"
    assert kinds["Two raids were counted in the region."] == kinds["Nobody left."] == "prose"
    assert kinds["| Sumy | 2 |"] == "table_row"
    headings = {s.text: sentences[s.heading].text for s in sentences if s.heading is not None}
    assert headings == {
        "- Sumy: two people killed;": "In the past day:",
        "- Okhtyrka: one wounded.": "In the past day:",
        "one killed in Chuhuiv;": "In the neighbouring region:",
        "two wounded in Izium;": "In the neighbouring region:",
        "three houses hit in Lozova.": "In the neighbouring region:",
    }
    assert {s.kind for s in sentences if s.heading is not None} == {"list_item"}


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["– We will stay, he said.", "It was noon."], ["prose", "prose"]),
        (["1. Sumy: two killed.", "2. Okhtyrka: one hurt."], ["list_item", "list_item"]),
        (["2025 was a hard year.", "3.5 tonnes burned."], ["prose", "prose"]),
        (["Hit were:", "a school;", "a mill;", "a barn."], ["prose", "list_item", "list_item", "list_item"]),
        (["🔴 Sumy: two killed", "🔴 Kherson: one"], ["list_item", "list_item"]),
    ],
)
def test_bullets_numbers_and_semicolons_make_lists(lines: list[str], kinds: list[str]):
    assert line_kinds(lines) == kinds


def test_captions_name_their_photographer_and_stories_that_quote_an_agency_are_none():
    assert is_caption("Firefighters at a block of flats in Kharkiv, 3 March. [Ivan Bondar/Reuters]")
    assert is_caption("(Photo by Olena Hnat via Getty Images)")
    assert not is_caption("A Reuters reporter saw two bodies, and the mayor spoke of nine wounded people.")


def test_two_semicolons_make_no_list_and_a_quotation_stays_whole():
    assert len(split_sentences("They dug with shovels; they listened for an hour; they dug again.")) == 1


def test_the_passages_of_the_benchmark():
    """Each passage is split as written, but for the segments of the lists in it."""
    blocks = PASSAGES.read_text(encoding="utf-8").split("\n\n")
    passages = [[line for line in block.splitlines() if line and not line.startswith("#")] for block in blocks]
    wrong = []
    for sentences in filter(None, passages):
        if "; " not in " ".join(sentences):
            found = [sentence.text for sentence in split_sentences(" ".join(sentences))]
            wrong += [(found, sentences)] if found != sentences else []
    assert sum(map(len, passages)) >= 300 and not wrong
