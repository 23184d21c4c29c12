"""The gazetteer: settlements, districts and regions by the spelling keys of their names (gazetteer.csv, districts.csv,
admin1.csv).

The 39,000 settlements stay lines of text until somebody asks for one of them: an index leads from a key to its lines.
That keeps a process 60 MB smaller than records would, and its start a second shorter.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import PlaceMention
from ingest.claims.spelling import name_key

_MOST_KEPT = 50_000
#: A Ukrainian town of this size is known by its former name too, unless a smaller one is called so today.
_TOWN, _SMALL_TOWN = 20_000, 5_000


class Region:
    """One first-level region. `around`: the code of the region that a city of its own lies in."""

    __slots__ = ("alone", "around", "code", "country", "kind", "mention", "name")

    def __init__(self, row: dict[str, str]) -> None:
        self.name, self.code, self.country, self.kind = row["name"], row["iso"], row["country"], row["kind"]
        self.alone = row["alone"] == "yes"
        self.around = row["around"] or None
        self.mention = PlaceMention(0, 0, self.name, self.name, self.code, self.country, None, None, None, "admin1")


class District:
    """One of Ukraine's districts, as `districts.csv` has it."""

    __slots__ = ("code", "iso", "name")

    def __init__(self, row: dict[str, str]) -> None:
        self.code, self.name, self.iso = row["code"], row["name"], row["iso"]


@cache
def _former_names() -> dict[str | None, str]:
    """Former names, by id, that most texts have for a town renamed lately."""
    return {row["location_id"]: row["former"] for row in lexicon.rows("renamed_towns.csv")}


def _as_texts_have_it(place: PlaceMention, key: str) -> PlaceMention:
    """The place by its former name where a text calls it so: no reader of 2023 knows the one of 2024."""
    former = _former_names().get(place.location_id)
    return replace(place, name=former) if former is not None and name_key(former) == key else place


class Gazetteer:
    """The data files as look-up tables; made once per process by `gazetteer()`."""

    def __init__(self) -> None:
        self.regions: dict[str, Region] = {}
        self._by_code: dict[str, Region] = {}
        for row in lexicon.rows("admin1.csv"):
            region = Region(row)
            self._by_code[region.code] = region
            for base in row["bases"].split("|"):
                if base:
                    self.regions.setdefault(name_key(base), region)
        self._districts: dict[str, list[District]] = {}
        for row in lexicon.rows("districts.csv"):
            for key in row["keys"].split(" "):
                self._districts.setdefault(key, []).append(District(row))
        self._lines = lexicon.lines("gazetteer.csv")
        self._index: dict[str, int | tuple[int, ...]] = {}
        for number, line in enumerate(self._lines):
            for key in line[line.rindex(",") + 1 :].split(" "):
                known = self._index.get(key)
                if known is None:
                    self._index[key] = number
                else:
                    self._index[key] = (*known, number) if isinstance(known, tuple) else (known, number)
        self._named: dict[str, tuple[Region | None, tuple[PlaceMention, ...]]] = {}
        self._by_region: dict[str, list[int]] = {}
        self._cache: dict[str, tuple[PlaceMention, ...]] = {}

    def region(self, name: str) -> Region | None:
        """The region of that name, in any spelling; None if there is none."""
        return self.regions.get(name_key(name))

    def districts(self, name: str) -> list[District]:
        """Ukraine's districts of that name: the town's ("Izium") or the adjective ("Iziumskyi", "Izyumsky")."""
        return self._districts.get(name_key(name), [])

    def admin1(self, code: str) -> PlaceMention:
        """The region with that ISO 3166-2 code; the span is (0, 0)."""
        return self._by_code[code].mention

    def around(self, code: str | None) -> str | None:
        """The region that a city with a code of its own lies in (Sevastopol in Crimea, Moscow in Moscow Oblast)."""
        return self._by_code[code].around if code in self._by_code else None

    def like(self, name: str, code: str) -> PlaceMention | None:
        """The settlement of a region whose name begins like this one ("Myropil community" of the town Myropillia)."""
        key = name_key(name)
        if len(key) < 6:
            return None
        if not self._by_region:
            for number, line in enumerate(self._lines):
                if not line.startswith(("UA", "p")):
                    self._by_region.setdefault(line.split(",", 4)[3], []).append(number)
        found = [
            place
            for number in self._by_region.get(code, ())
            if f",{key[:-1]}" in (line := self._lines[number]) or f" {key[:-1]}" in line
            for place in [self._mention(line)]
            if (own := name_key(place.name)).startswith(key[:-1]) and abs(len(own) - len(key)) <= 3
        ]
        return max(found, key=lambda place: place.population, default=None)

    def named(self, name: str) -> tuple[Region | None, tuple[PlaceMention, ...]]:
        """The region and the settlements that a name may mean."""
        known = self._named.get(name)
        if known is None:
            if len(self._named) > _MOST_KEPT:
                self._named.clear()
            known = self._named[name] = (self.region(name), self.find(name) if len(name) >= 3 else ())
        return known

    def find(self, name: str) -> tuple[PlaceMention, ...]:
        """Settlements of that name; spans are (0, 0).

        Towns go before villages whose population nobody knows, names of today before former and foreign ones except
        those of Ukraine's larger towns, Ukraine's before others' small ones, then the larger.
        """
        key = name_key(name)
        known = self._cache.get(key)
        if known is None:
            numbers = self._index.get(key, ())
            lines = [self._lines[number] for number in (numbers if isinstance(numbers, tuple) else (numbers,))]
            places = [
                (_as_texts_have_it(self._mention(line), key), line[line.rindex(",") + 1 :].split(" ", 1)[0] == key)
                for line in lines
            ]
            renamed = not any(today and p.country == "UA" and p.population >= _SMALL_TOWN for p, today in places)
            found = []
            for place, today in places:
                known_so = today or (renamed and place.country == "UA" and place.population >= _TOWN)
                foreign = place.country != "UA" and place.population < 100_000
                found.append(((is_village(place), not known_so, foreign, -place.population), place))
            found.sort(key=lambda pair: pair[0])
            known = tuple(place for _, place in found)
            if len(self._cache) > _MOST_KEPT:
                self._cache.clear()
            self._cache[key] = known
        return known

    def _mention(self, line: str) -> PlaceMention:
        fields = line.split(",") if '"' not in line else next(csv.reader([line]))
        location_id, own, country, code, latitude, longitude, people, precision, district, cue, _ = fields
        bridge = location_id.startswith("w") and own.endswith(("Bridge", "Island"))
        region = self._by_code.get(code)
        return PlaceMention(
            0,
            0,
            own,
            region.name if region else None,
            code or None,
            country,
            float(latitude) if latitude else None,
            float(longitude) if longitude else None,
            location_id,
            "other" if bridge else "settlement",
            (),
            True,
            int(people or 0),
            precision or "settlement",
            district or None,
            cue == "yes",
        )


def is_village(place: PlaceMention) -> bool:
    """Whether a place is known from the register or a postal code alone, without a population."""
    return not place.population and (place.location_id or "").startswith(("UA", "p"))


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once a process."""
    return Gazetteer()


def region_mention(region: Region, start: int, end: int) -> PlaceMention:
    """A region as mentioned at these characters."""
    return region.mention.at(start, end)
