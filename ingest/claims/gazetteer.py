"""The gazetteer: settlements and regions by the spelling keys of their names (data/gazetteer.csv, data/admin1.csv)."""

from __future__ import annotations

from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import PlaceMention
from ingest.claims.spelling import name_key


class Region:
    """One first-level region."""

    __slots__ = ("alone", "code", "country", "kind", "mention", "name")

    def __init__(self, row: dict[str, str]) -> None:
        self.name, self.code, self.country, self.kind = row["name"], row["iso"], row["country"], row["kind"]
        self.alone = row["alone"] == "yes"
        self.mention = PlaceMention(0, 0, self.name, self.name, self.code, self.country, None, None, None, "admin1")


class Gazetteer:
    """The data files as look-up tables; made once per process by `gazetteer()`."""

    def __init__(self) -> None:
        self.regions: dict[str, Region] = {}
        self.region_names: dict[str, str] = {}
        for row in lexicon.rows("admin1.csv"):
            region = Region(row)
            self.region_names[region.code] = region.name
            for base in row["bases"].split("|"):
                if base:
                    self.regions.setdefault(name_key(base), region)
        self.settlements: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        rows = lexicon.rows("gazetteer.csv")
        for row in rows:
            record = (
                row["location_id"],
                row["name"],
                row["country"],
                row["admin1_code"],
                row["latitude"],
                row["longitude"],
                row["population"],
            )
            for position, key in enumerate(row["keys"].split(" ")):
                self.settlements.setdefault(key, []).append((position, record))
        # the longest name in words that any key may span is three ("Nizhny Novgorod", "Camp David", "New York City")
        self._named: dict[str, tuple[Region | None, tuple[PlaceMention, ...]]] = {}
        self._by_region: dict[str, list[tuple[str, ...]]] = {}
        self._cache: dict[str, tuple[PlaceMention, ...]] = {}

    def region(self, name: str) -> Region | None:
        """The region of that name, in any spelling; None if there is none."""
        return self.regions.get(name_key(name))

    def admin1(self, code: str) -> PlaceMention:
        """The region with that ISO 3166-2 code; the span is (0, 0)."""
        country = code.split("-")[0]
        return PlaceMention(
            0, 0, self.region_names[code], self.region_names[code], code, country, None, None, None, "admin1"
        )

    def like(self, name: str, code: str) -> PlaceMention | None:
        """The settlement of a region whose name begins like this one ("Myropil community" of the town Myropillia)."""
        key = name_key(name)
        if len(key) < 6:
            return None
        if not self._by_region:
            for own in self.settlements.values():
                for position, record in own:
                    if position == 0 and record[3]:
                        self._by_region.setdefault(record[3], []).append(record)
        best = None
        for record in self._by_region.get(code, ()):
            own_key = name_key(record[1])
            if (
                own_key.startswith(key[:-1])
                and abs(len(own_key) - len(key)) <= 3
                and (best is None or int(record[6]) > int(best[6]))
            ):
                best = record
        return self._mention(best, int(best[6])) if best else None

    def named(self, name: str) -> tuple[Region | None, tuple[PlaceMention, ...]]:
        """The region and the settlements that a name may mean."""
        known = self._named.get(name)
        if known is None:
            if len(self._named) > 50_000:
                self._named.clear()
            known = self._named[name] = (self.region(name), self.find(name) if len(name) >= 3 else ())
        return known

    def find(self, name: str) -> tuple[PlaceMention, ...]:
        """Settlements of that name, most likely first; spans are (0, 0)."""
        key = name_key(name)
        known = self._cache.get(key)
        if known is None:
            found = []
            for position, record in self.settlements.get(key, ()):
                country, people = record[2], int(record[6] or 0)
                rank = (position > 0, country != "UA" and people < 100_000, -people)
                found.append((rank, self._mention(record, people)))
            found.sort(key=lambda pair: pair[0])
            known = tuple(mention for _, mention in found)
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[key] = known
        return known

    def _mention(self, record: tuple[str, ...], people: int) -> PlaceMention:
        location_id, own, country, code, latitude, longitude, _ = record
        level = "other" if location_id.startswith("w") and own.endswith(("Bridge", "Island")) else "settlement"
        return PlaceMention(
            0,
            0,
            own,
            self.region_names.get(code),
            code or None,
            country,
            float(latitude),
            float(longitude),
            location_id,
            level,
            (),
            True,
            people,
        )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once a process."""
    return Gazetteer()


def region_mention(region: Region, start: int, end: int) -> PlaceMention:
    """A region as mentioned at these characters."""
    return region.mention.at(start, end)
