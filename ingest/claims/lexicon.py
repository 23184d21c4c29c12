"""Reading the data files beside the readers: CSV with comment lines that say origin and licence."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).resolve().parent / "data"
RULES = DATA.parent / "rules"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/<name>` as dictionaries; lines that begin with `#` are comments.

    ValueError for a row with more fields than the header: a pattern with a comma needs quotation marks around it.
    """
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    read = tuple(csv.DictReader(line for line in lines if line and not line.startswith("#")))
    for row in read:
        if None in row:
            raise ValueError(f"{name}: more fields than the header in {row}; put the field with a comma in quotes")
    return read


def lines(name: str) -> list[str]:
    """The rows of a large `data/<name>` as text, without comments and header, for who reads only a few of them."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")][1:]


@cache
def word_lists(name: str) -> dict[str, frozenset[str]]:
    """The lists of lemmas or words in `rules/<name>.yml`, each as a set."""
    raw = yaml.safe_load((RULES / f"{name}.yml").read_text(encoding="utf-8"))
    return {key: frozenset(map(str, values)) for key, values in raw.items()}


def alternation(forms: Iterable[str]) -> str:
    """A regular expression that matches any of the forms, longest first; a blank in a form also matches a hyphen."""
    escaped = (re.escape(form).replace(r"\ ", r"[\s-]") for form in sorted(set(forms), key=lambda f: (-len(f), f)))
    return "|".join(escaped)
