"""Make dashboards/data/basemap.json, the country outlines below the strike map.

    python tools/build_basemap.py countries-50m.json

The input is `countries-50m.json` of the npm package world-atlas 2.0.2: Natural Earth 1:50m (public domain, no
attribution required) as TopoJSON. Natural Earth draws Crimea with the state that holds it; the map follows the
contract's regions, in which Crimea and Sevastopol are regions of Ukraine (ISO 3166-2: UA-43, UA-40), so the polygon of
the peninsula goes to Ukraine here. Outlines are cut to BOX and rounded to 0.01 degrees, some 700 m.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

#: West, south, east, north in degrees: from the Polish border to the Urals.
BOX = (19.5, 43.0, 58.0, 61.0)
#: A place in the middle of the Crimean peninsula.
CRIMEA = (34.1, 45.2)
TARGET = Path(__file__).parent.parent / "dashboards" / "data" / "basemap.json"

Ring = list[tuple[float, float]]


def arcs_of(topology: dict[str, Any]) -> list[Ring]:
    """The TopoJSON's arcs in degrees."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(points)
    return arcs


def ring_of(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring from its arc numbers; a negative one (`~n`) is run backwards."""
    ring: Ring = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points[1:] if ring else points
    if max(x for x, _ in ring) > 150 and min(x for x, _ in ring) < -150:
        # Chukotka lies beyond the date line: an outline that jumps from 180 to -180 would cross the whole map.
        ring = [(x + 360 if x < 0 else x, y) for x, y in ring]
    return ring


def merged(first: list[int], second: list[int], arcs: list[Ring]) -> list[list[int]]:
    """Two neighbouring rings (arc numbers) as one outline: arcs that both run, in opposite directions, fall away."""
    left = [n for n in first if ~n not in second] + [n for n in second if ~n not in first]

    def ends(number: int) -> tuple[tuple[float, float], tuple[float, float]]:
        points = ring_of([number], arcs)
        return points[0], points[-1]

    rings = []
    while left:
        ring = [left.pop(0)]
        while (follow := next((n for n in left if ends(n)[0] == ends(ring[-1])[1]), None)) is not None:
            left.remove(follow)
            ring.append(follow)
        rings.append(ring)
    return rings


def clip(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """The ring cut to the box, edge by edge (Sutherland and Hodgman); empty if it lies outside."""
    for axis, bound, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: Ring = []
        for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
            inside, next_inside = (sign * (point[axis] - bound) >= 0 for point in (here, there))
            if inside:
                kept.append(here)
            if inside != next_inside:
                part = (bound - here[axis]) / (there[axis] - here[axis])
                kept.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
        ring = kept
        if not ring:
            break
    return ring


def holds(ring: Ring, place: tuple[float, float]) -> bool:
    """Whether the ring goes round the place (crossings of a ray to the east)."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > place[1]) != (y2 > place[1]) and place[0] < (x2 - x1) * (place[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def rounded(ring: Ring) -> Ring:
    """The ring on a grid of 0.01 degrees, without repeats, closed as GeoJSON has it."""
    points: Ring = []
    for x, y in ring:
        point = (round(x, 2), round(y, 2))
        if not points or points[-1] != point:
            points.append(point)
    return points if points[0] == points[-1] else [*points, points[0]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topojson", type=Path)
    topology = json.loads(parser.parse_args().topojson.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    outlines: dict[str, list[list[list[int]]]] = {}
    crimea: list[int] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        for polygon in {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(
            geometry["type"], []
        ):
            if holds(ring_of(polygon[0], arcs), CRIMEA):
                crimea = polygon[0]
            else:
                outlines.setdefault(geometry["properties"]["name"], []).append(polygon)
    if crimea:
        mainland = max(outlines["Ukraine"], key=lambda polygon: len(ring_of(polygon[0], arcs)))
        outlines["Ukraine"].remove(mainland)
        outlines["Ukraine"] += [[ring] for ring in merged(mainland[0], crimea, arcs)]
    countries: dict[str, list[list[Ring]]] = {}
    for name, polygons in outlines.items():
        for polygon in polygons:
            cut = [rounded(part) for part in (clip(ring_of(ring, arcs), BOX) for ring in polygon) if part]
            cut = [ring for ring in cut if len(ring) > 3]
            if cut:
                countries.setdefault(name, []).append(cut)
    TARGET.parent.mkdir(exist_ok=True)
    basemap = {
        "source": "Natural Earth 1:50m, public domain, by way of world-atlas 2.0.2; made by tools/build_basemap.py",
        "box": BOX,
        "countries": dict(sorted(countries.items())),
    }
    TARGET.write_text(json.dumps(basemap, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
