"""Whether an article can speak about this war at all: a test so cheap that general news costs next to nothing."""

from __future__ import annotations

import re

from ingest.claims.places import find_places

#: Reports of this war name Ukraine, one of its cities, its president, or a region that only this war puts in the news.
_WAR = re.compile(
    r"Ukrain|Ukranian|\bK(?:yi|ie)v\b|Zelensk|Kharkiv|Kharkov|\bOdess?a\b|Crimea|Donbass?\b|Donetsk|Luhansk|Kherson|"
    r"Zapori[zs]h|Mariupol|Bakhmut|Sevastopol|Belgorod|\bKursk\b|Bryansk|\bSumy\b|\bDnipro|Chernihiv|Poltava|Mykola[iy]v|"
    r"\bLviv\b|Kryvyi Rih|Kramatorsk|Pokrovsk|Shahed|Ternopil|Vinnyts|Khmelnyts|Zhytomyr|\bRivne\b|Nikopol|Kupiansk"
)

#: A short report from Russia may name only the two: who shot, and with what.
_RUSSIA = re.compile(r"\bRussia|\bMoscow\b|Kremlin|\bPutin\b")
_ARMS = re.compile(r"\bdrones?\b|\bmissiles?\b|\bUAVs?\b|\bair defen[cs]e|\bshell(?:ed|ing)\b", re.IGNORECASE)

#: What towns are struck with; a report may name nothing of the war but these and the town.
_FIRE = re.compile(r"\b(?:drones?|missiles?|UAVs?|shell(?:s|ed|ing)|rockets?|bombs?|air ?strikes?)\b", re.IGNORECASE)

#: A place of fewer people is not looked for: its name may be a word or a village of another war.
_KNOWN_PLACE = 8_000


def _names_place_under_fire(body: str) -> bool:
    """Whether a sentence with arms in it names a town of Ukraine or Russia."""
    for found in _FIRE.finditer(body):
        start = body.rfind("\n", 0, found.start()) + 1
        window = body[max(start, found.start() - 150) : found.end() + 150].split("\n")[0]
        if any(place.country in ("UA", "RU") and place.population >= _KNOWN_PLACE for place in find_places(window)):
            return True
    return False


def may_concern_war(title: str | None, body: str) -> bool:
    """False only for articles that no reader can get a claim from."""
    if "Ukrain" in body or _WAR.search(body) or (title and _WAR.search(title)):
        return True
    if not _ARMS.search(body):
        return bool(_FIRE.search(body)) and _names_place_under_fire(body)
    return bool(_RUSSIA.search(body)) or _names_place_under_fire(body)
