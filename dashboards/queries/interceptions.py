"""Interceptions: launched against brought down, rates by definition."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.queries.scope import KINDS, NOT_STATED, Rows, Scope, checked_grain, national_counts, not_held, where


def interceptions_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """National counts per period, side, weapon class and definition.

    period, defender_country, weapon_class, count_definition, n_counts; `launched`, `intercepted` and `rate` (0 to 1)
    over the counts that tell both numbers; `intercepted_alone` over those that tell no number launched. Null: none
    tells. Recaps ("since January") and counts that another one of the day holds are left out.
    """
    condition, parameters = where(KINDS["interception"], scope, dated=True)
    return rows(
        f"with scoped as (select date_trunc('{checked_grain(grain)}', f.event_date)::date as period,"
        f" coalesce(f.defender_country, '{NOT_STATED}') as defender_country, f.weapon_class,"
        " coalesce(f.count_definition, 'unspecified') as count_definition, f.launched, f.intercepted,"
        " f.launched is not null and f.intercepted is not null as both_told"
        f" from fct_interceptions f where {condition} and {national_counts(scope)})"
        " select period, defender_country, weapon_class, count_definition, count(*) as n_counts,"
        " sum(launched) filter (both_told)::bigint as launched,"
        " sum(intercepted) filter (both_told)::bigint as intercepted,"
        " sum(intercepted) filter (both_told) / nullif(sum(launched) filter (both_told), 0)::double as rate,"
        " sum(intercepted) filter (launched is null)::bigint as intercepted_alone"
        " from scoped group by 1, 2, 3, 4 order by 1, 2, 3, 4",
        parameters,
    )


def air_war(rows: Rows, scope: Scope) -> dict[str, Any]:
    """National counts in scope that add up (no recaps): `launched` and `intercepted` where both are stated,
    `n_counts`, `n_both_told`, `intercepted_all` with the counts that tell no number launched; and `rate` within
    one side, weapon class and definition (`rate_defender`, `rate_weapon`, `rate_definition`): those that most of the
    counts with both numbers are of (`n_of_rate`)."""
    condition, parameters = where(KINDS["interception"], scope)
    frame = rows(
        "with scoped as (select f.launched, f.intercepted, f.launched is not null and f.intercepted is not null as b,"
        f" coalesce(f.count_definition, 'unspecified') as d, coalesce(f.defender_country, '{NOT_STATED}') as side,"
        " f.weapon_class as weapon from fct_interceptions f"
        f" where {condition} and {national_counts(scope)}),"
        " usual as (select side, weapon, d, count(*) as n, sum(intercepted) / nullif(sum(launched), 0)::double as rate"
        " from scoped"
        " where b group by side, weapon, d order by n desc, side, weapon, d limit 1)"
        " select sum(launched) filter (b)::bigint as launched, sum(intercepted) filter (b)::bigint as intercepted,"
        " (select rate from usual) as rate, (select d from usual) as rate_definition,"
        " (select side from usual) as rate_defender, (select weapon from usual) as rate_weapon,"
        " coalesce((select n from usual), 0) as n_of_rate, count(*) as n_counts,"
        " count(*) filter (b) as n_both_told, sum(intercepted)::bigint as intercepted_all from scoped",
        parameters,
    )
    return dict(frame.iloc[0])


def interceptions_by_weapon(rows: Rows, scope: Scope) -> pd.DataFrame:
    """Counts per weapon class, scope, definition: launched, intercepted, rate (both stated), n_counts, n_both_told."""
    condition, parameters = where(KINDS["interception"], scope)
    return rows(
        "with scoped as (select f.*, f.launched is not null and f.intercepted is not null as b"
        f" from fct_interceptions f where {condition} and not f.is_recap and {not_held(scope)})"
        " select weapon_class, scope, coalesce(count_definition, 'unspecified') as count_definition,"
        " sum(launched) filter (b)::bigint as launched, sum(intercepted) filter (b)::bigint as intercepted,"
        " sum(intercepted) filter (b) / nullif(sum(launched) filter (b), 0)::double as rate,"
        " sum(intercepted)::bigint as intercepted_all, count(*) as n_counts, count(*) filter (b) as n_both_told"
        " from scoped group by 1, 2, 3 order by n_counts desc, 1, 2, 3",
        parameters,
    )
