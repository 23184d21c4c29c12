"""Whether an article can speak about this war at all: a test so cheap that general news costs next to nothing."""

from __future__ import annotations

import re

#: Reports of this war name Ukraine, one of its cities, its president, or a region that only this war puts in the news.
_WAR = re.compile(
    r"Ukrain|Ukranian|\bK(?:yi|ie)v\b|Zelensk|Kharkiv|Kharkov|\bOdess?a\b|Crimea|Donbass?\b|Donetsk|Luhansk|Kherson|"
    r"Zapori[zs]h|Mariupol|Bakhmut|Sevastopol|Belgorod|\bKursk\b|Bryansk|\bSumy\b|\bDnipro|Chernihiv|Poltava|Mykola[iy]v|"
    r"\bLviv\b|Kryvyi Rih|Kramatorsk|Pokrovsk|Shahed|Ternopil|Vinnyts|Khmelnyts|Zhytomyr|\bRivne\b|Nikopol|Kupiansk"
)

#: A short report from Russia may name only the two: who shot, and with what.
_RUSSIA = re.compile(r"\bRussia|\bMoscow\b|Kremlin|\bPutin\b")
_ARMS = re.compile(r"\bdrones?\b|\bmissiles?\b|\bUAVs?\b|\bair defen[cs]e|\bshell(?:ed|ing)\b", re.IGNORECASE)


def may_concern_war(title: str | None, body: str) -> bool:
    """False only for articles that no reader can get a claim from."""
    if "Ukrain" in body or _WAR.search(body) or (title and _WAR.search(title)):
        return True
    return bool(_RUSSIA.search(body) and _ARMS.search(body))
