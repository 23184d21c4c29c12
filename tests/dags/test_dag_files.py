"""The DAG files as Airflow reads them: no errors, nothing heavy imported, everything that an operator needs to see."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def read(airflow_environment, run_python) -> dict[str, Any]:
    return run_python(airflow_environment, "read_dag_files.py")


def test_both_dags_are_read_without_errors(read) -> None:
    assert read["errors"] == {}
    assert set(read["dags"]) == {"ingest_articles", "build_warehouse"}


def test_reading_imports_nothing_heavy_and_is_quick(read) -> None:
    assert read["heavy"] == []
    # Airflow gives up on a file after 30 s; these take 0.1 s, and a busy machine a multiple.
    assert read["seconds"] and max(read["seconds"].values()) < 3


def test_an_operator_finds_owner_description_and_instructions(read) -> None:
    for name, dag in read["dags"].items():
        assert dag["description"], name
        assert "warledger" in dag["tags"]
        assert "When it is red" in dag["doc"]
        assert dag["max_active_runs"] == 1
        assert dag["catchup"] is False
        for task, facts in dag["tasks"].items():
            assert facts["owner"] == "warledger", task
            assert facts["policy"] == "RetryWhatMayPass", task
            assert facts["retries"] == 3, task


def test_the_build_is_one_chain_in_the_writers_pool(read) -> None:
    tasks = read["dags"]["build_warehouse"]["tasks"]
    assert {name: facts["downstream"] for name, facts in tasks.items()} == {
        "load": ["dbt_build"],
        "dbt_build": ["audit"],
        "audit": ["publish"],
        "publish": [],
    }
    assert {facts["pool"] for facts in tasks.values()} == {"warehouse"}
    assert tasks["publish"]["outlets"] == ["published_warehouse"]


def test_the_build_is_started_by_new_articles_and_by_the_clock(read) -> None:
    assert read["dags"]["ingest_articles"]["tasks"]["read_articles"]["outlets"] == ["raw_articles"]
    assert read["dags"]["build_warehouse"]["timetable"] == "AssetOrTimeSchedule"


def test_the_form_takes_paths_and_refuses_anything_else(read) -> None:
    assert read["default"][0].endswith("ingest/samples")
    good, *bad = read["problems"]
    assert good is None
    assert all(bad), read["problems"]
