"""The strike reader's word classes, compiled from data/strike_words.csv."""

from __future__ import annotations

from ingest.claims import lexicon


def words(kind: str) -> str:
    """The patterns of one kind as one alternation, longest first."""
    patterns = [row["pattern"] for row in lexicon.rows("strike_words.csv") if row["kind"] == kind]
    return "|".join(sorted(patterns, key=len, reverse=True))


PERSONS = words("person")
PERSON = words("person_one")
ATTACK = words("attack")
RELEASE = words("release")
DAMAGE = words("damage")
#: A sentence without a word that begins so holds no toll.
PEOPLE = (
    r"(?:kill|dead|death|die[ds]|dying|fatal|lives|life|injur|wound|hurt|casualt|"
    r"perish|hospital|victim|maim|survivor|murder|burned|harm|burns|concuss|lost)\w*"
)
