"""One `dbt build` in a process of its own, and every node's outcome as a quality result.

A process of its own because an in-process runner keeps the database file locked until the process ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from ingest.settings import Settings
from ingest.warehouse.connect import attach_marts
from ingest.warehouse.lock import held_descriptors
from ingest.warehouse.quality import QualityResult

_STATUS = {"success": "pass", "pass": "pass", "warn": "warn", "fail": "fail", "error": "error", "skipped": "skipped"}

#: dbt keeps its manifest, millions of objects, until it ends: searching them for garbage was a tenth of its time.
_START = "import gc; gc.set_threshold(100_000, 50, 1_000); from dbt.cli.main import cli; gc.freeze(); cli()"

#: Failing rows kept of each test, and characters of each of their values (a body would be long).
SHOW_ROWS, SHOW_CHARACTERS = 10, 200


class DbtError(RuntimeError):
    """dbt ended without results (a parse error, a locked file); the message holds its last lines."""


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Environment of every dbt call: where the database is, and nothing that phones home."""
    return {
        **os.environ,
        "WARLEDGER_BUILD_DB": str(settings.build_db),
        "WARLEDGER_MARTS_DB": str(settings.marts_db),
        "WARLEDGER_DBT_THREADS": str(settings.dbt_threads),
        "WARLEDGER_MEMORY_LIMIT": settings.memory_limit,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def target_dir(settings: Settings) -> Path:
    """Where dbt writes its artifacts."""
    return settings.audit_dir / "dbt" / "target"


def run_dbt(
    settings: Settings, command: str = "build", *arguments: str, on_progress: Callable[[str], None] | None = None
) -> list[QualityResult]:
    """Run dbt and return each node's outcome; raises DbtError when it could not even start its nodes."""
    target = target_dir(settings)
    target.mkdir(parents=True, exist_ok=True)
    results_file = target / "run_results.json"
    results_file.unlink(missing_ok=True)
    call = [
        # Its file has what is told here: the text of every statement, which is the default, costs a fifth of a build.
        *(sys.executable, "-c", _START, "--no-use-colors", "--log-format", "text", "--log-level-file", "info", command),
        *("--project-dir", str(settings.dbt_dir), "--profiles-dir", str(settings.dbt_dir)),
        *("--target-path", str(target), "--log-path", str(settings.audit_dir / "dbt" / "logs"), *arguments),
    ]
    # Its own working folder: dbt writes a .user.yml and a logs/ folder where it stands.
    process = subprocess.Popen(
        call,
        cwd=target,
        env=dbt_environment(settings),
        pass_fds=held_descriptors(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    lines: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if on_progress:
                on_progress(line.rstrip())
        process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if not results_file.exists():
        raise DbtError(f"dbt could not run: {_tail(lines)}")
    results = _outcomes(settings, json.loads(results_file.read_text(encoding="utf-8")), target)
    if process.returncode != 0 and not any(result.blocks for result in results):
        raise DbtError(f"dbt ended with status {process.returncode}: {_tail(lines)}")
    return results


def _tail(lines: list[str]) -> str:
    return " | ".join(line for line in lines[-8:] if line)


def _outcomes(settings: Settings, run_results: dict[str, Any], target: Path) -> list[QualityResult]:
    manifest_file = target / "manifest.json"
    nodes: dict[str, Any] = {}
    if manifest_file.exists():
        manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
        nodes = {**manifest.get("nodes", {}), **manifest.get("unit_tests", {})}
    # An exposure is listed but never run ("no-op"): it says who uses a model, and checks nothing.
    ran = [result for result in run_results["results"] if result["status"] != "no-op"]
    outcomes = [_outcome(result, nodes.get(result["unique_id"], {})) for result in ran]
    return [
        replace(outcome, examples=_failing_rows(settings, result["compiled_code"]))
        if outcome.check_kind == "test" and outcome.failing_rows and result.get("compiled_code")
        else outcome
        for outcome, result in zip(outcomes, ran, strict=True)
    ]


def _failing_rows(settings: Settings, query: str) -> list[dict[str, Any]]:
    """The first rows that a test found, for people: what to look at in the claims."""
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        attach_marts(connection, settings)
        try:
            cursor = connection.execute(f"select * from ({query}\n) limit {SHOW_ROWS}")
        except duckdb.Error:
            return []  # the table that the test read is gone; the outcome's message says what happened
        names = [item[0] for item in cursor.description]
        return [
            {name: str(value)[:SHOW_CHARACTERS] for name, value in zip(names, row, strict=True) if value is not None}
            for row in cursor.fetchall()
        ]


def _outcome(result: dict[str, Any], node: dict[str, Any]) -> QualityResult:
    kind = result["unique_id"].split(".")[0]
    severity = "critical"
    if kind == "test" and str(node.get("config", {}).get("severity", "error")).lower() == "warn":
        severity = "warning"
    attached = node.get("attached_node") or node.get("model") or ""
    is_test = kind in ("test", "unit_test")
    status = _STATUS.get(result["status"], "error")
    return QualityResult(
        origin="dbt",
        check_name=node.get("name") or result["unique_id"],
        check_kind=kind,
        object_name=(attached.split(".")[-1] or None) if is_test else node.get("name"),
        column_name=node.get("column_name"),
        severity=severity,
        status=status,
        failing_rows=result.get("failures"),
        message=None if status == "pass" else (result.get("message") or None),
    )
