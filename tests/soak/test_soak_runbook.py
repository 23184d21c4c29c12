"""The runbook's commands that start and stop the stack."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from standalone import free_port

from ingest.pipeline.steps import run
from ingest.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1]))
from test_operations import blocks, environment_for, shell

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def test_starting_and_stopping(root: Path, tmp_path: Path) -> None:
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "data"), "WARLEDGER_WORKERS": "1"})
    run(settings, [settings.samples_dir / "06-poltava-institute.txt"])
    ports = {"WARLEDGER_AIRFLOW_PORT": str(free_port()), "WARLEDGER_DASHBOARD_PORT": str(free_port())}
    ports["WARLEDGER_API_PORT"] = str(free_port())
    environment = environment_for(settings.data_dir, **ports)
    try:
        for commands in blocks(root, airflow=True):
            answer = shell(root, environment, commands)
            assert answer.returncode == 0, commands + answer.stdout[-2000:] + answer.stderr[-2000:]
            assert "stopped Airflow" in answer.stdout
            print(answer.stdout[-1500:])
    finally:
        shell(root, environment, "make stop")
