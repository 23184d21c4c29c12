"""docker-compose.yml against the rest of the project: settings, secrets, who may write what. No engine is needed.

`make test-compose` runs it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from ingest.pipeline.names import POOLS, READING_QUEUE, WAREHOUSE_QUEUE
from ingest.settings import Settings

AIRFLOW = ("init", "airflow-apiserver", "airflow-scheduler", "airflow-dag-processor")
#: What reads the published warehouse and nothing else.
READERS = ("dashboard", "api", "docs")
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
    assert set(published) == {"airflow-apiserver", *READERS}
    assert all(port.startswith("${WARLEDGER_BIND_HOST:-127.0.0.1}:") for ports in published.values() for port in ports)


def test_one_service_writes_the_warehouse(services) -> None:
    mounts = {
        name: [v for v in service.get("volumes", []) if v.startswith("warehouse:")]
        for name, service in services.items()
    }
    assert all(mounts[name] == ["warehouse:/data:ro"] for name in READERS)
    # init only touches it to give the volume its owner.
    assert [name for name, found in mounts.items() if found == ["warehouse:/data"]] == ["init", "airflow-scheduler"]
    ledger = "corrections:/data/landing/corrections"
    assert [name for name, service in services.items() if ledger in service.get("volumes", [])] == [
        "init", "airflow-scheduler", "dashboard"
    ]  # fmt: skip


def test_a_list_of_sources_of_ones_own_is_seen_where_it_is_read(services, root: Path) -> None:
    """By the tasks (scheduler) and by the form (DAG processor), read-only, at the path that .env.example tells."""
    for name in ("airflow-scheduler", "airflow-dag-processor"):
        assert "${ARTICLES_DIR:-./articles}:/articles:ro" in services[name]["volumes"], name
        assert services[name]["environment"]["WARLEDGER_SOURCES"] == "${WARLEDGER_SOURCES:-}"
    example = (root / ".env.example").read_text(encoding="utf-8")
    assert "WARLEDGER_SOURCES=/articles/sources.yml" in example


def test_readers_know_no_secret(services) -> None:
    for name in READERS:
        assert not [key for key in services[name]["environment"] if key.startswith("AIRFLOW")]


def test_a_container_may_do_little(services) -> None:
    for name, service in services.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["mem_limit"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name == "postgres" or "cap_add" not in service, name


def test_one_service_builds_the_image_that_all_name(services) -> None:
    assert [name for name, service in services.items() if "build" in service] == ["init"]
    assert {service["image"] for name, service in services.items() if name != "postgres"} == {
        "${IMAGE_NAME:-warledger:local}"
    }


def test_no_triggerer_runs_because_nothing_defers(root: Path) -> None:
    """A sensor that defers, or a deadline, would wait for ever: then the service has to come back."""
    dags = "".join(path.read_text(encoding="utf-8") for path in (root / "dags").glob("*.py"))
    assert not re.findall(r"deferrable|\.defer\(|airflow\.triggers|AssetWatcher|DeadlineAlert", dags)


def test_the_image_holds_no_tools_of_tests_and_style(root: Path) -> None:
    """Two locks, of which the image installs the first; what both hold has one version."""

    def versions(name: str) -> dict[str, str]:
        pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;]+)", (root / name).read_text(encoding="utf-8"), re.M)
        return dict(pinned)

    runtime, tools = versions("requirements.lock"), versions("requirements-dev.lock")
    assert not runtime.keys() & {
        "pytest",
        "playwright",
        "mypy",
        "ruff",
        "sqlfluff",
        "hypothesis",
        "coverage",
        "vulture",
    }
    assert {"pytest", "playwright", "mypy", "ruff"} <= tools.keys()
    for other in (tools, versions("requirements-scale.lock")):
        shared = runtime.keys() & other.keys()
        assert {name: other[name] for name in shared} == {name: runtime[name] for name in shared}
    dockerfile = (root / "Dockerfile").read_text(encoding="utf-8")
    assert "requirements.lock" in dockerfile and "requirements-dev" not in dockerfile


def test_every_service_is_watched_and_waits_for_what_it_needs(services) -> None:
    for name, service in services.items():
        assert name == "init" or "healthcheck" in service, name
        assert name == "postgres" or service["depends_on"], name


def test_the_containers_get_every_setting_with_its_default(services) -> None:
    environment = services["dashboard"]["environment"]
    airflow = services["airflow-scheduler"]["environment"]
    outside = {"WARLEDGER_AIRFLOW_PORT", "WARLEDGER_DASHBOARD_PORT", "WARLEDGER_API_PORT", "WARLEDGER_BIND_HOST"}
    fixed = {"WARLEDGER_DATA_DIR": "/data", "WARLEDGER_PROJECT_DIR": "/opt/warledger"}
    for item in fields(Settings):
        variable = item.metadata["variable"]
        if variable in outside:
            assert variable not in environment
        elif item.metadata["secret"]:
            owner, other = (airflow, environment) if item.metadata["secret"] == "airflow" else (environment, airflow)
            assert variable not in other
            assert owner[variable] == f"${{{variable}:-}}"
        else:
            expected = fixed.get(variable, f"${{{variable}:-{item.default}}}")
            assert environment[variable] == expected, variable


def test_everything_that_compose_asks_for_stands_in_the_example(text: str, example: dict[str, str]) -> None:
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) - {"HOSTNAME"} <= set(example)


def test_the_pools_are_those_that_the_dags_use(root: Path) -> None:
    text = (root / "docker" / "init.sh").read_text(encoding="utf-8")
    made = {(name, int(slots), words) for name, slots, words in re.findall(r'pools set (\S+) (\d+) "([^"]+)"', text)}
    assert made == set(POOLS)


def test_make_env_fills_in_fresh_secrets_once(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(name: str) -> dict[str, str]:
        target = tmp_path / name
        subprocess.run([root / "docker" / "make-env.sh", target], check=True, capture_output=True)
        assert target.stat().st_mode & 0o077 == 0
        lines = target.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    one, two = make("one"), make("two")
    made = (*SECRETS, "REDIS_PASSWORD")
    for secret in made:
        assert len(one[secret]) >= 16
        assert one[secret] != two[secret]
    assert make("one") == one
    assert one["WARLEDGER_AIRFLOW_URL"] == "http://localhost:8080"
    monkeypatch.setenv("WARLEDGER_AIRFLOW_PORT", "8090")
    other = make("three")
    assert (other["WARLEDGER_AIRFLOW_PORT"], other["WARLEDGER_AIRFLOW_URL"]) == ("8090", "http://localhost:8090")
    assert {key: value for key, value in one.items() if key not in made}.items() <= make("two").items()


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_takes_the_file(root: Path, tmp_path: Path) -> None:
    environment_file = tmp_path / ".env"
    subprocess.run([root / "docker" / "make-env.sh", environment_file], check=True, capture_output=True)
    command = ["docker-compose", "--env-file", str(environment_file), "config"]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "WARNING" not in answer.stderr
    assert set(yaml.safe_load(answer.stdout)["services"]) == {*AIRFLOW, *READERS, "postgres"}


@pytest.fixture(scope="module")
def scaled(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "docker-compose.scale.yml").read_text(encoding="utf-8"))["services"]


def test_workers_get_what_airflow_has_and_one_has_the_warehouse(services, scaled) -> None:
    """Their other settings come from .env, which the other services are given one by one."""
    airflow = services["airflow-scheduler"]["environment"] | scaled["airflow-scheduler"]["environment"]
    fixed = {"WARLEDGER_REVIEW_TOKEN": "", "AIRFLOW_ADMIN_PASSWORD": ""}
    for queue, folder in ((WAREHOUSE_QUEUE, "warehouse:/data"), (READING_QUEUE, "cache:/data")):
        worker = scaled[f"worker-{queue}"]
        environment = worker["environment"]
        assert {name: airflow.get(name) for name in environment.keys() - fixed} == {
            name: value for name, value in environment.items() if name not in fixed
        }
        assert fixed.items() <= environment.items()
        assert f"--queues {queue} " in worker["command"] and folder in worker["volumes"]
        assert worker["read_only"] and worker["cap_drop"] == ["ALL"] and worker["mem_limit"] and worker["healthcheck"]
    assert scaled["worker-warehouse"]["command"].endswith("--concurrency 1")
    assert scaled["airflow-scheduler"]["environment"]["AIRFLOW__OPERATORS__DEFAULT_QUEUE"] == WAREHOUSE_QUEUE


def test_no_secret_of_several_machines_has_a_default(root: Path, example: dict[str, str]) -> None:
    text = (root / "docker-compose.scale.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) - {"ENV_FILE"} <= set(example)
    for secret in ("REDIS_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "WARLEDGER_LANDING_URL", *SECRETS):
        found = re.findall(rf"\$\{{{secret}([^}}]*)\}}", text)
        assert example[secret] == "" and all(rest.startswith(":?") for rest in found), secret
        assert found or secret == "AIRFLOW_ADMIN_PASSWORD", secret


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_takes_both_files(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment_file = tmp_path / ".env"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "login")
    monkeypatch.setenv("WARLEDGER_LANDING_URL", "s3://bucket/war")
    monkeypatch.setenv("ENV_FILE", str(environment_file))
    subprocess.run([root / "docker" / "make-env.sh", environment_file], check=True, capture_output=True)
    files = ["-f", "docker-compose.yml", "-f", "docker-compose.scale.yml"]
    command = ["docker-compose", *files, "--env-file", str(environment_file), "config"]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "WARNING" not in answer.stderr
    merged = yaml.safe_load(answer.stdout)["services"]
    assert set(merged) == {*AIRFLOW, *READERS, "postgres", "redis", "worker-warehouse", "worker-reading"}
    for name in (*AIRFLOW, "worker-warehouse", "worker-reading"):
        assert merged[name]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor", name
        assert merged[name]["environment"]["WARLEDGER_SWEEP_SCHEDULE"] == "15 * * * *", name
    assert set(merged["airflow-scheduler"]["depends_on"]) == {"postgres", "init", "redis"}


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_documentation_is_served_read_only_to_names_of_this_machine(root: Path, settings: Settings) -> None:
    (settings.data_dir / "dbt").mkdir(parents=True)
    (settings.data_dir / "dbt" / "index.html").write_text("lineage")
    site = load(root / "docker" / "docs_site.py").site(settings, settings.data_dir / "dbt")

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(site)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8502") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(send())

    assert "dbt/" in ask("/").text
    assert ask("/dbt/").text == "lineage"
    early = ask("/checks/")
    assert early.status_code == 404 and "before the first build" in early.text
    checks = settings.audit_dir / "gx" / "uncommitted" / "data_docs" / "local_site"
    checks.mkdir(parents=True)
    (checks / "index.html").write_text("expectations")
    (checks.parent.parent / "config_variables.yml").write_text("secret")
    assert ask("/checks/index.html").text == "expectations"
    assert ask("/checks/%2e%2e/%2e%2e/config_variables.yml").status_code == 404
    assert ask("/dbt/", "POST").status_code == 405
    assert ask("/", Host="rebound.example").status_code == 400


def test_a_health_check_looks_at_the_part_that_it_is_for(root: Path) -> None:
    health = {
        "scheduler": {"status": "healthy"},
        "dag_processor": {"status": "unhealthy"},
        "triggerer": {"status": None},
    }

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health" else 503)
            self.end_headers()
            self.wfile.write(json.dumps(health).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"

        def check(*arguments: str) -> int:
            call = [sys.executable, str(root / "docker" / "answers.py"), *arguments]
            return subprocess.run(call, capture_output=True, check=False).returncode

        assert [check(f"{base}/health"), check(f"{base}/gone")] == [0, 1]
        assert [check(f"{base}/health", part) for part in ("scheduler", "dag_processor", "nobody")] == [0, 1, 1]
        server.shutdown()
