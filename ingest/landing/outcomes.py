"""What every fetch came to, kept: one small Parquet file a source's run, only ever added to.

They lie in the landing zone, so that neither a lost Airflow database nor a deleted build database loses where a
source stands, and sources that run side by side write without waiting for each other. The next run of a source reads
from them what it knows of each address; a load copies them into raw.fetch_outcomes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.core.documents import content_id
from ingest.core.fetches import FetchOutcome, KnownAddress, Listed, Validators
from ingest.core.urls import BadUrl, canonical_url
from ingest.landing.objects import shared
from ingest.landing.raw import STATE_SQL, create_raw
from ingest.landing.writers import whole_file
from ingest.settings import Settings

#: Folder of the files in the landing zone, by day.
FOLDER = "fetches"


def row(source_name: str, run_id: str, role: str, listed: Listed, outcome: FetchOutcome) -> dict[str, Any]:
    """One outcome as a row of raw.fetch_outcomes. `role` is listing or page."""
    return {
        **outcome.to_row(),
        "outcome_id": content_id("fetch", source_name, outcome.url, outcome.fetched_at.isoformat()),
        "source_name": source_name,
        "role": role,
        "address": address_of(outcome.url),
        "listed_title": listed.title,
        "listed_published": listed.published,
        "listed_updated": listed.updated,
        "run_id": run_id,
    }


def address_of(url: str) -> str:
    """The spelling under which an address is known; of what is no address, the text itself."""
    try:
        return canonical_url(url)
    except BadUrl:
        return url


@cache
def _schema() -> pa.Schema:
    with duckdb.connect(":memory:") as connection:
        create_raw(connection)
        connection.execute("set timezone = 'UTC'")
        described = connection.execute("select * exclude (loaded_at) from raw.fetch_outcomes limit 0")
        return described.to_arrow_table().schema


def write(settings: Settings, source_name: str, run_id: str, rows: Sequence[dict[str, Any]]) -> Path | None:
    """Add a file with these outcomes; it appears whole, by one rename. Nothing is written for no rows."""
    if not rows:
        return None
    now = dt.datetime.now(dt.UTC)
    folder = settings.landing_dir / FOLDER / f"{now:%Y-%m-%d}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run_id}-{source_name}.parquet"
    with whole_file(path) as handle:
        pq.write_table(pa.Table.from_pylist(list(rows), schema=_schema()), handle, compression="zstd")
    if bucket := shared(settings):
        bucket.add_file(path)
    return path


def files(settings: Settings, source_name: str | None = None) -> list[Path]:
    """Every file of outcomes, oldest first; with a source, those that may hold outcomes of it."""
    bucket = shared(settings)
    found = sorted(
        bucket.fetch_below(FOLDER) if bucket else (settings.landing_dir / FOLDER).glob("[!.]*/[!.]*.parquet")
    )
    if source_name is None:
        return found
    # its own, and what maintenance has made of a day's files
    return [path for path in found if path.stem.endswith(f"-{source_name}") or path.stem.startswith("all-")]


def _connect(settings: Settings, source_name: str | None = None) -> duckdb.DuckDBPyConnection:
    """raw.fetch_outcomes and raw.source_state over the files of the landing zone; the build database stays alone."""
    connection = duckdb.connect(":memory:")
    connection.execute("set timezone = 'UTC'")
    paths = files(settings, source_name)
    if not paths:
        create_raw(connection)
        return connection
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    connection.execute("create schema raw")
    connection.execute(
        f"create view raw.fetch_outcomes as select * from read_parquet([{listed}], union_by_name = true)"
    )
    connection.execute(STATE_SQL.read_text(encoding="utf-8"))
    return connection


def _copy(connection: duckdb.DuckDBPyConnection, paths: list[str]) -> int:
    inserted = connection.execute(
        """
        insert into raw.fetch_outcomes by name
        select new.*, now() as loaded_at
        from read_parquet(?, union_by_name = true) as new
        where not exists (from raw.fetch_outcomes as old where old.outcome_id = new.outcome_id)
        qualify row_number() over (partition by outcome_id order by run_id) = 1
        """,
        [paths],
    ).fetchone()
    return int(inserted[0]) if inserted else 0


def load(connection: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Copy the files not loaded yet into raw.fetch_outcomes; returns the number of new rows."""
    loaded = {name for (name,) in connection.execute("select file_name from raw.outcome_files").fetchall()}
    pending = [path for path in files(settings) if path.name not in loaded]
    if not pending:
        return 0
    number = _copy(connection, [str(path) for path in pending])
    connection.execute("insert into raw.outcome_files select unnest(?), now()", [[path.name for path in pending]])
    return number


def state(settings: Settings, source_name: str) -> dict[str, KnownAddress]:
    """What the landing zone knows of a source's addresses, by address."""
    with _connect(settings, source_name) as connection:
        cursor = connection.execute("select * from raw.source_state where source_name = ?", [source_name])
        names = [item[0] for item in cursor.description]
        rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    return {row["address"]: _known(row) for row in rows}


def _known(item: dict[str, Any]) -> KnownAddress:
    return KnownAddress(
        listed=Listed(item["url"], item["listed_title"], item["listed_published"], item["listed_updated"]),
        role=item["role"],
        status=item["status"],
        reason_code=item["reason_code"],
        validators=Validators(item["etag"], item["last_modified"], item["content_hash"]),
        retry_after_seconds=item["retry_after_seconds"],
        first_fetched_at=item["first_fetched_at"],
        last_fetched_at=item["last_fetched_at"],
    )


def last_runs(settings: Settings, sources: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The newest run of each source: source_name, run_id, at (UTC), counts by status, the first failure's reason."""
    with _connect(settings) as connection:
        rows = connection.execute(
            """
            with newest as (
                select source_name, arg_max(run_id, fetched_at) as run_id from raw.fetch_outcomes group by source_name
            )

            select
                source_name, run_id, max(fetched_at),
                count(*) filter (where status = 'new'), count(*) filter (where status = 'known'),
                count(*) filter (where status = 'failed'), count(*) filter (where status = 'blocked'),
                count(*) filter (where status = 'deferred'),
                arg_min(reason_code || ': ' || reason, fetched_at) filter (where status in ('failed', 'blocked'))
            from raw.fetch_outcomes semi join newest using (source_name, run_id)
            group by source_name, run_id
            order by source_name
            """
        ).fetchall()
    names = ("source_name", "run_id", "at", "new", "known", "failed", "blocked", "deferred", "first_failure")
    wanted = None if sources is None else set(sources)
    return [dict(zip(names, item, strict=True)) for item in rows if wanted is None or item[0] in wanted]
