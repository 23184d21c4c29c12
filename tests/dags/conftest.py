"""Airflow in processes of its own: importing it here would bind this whole test run to one AIRFLOW_HOME."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import Settings
from localstack.home import StackHome

RunPython = Callable[..., Any]


def _run_python(environment: dict[str, str], program: str, *arguments: str) -> Any:
    """Run a program of this folder in this environment and return the JSON of its last line of output."""
    command = [sys.executable, "-P", str(Path(__file__).with_name(program)), *arguments]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=540, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-3000:]
    return json.loads(answer.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The stack's own environment over an empty data folder; there is no metadata database yet."""
    folder = tmp_path_factory.mktemp("dags")
    home = StackHome(Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder), "WARLEDGER_WORKERS": "1"}))
    home.prepare()
    environment = home.airflow_environment()
    # For `import warledger_orchestration`, which Airflow finds by itself because it stands beside the DAG files.
    environment["PYTHONPATH"] = str(home.settings.project_dir / "dags")
    return environment


@pytest.fixture(scope="session")
def run_python() -> RunPython:
    """Runs a program in an environment and returns the JSON that it printed last."""
    return _run_python
