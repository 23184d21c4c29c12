"""What is published, how fresh it is, what waits and what failed: the answer of `warledger status`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pyarrow.parquet as pq

from ingest.core.reader_version import reader_version
from ingest.landing import confirmations, outcomes, zone
from ingest.settings import Settings
from ingest.warehouse import runs
from ingest.warehouse.connect import connect_published, published_path
from ingest.warehouse.publish import changed, current_publication


def status(settings: Settings) -> dict[str, Any]:
    """Keys: data_dir, publication (row or None), age_hours, checks, quarantined, snapshot_problem, rejected, not_read,
    sources, reader, landed_batches, last_run.

    `reader`: the installed reader's `version`, and how many `stale_articles` and `stale_rejected` (documents without an
    article) another reader read last.
    """
    publication = current_publication(settings)
    last = runs.latest(settings)
    answer: dict[str, Any] = {
        "data_dir": str(settings.data_dir),
        "publication": publication,
        "age_hours": None,
        "checks": [],
        "quarantined": [],
        "snapshot_problem": None,
        "rejected": rejected(settings),
        "not_read": not_read(settings),
        "sources": outcomes.last_runs(settings),
        "reader": _reader(settings),
        "landed_batches": len(zone.batches(settings)),
        "last_run": {key: value for key, value in last.items() if key != "checks"} if last else None,
    }
    if publication:
        age = dt.datetime.now(dt.UTC) - publication["published_at"]
        answer["age_hours"] = round(age.total_seconds() / 3600, 1)
        with connect_published(settings) as connection:
            answer["checks"] = [
                {"status": state, "severity": severity, "n": number}
                for state, severity, number in connection.execute(
                    "select status, severity, count(*) from quality_results group by all order by all"
                ).fetchall()
            ]
            answer["quarantined"] = quarantined(connection)
        answer["snapshot_problem"] = changed(published_path(settings))
    return answer


def quarantined(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows that are set aside in a snapshot: table_name, rule_id, reason, n; most first. None in older snapshots."""
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'quarantined_rows'").fetchall():
        return []
    rows = connection.execute(
        "select table_name, rule_id, reason, count(*) as n from quarantined_rows group by all"
        " order by n desc, table_name, rule_id"
    ).fetchall()
    return [dict(zip(("table_name", "rule_id", "reason", "n"), row, strict=True)) for row in rows]


def _reader(settings: Settings) -> dict[str, Any]:
    installed = reader_version()
    stale = confirmations.stale(settings, installed)
    return {"version": installed, "stale_articles": stale.n_articles, "stale_rejected": stale.n_rejected}


def publication(settings: Settings) -> dict[str, Any] | None:
    """The row of the publication that readers see now; None before the first."""
    return current_publication(settings)


def rejected(settings: Settings) -> dict[str, int]:
    """Documents that could not be read, counted by reason, from the landing zone (whether built or not)."""
    files = [str(path) for path in zone.files(settings, "rejected_documents")]
    if not files:
        return {}
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            "select reason_code, count(distinct rejection_id) from read_parquet(?) group by 1 order by 2 desc, 1",
            [files],
        ).fetchall()
    return dict(rows)


def not_read(settings: Settings) -> dict[str, dict[str, int]]:
    """Articles that are stored and that no claims could be read from, by reason ("language") and language.

    Counted in the landing zone; of an article that was read again the newest reading counts.
    """
    files = [str(path) for path in zone.files(settings, "articles")]
    files = [path for path in files if "not_read" in pq.read_schema(path).names]
    if not files:
        return {}
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            "select reason, language, count(*) as n from ("
            " select arg_max(coalesce(not_read, ''), ingested_at) as reason,"
            " arg_max(coalesce(language, 'unknown'), ingested_at) as language"
            " from read_parquet(?, union_by_name = true) group by article_id"
            ") where reason <> '' group by all order by n desc, language",
            [files],
        ).fetchall()
    found: dict[str, dict[str, int]] = {}
    for reason, language, number in rows:
        found.setdefault(reason, {})[language] = number
    return found


def describe_publication(row: dict[str, Any]) -> str:
    """The counts of a publication in two lines."""
    span = ""
    if row["first_event_date"]:
        span = f", {row['first_event_date']} to {row['last_event_date']}"
    return (
        f"published {row['published_at']:%Y-%m-%d %H:%M} UTC as {row['snapshot_file']}\n"
        f"facts: {row['n_strike_facts']} strikes, {row['n_interception_facts']} interceptions, "
        f"{row['n_aid_facts']} aid packages, {row['n_meeting_facts']} meetings{span}\n"
        f"from {row['n_claims']} claims in {row['n_articles']} articles; {row['n_rejected']} documents rejected, "
        f"{row.get('n_quarantined') or 0} rows quarantined"
    )


def describe_reader(reader: dict[str, Any]) -> str:
    """The installed reader, and what another one read, in one line."""
    counts = {"articles": reader["stale_articles"], "rejected documents": reader["stale_rejected"]}
    stale = " and ".join(f"{number} {what}" for what, number in counts.items() if number)
    if not stale:
        return f"reader {reader['version']}: nothing stored was read by another one"
    return f"reader {reader['version']}: another one read {stale}; `warledger reprocess --stale` reads them again"


def describe_source(run: dict[str, Any]) -> str:
    """The last run of a source in one line."""
    counts = ", ".join(f"{run[status]} {status}" for status in ("new", "known", "failed", "blocked", "deferred"))
    trouble = f"; first {run['first_failure']}" if run["first_failure"] else ""
    return f"source {run['source_name']}: asked {run['at']:%Y-%m-%d %H:%M} UTC: {counts}{trouble}"


def describe(facts: dict[str, Any]) -> str:
    """`status` for people."""
    lines = [f"data folder: {facts['data_dir']}"]
    publication = facts["publication"]
    if publication is None:
        lines.append("nothing is published yet; run `make demo` or `warledger run PATH`")
    else:
        lines.append(describe_publication(publication))
        lines.append(f"age: {facts['age_hours']} hours")
        if facts["snapshot_problem"]:
            lines.append(
                f"DAMAGED: {publication['snapshot_file']}: {facts['snapshot_problem']}: run `warledger doctor --repair`"
            )
        checks = ", ".join(f"{row['n']} {row['severity']} {row['status']}" for row in facts["checks"])
        lines.append(f"checks of that build: {checks or 'none'}")
    lines += [
        f"quarantined: {row['n']} of {row['table_name']}: {row['rule_id']}: {row['reason']}"
        for row in facts["quarantined"]
    ]
    if facts["rejected"]:
        reasons = ", ".join(f"{number} {code}" for code, number in facts["rejected"].items())
        lines.append(f"rejected documents: {reasons}")
    for reason, languages in facts["not_read"].items():
        counts = ", ".join(f"{number} {language}" for language, number in languages.items())
        lines.append(f"not read: {reason}: {sum(languages.values())} articles ({counts})")
    lines.append(describe_reader(facts["reader"]))
    lines += [describe_source(run) for run in facts["sources"]]
    last = facts["last_run"]
    if last:
        reason = f": {last['reason']}" if last.get("reason") else ""
        lines.append(f"last build {last['run_id']}: {last['status']}{reason}")
    return "\n".join(lines)
