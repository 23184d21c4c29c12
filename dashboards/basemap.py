"""The map of strikes: country outlines from a file of the project, points only for settlements. No tiles, no network.

Drawn in an equirectangular projection with a true scale at 50° north, computed here, so that the chart needs no
projection of its own and nothing depends on the winding of a ring.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from dashboards import words
from dashboards.charts import COUNTRY_COLOURS, GREY, colour_scale

_FILE = Path(__file__).parent / "data" / "basemap.json"
_OUTLINES = "outlines"
_STRETCH = math.cos(math.radians(50))
#: Names on the map, at a place where they cover no front line: longitude, latitude.
_LABELS = {
    "UKRAINE": (29.5, 49.0), "RUSSIA": (44.5, 54.5), "BELARUS": (27.9, 53.5), "POLAND": (21.4, 52.3),
    "ROMANIA": (25.2, 46.0), "KAZAKHSTAN": (53.5, 48.6),
}  # fmt: skip


@lru_cache(maxsize=1)
def _outlines() -> tuple[dict[str, Any], list[float]]:
    basemap = json.loads(_FILE.read_text(encoding="utf-8"))
    features = [
        {
            "type": "Feature",
            "properties": {"country": name},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[round(x * _STRETCH, 3), y] for x, y in ring] for ring in polygon] for polygon in polygons
                ],
            },
        }
        for name, polygons in basemap["countries"].items()
    ]
    return {"type": "FeatureCollection", "features": features}, basemap["box"]


def inside(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `queries.strike_points` that lie on the map."""
    west, south, east, north = _outlines()[1]
    return frame[frame["longitude"].between(west, east) & frame["latitude"].between(south, north)]


def strike_map(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    """Points for the places hit: columns of `queries.strike_points`; the area of a point is its number of strikes.

    A Vega-Lite specification, not an Altair chart: Altair checks every coordinate of the outlines against its schema,
    which takes half a second a page.
    """
    outlines, _ = _outlines()
    data = inside(frame)
    colour = colour_scale("attacker", COUNTRY_COLOURS, list(data["attacker"].unique()), names, "Attacker")
    points = data.assign(
        x=data["longitude"] * _STRETCH,
        attacker=data["attacker"].map(lambda code: names.get(code) or words.title_word(code)),
        killed=data["killed_best"].map(words.number),
        wounded=data["wounded_best"].map(words.number),
    )
    projection = {"type": "identity", "reflectY": True}
    land = (
        alt.Chart(alt.NamedData(_OUTLINES))
        .mark_geoshape(aria=False, fill=GREY, fillOpacity=0.16, stroke=GREY, strokeOpacity=0.7, strokeWidth=0.7)
        .project(**projection)
    )
    labels = pd.DataFrame(
        [(name, longitude * _STRETCH, latitude) for name, (longitude, latitude) in _LABELS.items()],
        columns=["name", "x", "y"],
    )
    writing = (
        alt.Chart(labels)
        .mark_text(aria=False, fontSize=10, color=GREY)
        .encode(longitude="x:Q", latitude="y:Q", text="name:N")
        .project(**projection)
    )
    most = int(points["n_strikes"].max())
    circles = (
        alt.Chart(points)
        .mark_circle(opacity=0.75)
        .encode(
            longitude="x:Q",
            latitude="latitude:Q",
            color=colour,
            size=alt.Size(
                "n_strikes:Q",
                scale=alt.Scale(domain=[0, most], range=[0, 40 + 320 * min(1, most / 8)]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("place:N", title="Place"),
                alt.Tooltip("admin1:N", title="Region"),
                alt.Tooltip("attacker:N", title="Attacker"),
                alt.Tooltip("n_strikes:Q", title="Strikes", format=",d"),
                alt.Tooltip("killed:N", title="Killed (best)"),
                alt.Tooltip("wounded:N", title="Wounded (best)"),
            ],
        )
        .project(**projection)
    )
    spec = alt.layer(land, writing, circles).properties(height=480).to_dict()
    for layer in spec["layer"]:
        if layer["data"].get("name") == _OUTLINES:
            layer["data"] = {"values": outlines["features"]}
    return spec
