"""A failing dbt test or critical expectation: the published warehouse stays, the run fails and names the rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import rows

from ingest.landing import zone
from ingest.pipeline.build import BuildError, build
from ingest.settings import Settings
from ingest.warehouse import runs
from ingest.warehouse.connect import connect_published, published_path
from ingest.warehouse.load import open_build

pytestmark = [pytest.mark.slow, pytest.mark.proof]


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("good") / "data"
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder)})
    zone.write_batch(settings, "b1", [rows.result()])
    build(settings)
    return folder


@pytest.fixture
def warehouse(published, tmp_path) -> Settings:
    shutil.copytree(published, tmp_path / "data", symlinks=True)
    return Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "data")})


def spoil(settings: Settings, statement: str) -> None:
    """What no loader does: change a row of the raw layer under the build."""
    with open_build(settings) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        # dbt: a quote that is not in its article
        ("update raw.strike_claims set quote = 'words that nobody wrote'", "quote"),
        # Great Expectations: a date that dbt has no opinion on
        (
            "update raw.strike_claims set event_date = date '2010-05-01', date_start = null, date_end = null",
            "before the war",
        ),
    ],
)
def test_a_failing_check_keeps_the_old_snapshot(warehouse, statement, told):
    before = published_path(warehouse)
    spoil(warehouse, statement)
    with pytest.raises(BuildError, match="the published warehouse stays as it was") as failure:
        build(warehouse, force=True)
    assert told in str(failure.value)
    assert published_path(warehouse) == before
    with connect_published(warehouse) as connection:
        assert connection.execute("select count(*) from fct_strikes").fetchone() == (1,)
    record = runs.latest(warehouse)
    assert record is not None
    assert record["status"] == "failed"
    failed = [check for step in record["checks"].values() for check in step if check["status"] == "fail"]
    assert any(check["examples"] for check in failed), "failing rows are kept with their keys"


def test_put_right_the_next_run_publishes(warehouse):
    before = published_path(warehouse)
    spoil(warehouse, "update raw.strike_claims set quote = 'words that nobody wrote'")
    warehouse.build_db.unlink()  # the landing zone still has what was read
    assert build(warehouse, force=True).status == "published"
    assert published_path(warehouse) != before


def test_a_build_of_new_articles_leaves_only_seeds_views_of_staging_and_tests_of_seeds(warehouse):
    whole = dbt_nodes(warehouse)
    zone.write_batch(warehouse, "b2", [rows.result("b.txt")])
    build(warehouse)
    left_out = whole - dbt_nodes(warehouse)
    seeds = {name for kind, name, _ in whole if kind == "seed"}
    views = {name for kind, name, _ in whole if kind == "model" and name.startswith("stg_raw__")}
    assert {kind for kind, _, _ in left_out} == {"seed", "model", "test"}
    assert {of for _, _, of in left_out} == seeds | views
    assert {of for kind, _, of in left_out if kind == "test"} <= seeds


def dbt_nodes(settings: Settings) -> set[tuple[str, str, str]]:
    """What dbt ran for the published snapshot: kind, name, and the table that it makes or tests."""
    with connect_published(settings) as connection:
        return set(
            connection.execute(
                "select check_kind, check_name, object_name from quality_results where origin = 'dbt'"
            ).fetchall()
        )
