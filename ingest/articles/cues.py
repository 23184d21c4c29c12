"""The cue words of page furniture and the names of agencies, loaded once from data/*.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
_EDGES = " \t-–—•·*|>»›→.:!#…"


def fold(line: str) -> str:
    """How lines are compared with cues: case-folded, straight apostrophes, no bullets or punctuation at the ends."""
    return line.strip(_EDGES).replace("’", "'").casefold()


@dataclass(frozen=True)
class Cues:
    """Page furniture; every set holds folded lines."""

    ends_story: frozenset[str]
    ends_story_prefixes: tuple[str, ...]
    opens_links: frozenset[str]
    furniture: frozenset[str]
    furniture_prefixes: tuple[str, ...]
    furniture_parts: tuple[str, ...]
    inline: tuple[str, ...]
    ends_one_of_many: frozenset[str]
    menu_words: frozenset[str]
    published_words: frozenset[str]
    published_fillers: frozenset[str]


def _load(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((_DATA / name).read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def page_cues() -> Cues:
    """The cues of data/boilerplate.yml."""
    data = _load("boilerplate.yml")
    return Cues(
        ends_story=frozenset(fold(line) for line in data["ends_story"]),
        ends_story_prefixes=tuple(line.casefold() for line in data["ends_story_prefixes"]),
        opens_links=frozenset(fold(line) for line in data["opens_links"]),
        furniture=frozenset(fold(line) for line in data["furniture"]),
        furniture_prefixes=tuple(line.casefold() for line in data["furniture_prefixes"]),
        furniture_parts=tuple(part.casefold() for part in data["furniture_parts"]),
        inline=tuple(data["inline"]),
        ends_one_of_many=frozenset(fold(line) for line in data["ends_one_of_many"]),
        menu_words=frozenset(data["menu_words"].split()),
        published_words=frozenset(fold(line) for line in data["published_words"]),
        published_fillers=frozenset(fold(line) for line in data["published_fillers"]),
    )


@lru_cache(maxsize=1)
def agency_names() -> dict[str, str]:
    """Spelling in a dateline -> stored name, agencies only."""
    return dict(_load("agencies.yml")["agencies"])


@lru_cache(maxsize=1)
def outlet_names() -> dict[str, str]:
    """Spelling before a dash at the head of a report -> stored name of the outlet."""
    return dict(_load("agencies.yml")["outlets"])
