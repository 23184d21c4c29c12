"""Every DAG triggered through the REST API of a running Airflow, its form filled in well and badly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from outlets import Newsstand
from standalone import Standalone

from ingest.landing import run_outcomes, zone
from ingest.warehouse.connect import connect_published
from localstack.errors import StackError

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

STRIKE = (
    "Drones hit a depot in Sumy\n\nSUMY, Ukraine, March 3, 2025 - A Russian drone strike on Sumy killed three people "
    "and wounded eleven on Monday, Governor Oleh Hryhorov said.\n"
)


@pytest.fixture(scope="module")
def stand() -> Iterator[Newsstand]:
    """The outlets that the sources file of `airflow` names."""
    with Newsstand() as servers:
        yield servers


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory, stand: Newsstand) -> Iterator[Standalone]:
    folder = tmp_path_factory.mktemp("standalone")
    stack = Standalone(folder / "data", WARLEDGER_SOURCES=str(stand.write_sources(folder / "sources.yml")))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    (folder / "strike.txt").write_text(STRIKE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(airflow, inbox) -> str:
    """The run id of the first run: a folder, an outlet that answers, one that does not."""
    run_id = airflow.trigger("ingest_articles", paths=[str(inbox)], sources=["courier", "gone", "strict"])
    airflow.wait("ingest_articles", run_id)
    return run_id


def test_each_source_is_read_by_itself_and_those_that_fail_block_nobody(airflow, first) -> None:
    states = airflow.wait("ingest_articles", first)
    assert states == {
        "choose": "success",
        "read [files]": "success",
        "read [courier]": "success",
        "read [gone]": "failed",
        "read [strict]": "failed",
        "announce": "success",
        "summary": "failed",
        "": "failed",
    }
    tries = {task["rendered_map_index"]: task["try_number"] for task in airflow.api.tasks("ingest_articles", first)}
    assert tries["gone"] == 1, "a page that is not there is not there a second later"
    row = outcome(airflow, first)
    assert row["status"] == "partial"
    assert row["reason"].startswith("2 of 4 sources failed: gone (") and "404" in row["reason"]
    assert [(part["name"], part["status"]) for part in row["parts"]] == [
        ("files", "success"),
        ("courier", "success"),
        ("gone", "failed"),
        ("strict", "failed"),
    ]


def test_the_summary_ends_the_log_and_the_failure_is_told(airflow, first) -> None:
    log = airflow.log("ingest_articles", first, "summary")
    told = [line for line in log if line.startswith("files: success: 1 new documents with 1 articles")]
    assert told, log
    assert any(line.startswith("ingest_articles: partial: 2 of 4 sources failed: gone (") for line in log)
    failures = (airflow.settings.data_dir / "failures.log").read_text(encoding="utf-8")
    assert first in failures and "private_address" in failures


def test_what_went_through_is_announced_built_and_published(airflow, first) -> None:
    assert airflow.wait_for_build("ingest_articles", first)[""] == "success"
    builds = airflow.settle("build_warehouse")
    assert [(run["run_type"], run["state"]) for run in builds][-1] == ("asset_triggered", "success")
    with published(airflow) as warehouse:
        assert warehouse.execute("select wounded_best from fct_strikes where place = 'Sumy'").fetchone()
        assert warehouse.execute("select count(*) from dim_articles where publisher = 'Courier'").fetchone() == (2,)
        # The ingest run's row is published with what it brought.
        assert warehouse.execute("select status from run_outcomes where pipeline = 'ingest_articles'").fetchall() == [
            ("partial",)
        ]


def test_the_same_again_adds_nothing_and_publishes_nothing(airflow, first, inbox) -> None:
    airflow.settle("build_warehouse")
    before, batches = airflow.settings.pointer.resolve(), zone.batches(airflow.settings)
    states = airflow.run("ingest_articles", paths=[str(inbox)], sources=[])
    assert states[""] == "success"
    assert zone.batches(airflow.settings) == batches
    states = airflow.run("build_warehouse")
    assert {states[task] for task in ("dbt_build", "audit", "publish")} == {"skipped"}
    assert states["summary"] == states[""] == "success"
    assert airflow.settings.pointer.resolve() == before


def test_an_ingest_form_that_only_the_run_can_judge(airflow) -> None:
    # What else a form may have wrong, and how that is said: tests/pipeline/test_worklist.py.
    conf = {"paths": [], "sources": ["courir"]}
    fails_in_the_first_task(airflow, "ingest_articles", conf, "there is no source 'courir'; did you mean 'courier'?")


def test_ingest_url_takes_a_pasted_text_to_a_fact(airflow) -> None:
    text = STRIKE.replace("Sumy", "Kherson").replace("SUMY", "KHERSON")
    run_id = airflow.trigger("ingest_url", text=text, publisher="The Desk", published="2025-03-03")
    states = airflow.wait("ingest_url", run_id)
    assert states[""] == "success", states
    assert airflow.wait_for_build("ingest_url", run_id)[""] == "success"
    with published(airflow) as warehouse:
        found = warehouse.execute(
            "select killed_best, wounded_best, event_date::varchar from fct_strikes where place = 'Kherson' "
            "and event_date = date '2025-03-03'"
        ).fetchall()
        assert found == [(3, 11, "2025-03-03")]


@pytest.mark.parametrize(
    ("dag_id", "conf"),
    [
        ("ingest_articles", {"paths": "samples"}),
        ("ingest_url", {"addresses": ["ftp://example.org/a"]}),
        ("ingest_url", {"text": "x", "published": "yesterday"}),
        ("reprocess_articles", {"since": "yesterday"}),
        ("reprocess_articles", {"reader_version": 2}),
        ("maintenance", {"min_age_days": -1}),
        ("maintenance", {"deep": "yes"}),
        ("build_warehouse", {"force": "yes"}),
    ],
)
def test_what_a_form_refuses_is_refused_by_the_api(airflow, dag_id, conf) -> None:
    with pytest.raises(StackError, match="status 4"):
        airflow.trigger(dag_id, **conf)


def test_a_form_of_ingest_url_that_only_the_run_can_judge(airflow) -> None:
    fails_in_the_first_task(airflow, "ingest_url", {}, "give at least one address, or paste a text")


def test_an_address_of_ones_own_network_is_blocked_at_once(airflow) -> None:
    run_id = airflow.trigger("ingest_url", addresses=["http://127.0.0.1:9/secret"])
    states = airflow.wait("ingest_url", run_id)
    assert states["read [http://127.0.0.1:9/secret]"] == "failed"
    assert states["announce"] in ("skipped", "upstream_failed")
    assert states[""] == "failed"
    row = outcome(airflow, run_id)
    assert row["status"] == "failed" and "private_address" in row["reason"]


def test_reprocess_reads_again_and_says_how_many_claims_changed(airflow, first) -> None:
    run_id = airflow.trigger("reprocess_articles", sources=["files"], since="2020-01-01")
    states = airflow.wait("reprocess_articles", run_id)
    assert states == {
        "choose": "success",
        "reread": "success",
        "announce": "skipped",
        "summary": "success",
        "": "success",
    }
    log = airflow.log("reprocess_articles", run_id, "summary")
    assert any("1 documents read again" in line and "0 claims changed" in line for line in log), log


def test_a_form_of_reprocess_that_only_the_run_can_judge(airflow, first) -> None:
    conf = {"since": "2025-02-01", "until": "2025-01-01"}
    fails_in_the_first_task(airflow, "reprocess_articles", conf, "the first day (2025-02-01) lies after the last")


def test_maintenance_does_its_steps_and_says_so(airflow, first) -> None:
    airflow.settle("build_warehouse")
    run_id = airflow.trigger("maintenance", deep=True, vacuum=True, min_age_days=0)
    states = airflow.wait("maintenance", run_id)
    assert set(states.values()) == {"success"}, states
    log = airflow.log("maintenance", run_id, "summary")
    assert [line.partition(":")[0] for line in log] == ["compact", "prune", "vacuum", "check", "maintenance"]
    assert any("the build database was" in line for line in log)


def test_a_paused_build_misses_nothing(airflow, inbox) -> None:
    airflow.settle("build_warehouse")
    airflow.api.pause("build_warehouse")
    (inbox / "later.txt").write_text(STRIKE.replace("Sumy", "Izium").replace("SUMY", "IZIUM"), encoding="utf-8")
    assert airflow.run("ingest_articles", paths=[str(inbox)], sources=[])[""] == "success"
    airflow.api.unpause("build_warehouse")
    # What the clock does by itself.
    assert airflow.run("build_warehouse")[""] == "success"
    airflow.settle("build_warehouse")
    with published(airflow) as warehouse:
        assert warehouse.execute("select count(*) from fct_strikes where place = 'Izium'").fetchone() == (1,)


def published(airflow) -> duckdb.DuckDBPyConnection:
    return connect_published(airflow.settings)


def outcome(airflow, run_id: str) -> dict:
    return next(row for row in run_outcomes.read(airflow.settings) if row["run_id"] == run_id)


def fails_in_the_first_task(airflow, dag_id: str, conf: dict, sentence: str) -> None:
    """Red at once, with one sentence as the end of the log; nothing after it is done but the summary."""
    run_id = airflow.trigger(dag_id, **conf)
    states = airflow.wait(dag_id, run_id)
    assert {name: state for name, state in states.items() if state not in ("upstream_failed", "skipped")} == {
        "choose": "failed",
        "summary": "failed",
        "": "failed",
    }
    (choose,) = [task for task in airflow.api.tasks(dag_id, run_id) if task["task_id"] == "choose"]
    assert choose["try_number"] == 1
    assert sentence in airflow.log(dag_id, run_id, "choose")[-1]
    assert sentence in outcome(airflow, run_id)["reason"]
