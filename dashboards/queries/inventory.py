"""What there is to choose from: publications, dates, countries, publishers, codes."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from dashboards.queries.scope import KINDS, Rows


def publications(rows: Rows) -> pd.DataFrame:
    """Every published snapshot, newest first."""
    return rows("from publications order by published_at desc")


def date_span(rows: Rows) -> tuple[dt.date | None, dt.date | None]:
    """First and last date of any fact; None and None in an empty warehouse."""
    union = " union all ".join(f"select {kind.date} as d from {kind.facts}" for kind in KINDS.values())
    row = rows(f"select min(d) as first, max(d) as last from ({union})").iloc[0]
    return tuple(None if pd.isna(value) else pd.Timestamp(value).date() for value in (row["first"], row["last"]))  # type: ignore[return-value]


def country_names(rows: Rows) -> dict[str, str]:
    """Country code → English name."""
    frame = rows("select country_code, country_name from dim_countries where country_name is not null")
    return dict(zip(frame["country_code"], frame["country_name"], strict=True))


def publishers(rows: Rows) -> list[str]:
    """Publishers that any claim's article names, those with the most claims first."""
    frame = rows(
        "select publisher, sum(n_claims) as n from dim_articles where publisher is not null and n_claims > 0"
        " group by 1 order by n desc, 1 limit 500"
    )
    return list(frame["publisher"])


def codes(rows: Rows, kind_name: str, filter_name: str) -> list[str]:
    """The codes that a filter of this kind can take, the most frequent first."""
    kind = KINDS[kind_name]
    expression = kind.codes(filter_name)
    if kind.is_list(filter_name):
        columns = ", ".join(f"f.{column}" for column in kind.columns(filter_name))
        grouped = f"(select {columns}, count(*) as n from {kind.facts} f group by all) f"
        source = f"(select unnest({expression}) as code, n from {grouped})"
    else:
        source = f"(select {expression} as code, 1 as n from {kind.facts} f)"
    frame = rows(f"select code, sum(n) as n from {source} group by 1 order by n desc, 1")
    return list(frame["code"])


def named_publishers(rows: Rows) -> tuple[int, int]:
    """Articles, and those of them that name their publisher."""
    row = rows("select count(*) as n, count(publisher) as n_named from dim_articles").iloc[0]
    return int(row["n"]), int(row["n_named"])
