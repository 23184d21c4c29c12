"""An editor's way in a browser: the form of `ingest_url` filled in, the run followed, the new fact on the dashboard."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standalone import Standalone

from ingest.warehouse.connect import connect_published
from localstack import service

sys.path.insert(0, str(Path(__file__).parents[1] / "dashboards"))
from browser import Visit, chromium, needs_chromium

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(1800), needs_chromium]

TEXT = """Night drones set a grain depot on fire in Izmail

IZMAIL, Ukraine, March 14, 2025 - A Russian drone strike on a grain depot in Izmail killed two people and wounded nine \
on Friday, Odesa Oblast Governor Oleh Kiper said.

Firefighters worked until the morning, he added.
"""


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """Airflow and the dashboard over an empty data folder: the first facts are those of the form."""
    stack = Standalone(tmp_path_factory.mktemp("browser"))
    try:
        stack.start()
        service.start(stack.settings, stack.lines.append, "dashboard")
        service.wait_for(stack.home, "dashboard", stack.lines.append)
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="module")
def pictures(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: docs/images when they are asked for, as the dashboard's tests do."""
    return root / "docs" / "images" if os.environ.get("WARLEDGER_SCREENSHOTS") else tmp_path_factory.mktemp("pictures")


def test_from_the_form_to_the_dashboard(airflow: Standalone, pictures: Path) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        run_id = fill_in_the_form(airflow, page, pictures)
        follow_the_run(airflow, page, run_id, pictures)
        states = airflow.wait("ingest_url", run_id, 600)
        assert states[""] == "success", states
        assert airflow.wait_for_build("ingest_url", run_id, 900)[""] == "success"
        with connect_published(airflow.settings) as warehouse:
            (found,) = warehouse.execute(
                "select strike_id, killed_best, wounded_best from fct_strikes"
                " where place = 'Izmail' and event_date = date '2025-03-14'"
            ).fetchall()
        assert found[1:] == (2, 9)
        with Visit(browser, airflow.home.dashboard_url, 1280, 900) as visit:
            shown = visit.open(f"strikes?fact={found[0]}")
            shown.get_by_text("killed two people and wounded nine").first.wait_for()
            shown.get_by_text("killed two people and wounded nine").first.scroll_into_view_if_needed()
            shown.wait_for_timeout(1500)
            shown.screenshot(path=str(pictures / "airflow-new-fact.png"))
            assert not visit.problems(), visit.problems()
    print(f"pictures in {pictures}: {', '.join(sorted(path.name for path in pictures.glob('airflow-*.png')))}")


def fill_in_the_form(airflow: Standalone, page: Any, pictures: Path) -> str:
    """Sign in, open the form, see what its fields are called, fill it in; gives the run's id."""
    user, password = airflow.home.login()
    page.goto(f"{airflow.home.airflow_url}/dags/ingest_url")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url("**/dags/ingest_url**")
    before = {run["dag_run_id"] for run in airflow.api.latest_runs("ingest_url")}
    page.get_by_role("button", name="Trigger Dag").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#element_text").wait_for()
    for words in ("Addresses", "Text", "Headline", "Publisher", "Day of publication"):
        assert words in dialog.inner_text(), words
    assert "*" not in dialog.inner_text(), "no field is required by itself: addresses or a text"
    # Written into and emptied again: the form then sends null.
    dialog.locator("#element_addresses").fill("https://example.org/")
    dialog.locator("#element_addresses").fill("")
    dialog.locator("#element_text").fill(TEXT)
    dialog.locator("#element_publisher").fill("The Desk")
    dialog.locator("#element_published").fill("2025-03-14")
    page.wait_for_timeout(1000)
    page.set_viewport_size({"width": 1280, "height": 1500})
    page.wait_for_timeout(1000)
    page.screenshot(path=str(pictures / "airflow-ingest-url.png"))
    dialog.get_by_role("button", name="Trigger", exact=True).click()
    dialog.wait_for(state="hidden")
    page.set_viewport_size({"width": 1280, "height": 900})
    for _ in range(60):
        new = {run["dag_run_id"] for run in airflow.api.latest_runs("ingest_url")} - before
        if new:
            return str(new.pop())
        page.wait_for_timeout(500)
    raise AssertionError("the form started no run")


def follow_the_run(airflow: Standalone, page: Any, run_id: str, pictures: Path) -> None:
    """Until the last task is green; its log ends with the run's summary."""
    airflow.wait("ingest_url", run_id, 600)
    page.goto(f"{airflow.home.airflow_url}/dags/ingest_url/runs/{run_id}")
    page.get_by_text("summary").first.wait_for()
    page.get_by_text("pasted text").first.wait_for()
    page.wait_for_timeout(2000)
    page.screenshot(path=str(pictures / "airflow-run.png"))
    page.goto(f"{airflow.home.airflow_url}/dags/ingest_url/runs/{run_id}/tasks/summary")
    page.get_by_text("ingest_url: success").last.wait_for()
    page.wait_for_timeout(2000)
    page.screenshot(path=str(pictures / "airflow-summary.png"))
    assert airflow.log("ingest_url", run_id, "summary")[-1] == "ingest_url: success"
