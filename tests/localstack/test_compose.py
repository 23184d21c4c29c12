"""docker-compose.yml against the rest of the project: settings, secrets, who may write what. No engine is needed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.pipeline.names import POOLS
from ingest.settings import Settings

AIRFLOW = ("init", "airflow-apiserver", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer")
SECRETS = (
    "POSTGRES_PASSWORD",
    "AIRFLOW_ADMIN_PASSWORD",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_API_SECRET_KEY",
    "AIRFLOW_FERNET_KEY",
)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services(text: str) -> dict[str, Any]:
    return yaml.safe_load(text)["services"]


@pytest.fixture(scope="module")
def example(root: Path) -> dict[str, str]:
    lines = (root / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_all_airflow_services_share_every_secret_and_setting(services) -> None:
    first = services["airflow-scheduler"]["environment"]
    for name in AIRFLOW:
        environment = services[name]["environment"]
        assert {key: environment[key] for key in first} == first, name
    assert "AIRFLOW__API_AUTH__JWT_SECRET" in first
    assert "AIRFLOW__API__SECRET_KEY" in first


def test_no_secret_has_a_default(text: str, example: dict[str, str]) -> None:
    for secret in SECRETS:
        assert example[secret] == ""
        assert re.findall(rf"\$\{{{secret}([^}}]*)\}}", text), secret
        assert all(rest.startswith(":?") for rest in re.findall(rf"\$\{{{secret}([^}}]*)\}}", text)), secret


def test_ports_are_this_machines_only(services) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(published) == {"airflow-apiserver", "dashboard"}
    assert all(port.startswith("${WARLEDGER_BIND_HOST:-127.0.0.1}:") for ports in published.values() for port in ports)


def test_one_service_writes_the_warehouse(services) -> None:
    mounts = {
        name: [v for v in service.get("volumes", []) if v.startswith("warehouse:")]
        for name, service in services.items()
    }
    assert mounts["dashboard"] == ["warehouse:/data:ro"]
    # init only touches it to give the volume its owner.
    assert [name for name, found in mounts.items() if found == ["warehouse:/data"]] == ["init", "airflow-scheduler"]


def test_a_list_of_sources_of_ones_own_is_seen_where_it_is_read(services, root: Path) -> None:
    """By the tasks (scheduler) and by the form (DAG processor), read-only, at the path that .env.example tells."""
    for name in ("airflow-scheduler", "airflow-dag-processor"):
        assert "${ARTICLES_DIR:-./articles}:/articles:ro" in services[name]["volumes"], name
        assert services[name]["environment"]["WARLEDGER_SOURCES"] == "${WARLEDGER_SOURCES:-}"
    example = (root / ".env.example").read_text(encoding="utf-8")
    assert "WARLEDGER_SOURCES=/articles/sources.yml" in example


def test_the_dashboard_knows_no_secret(services) -> None:
    assert not [key for key in services["dashboard"]["environment"] if key.startswith("AIRFLOW")]


def test_every_service_is_watched_and_waits_for_what_it_needs(services) -> None:
    for name, service in services.items():
        assert name == "init" or "healthcheck" in service, name
        assert name == "postgres" or service["depends_on"], name


def test_the_containers_get_every_setting_with_its_default(services) -> None:
    environment = services["dashboard"]["environment"]
    airflow = services["airflow-scheduler"]["environment"]
    outside = {"WARLEDGER_AIRFLOW_PORT", "WARLEDGER_DASHBOARD_PORT", "WARLEDGER_BIND_HOST"}
    fixed = {"WARLEDGER_DATA_DIR": "/data", "WARLEDGER_PROJECT_DIR": "/opt/warledger"}
    for item in fields(Settings):
        variable = item.metadata["variable"]
        if variable in outside:
            assert variable not in environment
        elif item.metadata["secret"]:
            assert variable not in environment
            assert airflow[variable] == f"${{{variable}:-}}"
        else:
            expected = fixed.get(variable, f"${{{variable}:-{item.default}}}")
            assert environment[variable] == expected, variable


def test_everything_that_compose_asks_for_stands_in_the_example(text: str, example: dict[str, str]) -> None:
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) - {"HOSTNAME"} <= set(example)


def test_the_pools_are_those_that_the_dags_use(root: Path) -> None:
    text = (root / "docker" / "init.sh").read_text(encoding="utf-8")
    made = {(name, int(slots), words) for name, slots, words in re.findall(r'pools set (\S+) (\d+) "([^"]+)"', text)}
    assert made == set(POOLS)


def test_make_env_fills_in_fresh_secrets_once(root: Path, tmp_path: Path) -> None:
    def make(name: str) -> dict[str, str]:
        target = tmp_path / name
        subprocess.run([root / "docker" / "make-env.sh", target], check=True, capture_output=True)
        assert target.stat().st_mode & 0o077 == 0
        lines = target.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    one, two = make("one"), make("two")
    for secret in SECRETS:
        assert len(one[secret]) >= 16
        assert one[secret] != two[secret]
    assert make("one") == one
    assert {key: value for key, value in one.items() if key not in SECRETS}.items() <= make("two").items()


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_takes_the_file(root: Path, tmp_path: Path) -> None:
    environment_file = tmp_path / ".env"
    subprocess.run([root / "docker" / "make-env.sh", environment_file], check=True, capture_output=True)
    command = ["docker-compose", "--env-file", str(environment_file), "config"]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "WARNING" not in answer.stderr
    assert set(yaml.safe_load(answer.stdout)["services"]) == {*AIRFLOW, "postgres", "dashboard"}
