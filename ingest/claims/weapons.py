"""Weapons named in a sentence, with the class of the contract."""

from __future__ import annotations

import re

from ingest.claims import lexicon
from ingest.claims.annotations import Weapon
from ingest.claims.wordlists import PatternList

_ROWS = lexicon.rows("weapons.csv")
_LIST = PatternList([row["pattern"] for row in _ROWS])
#: A word without which no pattern of the list can match: most sentences end here.
_QUICK = re.compile(
    r"drone|UAV|UAS|UCAV|unmanned|FPV|loiter|copter|Shahed|Geran|Gerber|Lancet|Orlan|ZALA|Bayraktar|Mohajer|Molniya|Magura|missile|ballistic"
    r"|Kinzhal|Kh-|KN-|Iskander|Oreshnik|ATACMS|Tochka|Storm Shadow|SCALP|Kalibr|Flamingo|Neptune|Taurus|Tomahawk|[ZT]s?irkon|Zircon|Oniks|Onyx|P-800"
    r"|[XH]-\d|S-\d00|HIMARS|rocket|MLRS|Army Tactical|bomb|KAB|FAB|UMPK|strike|raid|jet|shell|artiller|howitzer|mortar|mine|munition|bomber|BM-21",
    re.IGNORECASE,
)


def find_weapons(text: str) -> list[Weapon]:
    """All weapons of a sentence in order; a Kh missile carries its model as its name."""
    if not _QUICK.search(text):
        return []
    weapons = []
    for row, start, end in _LIST.find(text):
        weapon_class, name = _ROWS[row]["weapon_class"], _ROWS[row]["name"] or None
        word = text[start:end]
        if name == "Kh":
            name = word.split()[0].rstrip("s")
        weapons.append(Weapon(start, end, weapon_class, name))
    return weapons
