"""Indexes of a snapshot: one row of a million is found without reading the others.

Only the published copy has them. In the builder's own tables each build would keep them in step, and a table with an
index does not give back the room of deleted rows; a copy is written once and never changed. They are left out where
few readers ask: one on the articles of claims would take as long as all of these together.
"""

from __future__ import annotations

import duckdb

#: Table → columns that single rows are looked up by: a fact, its versions, its claims, their articles, its relations.
INDEXED: dict[str, tuple[str, ...]] = {
    "fct_strikes": ("strike_id",),
    "fct_strikes_history": ("strike_id",),
    "strike_claims": ("fact_id",),
    "fct_interceptions": ("interception_id",),
    "fct_interceptions_history": ("interception_id",),
    "interception_claims": ("fact_id",),
    "fct_aid_packages": ("aid_package_id",),
    "fct_aid_packages_history": ("aid_package_id",),
    "aid_claims": ("fact_id",),
    "fct_diplomatic_meetings": ("meeting_id",),
    "fct_diplomatic_meetings_history": ("meeting_id",),
    "meeting_claims": ("fact_id",),
    "dim_articles": ("article_id",),
    "fact_relations": ("child_id", "parent_id"),
    "fact_id_changes": ("old_id",),
}


def create_indexes(connection: duckdb.DuckDBPyConnection) -> None:
    """Index the tables of a snapshot that is being written; a column that it does not have is passed over."""
    present = set(
        connection.execute(
            "select table_name, column_name from duckdb_columns()"
            " where database_name = current_database() and schema_name = 'main'"
        ).fetchall()
    )
    for table, columns in INDEXED.items():
        for column in columns:
            if (table, column) in present:
                connection.execute(f'create index "{table}_{column}" on "{table}" ("{column}")')
