"""One SQL statement on one snapshot, in a process of its own: what the SQL page starts, watches and can end.

    python -m dashboards.sql_worker SNAPSHOT    (a JSON request on standard input)

The process opens the snapshot read-only, without files, network, extensions or settings. The operating system holds it:
address space, seconds of processor time, and it dies with the process that started it. What a statement may call is an
allow-list (sql_allowed.py). The rows are written as an Arrow stream to standard output in the form that the page shows:
nested values as text, long cells cut, so that they cost the dashboard's process what they weigh. A refusal is one line
on standard error and exit status 3. A statement that takes the whole process down takes nothing else with it.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from dashboards.sql_allowed import NotAllowed, check
from ingest.warehouse.connect import HARDENED

#: Memory of a statement; enough to sort the claims of a million articles by a column.
MEMORY = "768MB"
THREADS = 2
#: Result bytes (Arrow) after which rows are cut off, whatever their number: what a browser takes without trouble.
MAX_BYTES = 16_000_000
#: Cells after which rows are cut off: each becomes an object of the dashboard's process.
MAX_CELLS = 500_000
#: Characters of a cell, and bytes of a blob; what is longer is cut and ends in "…".
MAX_CELL = 20_000
#: Kinds of columns that cost a data frame what they weigh.
_AS_THEY_ARE = re.compile(
    r"boolean|u?(tiny|small|big|huge)?int(eger)?|float|double|decimal|date|time(_ns|tz)?|timestamp(_s|_ms|_ns)?"
    r"|timestamp with time zone|interval|uuid|enum"
)
#: Columns of an answer: a browser draws no more in reasonable time.
MAX_COLUMNS = 500
#: Address space. DuckDB's own limit does not see what a function such as repeat() allocates; Python, Arrow and DuckDB
#: take about 600 MB of it before the statement begins.
ADDRESS_SPACE = 1_600_000_000
REFUSED = 3
_PR_SET_PDEATHSIG = 1

_CONFIG = {
    **HARDENED,
    "memory_limit": MEMORY,
    "temp_directory": "",
    "threads": str(THREADS),
    "python_enable_replacements": "false",
    "python_scan_all_frames": "false",
}


class Refused(ValueError):
    """A statement that is not run, or that failed; the message is a sentence for the person who wrote it."""


@dataclass(frozen=True)
class Answer:
    """The rows, and whether more were cut off."""

    table: pa.Table
    is_cut: bool


def answer(path: Path, sql: str, max_rows: int) -> Answer:
    """Run one reading statement; raises Refused."""
    try:
        with duckdb.connect(str(path), read_only=True, config=dict(_CONFIG)) as connection:
            connection.execute("select 1")  # the configuration is locked from here on
            check(connection, sql)
            names, reader = _reader(connection, sql)
            return _collect(_distinct(names), reader, max_rows)
    except NotAllowed as error:
        raise Refused(str(error)) from None
    except duckdb.InterruptException:
        raise Refused("The statement was interrupted.") from None
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError):
        raise Refused(f"The statement needs more than the {MEMORY} of memory that one may take.") from None
    except duckdb.Error as error:
        raise Refused(" ".join(str(error).split("\n\n")[0].split())) from None


def _reader(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], pa.RecordBatchReader]:
    """Names of the columns, and the statement's rows in portions, each column as the page shows it."""
    relation = connection.sql(sql)
    if len(relation.types) > MAX_COLUMNS:
        raise Refused(f"The answer has {len(relation.types):,} columns; {MAX_COLUMNS} are the most here.")
    shown = relation.project(", ".join(_shown(f"#{n}", kind.id) for n, kind in enumerate(relation.types, start=1)))
    return relation.columns, shown.to_arrow_reader(2048)


def _shown(column: str, kind: str) -> str:
    """The expression of a column: numbers and times stay what they are, everything else is text of limited length."""
    if _AS_THEY_ARE.fullmatch(kind):
        return column
    text = column if kind == "varchar" else f"{column}::varchar"
    return f"case when length({text}) > {MAX_CELL} then left({text}, {MAX_CELL - 1}) || '…' else {text} end"


def _collect(names: list[str], reader: pa.RecordBatchReader, max_rows: int) -> Answer:
    batches: list[pa.RecordBatch] = []
    most = min(max_rows, MAX_CELLS // max(1, len(reader.schema)))
    n_rows = n_bytes = 0
    is_cut = False
    for batch in reader:
        fits = most - n_rows
        if n_bytes + batch.nbytes > MAX_BYTES:
            fits = min(fits, int(batch.num_rows * (MAX_BYTES - n_bytes) / batch.nbytes))
        is_cut = fits < batch.num_rows
        batches.append(batch.slice(0, fits) if is_cut else batch)
        if is_cut:
            break
        n_rows += batch.num_rows
        n_bytes += batch.nbytes
    return Answer(pa.Table.from_batches(batches, reader.schema).rename_columns(names), is_cut)


def _distinct(names: list[str]) -> list[str]:
    """`select 1 as a, 2 as a` has two columns of one name, which no data frame takes."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def _hold(parent: int, max_seconds: float) -> None:
    """Limits that the operating system keeps; ends at once if the process `parent` is gone already."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(REFUSED)
    seconds = int(max_seconds * THREADS) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Answer the statement on standard input within the limits; the exit status."""
    request = json.load(sys.stdin)
    _hold(request["parent"], request["max_seconds"])
    try:
        result = answer(Path(sys.argv[1]), request["sql"], int(request["max_rows"]))
    except Refused as error:
        print(error, file=sys.stderr)
        return REFUSED
    schema = result.table.schema.with_metadata({"is_cut": str(result.is_cut)})
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        stream.write_table(result.table.replace_schema_metadata(schema.metadata))
    return 0


if __name__ == "__main__":
    sys.exit(main())
