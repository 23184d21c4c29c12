"""A real dbt project run on a temporary database: one path for all tests, so that dbt parses the project once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from raw_fixture import RawLayer

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@dataclass
class DbtRun:
    """What a dbt call did: exit status, last output, and the status of every node by its name."""

    status: int
    output: str
    nodes: dict[str, str] = field(default_factory=dict)

    def bad(self) -> dict[str, str]:
        return {name: status for name, status in self.nodes.items() if status not in ("success", "pass", "no-op")}


class Warehouse:
    """One build database and the dbt calls on it."""

    def __init__(self, folder: Path, project: Path = PROJECT) -> None:
        self.path = folder / "build.duckdb"
        self.marts = folder / "marts.duckdb"
        self.folder = folder
        self.project = project

    def load(self, raw: RawLayer, *, newest_first: bool = False) -> None:
        """Start over with these raw rows."""
        self.path.unlink(missing_ok=True)
        self.marts.unlink(missing_ok=True)
        raw.write(self.path, newest_first=newest_first)

    def dbt(self, *arguments: str, check: bool = True) -> DbtRun:
        results = self.folder / "target" / "run_results.json"
        results.unlink(missing_ok=True)
        call = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments]
        call += ["--project-dir", str(self.project), "--profiles-dir", str(self.project)]
        call += ["--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs")]
        environment = {
            **os.environ,
            "WARLEDGER_BUILD_DB": str(self.path),
            "WARLEDGER_MARTS_DB": str(self.marts),
            "WARLEDGER_DBT_THREADS": "2",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        done = subprocess.run(call, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        nodes = {}
        if results.exists():
            for item in json.loads(results.read_text(encoding="utf-8"))["results"]:
                kind, _, *name = item["unique_id"].split(".")
                nodes[name[-1] if kind == "unit_test" else name[0]] = item["status"]
        run = DbtRun(done.returncode, done.stdout[-6000:] + done.stderr[-2000:], nodes)
        if check:
            assert run.status == 0, run.output
        return run

    def build(self, *, tests: bool = False, check: bool = True) -> DbtRun:
        """All models; with `tests` also the data tests (the unit tests have a test of their own)."""
        left_out = ["unit_test"] if tests else ["unit_test", "test"]
        excluded = [word for kind in left_out for word in ("--exclude-resource-type", kind)]
        return self.dbt("build", *excluded, check=check)

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute(f"attach '{self.marts}' as marts (read_only)")
            yield connection

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of a query on the marts, as dictionaries."""
        with self.connect() as connection:
            connection.execute("use marts")
            cursor = connection.execute(query)
            names = [item[0] for item in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def values(self, query: str) -> list[Any]:
        return [next(iter(row.values())) for row in self.rows(query)]
