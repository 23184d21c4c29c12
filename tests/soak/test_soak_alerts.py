"""A number changes on a running Airflow, by another report and by a correction: the webhook hears of it each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standalone import Standalone
from webhook import Hook, listening

from ingest.warehouse.connect import connect_published

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

REPORT = (
    "Drones hit a depot in Sumy\n\nSUMY, Ukraine, March {day}, 2025 - A Russian drone strike on Sumy killed {killed} "
    "people and wounded eleven on Monday, Governor Oleh Hryhorov said.\n"
)
#: The second asks for what the reports do not tell of.
ALERTS = """
- name: sumy
  kind: strikes
  filter: {region: Sumy Oblast}
  to: [webhook]
- name: aid
  kind: aid
  to: [webhook]
"""


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as server:
        yield server


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Iterator[Standalone]:
    folder = tmp_path_factory.mktemp("alerts")
    (folder / "alerts.yml").write_text(ALERTS, encoding="utf-8")
    stack = Standalone(
        folder / "data", WARLEDGER_ALERTS=str(folder / "alerts.yml"), WARLEDGER_NOTIFY_WEBHOOK=hook.address
    )
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def told(airflow: Standalone, hook: Hook, dag_id: str, **conf: Any) -> list[dict[str, Any]]:
    """What the webhook hears of a run of this DAG, once what it announced is built and `send_alerts` has followed."""
    before, n_runs = len(hook.posted), len(airflow.api.latest_runs("send_alerts"))
    run_id = airflow.trigger(dag_id, **conf)
    assert airflow.wait(dag_id, run_id)[""] == "success"
    assert airflow.wait_for_build(dag_id, run_id)[""] == "success"
    runs = airflow.settle("send_alerts")
    while len(runs) == n_runs:
        runs = airflow.settle("send_alerts")
    assert (runs[0]["run_type"], runs[0]["state"]) == ("asset_triggered", "success")
    return hook.posted[before:]


def test_the_webhook_hears_of_what_changed_and_of_nothing_else(airflow: Standalone, hook: Hook, tmp_path: Path) -> None:
    def ingest(day: int, killed: str) -> list[dict[str, Any]]:
        (tmp_path / f"{day}.txt").write_text(REPORT.format(day=day, killed=killed), encoding="utf-8")
        return told(airflow, hook, "ingest_articles", paths=[str(tmp_path / f"{day}.txt")], sources=[])

    assert ingest(3, "three") == [], "an alert begins with the next publication"
    with connect_published(airflow.settings) as warehouse:
        ((fact, killed),) = warehouse.execute("select strike_id, killed_best from fct_strikes").fetchall()
    assert killed == 3

    (message,) = ingest(4, "five")
    assert message["alert"] == "sumy"
    (item,) = message["items"]
    assert item["url"].endswith(f"/f/{fact}")
    assert {"column": "killed_best", "old": 3, "new": 5} in item["changes"]

    (message,) = told(
        airflow, hook, "correct_facts", action="value", by="Olena", why="six, by the bulletin", ids=[fact],
        values=["killed=6"],
    )  # fmt: skip
    (item,) = message["items"]
    assert item["title"].startswith("Corrected: Sumy")
    changes = {change["column"]: (change["old"], change["new"]) for change in item["changes"]}
    assert changes["killed_best"] == (5, 6)
    assert changes["reviewed_by"] == (None, "Olena")
