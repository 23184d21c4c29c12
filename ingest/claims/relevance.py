"""Whether an article can speak about this war at all: a test so cheap that general news costs next to nothing."""

from __future__ import annotations

import re

#: Reports of this war name Ukraine, one of its cities, its president, or a region that only this war puts in the news.
_WAR = re.compile(
    r"Ukrain|Ukranian|\bK(?:yi|ie)v\b|Zelensk|Kharkiv|\bOdess?a\b|Crimea|Donbass?\b|Donetsk|Luhansk|Kherson|Zapori[zs]h|Mariupol|Bakhmut|Sevastopol|Belgorod|\bKursk\b|Bryansk"
)


def may_concern_war(title: str | None, body: str) -> bool:
    """False only for articles that no reader can get a claim from."""
    return bool(_WAR.search(body) or (title and _WAR.search(title)))
