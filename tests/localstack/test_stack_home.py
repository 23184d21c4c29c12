"""The folders, the login and the environment of the local stack."""

from __future__ import annotations

import stat
import subprocess
from dataclasses import replace

import pytest

from ingest.settings import Settings
from localstack.home import TELEMETRY_OFF, StackHome, setting_variables


@pytest.fixture
def home(settings: Settings) -> StackHome:
    home = StackHome(replace(settings, airflow_port=18999))
    home.prepare()
    return home


def test_the_login_is_made_once_and_only_its_owner_reads_it(home: StackHome) -> None:
    user, password = home.login()
    assert user == "admin"
    assert len(password) >= 12
    home.prepare()
    assert home.login() == (user, password)
    for path in (home.passwords_file, home.keys_file, home.database_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (home.airflow_home, home.state_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_stacks_have_two_logins(home: StackHome, settings: Settings) -> None:
    other = StackHome(replace(settings, data_dir=settings.data_dir / "other"))
    other.prepare()
    assert other.login() != home.login()


def test_another_airflow_of_the_shell_does_not_leak_in(home: StackHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", "/somewhere/else")
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://production")
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", "theirs")
    environment = home.airflow_environment()
    assert environment["AIRFLOW_HOME"] == str(home.airflow_home)
    assert environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{home.airflow_home}/airflow.db?timeout=60"
    assert "AIRFLOW__CORE__FERNET_KEY" not in environment


def test_airflow_listens_on_this_machine_and_its_parts_find_each_other(home: StackHome) -> None:
    environment = home.airflow_environment()
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:18999/execution/"
    assert environment["AIRFLOW__API__BASE_URL"] == "http://127.0.0.1:18999"
    everywhere = StackHome(replace(home.settings, bind_host="0.0.0.0"))
    assert everywhere.airflow_url == "http://127.0.0.1:18999"


def test_nothing_phones_home(home: StackHome) -> None:
    environment = home.airflow_environment()
    assert {name: environment[name] for name in TELEMETRY_OFF} == TELEMETRY_OFF


def test_tasks_see_the_settings_of_who_started_the_stack(home: StackHome) -> None:
    assert Settings.from_environment(setting_variables(home.settings)) == home.settings


def test_airflows_parts_open_no_log_servers(home: StackHome, tmp_path) -> None:
    # The launcher calls this instead of the real interpreter and it prints what it was asked to do.
    echo = tmp_path / "python"
    echo.write_text('#!/bin/sh\necho "$@"\n')
    echo.chmod(0o755)
    script = home.launcher.read_text().splitlines()
    script[-1] = f'exec "{echo}" -m airflow "$@"'
    launcher = tmp_path / "airflow"
    launcher.write_text("\n".join(script))
    said = {
        part: subprocess.run(["sh", launcher, part], capture_output=True, text=True, check=True).stdout.strip()
        for part in ("scheduler", "triggerer", "api-server", "standalone")
    }
    assert said["scheduler"].endswith("scheduler --skip-serve-logs")
    assert said["triggerer"].endswith("triggerer --skip-serve-logs")
    assert said["api-server"].endswith("api-server")
    assert said["standalone"].endswith("standalone")
