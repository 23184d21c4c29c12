"""The map: points only for settlements, drawn where they lie; outlines from the project's own file."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest

from dashboards import basemap, queries
from dashboards.queries import Scope

FILE = Path(basemap.__file__).parent / "data" / "basemap.json"


def holder(longitude: float, latitude: float) -> list[str]:
    """The countries of the file whose outline goes round the place."""
    found = []
    for name, polygons in json.loads(FILE.read_text(encoding="utf-8"))["countries"].items():
        for polygon in polygons:
            ring, inside = polygon[0], False
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
                if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                    inside = not inside
            if inside:
                found.append(name)
    return found


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "country"),
    [
        ("Kyiv", 30.52, 50.45, "Ukraine"),
        ("Donetsk", 37.8, 48.0, "Ukraine"),
        ("Simferopol", 34.1, 44.95, "Ukraine"),
        ("Sevastopol", 33.55, 44.6, "Ukraine"),
        ("Belgorod", 36.6, 50.6, "Russia"),
        ("Krasnodar", 38.97, 45.04, "Russia"),
        ("Syktyvkar's south", 50.8, 60.5, "Russia"),
        ("Ufa", 55.97, 54.73, "Russia"),
        ("Minsk", 27.56, 53.9, "Belarus"),
    ],
)
def test_places_lie_in_their_country(place, longitude, latitude, country):
    assert holder(longitude, latitude) == [country]


def test_points_are_settlements_only_and_say_not_stated(rows):
    points = queries.strike_points(rows, Scope())
    assert set(points["place"]) == {"Kyiv", "Saratov"}
    spec = basemap.strike_map(points, {"RU": "Russia", "UA": "Ukraine"})
    land, _, circles = spec["layer"]
    assert land["mark"]["type"] == "geoshape"
    assert circles["projection"] == {"type": "identity", "reflectY": True}
    data = {row["place"]: row for row in spec["datasets"][circles["data"]["name"]]}
    assert data["Kyiv"]["x"] == pytest.approx(30.52 * math.cos(math.radians(50)))
    assert (data["Kyiv"]["killed"], data["Saratov"]["killed"]) == ("2", "0")


def test_places_off_the_map_are_left_out():
    frame = pd.DataFrame({"longitude": [30.5, 82.9, None], "latitude": [50.4, 55.0, None], "place": ["a", "b", "c"]})
    assert list(basemap.inside(frame)["place"]) == ["a"]


def test_nothing_of_the_map_comes_from_the_network(rows):
    spec = json.dumps(basemap.strike_map(queries.strike_points(rows, Scope()), {}))
    assert '"url"' not in spec
