"""The raw layer's tables: their definition (raw_schema.sql) and the Arrow schemas that landing files follow."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest import __version__
from ingest.core.documents import META_FIELDS
from ingest.landing.damage import FORMAT, NewerData

SCHEMA_SQL = Path(__file__).with_name("raw_schema.sql")
#: The view of what is known of each address, over raw.fetch_outcomes wherever its rows come from.
STATE_SQL = Path(__file__).with_name("source_state.sql")

#: Contract key of a claim kind → raw table.
CLAIM_TABLES = {
    "strikes": "strike_claims",
    "interceptions": "interception_claims",
    "aid_packages": "aid_claims",
    "meetings": "meeting_claims",
}
#: Primary key of each table that comes from landing files.
KEYS = {
    "documents": "document_id",
    "articles": "article_id",
    **dict.fromkeys(CLAIM_TABLES.values(), "claim_id"),
    "rejected_documents": "rejection_id",
}
#: Columns of landing files that are not loaded: the bytes as they came and the headers with them (JSON); of what was
#: rejected also what else it takes to read it again; of what was read, a hash of all that was read in it; of both, the
#: reader's version. Of articles the fingerprint of the body, which takes longer to make than all the rest of a load.
_KEPT = {"content": pa.large_binary(), "headers": pa.string()}
LANDING_ONLY: dict[str, dict[str, pa.DataType]] = {
    "documents": {**_KEPT, "reading_hash": pa.string(), "reader_version": pa.string()},
    "articles": {"n_shingles": pa.int32(), "numbers": pa.list_(pa.uint32()), "signature": pa.binary()},
    "rejected_documents": {
        **_KEPT,
        **dict.fromkeys(("document_id", "document_uri", "media_type", "reader_version", *META_FIELDS), pa.string()),
    },
}
#: Columns that the loader adds: to every table, and to single ones.
LOADER_COLUMNS = ("batch_id", "loaded_at")
SETTLED_COLUMNS = {
    "documents": ("reread_at",),
    "articles": ("page_id", "fetched_at", "is_current", "superseded_by", "copy_of", "text_id"),
}


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the raw schema and its tables where they are missing, and its views.

    Raises NewerData, with nothing changed, for tables that a later version has made or filled.
    """
    made_by = _layout(connection)
    if made_by is not None and made_by[0] > FORMAT:
        raise NewerData("the build database", made_by[1])
    connection.execute(SCHEMA_SQL.read_text(encoding="utf-8"))
    connection.execute(STATE_SQL.read_text(encoding="utf-8"))
    if made_by != (FORMAT, __version__):
        connection.execute("delete from raw.layout")
        connection.execute("insert into raw.layout values (?, ?)", [FORMAT, __version__])


def _layout(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    """Format and version of the program that filled the raw tables last; None where none has said so."""
    tables = connection.execute("from duckdb_tables() where schema_name = 'raw' and table_name = 'layout'")
    if not tables.fetchall():
        return None
    return connection.execute("select format, warledger_version from raw.layout").fetchone()


@cache
def arrow_schemas() -> dict[str, pa.Schema]:
    """Arrow schema of each landing file, derived from the SQL definition so that there is one place to change."""
    with duckdb.connect(":memory:") as connection:
        create_raw(connection)
        connection.execute("set timezone = 'UTC'")
        schemas = {}
        for table in KEYS:
            added = ", ".join((*LOADER_COLUMNS, *SETTLED_COLUMNS.get(table, ())))
            described = connection.execute(f"select * exclude ({added}) from raw.{table} limit 0")
            schema = described.to_arrow_table().schema
            for name, kind in LANDING_ONLY.get(table, {}).items():
                schema = schema.append(pa.field(name, kind))
            schemas[table] = schema
        return schemas
