"""A start that cannot work says so in one sentence before anything is started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.settings import Settings
from localstack import StackError, checks, service
from localstack.home import StackHome, port_is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine on which somebody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def stack(settings: Settings, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"WARLEDGER_DATA_DIR": str(settings.data_dir)} | variables
    command = [sys.executable, "-m", "localstack", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("variable", ["WARLEDGER_AIRFLOW_PORT", "WARLEDGER_DASHBOARD_PORT"])
def test_a_port_in_use_is_named_with_the_variable_to_set(settings: Settings, taken: int, variable: str) -> None:
    answer = stack(settings, "demo", **{variable: str(taken)})
    assert answer.returncode == 1
    assert f"Port {taken} on 127.0.0.1" in answer.stderr
    assert f"{variable}={taken + 1000 if taken < 64000 else taken - 1000} make demo" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not StackHome(settings).record_file("airflow").exists()
    assert not StackHome(settings).record_file("dashboard").exists()


def test_the_holder_of_a_port_is_named(taken: int) -> None:
    with pytest.raises(StackError, match=rf"process {os.getpid()}"):
        checks.check_port("127.0.0.1", taken, "Airflow", "WARLEDGER_AIRFLOW_PORT")


def test_a_port_just_left_counts_as_free(taken: int) -> None:
    assert not port_is_free("127.0.0.1", taken)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        free = server.getsockname()[1]
    assert port_is_free("127.0.0.1", free)


def test_one_port_for_both_is_refused(settings: Settings, taken: int) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        free = server.getsockname()[1]
    with pytest.raises(StackError, match="the same port"):
        service.start(replace(settings, airflow_port=free, dashboard_port=free), print)


def test_a_full_disk_is_told_before_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # No disk of ours has an exabyte free.
    monkeypatch.setattr(checks, "NEEDED_BYTES", 10**18)
    with pytest.raises(StackError, match=r"MB free, the demo needs .*WARLEDGER_DATA_DIR"):
        service.start(settings, print)


def test_a_data_folder_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StackError, match=r"cannot be written .*WARLEDGER_DATA_DIR"):
        checks.check_disk(replace(settings, data_dir=tmp_path / "file" / "data"))


def test_an_incomplete_checkout_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="dags is missing"):
        service.start(replace(settings, project_dir=tmp_path), print)


def test_a_wrong_setting_is_one_sentence(settings: Settings) -> None:
    answer = stack(settings, "start", WARLEDGER_AIRFLOW_PORT="eighty")
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        "warledger stack: WARLEDGER_AIRFLOW_PORT must be a whole number of 0 or more, not 'eighty'"
    )


def test_stopping_nothing_is_fine_twice(settings: Settings) -> None:
    for _ in range(2):
        answer = stack(settings, "stop")
        assert answer.returncode == 0, answer.stderr
        assert "nothing was running" in answer.stdout


def test_status_of_nothing_says_so(settings: Settings) -> None:
    answer = stack(settings, "status")
    assert answer.returncode == 1
    assert answer.stdout.count("not running") == 3


def test_reset_asks_and_deletes_only_what_was_written_by_us(settings: Settings) -> None:
    (settings.data_dir / "landing").mkdir(parents=True)
    (settings.data_dir / "my-notes.txt").write_text("mine")
    assert "Nothing was deleted" in stack(settings, "reset").stderr
    assert (settings.data_dir / "landing").exists()
    assert stack(settings, "reset", "--yes").returncode == 0
    assert [path.name for path in settings.data_dir.iterdir()] == ["my-notes.txt"]
