"""Aid packages: sums by donor, month, type and status; running totals apart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.queries.scope import KINDS, Rows, Scope, donor, where, whole_packages

#: Suspended packages count as packages, but their money is in no sum (as in agg_aid_by_donor).
_AID_SUMS = (
    "sum(f.amount_usd) filter (f.status is distinct from 'suspended') as amount_usd,"
    " sum(f.amount_eur) filter (f.status is distinct from 'suspended') as amount_eur"
)


def aid_by(rows: Rows, scope: Scope, by: str) -> pd.DataFrame:
    """Packages (no running totals) per donor, recipient, type or status: series, n_packages, n_without_amount,
    amount_usd, amount_eur (sums of the packages with an amount, suspended ones left out; null where none has one)."""
    kind = KINDS["aid"]
    condition, parameters = where(kind, scope)
    return rows(
        f"select {kind.codes(by)} as series, count(*) as n_packages,"
        f" count(*) filter (f.amount is null) as n_without_amount, {_AID_SUMS} from fct_aid_packages f"
        f" where {condition} and {whole_packages(scope)} group by 1"
        " order by amount_usd desc nulls last, n_packages desc, 1",
        parameters,
    )


def aid_over_time(rows: Rows, scope: Scope, by: str) -> pd.DataFrame:
    """Packages (no running totals) per month and value of `by`: period, series, n_packages, amount_usd, amount_eur."""
    kind = KINDS["aid"]
    condition, parameters = where(kind, scope, dated=True)
    return rows(
        f"select date_trunc('month', f.announced_date)::date as period, {kind.codes(by)} as series,"
        f" count(*) as n_packages, {_AID_SUMS} from fct_aid_packages f where {condition} and {whole_packages(scope)}"
        " group by 1, 2 order by 1, 2",
        parameters,
    )


def aid_totals(rows: Rows, scope: Scope) -> dict[str, Any]:
    """Packages in scope that add up: n_packages, n_without_amount, amount_usd, amount_eur, n_donors, n_without_rate (an
    amount in a currency or of a date that has no reference rate); and n_running_totals, n_parts (of larger ones)."""
    condition, parameters = where(KINDS["aid"], scope)
    frame = rows(
        f"with scoped as (select f.*, {whole_packages(scope)} as adds_up from fct_aid_packages f where {condition})"
        " select count(*) filter (adds_up) as n_packages,"
        " count(*) filter (adds_up and f.amount is null) as n_without_amount,"
        " count(*) filter (adds_up and f.amount is not null and f.amount_usd is null) as n_without_rate,"
        " sum(f.amount_usd) filter (adds_up and f.status is distinct from 'suspended') as amount_usd,"
        " sum(f.amount_eur) filter (adds_up and f.status is distinct from 'suspended') as amount_eur,"
        " count(distinct f.donor) filter (adds_up) as n_donors,"
        " count(*) filter (f.is_cumulative) as n_running_totals,"
        " count(*) filter (not f.is_cumulative and not adds_up) as n_parts from scoped f",
        parameters,
    )
    return dict(frame.iloc[0])


def aid_lives(rows: Rows, scope: Scope, limit: int = 15) -> pd.DataFrame:
    """Steps in the life of packages of which reports tell more than one status, the newest packages first.

    One row a package and status: fact_id, donor_name, amount, currency, status, day (that a claim names for the step,
    else that of the first article that tells it; null without either), n_claims.
    """
    condition, parameters = where(KINDS["aid"], scope)
    return rows(
        f"with chosen as (select f.aid_package_id, {donor()} as donor_name, f.amount, f.currency,"
        f" f.announced_date from fct_aid_packages f where {condition} and f.aid_package_id in"
        " (select aid_package_id from aid_status_history group by 1 having count(*) > 1)"
        " order by f.announced_date desc nulls last, 1 limit ?)"
        " select aid_package_id as fact_id, c.donor_name, c.amount, c.currency, h.status,"
        " coalesce(h.status_date, h.first_reported_at) as day, h.n_claims"
        " from chosen c join aid_status_history h using (aid_package_id)"
        " order by c.announced_date desc nulls last, fact_id, day nulls last, h.life_stage, h.status",
        [*parameters, int(limit)],
    )
