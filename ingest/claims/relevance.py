"""Whether an article can speak about this war at all: a test so cheap that general news costs next to nothing.

It may let through what tells nothing, at the price of reading it; it may not turn away what tells an event. The words
are in `relevance_words.csv`, the places in the gazetteer. An article passes that

- names Ukraine, its people, or one of its towns ("Lutsk was hit"), or
- names Russia and arms ("Russian rockets"), or
- names a village of Ukraine and arms ("a drone over Robotyne"), or
- names a smaller town of Ukraine or one of Russia, and arms or harm ("a blast in Engels").
"""

from __future__ import annotations

from functools import cache, lru_cache, reduce
from operator import or_

from ingest.claims import lexicon
from ingest.claims.gazetteer import gazetteer, is_village
from ingest.claims.spelling import name_key

_WAR, _RUSSIA, _ARMS, _HARM, _PLACE, _VILLAGE = 1, 2, 4, 8, 16, 32
_BIT = {"war": _WAR, "russia": _RUSSIA, "arms": _ARMS, "harm": _HARM}
#: Ukraine's towns of this size are known by their names alone.
_TOWN = 20_000
#: Names shorter than this are too often something else.
_SHORTEST_NAME = 4
#: What a word is freed of at both ends, and the longest word that is looked at: hostile text has words of any length.
_PUNCTUATION = ".,;:!?…()[]\"“”„«»'’‘–—*_#"
_LONGEST = 40


@cache
def _words() -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    """Whole words and beginnings of words, with their bits."""
    rows = lexicon.rows("relevance_words.csv")
    whole = {row["word"]: _BIT[row["class"]] for row in rows if not row["word"].endswith("*")}
    return whole, tuple((row["word"][:-1], _BIT[row["class"]]) for row in rows if row["word"].endswith("*"))


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(beginning for beginning, _ in _words()[1])


@cache
def _no_places() -> frozenset[str]:
    """Capitalised words that are mostly something else than the place of that name."""
    files = ("place_stoplist.csv", "neutral_words.csv")
    return frozenset(row["form"] for name in files for row in lexicon.rows(name))


def _place_bit(name: str) -> int:
    """What a capitalised word says as a place's name."""
    if len(name) < _SHORTEST_NAME or name.lower() in _no_places():
        return 0
    bit = 0
    for place in gazetteer().find(name)[:3]:
        if place.country == "UA" and place.population >= _TOWN and name_key(place.name) == name_key(name):
            return _WAR
        if place.country in ("RU", "UA") and not place.needs_cue:
            bit |= _VILLAGE if is_village(place) else _PLACE
    return bit


@lru_cache(maxsize=100_000)
def _bits(word: str) -> int:
    """What a word of the text (a run without blanks) says."""
    bare = word[:_LONGEST].strip(_PUNCTUATION).removesuffix("'s").removesuffix("’s")
    whole, beginnings = _words()
    lower = bare.lower()
    bits = whole.get(lower, 0)
    if lower.startswith(_beginnings()):
        bits |= reduce(or_, (bit for beginning, bit in beginnings if lower.startswith(beginning)))
    return bits or (_place_bit(bare) if bare[:1].isupper() else 0)


def may_concern_war(title: str | None, body: str) -> bool:
    """False only for articles that no reader can get a claim from."""
    bits = reduce(or_, map(_bits, {*body.split(), *(title or "").split()}), 0)
    if bits & _WAR or (bits & _ARMS and bits & (_RUSSIA | _PLACE | _VILLAGE)):
        return True
    return bool(bits & _PLACE and bits & _HARM)
