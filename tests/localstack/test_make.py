"""The Makefile's index and the script that makes the environment: what they say when something is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def test_help_lists_every_command(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    assert len(targets) > 10
    said = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+) +\S", said, re.M)) == targets


@pytest.fixture
def bare(root: Path, tmp_path: Path) -> Path:
    """A checkout without an environment, as far as the script looks."""
    (tmp_path / "scripts").mkdir()
    for path in (root / "scripts" / "setup.sh", root / "Makefile", root / "pyproject.toml", *root.glob("*.lock")):
        shutil.copy(path, tmp_path / path.relative_to(root))
    return tmp_path


def setup(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HOME": str(folder / "home"), "UV_CACHE_DIR": str(folder / "cache")} | variables
    return subprocess.run(
        ["make", "setup"], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_an_old_python_is_told_in_a_sentence(bare: Path) -> None:
    old = bare / "python3.9"
    # Says no to the version question, as an old interpreter does.
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = setup(bare, PYTHON=str(old))
    assert answer.returncode != 0
    assert "make setup: Python 3.11 or newer is needed" in answer.stderr
    assert not (bare / ".venv").exists()


def test_a_nearly_full_disk_is_told_before_anything_is_made(bare: Path) -> None:
    script = bare / "scripts" / "setup.sh"
    script.write_text(re.sub(r"^NEEDED_MB=\d+", "NEEDED_MB=999999999", script.read_text(), flags=re.M))
    answer = setup(bare)
    assert answer.returncode != 0
    assert "MB free. Free some" in answer.stderr
    assert not (bare / ".venv").exists()


@pytest.mark.slow
def test_no_network_is_told_in_a_sentence(bare: Path) -> None:
    # A proxy that is not there is a network that is not there.
    nowhere = "http://127.0.0.1:9"
    answer = setup(
        bare,
        HTTPS_PROXY=nowhere,
        https_proxy=nowhere,
        HTTP_PROXY=nowhere,
        http_proxy=nowhere,
        PIP_RETRIES="1",
        PIP_NO_CACHE_DIR="1",
    )
    assert answer.returncode != 0
    assert "make setup: the package index cannot be reached. Check the network" in answer.stderr
    assert not (bare / ".venv" / ".complete").exists()
