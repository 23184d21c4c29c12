"""docker/stack.sh with programs that only write down what they are asked: no engine is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """What the script looks at, with an engine and a compose that answer from files."""
    shutil.copytree(root / "docker", tmp_path / "docker", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "ingest").mkdir()
    shutil.copy(root / "ingest" / "__init__.py", tmp_path / "ingest")
    shutil.copy(root / ".env.example", tmp_path)
    programs = {
        "engine": 'echo "engine $*" >>asked\n[ "$1" != inspect ] || cat "state-$4"\n',
        "compose": 'echo "compose $*" >>asked\n[ "$1" != ps ] || echo one two\n',
    }
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def stack(checkout: Path, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    programs = {"DOCKER": str(checkout / "engine"), "COMPOSE": str(checkout / "compose"), "WAIT_SECONDS": "1"}
    return subprocess.run(
        [checkout / "docker" / "stack.sh", command],
        env=os.environ | programs | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_build_gets_base_version_and_secrets(checkout: Path) -> None:
    answer = stack(checkout, "image", CA="ca.pem", PYTHON_IMAGE="other/python", BUILD_FLAGS="--network host")
    assert answer.returncode == 0, answer.stderr
    asked = (checkout / "asked").read_text()
    for part in (
        "PYTHON_IMAGE=other/python",
        "VERSION=",
        "--secret id=ca,src=ca.pem",
        "--network host --tag warledger",
    ):
        assert part in asked, part
    assert "id=index" not in asked and "revision unknown" in answer.stdout, "no checkout of git"


def test_up_makes_secrets_and_the_folder_and_waits_until_all_are_well(checkout: Path) -> None:
    (checkout / "state-one").write_text("/init exited 0\n")
    (checkout / "state-two").write_text("/dashboard running 0 healthy\n")
    answer = stack(checkout, "up", WARLEDGER_AIRFLOW_PORT="8090")
    assert answer.returncode == 0, answer.stderr
    assert (
        "http://localhost:8090" in answer.stdout and (checkout / ".env").exists() and (checkout / "articles").is_dir()
    )
    assert "compose up -d --no-build" in (checkout / "asked").read_text()


def test_up_names_the_secret_that_is_missing(checkout: Path) -> None:
    kept = (line for line in (checkout / ".env.example").read_text().splitlines() if "AIRFLOW_JWT_SECRET" not in line)
    (checkout / ".env").write_text("".join(f"{line}x\n" if line.endswith("=") else f"{line}\n" for line in kept))
    answer = stack(checkout, "up")
    assert answer.returncode == 1 and not (checkout / "asked").exists()
    assert answer.stderr == "AIRFLOW_JWT_SECRET has no value in .env: see docs/operations.md, Containers\n"


@pytest.mark.parametrize(
    "state", ["/postgres running 0 starting", "/init exited 1", "/dashboard restarting 1 unhealthy"]
)
def test_up_names_what_does_not_get_well(checkout: Path, state: str) -> None:
    (checkout / "state-one").write_text("/docs running 0 healthy\n")
    (checkout / "state-two").write_text(f"{state}\n")
    answer = stack(checkout, "up")
    assert answer.returncode == 1
    assert f"not healthy after 1 s: {state}" in answer.stderr and "/docs" not in answer.stderr
