"""The strike reader's word classes, compiled from data/strike_words.csv."""

from __future__ import annotations

from ingest.claims import lexicon


def _class(kind: str) -> str:
    patterns = [row["pattern"] for row in lexicon.rows("strike_words.csv") if row["kind"] == kind]
    return "|".join(sorted(patterns, key=len, reverse=True))


PERSONS = _class("person")
PERSON = _class("person_one")
ATTACK = _class("attack")
RELEASE = _class("release")
DAMAGE = _class("damage")
#: A sentence without a word that begins so holds no toll.
PEOPLE = r"(?:kill|dead|death|die[ds]|dying|fatal|lives|life|injur|wound|hurt|casualt|perish|hospitali|victim|maim|survivor|murder|burned|harm|burns|concuss|lost)\w*"
