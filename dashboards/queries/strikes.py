"""Strikes: over time, tolls with their ranges, places."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.queries.scope import (
    FELL,
    KINDS,
    NOT_STATED,
    REGION_TOLLS,
    TOLLS,
    Rows,
    Scope,
    checked_grain,
    strikes_held,
    where,
)


def strikes_over_time(rows: Rows, scope: Scope, grain: str, by: str) -> pd.DataFrame:
    """Strikes per period and value of the filter `by`: period, series, n_strikes.

    By weapon, a strike with two weapons counts once under each.
    """
    kind = KINDS["strike"]
    condition, parameters = where(kind, scope, dated=True)
    series = "unnest(series)" if kind.is_list(by) else "series"
    return rows(
        f"{strikes_held(condition)}, grouped as"
        f" (select date_trunc('{checked_grain(grain)}', f.event_date)::date as period,"
        f" {kind.codes(by)} as series, count(*) as n from fct_strikes f where {condition} and {FELL} group by 1, 2)"
        f" select period, series, sum(n)::bigint as n_strikes from (select period, {series} as series, n from grouped)"
        " group by 1, 2 order by 1, 2",
        [*parameters, *parameters],
    )


def tolls_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """Tolls per period: period, toll (killed or wounded), low, best, high, n_stated, n_strikes.

    Sums of the strikes that state a toll; a period in which none does has null, not 0.
    """
    condition, parameters = where(KINDS["strike"], scope, dated=True)
    sums = ", ".join(
        f"(sum(f.{toll}_{level}) filter ({TOLLS}))::bigint as {toll}_{level}"
        for toll in ("killed", "wounded")
        for level in ("low", "best", "high")
    )
    select = " union all ".join(
        f"select period, '{toll}' as toll, {toll}_low as low, {toll}_best as best, {toll}_high as high,"
        f" n_{toll} as n_stated, n_strikes from periods"
        for toll in ("killed", "wounded")
    )
    return rows(
        f"{strikes_held(condition)},"
        f" periods as materialized (select date_trunc('{checked_grain(grain)}', f.event_date)::date as period,"
        f" {sums}, count(f.killed_best) filter ({TOLLS}) as n_killed,"
        f" count(f.wounded_best) filter ({TOLLS}) as n_wounded, count(*) filter ({FELL}) as n_strikes"
        f" from fct_strikes f where {condition} group by 1) {select} order by toll, period",
        [*parameters, *parameters],
    )


#: The two sides whose officials' words are set beside each other.
CLAIMANT_SIDES = ("ua_official", "ru_official")


def claims_by_side(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """What officials of each side claim of the strikes whose tolls add up: period, side (codes of `claimant_side`),
    toll (killed or wounded), claimed, n_strikes (of which that side names a number).

    Of one strike the highest number that a side claims. A side that names none in a period has no row, not 0.
    """
    condition, parameters = where(KINDS["strike"], scope, dated=True)
    select = " union all ".join(
        f"select period, side, '{name}' as toll, sum({name})::bigint as claimed, count({name}) as n_strikes"
        f" from told group by period, side having count({name}) > 0"
        for name in ("killed", "wounded")
    )
    return rows(
        f"{strikes_held(condition)}, told as materialized"
        f" (select date_trunc('{checked_grain(grain)}', f.event_date)::date as period, c.claimant_side as side,"
        " max(c.killed) as killed, max(c.wounded) as wounded from fct_strikes f join strike_claims c"
        f" on c.fact_id = f.strike_id where {condition} and {TOLLS}"
        f" and c.claimant_side in ({', '.join('?' * len(CLAIMANT_SIDES))}) group by f.strike_id, 1, 2)"
        f" {select} order by toll, period, side",
        [*parameters, *parameters, *CLAIMANT_SIDES],
    )


def toll(rows: Rows, scope: Scope) -> dict[str, Any]:
    """Sums over the strikes in scope: killed_low/best/high, wounded_…, n_killed_stated, n_wounded_stated, n_strikes."""
    condition, parameters = where(KINDS["strike"], scope)
    sums = ", ".join(
        f"(sum(f.{name}_{level}) filter ({TOLLS}))::bigint as {name}_{level}"
        for name in ("killed", "wounded")
        for level in ("low", "best", "high")
    )
    frame = rows(
        f"{strikes_held(condition)} select {sums}, count(f.killed_best) filter ({TOLLS}) as n_killed_stated,"
        f" count(f.wounded_best) filter ({TOLLS}) as n_wounded_stated, count(*) filter ({FELL}) as n_strikes"
        f" from fct_strikes f where {condition}",
        [*parameters, *parameters],
    )
    return dict(frame.iloc[0])


def strikes_by(rows: Rows, scope: Scope, by: str, limit: int = 20) -> pd.DataFrame:
    """Strikes per value of the filter `by` (and attacker): series, attacker, n_strikes, killed_best, wounded_best."""
    kind = KINDS["strike"]
    condition, parameters = where(kind, scope)
    expression = kind.codes(by)
    series = f"unnest({expression})" if kind.is_list(by) else expression
    return rows(
        f"{strikes_held(condition)},"
        f" scoped as (select {series} as series, coalesce(f.attacker_country, '{NOT_STATED}') as attacker,"
        f" f.killed_best, f.wounded_best from fct_strikes f where {condition} and {FELL}),"
        " grouped as materialized (select series, attacker, count(*) as n_strikes,"
        " sum(killed_best)::bigint as killed_best, sum(wounded_best)::bigint as wounded_best"
        " from scoped group by 1, 2),"
        " top as (select series from grouped group by 1 order by sum(n_strikes) desc, 1 limit ?)"
        " from grouped semi join top using (series) order by n_strikes desc, 1, 2",
        [*parameters, *parameters, int(limit)],
    )


#: Places on the map: more points than this hide each other, and a phone takes seconds to draw them.
MOST_PLACES = 1_500


def strike_points(rows: Rows, scope: Scope, box: tuple[float, float, float, float]) -> pd.DataFrame:
    """Strikes whose place is a settlement (or near one), one row a place and attacker, the MOST_PLACES hit most.

    place, admin1, latitude, longitude, attacker, n_strikes, killed_best, wounded_best; `n_on_map` in every row: the
    strikes of all such places. Only places in `box`: west, south, east, north in degrees.
    """
    condition, parameters = where(KINDS["strike"], scope)
    west, south, east, north = box
    return rows(
        f"{strikes_held(condition)} select coalesce(f.place, f.admin1) as place, f.admin1, f.latitude, f.longitude,"
        f" coalesce(f.attacker_country, '{NOT_STATED}') as attacker, count(*) as n_strikes,"
        " sum(f.killed_best)::bigint as killed_best, sum(f.wounded_best)::bigint as wounded_best,"
        " sum(count(*)) over ()::bigint as n_on_map"
        f" from fct_strikes f where {condition} and {FELL} and f.geo_precision in ('settlement', 'near')"
        " and f.longitude between ? and ? and f.latitude between ? and ?"
        f" group by all order by n_strikes desc, 1, attacker limit {MOST_PLACES}",
        [*parameters, *parameters, west, east, south, north],
    )


def strikes_by_region(rows: Rows, scope: Scope) -> pd.DataFrame:
    """Strikes per first-level region: admin1_code, admin1, n_strikes, n_placed (in a settlement or near one),
    killed_best, wounded_best."""
    condition, parameters = where(KINDS["strike"], scope)
    return rows(
        f"{strikes_held(condition)}"
        f" select f.admin1_code, any_value(f.admin1) as admin1, count(*) filter ({FELL}) as n_strikes,"
        " count(*) filter (f.geo_precision in ('settlement', 'near') and f.latitude is not null) as n_placed,"
        f" (sum(f.killed_best) filter ({REGION_TOLLS}))::bigint as killed_best,"
        f" (sum(f.wounded_best) filter ({REGION_TOLLS}))::bigint as wounded_best"
        f" from fct_strikes f where {condition} and f.admin1_code is not null group by 1 order by n_strikes desc, 1",
        [*parameters, *parameters],
    )
