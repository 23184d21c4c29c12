"""The maps: outlines from files of the project, points only for settlements. No tiles, no network.

Drawn in an equirectangular projection with a true scale at a latitude of the map's own, computed here, so that the
chart needs no projection of its own and nothing depends on the winding of a ring.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import altair as alt
import pandas as pd

from dashboards import words
from dashboards.charts import BLUE, COUNTRY_COLOURS, colour_scale
from dashboards.drawing import specification
from dashboards.language import mark, tr
from dashboards.timeline import GREY

_DATA = Path(__file__).parent / "data"
#: Most that a map is enlarged, and how far a pointer may move for a click to be none.
_MOST_ZOOM, _STILL = 16, 4
#: Latitude of true scale: the middle of Ukraine; the middle of where states meet.
_WAR_LATITUDE, _WORLD_LATITUDE = 50.0, 35.0
#: Names on the map, at a place where they cover no front line: longitude, latitude.
_LABELS = {
    mark("UKRAINE"): (29.5, 49.0), mark("RUSSIA"): (44.5, 54.5), mark("BELARUS"): (27.9, 53.5),
    mark("POLAND"): (21.4, 52.3), mark("ROMANIA"): (25.2, 46.0), mark("KAZAKHSTAN"): (53.5, 48.6),
}  # fmt: skip
#: Few strikes to most: see-through, so that more stands out more on a light and on a dark background.
_SHADES = tuple(f"rgba(160, 101, 181, {alpha})" for alpha in (0.16, 0.34, 0.52, 0.7, 0.9))
_NONE = "rgba(160, 101, 181, 0)"
#: Height in pixels on a laptop, and on a phone, where the same map is a quarter as wide.
HEIGHT, PHONE_HEIGHT = 520, 300


def _projection(file: str, latitude: float) -> dict[str, Any]:
    """The projection of a map that signals steer: all of it at first, then as `map_zoom` and `map_centre` say."""
    west, south, east, north = box(file)
    wide, high = (east - west) * _stretch(latitude), north - south
    scale = f"min(width / {wide:.4f}, height / {high:.4f}) * map_zoom"
    return {
        "type": "identity",
        "reflectY": True,
        "scale": {"expr": scale},
        "translate": {"expr": f"[width / 2 - {scale} * map_centre[0], height / 2 + {scale} * map_centre[1]]"},
    }


def _steering(
    file: str, latitude: float, centre: tuple[float, float] | None = None, zoom: float = 1
) -> list[dict[str, Any]]:
    """The signals of a map: a slider, a double click or Ctrl and the wheel enlarge it, a drag moves it.

    `centre` (longitude, latitude) and `zoom` are what it shows at first, else all of it.

    Vega-Lite has no zoom for maps; what a parameter of it says of events goes on to Vega as it is.
    """
    west, south, east, north = box(file)
    at = centre or ((west + east) / 2, (south + north) / 2)
    middle = [round(at[0] * _stretch(latitude), 3), round(at[1], 3)]
    wide, high = (east - west) * _stretch(latitude), north - south
    scale = f"(min(width / {wide:.4f}, height / {high:.4f}) * map_zoom)"
    under = f"[map_centre[0] + (x() - width / 2) / {scale}, map_centre[1] - (y() - height / 2) / {scale}]"
    drag = "[pointerdown, window:pointerup] > window:pointermove!"
    far = "abs(x() - map_grab[0]) + abs(y() - map_grab[1])"
    moved = f"[map_grab[2] - (x() - map_grab[0]) / {scale}, map_grab[3] + (y() - map_grab[1]) / {scale}]"
    return [
        {"name": "map_grab", "value": [0, 0, *middle],
         "on": [{"events": "pointerdown", "update": "[x(), y(), map_centre[0], map_centre[1]]"}]},
        {"name": "map_dragged", "value": False,
         "on": [{"events": "pointerdown", "update": "false"},
                {"events": drag, "update": f"map_dragged || {far} > {_STILL}"}]},
        {"name": "map_centre", "value": middle,
         "on": [{"events": drag, "update": moved}, {"events": "dblclick", "update": under}]},
        {"name": "map_zoom", "value": zoom,
         "bind": {"input": "range", "min": 1, "max": _MOST_ZOOM, "step": 0.5, "name": tr("Zoom ")},
         "on": [{"events": "dblclick", "update": f"min({_MOST_ZOOM}, map_zoom * 2)"},
                {"events": "wheel![event.ctrlKey]",
                 "update": f"clamp(map_zoom * pow(1.002, -event.deltaY), 1, {_MOST_ZOOM})"}]},
    ]  # fmt: skip


def classes(most: int) -> list[int]:
    """The lowest number of each class of a map's legend, at most five, of the series 1, 2, 5, 10: `[1, 2, 5, 10]`."""
    lowest = [factor * 10**power for power in range(len(str(most))) for factor in (1, 2, 5)]
    lowest = [number for number in lowest if number <= most] or [1]
    return lowest[:: -(-len(lowest) // len(_SHADES))]


def class_names(lowest: list[int], most: int) -> list[str]:
    """The classes as a legend says them: `1`, `2–4`, `5–9`, `10–12`."""
    ends = [*(number - 1 for number in lowest[1:]), most]
    return [
        f"{words.number(first)}" if first == last else f"{words.number(first)}–{words.number(last)}"
        for first, last in zip(lowest, ends, strict=True)
    ]


@lru_cache(maxsize=2)
def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return content


def _stretch(latitude: float) -> float:
    return math.cos(math.radians(latitude))


@lru_cache(maxsize=4)
def _features(file: str, layer: str, latitude: float) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Name (or code) and GeoJSON geometry of each shape, projected."""
    stretch = _stretch(latitude)
    return tuple(
        (
            name,
            {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[round(x * stretch, 3), y] for x, y in ring] for ring in polygon] for polygon in polygons
                ],
            },
        )
        for name, polygons in _file(file)[layer].items()
    )


def box(file: str = "basemap.json") -> tuple[float, float, float, float]:
    """The corner points of a map: west, south, east, north in degrees."""
    west, south, east, north = _file(file)["box"]
    return west, south, east, north


def inside(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """The rows with `longitude` and `latitude` that lie on the map."""
    west, south, east, north = box(file)
    return frame[frame["longitude"].between(west, east) & frame["latitude"].between(south, north)]


def on_map(codes: Iterable[str]) -> list[str]:
    """The region codes that the map of the war draws."""
    return [code for code in codes if code in _file("basemap.json")["regions"]]


def _country_layer(file: str, latitude: float) -> tuple[alt.Chart, list[dict[str, Any]]]:
    """The outlines of countries, and their features: a layer that names its data `countries`."""
    features = [
        {"type": "Feature", "properties": {"country": name}, "geometry": geometry}
        for name, geometry in _features(file, "countries", latitude)
    ]
    layer = (
        alt.Chart(alt.NamedData("countries"))
        .mark_geoshape(
            aria=False, clip=True, fill=GREY, fillOpacity=0.16, stroke=GREY, strokeOpacity=0.7, strokeWidth=0.7
        )
        .project(**_projection(file, latitude))
    )
    return layer, features


def _region_layer(regions: pd.DataFrame, query: Mapping[str, str]) -> tuple[alt.Chart, list[dict[str, Any]]]:
    """First-level regions in classes of strikes; those without any keep their outline. A click filters by the region:
    `query` holds what else the address says."""
    most = max((int(number) for number in regions["n_strikes"]), default=1)
    lowest = classes(most)
    told_classes = class_names(lowest, most)
    known = {row["admin1_code"]: row for row in regions.to_dict("records")}
    features = []
    for code, geometry in _features("basemap.json", "regions", _WAR_LATITUDE):
        row = known.get(code)
        told: dict[str, Any] = {
            "admin1": words.region(row["admin1"]), "n_strikes": int(row["n_strikes"]),
            "killed": words.number(row["killed_best"]), "wounded": words.number(row["wounded_best"]),
            "n_placed": int(row["n_placed"]),
        } if row else {"n_strikes": 0}  # fmt: skip
        if row and told["n_strikes"]:
            told["class"] = told_classes[bisect_right(lowest, told["n_strikes"]) - 1]
            told["link"] = f"?{urlencode({**query, 'region': row['admin1']})}"
        features.append({"type": "Feature", "properties": told, "geometry": geometry})
    classed = alt.Fill(
        "properties.class:N",
        scale=alt.Scale(domain=told_classes, range=_shades(len(told_classes))),
        legend=alt.Legend(
            title=tr("Strikes in the region"),
            orient="top",
            symbolType="square",
            symbolSize=160,
            symbolStrokeColor=GREY,
            symbolStrokeWidth=0.6,
            direction="horizontal",
        ),
    )
    layer = (
        alt.Chart(alt.NamedData("regions"))
        .mark_geoshape(stroke=GREY, strokeOpacity=0.8, strokeWidth=0.6, clip=True)
        .encode(
            fill=alt.condition("isValid(datum.properties.class)", classed, alt.value(_NONE)),
            href=alt.condition("map_dragged", alt.value(None), alt.Href("properties.link:N")),
            tooltip=[
                alt.Tooltip("properties.admin1:N", title=tr("Region")),
                alt.Tooltip("properties.n_strikes:Q", title=tr("Strikes"), format=",d"),
                alt.Tooltip("properties.n_placed:Q", title=tr("placed in a settlement"), format=",d"),
                alt.Tooltip("properties.killed:N", title=tr("Killed (best)")),
                alt.Tooltip("properties.wounded:N", title=tr("Wounded (best)")),
            ],
        )
        .project(**_projection("basemap.json", _WAR_LATITUDE))
    )
    return layer, features


def _shades(number: int) -> list[str]:
    """So many shades, the strongest last."""
    return [_SHADES[round(position * (len(_SHADES) - 1) / max(1, number - 1))] for position in range(number)]


def _writing() -> alt.Chart:
    labels = pd.DataFrame(
        [(tr(name), x * _stretch(_WAR_LATITUDE), latitude) for name, (x, latitude) in _LABELS.items()],
        columns=["name", "x", "y"],
    )
    return (
        alt.Chart(labels)
        .mark_text(aria=False, fontSize=10, color=GREY, clip=True)
        .encode(longitude=alt.Longitude("x:Q"), latitude=alt.Latitude("y:Q"), text=alt.Text("name:N"))
        .project(**_projection("basemap.json", _WAR_LATITUDE))
    )


def _size(frame: pd.DataFrame, value: str) -> alt.Size:
    """The area of a point is its number; the largest is small while there are few."""
    most = int(frame[value].max()) if len(frame) else 1
    scale = alt.Scale(domain=[0, most], range=[0, 40 + 320 * min(1, most / 8)])
    return alt.Size(f"{value}:Q", scale=scale, legend=None)


def _assembled(
    layers: list[alt.Chart],
    shapes: Mapping[str, list[dict[str, Any]]],
    height: int,
    steering: list[dict[str, Any]],
) -> dict[str, Any]:
    """The layers as a specification, the shapes put in last: Altair would check every coordinate of theirs."""
    spec = specification(alt.layer(*layers).resolve_scale(size="independent").properties(height=height))
    collections = {name: {"type": "FeatureCollection", "features": features} for name, features in shapes.items()}
    for layer in spec["layer"]:
        if layer["data"].get("name") in collections:
            layer["data"] = {"name": layer["data"]["name"], "format": {"property": "features"}}
    return {**spec, "params": steering, "datasets": {**spec["datasets"], **collections}}


def strike_map(
    points: pd.DataFrame,
    regions: pd.DataFrame,
    names: Mapping[str, str],
    *,
    height: int = HEIGHT,
    query: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Regions by number of strikes (`queries.strikes_by_region`), points for the places hit (`queries.strike_points`).

    Points stand only where the place is a settlement or near one; a region's shade counts all of its strikes. A click
    on a region or a point leads to `query`, the other filters of the address, with that region.
    """
    land, countries = _country_layer("basemap.json", _WAR_LATITUDE)
    shades, shapes = _region_layer(regions, query or {})
    data = points
    circles_data = data.assign(
        x=data["longitude"] * _stretch(_WAR_LATITUDE),
        admin1=data["admin1"].map(words.region, na_action="ignore"),
        attacker=data["attacker"].map(lambda code: names.get(code) or words.title_word(code)),
        killed=data["killed_best"].map(words.number),
        wounded=data["wounded_best"].map(words.number),
        link=[
            None if words.is_missing(region) else f"?{urlencode({**(query or {}), 'region': region})}"
            for region in data["admin1"]
        ],
    )
    layers = [land, shades, _writing()]
    if len(data):
        layers.append(
            alt.Chart(circles_data)
            .mark_circle(clip=True, opacity=0.85, stroke="#ffffff", strokeWidth=0.6)
            .encode(
                longitude=alt.Longitude("x:Q"),
                latitude=alt.Latitude("latitude:Q"),
                color=colour_scale("attacker", COUNTRY_COLOURS, list(data["attacker"].unique()), names, tr("Attacker")),
                size=_size(data, "n_strikes"),
                href=alt.condition("map_dragged", alt.value(None), alt.Href("link:N")),
                tooltip=[
                    alt.Tooltip("place:N", title=tr("Place")),
                    alt.Tooltip("admin1:N", title=tr("Region")),
                    alt.Tooltip("attacker:N", title=tr("Attacker")),
                    alt.Tooltip("n_strikes:Q", title=tr("Strikes"), format=",d"),
                    alt.Tooltip("killed:N", title=tr("Killed (best)")),
                    alt.Tooltip("wounded:N", title=tr("Wounded (best)")),
                ],
            )
            .project(**_projection("basemap.json", _WAR_LATITUDE))
        )
    steering = _steering("basemap.json", _WAR_LATITUDE)
    return _assembled(layers, {"countries": countries, "regions": shapes}, height, steering)


def meeting_map(points: pd.DataFrame, *, height: int = HEIGHT - 60) -> dict[str, Any]:
    """Where states meet: columns of `queries.meeting_places`; the area of a point is its number of meetings."""
    land, countries = _country_layer("world.json", _WORLD_LATITUDE)
    data = inside(points, "world.json")
    circles = (
        alt.Chart(data.assign(x=data["longitude"] * _stretch(_WORLD_LATITUDE)))
        .mark_circle(clip=True, opacity=0.8, stroke="#ffffff", strokeWidth=0.6, color=BLUE)
        .encode(
            longitude=alt.Longitude("x:Q"),
            latitude=alt.Latitude("latitude:Q"),
            size=_size(data, "n_meetings"),
            tooltip=[
                alt.Tooltip("place:N", title=tr("Place")),
                alt.Tooltip("country:N", title=tr("Country")),
                alt.Tooltip("n_meetings:Q", title=tr("Meetings"), format=",d"),
                alt.Tooltip("n_held:Q", title=tr("held"), format=",d"),
                alt.Tooltip("n_planned:Q", title=tr("planned"), format=",d"),
            ],
        )
        .project(**_projection("world.json", _WORLD_LATITUDE))
    )
    return _assembled([land, circles], {"countries": countries}, height, _steering("world.json", _WORLD_LATITUDE))


#: Height of the map of one fact, and how much of the map it shows.
_FACT_HEIGHT, _FACT_ZOOM = 220, 3


def fact_map(kind_name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Where one fact (a row of `queries.one_fact`) lies: a point, or its region where no more is known;
    empty where not even that is."""
    file, latitude = ("basemap.json", _WAR_LATITUDE) if kind_name == "strike" else ("world.json", _WORLD_LATITUDE)
    point = pd.DataFrame([{name: row.get(name) for name in ("longitude", "latitude")}]).dropna().astype(float)
    point = inside(point, file)
    regions = dict(_features(file, "regions", latitude)) if kind_name == "strike" else {}
    shape = regions.get(str(row.get("admin1_code")))
    if point.empty and shape is None:
        return {}
    land, countries = _country_layer(file, latitude)
    layers, shapes = [land], {"countries": countries}
    if shape:
        shapes["regions"] = [{"type": "Feature", "properties": {}, "geometry": shape}]
        layers.append(
            alt.Chart(alt.NamedData("regions"))
            .mark_geoshape(aria=False, clip=True, fill=_SHADES[1], stroke=GREY, strokeWidth=0.8)
            .project(**_projection(file, latitude))
        )
    centre = None
    if len(point):
        centre = (float(point["longitude"].iloc[0]), float(point["latitude"].iloc[0]))
        layers.append(
            alt.Chart(point.assign(x=point["longitude"] * _stretch(latitude)))
            .mark_circle(clip=True, opacity=0.95, size=130, stroke="#ffffff", strokeWidth=1, color=BLUE)
            .encode(longitude=alt.Longitude("x:Q"), latitude=alt.Latitude("latitude:Q"))
            .project(**_projection(file, latitude))
        )
    elif shape:
        corners = [corner for polygon in shape["coordinates"] for corner in polygon[0]]
        middle_x, middle_y = (sum(values) / len(corners) for values in zip(*corners, strict=True))
        centre = (middle_x / _stretch(latitude), middle_y)
    steering = _steering(file, latitude, centre, _FACT_ZOOM)
    return _assembled(layers, shapes, _FACT_HEIGHT, steering)
