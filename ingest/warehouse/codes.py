"""The code lists of the contract: dbt's seeds, which rules of quarantine and expectations read as well.

Those of states and bodies are derived from the reader's own lists (tools/build_dbt_seeds.py): a code that the reader
can give is a code here.
"""

from __future__ import annotations

import csv
from collections import defaultdict

from ingest.settings import Settings

#: Lists that are seeds of their own: list → file, column; seed `codes` holds the others.
_SEEDS = {
    "country": ("country_codes", "country_code"),
    "body": ("bodies", "body_code"),
    "weapon_class": ("weapon_classes", "weapon_class"),
    "target_class": ("target_classes", "target_class"),
}


def code_lists(settings: Settings) -> dict[str, list[str]]:
    """The codes of every list, by its name; `country` has states and bodies, `state` states alone."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in _rows(settings, "codes"):
        found[row["code_list"]].append(row["code"])
    for name, (file, column) in _SEEDS.items():
        found[name] = [row[column] for row in _rows(settings, file)]
    found["state"] = [row["country_code"] for row in _rows(settings, "country_codes") if row["kind"] == "state"]
    return dict(found)


def _rows(settings: Settings, seed: str) -> list[dict[str, str]]:
    with (settings.dbt_dir / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
