"""The strike reader's word classes, compiled from data/strike_words.csv."""

from __future__ import annotations

import re

from ingest.claims import lexicon


def _class(kind: str) -> str:
    patterns = [row["pattern"] for row in lexicon.rows("strike_words.csv") if row["kind"] == kind]
    return "|".join(sorted(patterns, key=len, reverse=True))


PERSONS = _class("person")
PERSON = _class("person_one")
ATTACK = re.compile(rf"(?<![\w’'-])(?:{_class('attack')})(?!\w)", re.IGNORECASE)
RELEASE = re.compile(rf"(?<![\w’'-])(?:{_class('release')})(?!\w)", re.IGNORECASE)
DAMAGE = re.compile(rf"(?<![\w’'-])(?:{_class('damage')})(?!\w)", re.IGNORECASE)
