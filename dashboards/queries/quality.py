"""Checks of the published build, gaps, rejections, and the schema."""

from __future__ import annotations

import pandas as pd

from dashboards.queries.scope import KINDS, Rows


def checks(rows: Rows) -> pd.DataFrame:
    """Every check of the build that published this snapshot, failed and severe ones first."""
    return rows(
        "from quality_results order by list_position(['error', 'fail', 'warn', 'skipped', 'pass'], status),"
        " list_position(['critical', 'warning', 'info'], severity), object_name, check_name"
    )


def check_summary(rows: Rows) -> pd.DataFrame:
    """Checks per origin, severity and status: n_checks."""
    return rows(
        "select origin, severity, status, count(*) as n_checks from quality_results group by 1, 2, 3 order by 1, 2, 3"
    )


def gaps(rows: Rows) -> pd.DataFrame:
    """What facts do not tell, per kind: n_facts, n_undated, n_unplaced (null for kinds without a place), n_disputed,
    n_one_source; and undated_share, unplaced_share (0 to 1; null without facts)."""
    parts = []
    for kind in KINDS.values():
        unplaced = "count(*) filter (admin1 is null and place is null)" if kind.name == "strike" else "null::bigint"
        if kind.name == "meeting":
            unplaced = "count(*) filter (place is null and country is null)"
        parts.append(
            f"select '{kind.name}' as kind, count(*) as n_facts, count(*) filter ({kind.date} is null) as n_undated,"
            f" {unplaced} as n_unplaced, count(*) filter (is_disputed) as n_disputed,"
            f" count(*) filter (n_sources = 1) as n_one_source from {kind.facts}"
        )
    return rows(
        "select *, n_undated / nullif(n_facts, 0)::double as undated_share,"
        f" n_unplaced / nullif(n_facts, 0)::double as unplaced_share from ({' union all '.join(parts)})"
    )


#: Articles of which less than this share of the page's running text was kept are an alarm.
LOW_BODY_SHARE = 0.5


def bodies(rows: Rows, limit: int = 200) -> pd.DataFrame:
    """What was kept of the pages, per source, the worst first: source_label, n_articles, n_low (less than
    LOW_BODY_SHARE of the page's running text kept), n_stubs (cut off by a paywall), n_undated, n_date_unusable (a
    stated date that is none), mean_body_share (0 to 1)."""
    return rows(
        "select coalesce(publisher, source_name) as source_label, count(*) as n_articles,"
        f" count(*) filter (body_share < {LOW_BODY_SHARE}) as n_low, count(*) filter (is_stub) as n_stubs,"
        " count(*) filter (published_at is null) as n_undated,"
        " count(*) filter (published_unusable is not null) as n_date_unusable, avg(body_share) as mean_body_share"
        " from dim_articles group by 1"
        " order by n_low desc, n_stubs desc, n_undated desc, source_label limit " + str(int(limit))
    )


def freshness(rows: Rows, limit: int = 200) -> pd.DataFrame:
    """How fresh each source is, the freshest first: source_label, n_articles, n_dated_articles, n_claims,
    first_published_at, last_published_at."""
    return rows(
        "select source_label, n_articles, n_dated_articles, n_claims, first_published_at, last_published_at"
        " from dim_sources where n_articles > 0"
        f" order by last_published_at desc nulls last, n_articles desc, source_label limit {int(limit)}"
    )


def reconciliation(rows: Rows, limit: int = 1000) -> pd.DataFrame:
    """Facts beside the references that the user brought, what differs first; empty without one."""
    return rows(
        "select reference, period_start, entity, measure, ours, reference_value, status, reason from reconciliation"
        " order by list_position(['different', 'missing_here', 'missing_in_reference', 'matched'], status),"
        f" reference, period_start desc, entity, measure limit {int(limit)}"
    )


def reconciliation_counts(rows: Rows) -> dict[str, int]:
    """Numbers of the reconciliation per status."""
    frame = rows("select status, count(*) as n from reconciliation group by 1")
    return {status: int(n) for status, n in zip(frame["status"], frame["n"], strict=True)}


def rejections(rows: Rows) -> pd.DataFrame:
    """Documents that could not be read, per reason: reason_code, n_documents, size_bytes, example (one source)."""
    return rows(
        "select reason_code, count(*) as n_documents, sum(size_bytes)::bigint as size_bytes, min(reason) as reason,"
        " min(source_uri) as example from rejected_documents group by 1 order by 2 desc, 1"
    )


def quarantined(rows: Rows) -> pd.DataFrame:
    """Rows that broke a rule and were set aside, per table and rule: table_name, rule_id, reason, n_rows, example (one
    document)."""
    return rows(
        "select table_name, rule_id, reason, count(*) as n_rows, min(source_uri) as example from quarantined_rows"
        " group by all order by n_rows desc, table_name, rule_id"
    )


def not_read(rows: Rows) -> pd.DataFrame:
    """Articles that are stored and that no claims could be read from: not_read (why), language, n_articles, example."""
    return rows(
        "select not_read, language, count(*) as n_articles, arg_min(title, article_id) as example"
        " from dim_articles where not_read is not null group by all order by n_articles desc, language"
    )


def schema(rows: Rows) -> pd.DataFrame:
    """Every table and column of the snapshot: table_name, n_rows, table_comment, column_name, data_type,
    column_comment; facts and claims first, aggregates last."""
    return rows(
        "select t.table_name, t.estimated_size as n_rows, t.comment as table_comment, c.column_name, c.data_type,"
        " c.comment as column_comment from duckdb_tables() t join duckdb_columns() c using (table_oid)"
        " where not t.internal and not c.internal order by case when t.table_name like 'fct%' then 0"
        " when t.table_name like '%claims' then 1 when t.table_name like 'agg%' then 3 else 2 end,"
        " t.table_name, c.column_index"
    )
