"""Two hundred place names in context: villages, homonyms, spellings, cities, districts, names that are no places.

`data/place_contexts.jsonl`, a sentence a line: the name as written, the place meant (null: none; a list: any of these
names), its region, `near` (latitude, longitude, rounded, from memory of the map) where only one point is right, `point`
false where none may be given, `side` where the article tells who is attacked. Labelled before anything was read.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import pytest

from ingest.claims.annotations import PlaceMention
from ingest.claims.disambiguation import disambiguate_sentence
from ingest.claims.places import find_places

ROWS = [json.loads(line) for line in Path(__file__).with_name("data").joinpath("place_contexts.jsonl").open()]
#: A point this far from the map's is another place; the middle of a community may lie twice as far.
KM = 15
FLOOR = 0.95


def km(place: PlaceMention, near: list[float]) -> float:
    assert place.latitude is not None and place.longitude is not None
    north, east = place.latitude - near[0], (place.longitude - near[1]) * math.cos(math.radians(near[0]))
    return 111.2 * math.hypot(north, east)


def read(row: dict) -> PlaceMention | None:
    text, name = row["text"], row["name"]
    answers = disambiguate_sentence(text, find_places(text), None, row.get("side"))
    start = text.index(name)
    return next((a.place for a in answers if a.place.start == start), None)


def is_right(row: dict, place: PlaceMention | None) -> bool:
    if row["place"] is None or place is None:
        return place is None and row["place"] is None
    names = row["place"] if isinstance(row["place"], list) else [row["place"]]
    if place.name not in names or place.admin1_code != row["admin1_code"]:
        return False
    if row.get("point") is False:
        return place.latitude is None
    if "near" not in row or place.latitude is None:
        return True
    return km(place, row["near"]) <= KM * (2 if place.precision == "district" else 1)


def test_places_in_context() -> None:
    assert len(ROWS) == 200
    wrong = [(row, place) for row in ROWS if not is_right(row, place := read(row))]
    for row, place in wrong:
        print(row["text"], row["place"], row["admin1_code"], place and (place.name, place.admin1_code, place.latitude))
    kinds, missed = Counter(row["kind"] for row in ROWS), Counter(row["kind"] for row, _ in wrong)
    print({kind: f"{n - missed[kind]} of {n}" for kind, n in kinds.items()})
    assert len(wrong) <= (1 - FLOOR) * len(ROWS)


def test_points_are_given_where_the_text_fixes_them() -> None:
    """A reader that never gave a point would pass the test above."""
    fixed = [row for row in ROWS if "near" in row]
    given = [row for row in fixed if (place := read(row)) is not None and place.latitude is not None]
    assert len(given) >= 0.9 * len(fixed)


@pytest.mark.parametrize("kind", ["village", "homonym", "spelling", "city", "none"])
def test_every_kind_is_there(kind: str) -> None:
    assert sum(row["kind"] == kind for row in ROWS) >= 12
