"""Meetings: over time, who meets whom, what is planned."""

from __future__ import annotations

import pandas as pd

from dashboards.queries.scope import KINDS, MET_ONCE, Rows, Scope, checked_grain, country, where


def meetings_over_time(rows: Rows, scope: Scope, grain: str) -> pd.DataFrame:
    """Meetings per period and status: period, series, n_meetings."""
    kind = KINDS["meeting"]
    condition, parameters = where(kind, scope, dated=True)
    return rows(
        f"select date_trunc('{checked_grain(grain)}', f.event_date)::date as period,"
        f" {kind.codes('status')} as series,"
        f" count(*) as n_meetings from fct_diplomatic_meetings f where {condition} and {MET_ONCE}"
        " group by 1, 2 order by 1, 2",
        parameters,
    )


def country_pairs(rows: Rows, scope: Scope, limit: int = 12) -> pd.DataFrame:
    """How often two countries (or bodies) met, each pair both ways round: country_a, country_b, n_meetings.

    Only meetings that took place, and the `limit` most frequent countries.
    """
    condition, parameters = where(KINDS["meeting"], scope)
    # Meetings of the same parties are counted before they are taken apart: few circles differ.
    return rows(
        "with lists as (select f.countries, f.bodies, count(*) as n from fct_diplomatic_meetings f"
        f" where {condition} and f.status in ('held', 'ongoing') group by all),"
        " circles as (select list_sort(list_distinct(list_concat(countries, bodies))) as circle, sum(n) as n from lists"
        " group by 1),"
        " members as (select circle, n, unnest(circle) as country from circles),"
        " top as (select country from members group by 1 order by sum(n) desc, 1 limit ?),"
        " kept as (from members semi join top using (country))"
        " select a.country as country_a, b.country as country_b, sum(a.n)::bigint as n_meetings from kept a join kept b"
        " on a.circle = b.circle and a.country <> b.country group by 1, 2 order by 3 desc, 1, 2",
        [*parameters, int(limit)],
    )


def upcoming_meetings(rows: Rows) -> pd.DataFrame:
    """Planned meetings dated after the newest article: date, line, fact_id, n_sources."""
    kind = KINDS["meeting"]
    return rows(
        f"select f.event_date as date, {kind.line} as line, f.meeting_id as fact_id, f.n_sources"
        " from fct_diplomatic_meetings f where f.status = 'planned'"
        " and f.event_date > (select max(published_at) from dim_articles) order by 1, 3 limit 50"
    )


def meeting_places(rows: Rows, scope: Scope) -> pd.DataFrame:
    """Meetings per settlement: location_id, place, country (name), latitude, longitude (null where the warehouse does
    not know them), n_meetings, n_held, n_planned.

    None that was cancelled, postponed or denied.
    """
    condition, parameters = where(KINDS["meeting"], scope)
    return rows(
        "with scoped as (select f.location_id, any_value(f.place) as place, any_value(f.country) as country,"
        " count(*) as n_meetings, count(*) filter (f.status = 'held') as n_held,"
        " count(*) filter (f.status = 'planned') as n_planned from fct_diplomatic_meetings f"
        f" where {condition} and f.location_id is not null"
        " and coalesce(f.status not in ('cancelled', 'postponed', 'denied'), true) group by 1)"
        f" select s.location_id, s.place, {country('s.country')} as country, l.latitude, l.longitude,"
        " s.n_meetings, s.n_held, s.n_planned from scoped s left join dim_locations l using (location_id)"
        " where l.location_kind is distinct from 'country' order by n_meetings desc, place, location_id",
        parameters,
    )
