"""Read-only SQL on the published warehouse, for `warledger sql`."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from python_calamine import CalamineError

from ingest.core.documents import to_json
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published, published_path

_T = TypeVar("_T")
#: Rows that a table on the terminal shows; CSV and JSON give all of them.
TABLE_ROWS = 1_000


class QueryError(ValueError):
    """A statement that DuckDB refused; the message is DuckDB's own first paragraph."""


def run_query(
    settings: Settings, query: str, style: str, out: TextIO, tables: Mapping[str, Path] | None = None
) -> None:
    """Run one statement and write its rows as table, csv or json; raises QueryError.

    `tables` are files of the user (CSV, Parquet, Excel) that the statement can read by these names. Ctrl-C ends the
    statement: KeyboardInterrupt, once DuckDB has let go of it.
    """
    with connect_published(settings) as connection:
        _bring(connection, tables or {})
        _interruptible(connection, lambda: _answer(connection, query, style, out))


def query_table(settings: Settings, query: str, tables: Mapping[str, Path] | None = None) -> pa.Table:
    """The answer of one statement as an Arrow table; as `run_query` else."""
    with connect_published(settings) as connection:
        _bring(connection, tables or {})
        return _interruptible(connection, lambda: _fetched(connection, query))


def _interruptible(connection: duckdb.DuckDBPyConnection, answering: Callable[[], _T]) -> _T:
    with ThreadPoolExecutor(1) as pool:
        # In a thread of its own: while DuckDB runs, the main thread is the one that sees a Ctrl-C.
        answer = pool.submit(answering)
        try:
            return answer.result()
        except KeyboardInterrupt:
            connection.interrupt()
            with contextlib.suppress(QueryError, RuntimeError):
                answer.result()
            raise


def _excel(path: Path) -> pa.Table:
    return pa.Table.from_pandas(pd.read_excel(path, engine="calamine"), preserve_index=False)


# Not by polars: once it is imported, a Ctrl-C no longer reaches the main thread while DuckDB runs.
_READERS: dict[str, Callable[[Path], pa.Table]] = {
    ".csv": pyarrow.csv.read_csv,
    ".parquet": pyarrow.parquet.read_table,
    ".xlsx": _excel,
}


def _bring(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Path]) -> None:
    """Make the user's files readable by their names; raises QueryError for a file or name that cannot be."""
    if not tables:
        return
    known = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    for name, path in tables.items():
        if not name.isidentifier():
            raise QueryError(f"{name!r} is no name for a table: letters, digits and _")
        if name.lower() in known:
            raise QueryError(f"{name} is a table of the warehouse; give your file another name")
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            raise QueryError(f"{path}: only {', '.join(_READERS)} can be read beside the warehouse")
        try:
            connection.register(name, reader(path))
        except (OSError, ValueError, pa.ArrowException, CalamineError) as error:
            raise QueryError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None


def _checked(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    statements = connection.extract_statements(query)
    if len(statements) != 1:
        raise QueryError(f"one statement at a time, please; this holds {len(statements)}")


def _sentence(error: duckdb.Error) -> str:
    return " ".join(str(error).split("\n\n")[0].split())


def _fetched(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    try:
        _checked(connection, query)
        return connection.execute(query).to_arrow_table()
    except duckdb.Error as error:
        raise QueryError(_sentence(error)) from None


def _answer(connection: duckdb.DuckDBPyConnection, query: str, style: str, out: TextIO) -> None:
    try:
        _checked(connection, query)
        if style == "table":
            relation = connection.sql(query)
            if relation is not None:
                width = shutil.get_terminal_size((160, 24)).columns if out.isatty() else 10_000
                print(_render(relation, width), file=out)
            return
        cursor = connection.execute(query)
        names = [item[0] for item in cursor.description or []]
        if style == "csv":
            writer = csv.writer(out)
            writer.writerow(names)
            while rows := cursor.fetchmany(1_000):
                writer.writerows(rows)
        else:
            while rows := cursor.fetchmany(1_000):
                for row in rows:
                    print(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_json), file=out)
    except duckdb.Error as error:
        raise QueryError(_sentence(error)) from None


def _render(relation: Any, width: int) -> str:
    """DuckDB's own table rendering; `show` only prints, so its result is taken from the relation's text."""
    buffer = io.StringIO()
    with contextlib.redirect_stdout(buffer):
        relation.show(max_width=width, max_rows=TABLE_ROWS)
    return buffer.getvalue().rstrip()


def _json(value: Any) -> Any:
    try:
        return to_json(value)
    except TypeError:
        return str(value)


def shell(settings: Settings) -> int:
    """Read statements until end of input; each ends with a semicolon. The newest snapshot answers."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives input() history and line editing
    print(f"read-only on {published_path(settings).name}; end a statement with ';', leave with Ctrl-D")
    print("what is there: show tables;")
    pending: list[str] = []
    while True:
        try:
            line = input("warledger> " if not pending else "      ...> ")
        except EOFError:
            print()
            return 0
        except KeyboardInterrupt:
            print()
            pending = []
            continue
        if not pending and line.strip().rstrip(";") in ("exit", "quit", ".quit", ".exit"):
            return 0
        pending.append(line)
        if not line.rstrip().endswith(";"):
            continue
        query, pending = "\n".join(pending), []
        if not query.strip("; \n"):
            continue
        try:
            run_query(settings, query, "table", sys.stdout)
        except (QueryError, LookupError) as error:
            print(error, file=sys.stderr)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
