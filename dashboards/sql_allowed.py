"""What a statement of the SQL page may be: one that reads, and calls and reads nothing that is not on a list.

The lists are data (data/sql_allowed.yml). They are compared with DuckDB's own parse of the statement, not with its
text: a comment, an odd space or another spelling of a name changes nothing in the parse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

_LISTS = Path(__file__).parent / "data" / "sql_allowed.yml"
#: `explain analyze` runs its statement, so that what is explained is checked as if it stood alone.
_EXPLAIN = re.compile(r"\s*explain\s+(?:analyze\s+)?(?=\S)", flags=re.IGNORECASE)
#: What `show` may show beside a table: "tables" are those of the warehouse.
_SHOWN = frozenset({"", '"tables"', "__show_tables_expanded"})


class NotAllowed(ValueError):
    """The statement is not run; the message is a sentence for the person who wrote it."""


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raises NotAllowed unless `sql` is one statement that reads and calls only what is allowed."""
    if not sql.strip():
        raise NotAllowed("There is no statement to run.")
    if "\x00" in sql:
        raise NotAllowed("The statement holds a character of code 0; what follows it would not be seen.")
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise NotAllowed(f"One statement at a time, please; this holds {len(statements)}.")
    kind, text = statements[0].type, statements[0].query
    if kind == duckdb.StatementType.EXPLAIN:
        text, explained = _EXPLAIN.subn("", text, count=1)
        if not explained:
            raise NotAllowed("Only `explain` and `explain analyze` of a reading statement run here.")
    elif kind != duckdb.StatementType.SELECT:
        raise NotAllowed(f"Only reading statements run here (select, from, with, describe); this is {kind.name}.")
    _check_parse(connection, _parse(connection, text))


def _parse(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """DuckDB's parse of a reading statement."""
    row = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone()
    parsed = json.loads(row[0]) if row else {"error": True}
    if parsed.get("error"):
        raise NotAllowed(f"Only reading statements run here: {parsed.get('error_message', 'this cannot be parsed')}")
    return parsed["statements"]


def _check_parse(connection: duckdb.DuckDBPyConnection, parse: Any) -> None:
    allowed = _allowed()
    nodes = list(_nodes(parse))
    defined = {entry["key"].lower() for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())}
    tables = {row[0].lower() for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    views = connection.execute("select view_name from duckdb_views() where internal").fetchall()
    # A common table expression of a system view's name would hide the view from this check.
    known = tables | (defined - {name.lower() for (name,) in views})
    for node in nodes:
        kind = node.get("type")
        if kind == "TABLE_FUNCTION":
            name = str(node["function"].get("function_name", "")).lower()
            _require(name in allowed["table_functions"], name)
        elif "function_name" in node and not node.get("_is_table_function"):
            name = str(node["function_name"]).lower()
            _require(name in allowed["functions"] or name in allowed["operators"], name)
        elif kind == "SHOW_REF":
            _require(str(node.get("table_name", "")).lower() in _SHOWN, f"show {node.get('table_name')}")
        elif kind == "BASE_TABLE":
            _check_table(node, known, allowed["views"])


def _check_table(node: dict[str, Any], known: set[str], views: frozenset[str]) -> None:
    name, schema = str(node.get("table_name", "")).lower(), str(node.get("schema_name") or "").lower()
    if schema in ("", "main") and name in known:
        return
    schema = schema or "main"
    _require(f"{schema}.{name}" in views or f"{schema}.*" in views, name, "is not a table of the warehouse")


def _require(holds: bool, name: str, why: str = "is not available here") -> None:
    if not holds:
        raise NotAllowed(f"{name[:80]} {why}.")


def _nodes(parse: Any) -> Iterator[dict[str, Any]]:
    """Every node of the parse. The call of a table function is marked: it is judged by its own list."""
    pending = [parse]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            if item.get("type") == "TABLE_FUNCTION":
                item["function"]["_is_table_function"] = True
            yield item
            pending += item.values()
        elif isinstance(item, list):
            pending += item


@cache
def _allowed() -> dict[str, frozenset[str]]:
    """The lists by name, in lower case."""
    lists = yaml.safe_load(_LISTS.read_text(encoding="utf-8"))
    return {name: frozenset(str(text).lower().split()) for name, text in lists.items()}
