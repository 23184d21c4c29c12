"""Weapons named in a sentence, with the class of the contract."""

from __future__ import annotations

from ingest.claims import lexicon
from ingest.claims.annotations import Weapon
from ingest.claims.wordlists import PatternList

_ROWS = lexicon.rows("weapons.csv")
_LIST = PatternList([row["pattern"] for row in _ROWS])
#: The bit of the vocabulary that every sentence with a weapon has.
WEAPON_BIT = _LIST.bit


def find_weapons(text: str) -> list[Weapon]:
    """All weapons of a sentence in order; a Kh missile carries its model as its name."""
    weapons = []
    for row, start, end in _LIST.find(text):
        weapon_class, name = _ROWS[row]["weapon_class"], _ROWS[row]["name"] or None
        word = text[start:end]
        if name == "Kh":
            name = word.split()[0].rstrip("s")
        weapons.append(Weapon(start, end, weapon_class, name))
    return weapons
