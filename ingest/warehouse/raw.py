"""The raw layer's tables: their definition (raw_schema.sql) and the Arrow schemas that landing files follow."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

SCHEMA_SQL = Path(__file__).with_name("raw_schema.sql")

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
#: Tables whose landing files also keep the bytes as they came (they are not loaded into raw).
WITH_CONTENT = ("documents", "rejected_documents")
#: Columns that the loader adds.
LOADER_COLUMNS = ("batch_id", "loaded_at")


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the raw schema and its tables where they are missing."""
    connection.execute(SCHEMA_SQL.read_text(encoding="utf-8"))


@cache
def arrow_schemas() -> dict[str, pa.Schema]:
    """Arrow schema of each landing file, derived from the SQL definition so that there is one place to change."""
    with duckdb.connect(":memory:") as connection:
        create_raw(connection)
        connection.execute("set timezone = 'UTC'")
        schemas = {}
        for table in KEYS:
            described = connection.execute(f"select * exclude (batch_id, loaded_at) from raw.{table} limit 0")
            schema = described.to_arrow_table().schema
            if table in WITH_CONTENT:
                schema = schema.append(pa.field("content", pa.large_binary()))
            schemas[table] = schema
        return schemas
