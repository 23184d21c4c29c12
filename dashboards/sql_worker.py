"""One SQL statement on one snapshot, in a process of its own: what the SQL page starts, watches and can end.

    python -m dashboards.sql_worker SNAPSHOT    (a JSON request on standard input)

The process opens the snapshot read-only, without files, network, extensions or settings, with little memory and no
disk to spill to. It writes the rows as an Arrow stream to standard output; a refusal is one line on standard error and
exit status 3. A statement that takes the whole process down takes nothing else with it.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.warehouse.connect import HARDENED

#: Memory of a statement; enough to sort the claims of a million articles by a column.
MEMORY = "768MB"
THREADS = 2
#: Result bytes (Arrow) after which rows are cut off, whatever their number: what a browser takes without trouble.
MAX_BYTES = 32_000_000
#: Columns of an answer: a browser draws no more in reasonable time.
MAX_COLUMNS = 500
#: Address space: a net below DuckDB's own limit, which does not see every allocation of a function such as repeat().
ADDRESS_SPACE = 6_000_000_000
REFUSED = 3

_CONFIG = {
    **HARDENED,
    "memory_limit": MEMORY,
    "temp_directory": "",
    "threads": str(THREADS),
    "python_enable_replacements": "false",
    "python_scan_all_frames": "false",
}
#: What may be explained: `explain analyze` runs its statement, whatever that is.
_EXPLAINED = re.compile(r"\s*explain\s+(analyze\s+)?(select|from|with|values|table)\b", flags=re.IGNORECASE)
#: Functions that run a text as SQL (the checks would not see it), that tell of this machine, change the engine or wait.
_RUNS_TEXT = r"query|query_table|json_execute_serialized_sql"
_OF_THE_ENGINE = (
    r"duckdb_settings|pg_settings|current_setting|duckdb_databases|pragma_database_list|database_list|duckdb_secrets"
    r"|which_secret|duckdb_extensions|duckdb_logs\w*|duckdb_log_contexts|enable_logging|disable_logging"
    r"|truncate_duckdb_logs|write_log|checkpoint|force_checkpoint|duckdb_temporary_files|duckdb_memory|getenv|setseed"
    r"|pg_sleep|sleep_ms"
)
_COMMENT = r"/\*.*?\*/|--[^\n]*\n"
_NOT_HERE = re.compile(
    rf'\b(?:({_OF_THE_ENGINE})\b|({_RUNS_TEXT})"?(?:\s|{_COMMENT})*\()', flags=re.IGNORECASE | re.DOTALL
)
_READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})


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
            _check(connection, sql)
            reader = connection.execute(sql).to_arrow_reader(2048)
            if len(reader.schema) > MAX_COLUMNS:
                raise Refused(f"The answer has {len(reader.schema):,} columns; {MAX_COLUMNS} are the most here.")
            return _collect(reader, max_rows)
    except duckdb.InterruptException:
        raise Refused("The statement was interrupted.") from None
    except (duckdb.OutOfMemoryException, MemoryError):
        raise Refused(f"The statement needs more than the {MEMORY} of memory that one may take.") from None
    except duckdb.Error as error:
        raise Refused(" ".join(str(error).split("\n\n")[0].split())) from None


def _check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    if not sql.strip():
        raise Refused("There is no statement to run.")
    if "\x00" in sql:
        raise Refused("The statement holds a character of code 0; what follows it would not be seen.")
    refused = _NOT_HERE.search(sql)
    if refused:
        raise Refused(f"{(refused[1] or refused[2]).lower()} is not available here.")
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise Refused(f"One statement at a time, please; this holds {len(statements)}.")
    if statements[0].type not in _READING:
        kind = statements[0].type.name
        raise Refused(f"Only reading statements run here (select, from, with, describe); this is {kind}.")
    if statements[0].type == duckdb.StatementType.EXPLAIN and not _EXPLAINED.match(statements[0].query):
        raise Refused("Only reading statements can be explained here (explain [analyze] select, from, with).")


def _collect(reader: pa.RecordBatchReader, max_rows: int) -> Answer:
    batches: list[pa.RecordBatch] = []
    n_rows = n_bytes = 0
    is_cut = False
    for batch in reader:
        fits = max_rows - n_rows
        if n_bytes + batch.nbytes > MAX_BYTES:
            fits = min(fits, int(batch.num_rows * (MAX_BYTES - n_bytes) / batch.nbytes))
        is_cut = fits < batch.num_rows
        batches.append(batch.slice(0, fits) if is_cut else batch)
        if is_cut:
            break
        n_rows += batch.num_rows
        n_bytes += batch.nbytes
    return Answer(_distinct_names(pa.Table.from_batches(batches, reader.schema)), is_cut)


def _distinct_names(table: pa.Table) -> pa.Table:
    """`select 1 as a, 2 as a` has two columns of one name, which no data frame takes."""
    seen: dict[str, int] = {}
    names = []
    for name in table.column_names:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return table.rename_columns(names)


def main() -> int:
    """Answer the statement on standard input within the limits; the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    request = json.load(sys.stdin)
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
