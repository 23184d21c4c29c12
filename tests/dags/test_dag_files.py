"""The DAG files as Airflow reads them: no errors, nothing heavy imported, everything that an operator needs to see."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ingest.pipeline.names import POOLS, READING_QUEUE
from localstack.demo import DAGS

#: Values of a form, and whether it takes them.
FORMS: list[tuple[str, dict[str, Any], bool]] = [
    ("ingest_articles", {"paths": ["/a", "b/c.txt"]}, True),
    ("ingest_articles", {"paths": [], "sources": ["all"]}, True),
    ("ingest_articles", {"paths": [""]}, False),
    ("ingest_articles", {"paths": "one"}, False),
    # What the form sends for an emptied list.
    ("ingest_articles", {"paths": None}, True),
    ("ingest_url", {"addresses": None, "text": "A text"}, True),
    ("reprocess_articles", {"sources": None}, True),
    ("ingest_articles", {"sources": [3]}, False),
    ("ingest_url", {"addresses": ["https://example.org/a?b=c"]}, True),
    ("ingest_url", {"text": "A text", "published": "2025-03-14"}, True),
    ("ingest_url", {"addresses": ["example.org"]}, False),
    ("ingest_url", {"addresses": ["https://example.org/a b"]}, False),
    ("ingest_url", {"published": "14 March"}, False),
    ("ingest_url", {"addresses": ["https://example.org/"] * 101}, False),
    ("reprocess_articles", {"since": "2025-01-01", "until": None, "sources": ["samples"]}, True),
    ("reprocess_articles", {"stale": True}, True),
    ("reprocess_articles", {"stale": "yes"}, False),
    ("reprocess_articles", {"since": "last week"}, False),
    ("reprocess_articles", {"reader_version": 2}, False),
    ("maintenance", {"deep": True, "min_age_days": 7}, True),
    ("maintenance", {"min_age_days": -1}, False),
    ("maintenance", {"deep": "yes"}, False),
    ("correct_facts", {"action": "value", "ids": ["70ab93a7f9636c28"], "values": ["killed=3"]}, True),
    ("correct_facts", {"action": "delete"}, False),
    ("correct_facts", {"ids": ["all"]}, False),
    ("correct_facts", {"values": ["killed"]}, False),
    ("build_warehouse", {"force": True}, True),
    ("build_warehouse", {"force": "true"}, False),
]


@pytest.fixture(scope="module")
def read(airflow_environment, run_python) -> dict[str, Any]:
    values = json.dumps([[dag_id, conf] for dag_id, conf, _ in FORMS])
    return run_python(airflow_environment, "read_dag_files.py", values)


def test_every_dag_is_read_without_errors(read) -> None:
    assert read["errors"] == {}
    assert set(read["dags"]) == {
        "ingest_articles",
        "ingest_url",
        "reprocess_articles",
        "correct_facts",
        "build_warehouse",
        "maintenance",
        "send_alerts",
    }
    assert set(read["dags"]) == set(DAGS), "a start waits for all of them"


def test_reading_imports_nothing_heavy_and_is_quick(read) -> None:
    assert read["heavy"] == []
    # Airflow gives up on a file after 30 s; these take 0.1 s, and a busy machine a multiple.
    assert read["seconds"] and max(read["seconds"].values()) < 3


def test_an_operator_finds_owner_description_and_instructions(read) -> None:
    pools = {name for name, _, _ in POOLS} | {"default_pool"}
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
            assert 0 < (facts["timeout_seconds"] or 0) <= 24 * 3600, task
            assert facts["pool"] in pools, task


def test_the_instructions_name_every_task_and_real_settings(read) -> None:
    from dataclasses import fields

    from ingest.settings import Settings

    settings = {item.metadata["variable"] for item in fields(Settings)}
    for name, dag in read["dags"].items():
        missing = [task for task in dag["tasks"] if f"`{task}`" not in dag["doc"]]
        assert not missing, name
        assert set(re.findall(r"WARLEDGER_[A-Z_]+[A-Z]", dag["doc"])) <= settings, name


def test_every_field_of_a_form_says_what_it_takes(read) -> None:
    for dag_id, form in read["forms"].items():
        for name, field in form.items():
            assert field["title"] and field["description_md"], (dag_id, name)
            told = (
                "for example" in field["description_md"].lower() or field["type"] == "boolean" or "Empty" in str(field)
            )
            assert told, (dag_id, name, "an example helps")


def test_no_list_of_a_form_is_marked_as_required(read) -> None:
    """Each may be left empty, and Airflow marks every field that may not be null."""
    for dag_id, form in read["forms"].items():
        for name, field in form.items():
            assert "array" not in field["type"] or field["type"] == ["null", "array"], (dag_id, name)


def test_every_run_ends_in_its_summary_which_alone_notifies(read) -> None:
    for name, dag in read["dags"].items():
        last = [task for task, facts in dag["tasks"].items() if not facts["downstream"]]
        assert last == ["summary"], name
        assert [task for task, facts in dag["tasks"].items() if facts["notifies"]] == ["summary"], name


def test_the_build_is_one_chain_in_the_writers_pool(read) -> None:
    tasks = read["dags"]["build_warehouse"]["tasks"]
    assert {name: facts["downstream"] for name, facts in tasks.items()} == {
        "load": ["dbt_build"],
        "dbt_build": ["audit"],
        "audit": ["publish"],
        "publish": ["summary"],
        "summary": [],
    }
    assert {facts["pool"] for name, facts in tasks.items() if name != "summary"} == {"warehouse"}
    assert tasks["publish"]["outlets"] == ["published_warehouse"]


def test_maintenance_writes_in_the_writers_pool(read) -> None:
    tasks = read["dags"]["maintenance"]["tasks"]
    assert {facts["pool"] for name, facts in tasks.items() if name != "summary"} == {"warehouse"}


def test_the_build_is_started_by_new_articles_and_by_the_clock(read) -> None:
    for dag_id in ("ingest_articles", "ingest_url", "reprocess_articles", "correct_facts"):
        assert read["dags"][dag_id]["tasks"]["announce"]["outlets"] == ["raw_articles"]
    assert read["dags"]["build_warehouse"]["timetable"] == "AssetOrTimeSchedule"


def test_sources_are_read_a_task_each(read) -> None:
    for dag_id in ("ingest_articles", "ingest_url"):
        assert read["dags"][dag_id]["tasks"]["read"]["mapped"]
        assert read["dags"][dag_id]["tasks"]["read"]["pool"] == "sources"
        # The only tasks that may run on a machine without the warehouse.
        queues = {name: facts["queue"] for name, facts in read["dags"][dag_id]["tasks"].items()}
        assert [name for name, queue in queues.items() if queue == READING_QUEUE] == ["read"]


def test_the_first_form_reads_the_samples_and_asks_no_network(read) -> None:
    form = read["forms"]["ingest_articles"]
    assert form["paths"]["default"][0].endswith("ingest/samples")
    assert form["sources"]["default"] == []
    assert form["sources"]["examples"][0] == "all" and "samples" in form["sources"]["examples"]


def test_forms_take_what_is_right_and_refuse_the_rest(read) -> None:
    for (dag_id, conf, fits), problem in zip(FORMS, read["problems"], strict=True):
        assert (problem is None) == fits, (dag_id, conf, problem)
