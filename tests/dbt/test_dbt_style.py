"""The models follow the style that .sqlfluff lays down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_models_are_lint_clean() -> None:
    call = [sys.executable, "-m", "sqlfluff", "lint", "--nocolor", "dbt_project/models", "dbt_project/tests"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
