"""How a snapshot lies: one row of a million is found without reading the others, and the facts of a page lie together.

Only the published copy has indexes and an order. In the builder's own tables each build would keep them in step, and a
table with an index does not give back the room of deleted rows; a copy is written once and never changed. Indexes are
left out where few readers ask: one on the articles of claims would take as long as all of these together.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.warehouse.connect import quoted

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

#: Table → the day and the id that its lists are ordered by. A page of a list is then read from a few blocks of the wide
#: table: rows of its days, in the order in which a build left them, lie anywhere.
ORDERED: dict[str, tuple[str, str]] = {
    "fct_strikes": ("event_date", "strike_id"),
    "fct_interceptions": ("event_date", "interception_id"),
    "fct_aid_packages": ("announced_date", "aid_package_id"),
    "fct_diplomatic_meetings": ("event_date", "meeting_id"),
}

#: Rows that are stored together. Of DuckDB's 122,880 a page of a list looks through the days of all, and a single row
#: waits for the dictionaries of all.
_ROW_GROUP = 8_192


def open_copy(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that writes to the copy; tables that are written now have small row groups."""
    connection = duckdb.connect(config={"temp_directory": f"{path}.tmp"})
    connection.execute(f"attach '{quoted(path)}' as snapshot (row_group_size {_ROW_GROUP})")
    connection.execute("use snapshot")
    return connection


def order_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the fact tables of a snapshot anew, newest first, before they have an index; their comments stay."""
    present = _columns(connection)
    for table, (day, key) in ORDERED.items():
        if {(table, day), (table, key)} <= present:
            connection.execute(f'create temp table ordered as from "{table}" order by {day} desc nulls last, {key}')
            connection.execute(f'truncate "{table}"')
            connection.execute("checkpoint")  # rows that are gone would stay in the file, and be counted
            connection.execute(f'insert into "{table}" from ordered')
            connection.execute("drop table ordered")


def create_indexes(connection: duckdb.DuckDBPyConnection) -> None:
    """Index the tables of a snapshot that is being written; a column that it does not have is passed over."""
    present = _columns(connection)
    for table, columns in INDEXED.items():
        for column in columns:
            if (table, column) in present:
                connection.execute(f'create index "{table}_{column}" on "{table}" ("{column}")')


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """The tables that there are, each with each of its columns."""
    sql = (
        "select table_name, column_name from duckdb_columns()"
        " where database_name = current_database() and schema_name = 'main'"
    )
    return set(connection.execute(sql).fetchall())
