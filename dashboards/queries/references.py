"""The references that the user brought, as series over time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.queries.scope import Rows, Scope, checked_grain

#: Measure of a reference → the filters that its lines can follow. Under any other choice it counts something else.
FOLLOWED = {"n_strikes": ("region",), "killed": (), "launched": ("defender", "scope")}
#: Periods of a reference that fit into those of a chart.
_FIT = {"day": ("day",), "week": ("day",), "month": ("day", "month")}


def reference_over_time(rows: Rows, scope: Scope, grain: str, measure: str) -> pd.DataFrame:
    """What each reference tells of a measure over time: period, reference, value (sums over its regions, places or
    weapon classes); no row where the filters choose what a reference does not tell apart, or its periods are longer."""
    chosen = {name: codes for name, codes in scope.choices if codes}
    fit = _FIT[checked_grain(grain)]
    inside = "true"
    parameters: list[Any] = [measure]
    if any(name not in FOLLOWED[measure] for name in chosen) or "UA" not in chosen.get("defender", ("UA",)):
        inside = "false"
    if regions := chosen.get("region"):
        codes = f"select admin1_code from fct_strikes where admin1 in ({', '.join('?' * len(regions))})"
        inside += f" and r.entity in ({codes})"
        parameters += regions
    for bound, operator in ((scope.start, ">="), (scope.end, "<=")):
        if bound is not None:
            inside += f" and r.period_start {operator} ?"
            parameters.append(bound)
    return rows(
        # The length of a reference's periods is not kept: those that all begin months are taken for months.
        "with told as (from reconciliation where measure = ? and period_start is not null"
        " and reference_value is not null),"
        " lengths as (select reference, case when bool_and(dayofyear(period_start) = 1) then 'year'"
        " when bool_and(day(period_start) = 1) then 'month' else 'day' end as length from told group by 1)"
        f" select date_trunc('{grain}', r.period_start)::date as period, r.reference, sum(r.reference_value) as value"
        f" from told r join lengths using (reference) where {inside} and length in ({', '.join('?' * len(fit))})"
        " group by 1, 2 order by 2, 1",
        [*parameters, *fit],
    )
