"""The runbook's commands, run as an operator would: in their order, on a data folder of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.pipeline.steps import run
from ingest.settings import Settings

BLOCK = re.compile(r"```sh( airflow)?\n(.*?)```", re.S)


def blocks(root: Path, airflow: bool) -> list[str]:
    text = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    return [commands for marked, commands in BLOCK.findall(text) if bool(marked) == airflow]


def shell(root: Path, environment: dict[str, str], commands: str) -> subprocess.CompletedProcess[str]:
    """Run a block in one shell that stops at the first command that fails."""
    return subprocess.run(
        ["sh", "-eu", "-c", commands],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def environment_for(data_dir: Path, **more: str) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "WARLEDGER_DATA_DIR": str(data_dir), "WARLEDGER_WORKERS": "1", "PATH": path, **more}


@pytest.mark.skipif(not os.environ.get("WARLEDGER_SOAK"), reason="minutes long: run by make test-soak")
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_every_command_works(root: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(data_dir), "WARLEDGER_WORKERS": "1"})
    # What an operator starts from: something is published.
    run(
        settings,
        [settings.samples_dir / name for name in ("01-january-salvo-bulletin.txt", "06-poltava-institute.txt")],
    )
    # Settings that a block exports hold for the blocks after it.
    before = ""
    said = []
    for commands in blocks(root, airflow=False):
        answer = shell(root, environment_for(data_dir), before + commands)
        assert answer.returncode == 0, commands + answer.stdout[-2000:] + answer.stderr[-2000:]
        before += "".join(line + "\n" for line in commands.splitlines() if line.startswith("export "))
        said.append(answer.stdout + answer.stderr)
    text = "\n".join(said)
    for expected in (
        "published ",  # status
        "this is a test of the notifications",  # failures.log
        "1 new documents with 1 articles",  # the new source
        "documents read again by reader",
        "facts: ",
        "compact: landing:",
        "check: ",
    ):
        assert expected in text, expected
    assert (tmp_path / "data-restored" / "warehouse.duckdb").exists()


def test_every_command_of_the_runbook_is_in_a_block_that_is_run(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    fences = re.findall(r"^```(\S*)", text, flags=re.M)
    assert set(fences) <= {"sh", ""}, "blocks of other kinds are not run"
    assert len(blocks(root, airflow=False)) >= 9
    assert len(blocks(root, airflow=True)) >= 2


def test_every_linked_file_and_target_exists(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert links and not [link for link in links if not (root / "docs" / link).exists()]
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, flags=re.M)) <= targets
