"""Landing batches → raw tables of the build database: all batches not loaded yet, in one transaction.

Of a document that lies in several batches one reading counts: the newest of those that were made of stored bytes
(`reread`), else the first. So the tables depend on which batches are loaded and not on their order, and loading twice
changes nothing; a load that is killed leaves the tables as they were. Then versions and copies are worked out,
what changed is written down (raw.article_changes), and rows that break a rule are set aside (quarantine.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

from ingest.landing import corrections, outcomes, zone
from ingest.landing.damage import sound
from ingest.landing.raw import CLAIM_TABLES, KEYS, LANDING_ONLY, arrow_schemas, create_raw
from ingest.settings import Settings
from ingest.warehouse import copies, quarantine
from ingest.warehouse.changes import Changes, settle
from ingest.warehouse.versions import PAGE_ID


@dataclass
class LoadSummary:
    """Batches loaded now, rows that were new by raw table, fetch outcomes, entries of the ledger of corrections,
    articles that changed in any way, and how many rows of the raw layer are set aside."""

    batches: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KEYS, 0))
    outcomes: int = 0
    corrections: int = 0
    changed_articles: int = 0
    quarantined: int = 0


def open_build(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The build database for writing; the caller holds the writer lock."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(settings.build_db))
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"set memory_limit = '{settings.memory_limit}'")
    return connection


def load_batches(settings: Settings) -> LoadSummary:
    """Load every batch that `raw.load_batches` does not name, and every file of fetch outcomes not loaded yet.

    Raises DamagedFile for a batch that is not as it was written; nothing is loaded then.
    """
    summary = LoadSummary()
    with open_build(settings) as connection:
        create_raw(connection)
        loaded = {row[0] for row in connection.execute("select batch_id from raw.load_batches").fetchall()}
        pending = [batch for batch in zone.batches(settings) if not _is_loaded(settings, batch, loaded)]
        connection.execute("begin")
        try:
            summary.outcomes = outcomes.load(connection, settings)
            summary.corrections = corrections.load(connection, settings)
            copies.prepare(connection)
            changes = Changes()
            for batch in pending:
                sound(zone.folder(settings, batch))
                _load_batch(connection, settings, batch, summary, changes)
            summary.changed_articles = settle(connection, changes)
            summary.quarantined = quarantine.settle(settings, connection)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
    summary.batches = pending
    return summary


def _is_loaded(settings: Settings, batch: str, loaded: set[str]) -> bool:
    """Whether a batch was loaded, by itself or as the batches that maintenance made it of."""
    if batch in loaded:
        return True
    stands_for = zone.manifest(settings, batch).get("compacts", [])
    return bool(stands_for) and loaded.issuperset(stands_for)


def _load_batch(
    connection: duckdb.DuckDBPyConnection, settings: Settings, batch: str, summary: LoadSummary, changes: Changes
) -> None:
    folder = zone.folder(settings, batch)
    note: dict[str, Any] = zone.manifest(settings, batch)
    created_at, reread = note["created_at"], bool(note.get("reread"))
    files = {table: sorted(str(path) for path in folder.glob(f"{table}-*.parquet")) for table in KEYS}
    if files["documents"]:
        _choose_readings(connection, files, batch, created_at, reread)
        _remove_older(connection, changes, batch)
        for table in ("documents", "articles", *CLAIM_TABLES.values()):
            summary.rows[table] += _insert(connection, table, files[table], batch, created_at if reread else None)
        _keep_fingerprints(connection, files["articles"])
        for (article_id,) in connection.execute("select article_id from chosen_articles").fetchall():
            changes.articles[article_id] = (batch, "reread" if article_id in changes.articles else "new")
        if reread:
            connection.execute(
                "delete from raw.rejected_documents as old where exists (from chosen where"
                " chosen.content_hash = old.content_hash and starts_with(old.source_uri, chosen.source_uri))"
            )
        connection.execute("drop table chosen; drop table chosen_articles")
    if files["rejected_documents"]:
        summary.rows["rejected_documents"] += _insert_rejections(
            connection, files["rejected_documents"], batch, created_at
        )
    connection.execute(
        "insert into raw.load_batches values (?, ?, now(), ?, ?, ?, ?)",
        [batch, created_at, note["n_documents"], note["n_articles"], note["n_claims"], note["n_rejected"]],
    )


def _choose_readings(
    connection: duckdb.DuckDBPyConnection, files: dict[str, list[str]], batch: str, created_at: str, reread: bool
) -> None:
    """Temporary tables of the documents (and their articles) whose reading in this batch is the one that counts."""
    connection.execute(
        """
        create or replace temp table chosen as
        with incoming as (
            select document_id, content_hash, source_uri, fetched_at
            from read_parquet($files)
            qualify row_number() over (partition by document_id order by source_uri, fetched_at) = 1
        )
        select
            incoming.document_id,
            incoming.content_hash,
            incoming.source_uri,
            incoming.fetched_at,
            old.document_id is not null as is_known
        from incoming
        left join raw.documents as old on old.document_id = incoming.document_id
        left join raw.load_batches as lot on lot.batch_id = old.batch_id
        where
            old.document_id is null
            or case
                when $reread
                    then old.reread_at is null or (old.reread_at, old.batch_id) < ($created_at::timestamptz, $batch)
                else old.reread_at is null and (lot.created_at, old.batch_id) > ($created_at::timestamptz, $batch)
            end
        """,
        {"files": files["documents"], "reread": reread, "created_at": created_at, "batch": batch},
    )
    empty = "select null::text as article_id, null::text as document_id where false"
    source = "select article_id, document_id from read_parquet($files)" if files["articles"] else empty
    connection.execute(
        "create or replace temp table chosen_articles as"
        f" select distinct article_id from ({source}) semi join chosen using (document_id)",
        {"files": files["articles"]} if files["articles"] else {},
    )


def _remove_older(connection: duckdb.DuckDBPyConnection, changes: Changes, batch: str) -> None:
    """Take out the readings that chosen ones replace, and note their articles, pages and texts."""
    if not connection.execute("select 1 from chosen where is_known limit 1").fetchall():
        return
    connection.execute(
        "create or replace temp table outdated as select article_id, canonical_url, text_id from raw.articles"
        " semi join (select document_id from chosen where is_known) using (document_id)"
    )
    for table in ("landed_prints", "raw.articles", *(f"raw.{table}" for table in CLAIM_TABLES.values())):
        connection.execute(f"delete from {table} where article_id in (select article_id from outdated)")
    connection.execute("delete from raw.documents where document_id in (select document_id from chosen where is_known)")
    rows = connection.execute("select article_id, canonical_url, text_id from outdated").fetchall()
    for article_id, address, text_id in rows:
        changes.articles[article_id] = (batch, "removed")
        changes.addresses.update(() if address is None else (address,))
        changes.texts.update(() if text_id is None else (text_id,))
    connection.execute("drop table outdated")


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, files: list[str], batch: str, reread_at: str | None
) -> int:
    """Rows of a table that belong to chosen documents; returns how many."""
    if not files:
        return 0
    stored = _columns(connection, files)
    columns = [name for name in arrow_schemas()[table].names if name not in LANDING_ONLY.get(table, {})]
    values = {name: f'new."{name}"' if name in stored else "null" for name in columns}
    values |= {"batch_id": "$batch", "loaded_at": "now()"}
    own, link = KEYS[table], "chosen_articles using (article_id)"
    if table == "documents":
        link = "chosen using (document_id)"
        values |= {"fetched_at": "chosen.fetched_at", "reread_at": "$reread_at::timestamptz"}
    elif table == "articles":
        link = "chosen using (document_id)"
        values |= {"fetched_at": "chosen.fetched_at", "page_id": PAGE_ID.format(values["canonical_url"])}
    parameters = {"batch": batch, "files": files} | ({"reread_at": reread_at} if table == "documents" else {})
    inserted = connection.execute(
        f"""
        insert into raw.{table} ({", ".join(f'"{name}"' for name in values)})
        select {", ".join(values.values())}
        from read_parquet($files, union_by_name = true) as new
        join {link}
        qualify row_number() over (partition by new.{own} order by {_first(columns)}) = 1
        """,
        parameters,
    ).fetchone()
    return int(inserted[0]) if inserted else 0


def _keep_fingerprints(connection: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """Lay the fingerprints of chosen articles ready for the search for copies; earlier versions landed none."""
    if not files or "signature" not in _columns(connection, files):
        return
    connection.execute(
        "insert into landed_prints select article_id, n_shingles, numbers, signature"
        " from read_parquet($files, union_by_name = true) semi join chosen_articles using (article_id)"
        " where n_shingles is not null",
        {"files": files},
    )


def _columns(connection: duckdb.DuckDBPyConnection, files: list[str]) -> set[str]:
    described = connection.execute("describe select * from read_parquet(?, union_by_name = true)", [files])
    return {row[0] for row in described.fetchall()}


def _first(columns: list[str]) -> str:
    """Which of two rows with one id counts: any rule will do that does not look at their order in the files."""
    return ", ".join(f'new."{name}"' for name in columns if name in ("source_uri", "source_name", "char_start"))


def _insert_rejections(connection: duckdb.DuckDBPyConnection, files: list[str], batch: str, created_at: str) -> int:
    """Rejections of a batch, but not those of documents that have been read again since; the first of equal ones."""
    left_out = LANDING_ONLY["rejected_documents"]
    columns = [name for name in arrow_schemas()["rejected_documents"].names if name not in left_out]
    names = ", ".join(f'"{name}"' for name in columns)
    connection.execute(
        f"""
        create or replace temp table refused as
        select {names}
        from read_parquet($files, union_by_name = true) as new
        where
            not exists (
                from raw.rejected_documents as old
                join raw.load_batches as lot using (batch_id)
                where
                    old.rejection_id = new.rejection_id
                    and (lot.created_at, lot.batch_id) < ($created_at::timestamptz, $batch)
            )
            and not exists (
                from raw.documents as document
                where
                    document.reread_at is not null
                    and document.batch_id <> $batch
                    and document.content_hash = new.content_hash
                    and starts_with(new.source_uri, document.source_uri)
            )
        qualify row_number() over (partition by rejection_id order by fetched_at, size_bytes) = 1
        """,
        {"batch": batch, "created_at": created_at, "files": files},
    )
    replaced = connection.execute(
        "delete from raw.rejected_documents where rejection_id in (select rejection_id from refused)"
    ).fetchone()
    inserted = connection.execute(
        f"insert into raw.rejected_documents ({names}, batch_id, loaded_at) select {names}, ?, now() from refused",
        [batch],
    ).fetchone()
    connection.execute("drop table refused")
    return int(inserted[0]) - int(replaced[0]) if inserted and replaced else 0
