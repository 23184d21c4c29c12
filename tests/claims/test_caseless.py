"""Patterns that take no notice of capitals find what `re.IGNORECASE` finds."""

from __future__ import annotations

import re

import pytest

from ingest.claims.caseless import Caseless, caseless, lowered
from ingest.claims.numbers import _CORE


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\b(?P<Who>Russia\w*|UKRAIN\w*)\S+", "RUSSIAN, Ukrainian. russia!"),
        (r"[A-Z]\w+\s+\D\W?", "Two DRONES fell on 3 roofs"),
        (r"\bN\u00e9zhin\b|ÉAB", "NÉZHIN and éab"),
        (r"\\(?:A|B)\(C", r"x \a(c y"),
        (r"[^A-C]d", "Ad bD ed ÉD"),
        (r"(?:one|two)\s+(?=Men)", "One men, TWO MEN"),
    ],
)
def test_finds_what_ignoring_the_case_finds(pattern: str, text: str) -> None:
    expected = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    assert expected
    assert [match.span() for match in caseless(pattern).finditer(text)] == expected


def test_the_limits_of_a_search_are_characters_of_the_text() -> None:
    pattern = caseless("Drones?")
    text = "İ DRONE, drones"
    assert len(lowered(text)) == len(text)
    assert pattern.search(text, 5).span() == (9, 15)  # type: ignore[union-attr]
    assert pattern.search(text, 3, 8) is None
    assert pattern.match(text, 2).group() == "drone"  # type: ignore[union-attr]
    assert pattern.fullmatch("DRONES") is not None


def test_every_letter_that_ignoring_the_case_takes_for_a_plain_one_becomes_it() -> None:
    kin = [c for c in map(chr, range(128, 0x110000)) if re.fullmatch("[a-z]", c, re.IGNORECASE)]
    assert kin
    assert all("a" <= lowered(c) <= "z" for c in kin)
    assert all(len(lowered(chr(code))) == 1 for code in range(0x110000))


def test_what_is_left_keeps_its_capitals() -> None:
    assert caseless(r"\s+AND\s+").split("Kyiv and Odesa AND Lviv") == ["Kyiv", "Odesa", "Lviv"]


def test_a_pattern_that_minds_capitals_in_part_is_refused() -> None:
    with pytest.raises(ValueError, match="capitals"):
        Caseless(r"from (?-i:[A-Z])\w+")


def test_the_readers_patterns_on_the_samples(settings) -> None:
    """The pattern as a reader has it, against the engine's own way of ignoring the case."""
    for path in sorted(settings.samples_dir.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        expected = [match.span() for match in re.finditer(_CORE.pattern, text, re.IGNORECASE)]
        assert [match.span() for match in _CORE.finditer(text)] == expected


def test_a_pattern_that_needs_a_word_is_tried_only_where_it_stands() -> None:
    pattern = caseless(r"\w+\s+after", needs="after")
    assert pattern.search("A day AFTER") is not None
    assert pattern.search("A day before") is None
    assert [m.group() for m in pattern.finditer("Days after, weeks After")] == ["days after", "weeks after"]
    assert list(pattern.finditer("Days before")) == []
