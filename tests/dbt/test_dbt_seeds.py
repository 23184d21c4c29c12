"""The seeds say the same as the lexicons that they are derived from, and cover every code of the contract."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "dbt_project" / "seeds"


def seed(name: str) -> list[list[str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def builder():
    spec = importlib.util.spec_from_file_location("build_dbt_seeds", ROOT / "tools" / "build_dbt_seeds.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_derived_seeds_are_in_step_with_the_lexicons() -> None:
    tool = builder()
    assert seed("country_codes.csv") == tool.countries()
    assert seed("bodies.csv") == tool.bodies()
    assert seed("regions.csv") == tool.regions()
    assert seed("settlements.csv") == tool.settlements()


def test_regions_are_those_of_ukraine_and_russia() -> None:
    regions = seed("regions.csv")
    assert sum(row[2] == "UA" for row in regions) == 27
    assert {row[0]: row[2] for row in regions}["UA-43"] == "UA"
    assert all(re.fullmatch(r"(UA|RU)-[A-Z0-9]{2,3}", row[0]) for row in regions)


def test_class_lists_hold_the_codes_of_the_contract() -> None:
    weapons = "drone missile cruise_missile ballistic_missile glide_bomb artillery mortar rocket airstrike mine other"
    assert {row[0] for row in seed("weapon_classes.csv")} == set(weapons.split())
    targets = (
        "energy residential civilian military industrial oil_refinery oil_depot logistics transport port "
        "infrastructure medical education government other"
    )
    assert {row[0] for row in seed("target_classes.csv")} == set(targets.split())


def test_rates_have_no_hole_longer_than_easter() -> None:
    days = [dt.date.fromisoformat(row[0]) for row in seed("ecb_reference_rates.csv")]
    assert days == sorted(set(days))
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert max(gaps) <= 5
    dollars = [float(row[1]) for row in seed("ecb_reference_rates.csv")]
    assert 0.9 < min(dollars) < max(dollars) < 1.3
