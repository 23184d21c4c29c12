"""The DAGs run for real by `dag.test()`, on Airflow's own tables, into a warehouse of the test's own."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run_dag(migrated_environment, run_python):
    def run(dag_id: str, **conf: Any) -> dict[str, Any]:
        return run_python(migrated_environment, "run_dag.py", dag_id, json.dumps(conf))

    return run


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two readable articles and one file that is none."""
    folder = tmp_path_factory.mktemp("inbox")
    (folder / "strike.txt").write_text(
        "Russian drones hit Kharkiv\n\nKHARKIV, Ukraine, March 3, 2025 - A Russian drone strike on Kharkiv killed "
        "two people and wounded five on Monday, Governor Oleh Syniehubov said.\n\n"
        "Ukraine's Air Force said it shot down 46 of 83 drones launched by Russia overnight.\n",
        encoding="utf-8",
    )
    (folder / "aid.txt").write_text(
        "Norway announces aid\n\nOSLO, March 4, 2025 - Norway will give Ukraine military aid worth 200 million euros, "
        "Prime Minister Jonas Gahr Stoere announced on Tuesday.\n",
        encoding="utf-8",
    )
    (folder / "broken.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def first(run_dag, inbox: Path) -> dict[str, Any]:
    return run_dag("ingest_articles", paths=[str(inbox)])


@pytest.fixture(scope="module")
def built(first, run_dag) -> dict[str, Any]:
    return run_dag("build_warehouse")


def test_ingest_lands_a_batch_and_announces_it(first, data_dir: Path) -> None:
    assert first == {"state": "success", "tasks": {"read_articles": ["success", 1]}}
    assert list((data_dir / "landing").glob("[!.]*/articles-*.parquet"))
    with sqlite3.connect(data_dir / "airflow" / "airflow.db") as metadata:
        events = metadata.execute(
            "select name from asset_event join asset on asset.id = asset_id where source_dag_id = 'ingest_articles'"
        ).fetchall()
    assert ("raw_articles",) in events


def test_build_publishes_facts(built, data_dir: Path) -> None:
    assert built["state"] == "success"
    assert {state for state, _ in built["tasks"].values()} == {"success"}
    with duckdb.connect(str((data_dir / "warehouse.duckdb").resolve()), read_only=True) as warehouse:
        assert warehouse.execute("select count(*) from dim_articles").fetchone() == (2,)
        assert warehouse.execute("select n_rejected from publications").fetchall() == [(1,)]
        assert warehouse.execute("select count(*) from fct_aid_packages where donor = 'NO'").fetchone() == (1,)


def test_the_same_again_changes_nothing(built, run_dag, inbox: Path, data_dir: Path) -> None:
    before = (data_dir / "warehouse.duckdb").resolve()
    assert run_dag("ingest_articles", paths=[str(inbox)])["state"] == "success"
    again = run_dag("build_warehouse")
    assert again["state"] == "success"
    assert again["tasks"]["load"][0] == "success"
    assert {again["tasks"][task][0] for task in ("dbt_build", "audit", "publish")} == {"skipped"}
    assert (data_dir / "warehouse.duckdb").resolve() == before


def test_a_missing_path_fails_at_once(run_dag, tmp_path: Path) -> None:
    run = run_dag("ingest_articles", paths=[str(tmp_path / "nowhere")])
    assert run["state"] == "failed"
    assert run["tasks"] == {"read_articles": ["failed", 1]}
