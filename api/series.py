"""The numbers behind the dashboard's charts: each series is one of its queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from dashboards import queries
from dashboards.queries import KINDS, Rows, Scope

Grain = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Series:
    """A chart's numbers. `kind`: whose filters it takes; `grains`: periods it can be asked by (none: no time)."""

    kind: str
    query: Callable[[Rows, Scope, str], pd.DataFrame]
    grains: tuple[str, ...] = ()
    about: str = ""


_TIME = ("day", "week", "month")

SERIES: dict[str, Series] = {
    "strikes": Series(
        "strike", lambda rows, scope, grain: queries.strikes_over_time(rows, scope, grain, "attacker"), _TIME,
        "strikes per period and attacker",
    ),
    "strike-weapons": Series(
        "strike", lambda rows, scope, grain: queries.strikes_over_time(rows, scope, grain, "weapon"), _TIME,
        "strikes per period and weapon class",
    ),
    "strike-tolls": Series(
        "strike", queries.tolls_over_time, _TIME, "killed and wounded per period: low, best and high",
    ),
    "strike-regions": Series(
        "strike", lambda rows, scope, _: queries.strikes_by_region(rows, scope), (), "strikes and tolls per region",
    ),
    "interceptions": Series(
        "interception", queries.interceptions_over_time, _TIME,
        "launched and brought down per period, weapon class and definition",
    ),
    "interception-weapons": Series(
        "interception", lambda rows, scope, _: queries.interceptions_by_weapon(rows, scope), (),
        "counts per weapon class, scope and definition",
    ),
    "aid": Series(
        "aid", lambda rows, scope, _: queries.aid_over_time(rows, scope, "type"), ("month",),
        "packages and their sums per month and type",
    ),
    "aid-donors": Series(
        "aid", lambda rows, scope, _: queries.aid_by(rows, scope, "donor"), (), "packages and their sums per donor",
    ),
    "meetings": Series("meeting", queries.meetings_over_time, _TIME, "meetings per period and status"),
    "meeting-pairs": Series(
        "meeting", lambda rows, scope, _: queries.country_pairs(rows, scope), (), "how often two countries met",
    ),
}  # fmt: skip


def of_kind(kind_name: str) -> list[str]:
    """Names of the series of one kind; KeyError for no kind."""
    KINDS[kind_name]
    return [name for name, series in SERIES.items() if series.kind == kind_name]
