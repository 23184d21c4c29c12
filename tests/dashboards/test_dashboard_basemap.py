"""The map: points only for settlements, drawn where they lie; outlines from the project's own file."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from dashboards import basemap, queries
from dashboards.queries import Scope
from dashboards.queries import strikes as strike_queries

FILE = Path(basemap.__file__).parent / "data" / "basemap.json"


def holder(longitude: float, latitude: float, layer: str = "countries") -> list[str]:
    """The countries (or regions) of the file whose outline goes round the place."""
    found = []
    for name, polygons in json.loads(FILE.read_text(encoding="utf-8"))[layer].items():
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
    points, regions = queries.strike_points(rows, Scope(), basemap.box()), queries.strikes_by_region(rows, Scope())
    assert set(points["place"]) == {"Kyiv", "Saratov"}
    spec = basemap.strike_map(points, regions, {"RU": "Russia", "UA": "Ukraine"})
    land, shades, _, circles = spec["layer"]
    assert land["mark"]["type"] == shades["mark"]["type"] == "geoshape"
    assert circles["projection"]["type"] == "identity"
    data = {row["place"]: row for row in spec["datasets"][circles["data"]["name"]].to_dict("records")}
    assert data["Kyiv"]["x"] == pytest.approx(30.52 * math.cos(math.radians(50)))
    assert (data["Kyiv"]["killed"], data["Saratov"]["killed"]) == ("2", "0")


def test_the_places_hit_most_are_kept_and_all_are_counted(rows, monkeypatch):
    monkeypatch.setattr(strike_queries, "MOST_PLACES", 1)
    points = queries.strike_points(rows, Scope(), basemap.box())
    assert (len(points), points["n_on_map"].tolist()) == (1, [2])
    assert queries.strike_points(rows, Scope(), (0.0, 0.0, 1.0, 1.0)).empty


def test_regions_are_shaded_by_all_of_their_strikes(rows):
    regions = queries.strikes_by_region(rows, Scope())
    assert dict(zip(regions["admin1_code"], regions["n_placed"], strict=True)) == {"UA-30": 1, "UA-65": 0, "RU-SAR": 1}
    spec = basemap.strike_map(queries.strike_points(rows, Scope(), basemap.box()).iloc[:0], regions, {})
    shades = spec["layer"][1]
    features = spec["datasets"][shades["data"]["name"]]["features"]
    told = {f["properties"]["admin1"]: f["properties"] for f in features if f["properties"]["n_strikes"]}
    # Kherson has a strike that is placed nowhere on the map: it shades its region and has no point.
    assert told["Kherson Oblast"]["killed"] == "not stated"
    assert {name: properties["n_strikes"] for name, properties in told.items()} == {
        "Kyiv City": 1, "Kherson Oblast": 1, "Saratov Oblast": 1,
    }  # fmt: skip
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["geoshape", "geoshape", "text"]


def test_every_region_of_ukraine_and_of_western_russia_has_a_shape(root):
    with (root / "dbt_project" / "seeds" / "regions.csv").open(encoding="utf-8") as file:
        codes = {row["admin1_code"] for row in csv.DictReader(file)}
    drawn = set(basemap.on_map(codes))
    assert {code for code in codes if code.startswith("UA-")} <= drawn
    assert {"RU-BEL", "RU-KRS", "RU-BRY", "RU-ROS", "RU-KDA", "RU-MOW", "RU-TA", "RU-BA", "RU-LEN"} <= drawn
    assert drawn <= codes


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [(30.52, 50.45, "UA-30"), (33.55, 44.6, "UA-40"), (34.1, 44.95, "UA-43"), (37.8, 48.0, "UA-14"),
     (30.72, 46.48, "UA-51"), (31.99, 46.97, "UA-48"), (36.6, 50.6, "RU-BEL"), (37.62, 55.75, "RU-MOW"),
     (29.8, 49.8, "UA-32")],
)  # fmt: skip
def test_places_lie_in_their_region(longitude, latitude, code):
    assert code in holder(longitude, latitude, "regions")


def test_meetings_stand_where_the_warehouse_says(rows):
    places = queries.meeting_places(rows, Scope()).set_index("place")
    assert places.loc["Munich", ["latitude", "longitude"]].tolist() == pytest.approx([48.14, 11.58], abs=0.02)
    assert places.loc["Istanbul", "latitude"] == 41.01
    spec = basemap.meeting_map(places.reset_index())
    assert len(spec["datasets"][spec["layer"][1]["data"]["name"]]) == 2
    assert '"url"' not in json.dumps(spec, default=str)


def test_places_off_the_map_are_left_out():
    frame = pd.DataFrame({"longitude": [30.5, 82.9, None], "latitude": [50.4, 55.0, None], "place": ["a", "b", "c"]})
    assert list(basemap.inside(frame, "basemap.json")["place"]) == ["a"]


def test_nothing_of_the_map_comes_from_the_network(rows):
    points, regions = queries.strike_points(rows, Scope(), basemap.box()), queries.strikes_by_region(rows, Scope())
    assert '"url"' not in json.dumps(basemap.strike_map(points, regions, {}), default=str)


@pytest.mark.parametrize(
    ("most", "told"),
    [(1, ["1"]), (3, ["1", "2–3"]), (12, ["1", "2–4", "5–9", "10–12"]),
     (4200, ["1–4", "5–19", "20–99", "100–499", "500–1,999", "2,000–4,200"])],
)  # fmt: skip
def test_the_classes_of_a_map_are_round_numbers_without_a_gap(most, told):
    lowest = basemap.classes(most)
    assert basemap.class_names(lowest, most)[-1].endswith(told[-1][-2:])
    assert lowest[0] == 1
    assert len(lowest) <= 5
    if most < 100:
        assert basemap.class_names(lowest, most) == told


def test_a_map_is_steered_and_its_regions_lead_to_the_page_of_one(rows):
    spec = basemap.strike_map(
        queries.strike_points(rows, Scope(), basemap.box()), queries.strikes_by_region(rows, Scope()), {},
        query={"period": "2025"},
    )  # fmt: skip
    assert {param["name"] for param in spec["params"]} == {"map_grab", "map_dragged", "map_centre", "map_zoom"}
    regions = spec["datasets"]["regions"]["features"]
    kherson = next(
        feature["properties"] for feature in regions if feature["properties"].get("admin1") == "Kherson Oblast"
    )
    assert (kherson["link"], kherson["class"]) == ("?period=2025&region=Kherson+Oblast", "1")
    # All layers move together.
    assert len({str(layer["projection"]) for layer in spec["layer"]}) == 1


@pytest.mark.parametrize(
    ("kind", "row", "datasets"),
    [
        ("strike", {"latitude": 50.45, "longitude": 30.52, "admin1_code": "UA-30"}, {"countries", "regions", "data-0"}),
        ("strike", {"latitude": None, "longitude": pd.NA, "admin1_code": "UA-65"}, {"countries", "regions"}),
        ("strike", {"latitude": None, "longitude": None, "admin1_code": None}, None),
        ("meeting", {"latitude": 48.1, "longitude": 11.6}, {"countries", "data-0"}),
    ],
)
def test_a_fact_lies_at_its_point_or_in_its_region_or_on_no_map(kind, row, datasets):
    found = basemap.fact_map(kind, row)
    assert set(found.get("datasets", ())) == (datasets or set())
    assert not found or next(p["value"] for p in found["params"] if p["name"] == "map_zoom") > 1
