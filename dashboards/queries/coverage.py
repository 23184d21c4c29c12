"""What was read in a time: without articles no fact of it is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from dashboards.queries.scope import Rows, checked_grain


def coverage(rows: Rows, grain: str, first: dt.date, last: dt.date, publishers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Articles published per period, copies of others left out: period, n_articles, n_sources (named publishers).

    A row for every period from that of `first` to that of `last`: 0 where nothing was read. Only those of `publishers`
    where any are named.
    """
    begin = f"date_trunc('{checked_grain(grain)}', ?::date)"
    parameters: list[Any] = [first, last, first, last]
    published_by = ""
    if publishers:
        published_by = f" and publisher in ({', '.join('?' * len(publishers))})"
        parameters += publishers
    return rows(
        f"with periods as (select unnest(generate_series({begin}, {begin}, interval 1 {grain}))::date as period),"
        f" read as (select date_trunc('{grain}', published_at)::date as period, count(*) as n_articles,"
        " count(distinct publisher) as n_sources from dim_articles where copy_of is null"
        f" and published_at >= {begin} and published_at < {begin} + interval 1 {grain}{published_by} group by 1)"
        " select period, coalesce(n_articles, 0)::bigint as n_articles, coalesce(n_sources, 0)::bigint as n_sources"
        " from periods left join read using (period) order by 1",
        parameters,
    )
