"""Which rows of the marts an audit looks at.

Of a small table every row. Of a large one the rows of the partitions that this build has made anew, and of the others a
part that is the same in every run (chosen by the hash of the partition, so that facts stay whole): they were audited
when they were made. A build that makes everything anew is audited whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ingest.warehouse.connect import quoted

if TYPE_CHECKING:
    import pandas as pd

#: Rows of a table beyond which only a part of what stands unchanged is looked at; about so many rows of it.
WHOLE_UP_TO = 20_000
#: Tables that are made anew piece by piece: the kind of their partitions, and the column that names the partition.
PIECEWISE = {
    "fct_strikes": ("strike", "partition_key"),
    "strike_claims": ("strike", "partition_key"),
    "fct_interceptions": ("interception", "partition_key"),
    "interception_claims": ("interception", "partition_key"),
    "fct_aid_packages": ("aid", "partition_key"),
    "aid_claims": ("aid", "partition_key"),
    "fct_diplomatic_meetings": ("meeting", "partition_key"),
    "meeting_claims": ("meeting", "partition_key"),
    "dim_articles": ("article", "article_id"),
}


class AuditedRows:
    """The marts as a connection on which schema `marts` holds views of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, knows_touched: bool, whole_up_to: int) -> None:
        self._connection = connection
        self._knows_touched = knows_touched
        self._whole_up_to = whole_up_to
        connection.execute("create schema marts")
        found = connection.execute(
            "select table_name, schema_name from duckdb_tables() where database_name = 'whole'"
            " and schema_name in ('main', 'marts')"
        ).fetchall()
        self._tables = {name: f'whole."{schema}"."{name}"' for name, schema in found}
        for name in self._tables:
            self._view(name, "true")

    def read(self, query: str, table: str) -> tuple[pd.DataFrame, int]:
        """The answer to `query` as a data frame, and how many rows of `table` were left out of it.

        Only `table` is cut; what the query joins to it is whole. Raises duckdb.Error when the marts cannot be read.
        """
        left_out = self._cut(table)
        try:
            return _plain_numbers(self._connection.execute(query).df()), left_out
        finally:
            if left_out:
                self._view(table, "true")

    def _cut(self, table: str) -> int:
        if table not in PIECEWISE or table not in self._tables or not self._knows_touched:
            return 0
        rows = self._count(self._tables[table])
        if rows <= self._whole_up_to:
            return 0
        kind, column = PIECEWISE[table]
        one_of = math.ceil(rows / self._whole_up_to)
        touched = f"select partition_key from build.intermediate.int_touched_partitions where kind = '{kind}'"
        self._view(table, f"{column} in ({touched}) or hash({column}) % {one_of} = 0")
        return rows - self._count(f'marts."{table}"')

    def _view(self, name: str, condition: str) -> None:
        self._connection.execute(
            f'create or replace view marts."{name}" as select * from {self._tables[name]} where {condition}'
        )

    def _count(self, relation: str) -> int:
        row = self._connection.execute(f"select count(*) from {relation}").fetchone()
        return int(row[0]) if row else 0


def _plain_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with numbers as NumPy has them: Great Expectations compares pandas' own kinds one by one in Python."""
    kinds = {str(name): str(kind) for name, kind in frame.dtypes.items()}
    plain = {"int32": "int64", "Int32": "float64", "Int64": "float64"}
    return frame.astype({name: plain[kind] for name, kind in kinds.items() if kind in plain})


@contextmanager
def audited_rows(
    marts_db: Path, build_db: Path | None, memory_limit: str, whole_up_to: int = WHOLE_UP_TO
) -> Iterator[AuditedRows]:
    """The rows to audit of `marts_db`, which is opened read-only; `build_db` tells what was made anew.

    Without `build_db`, or before it knows, everything is looked at. Raises duckdb.Error.
    """
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{memory_limit}'; set timezone = 'UTC'")
        connection.execute(f"attach '{quoted(marts_db)}' as whole (read_only)")
        knows_touched = False
        if build_db is not None and build_db.is_file() and build_db != marts_db:
            connection.execute(f"attach '{quoted(build_db)}' as build (read_only)")
            knows_touched = bool(
                connection.execute(
                    "select 1 from duckdb_tables() where database_name = 'build'"
                    " and schema_name = 'intermediate' and table_name = 'int_touched_partitions'"
                ).fetchone()
            )
        yield AuditedRows(connection, knows_touched=knows_touched, whole_up_to=whole_up_to)
