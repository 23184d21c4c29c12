"""Twenty outlets, good and bad, through the real DAG: every fetch ends as it must, and no page is fetched twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from outlets import Newsstand, Row
from standalone import Standalone

from ingest.landing import run_outcomes, zone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def stand() -> Iterator[Newsstand]:
    with Newsstand() as servers:
        yield servers


@pytest.fixture(scope="module")
def airflow(stand: Newsstand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    folder = tmp_path_factory.mktemp("outlets")
    stack = Standalone(folder / "data", WARLEDGER_SOURCES=str(stand.write_sources(folder / "sources.yml")))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def run_all(airflow: Standalone, stand: Newsstand) -> tuple[dict[str, str], list[Row], str]:
    """One run of the DAG over all sources: task states, the outcomes that it added to the warehouse, the run's id."""
    before = {row[0] for row in outcomes(airflow)}
    run_id = airflow.trigger("ingest_articles", paths=[], sources=["all"])
    states = airflow.wait("ingest_articles", run_id, 900)
    assert airflow.wait_for_build("ingest_articles", run_id, 900)[""] == "success"
    added = [row[1:] for row in outcomes(airflow) if row[0] not in before]
    rows = [(name, role, stand.path(name, url), status, reason) for name, role, url, status, reason in added]
    return states, sorted(rows), run_id


def outcomes(airflow: Standalone) -> list[tuple]:
    """raw.fetch_outcomes as the build loaded it."""
    if not airflow.settings.build_db.exists():
        return []
    with duckdb.connect(str(airflow.settings.build_db), read_only=True) as connection:
        return connection.execute(
            "select outcome_id, source_name, role, url, status, reason_code from raw.fetch_outcomes"
        ).fetchall()


def test_two_runs_of_the_dag(airflow: Standalone, stand: Newsstand) -> None:
    states, rows, run_id = run_all(airflow, stand)
    failed = {name.removeprefix("read [").rstrip("]") for name, state in states.items() if state == "failed"}
    failed -= {"", "summary"}
    print("failed:", sorted(failed))
    assert rows == stand.expected(1)
    assert set(tries(airflow, run_id).values()) == {1}, "what a fetch has tried and told is not tried again"
    down = own_address_fails(stand)
    assert failed == down, "red are the outlets whose own address did not answer, and no others"
    (row,) = [row for row in run_outcomes.read(airflow.settings) if row["run_id"] == run_id]
    assert row["status"] == "partial"
    assert all(name in row["reason"] for name in down)
    batches = zone.batches(airflow.settings)
    snapshot = airflow.settings.pointer.resolve()
    print(f"first run: {len(rows)} fetches, {len(batches)} batches")
    for name, told in ((part["name"], part["told"]) for part in row["parts"]):
        print(f"  {name}: {told}")

    for server in stand.servers.values():
        server.seen.clear()
    states, rows, run_id = run_all(airflow, stand)
    assert rows == stand.expected(2)
    asked = {(name, path) for name, server in stand.servers.items() for path in server.hits}
    assert not asked & stand.had(), "a page that it had was asked for again"
    assert zone.batches(airflow.settings) == batches, "nothing new, so no batch"
    assert airflow.settings.pointer.resolve() == snapshot, "nothing new, so no publication"
    print(f"second run: {len(rows)} fetches, none of a page that it had")


def own_address_fails(stand: Newsstand) -> set[str]:
    """Outlets whose feed, sitemap or page does not come at all."""
    own = {str(block["name"]): stand.path(str(block["name"]), str(block["url"])) for block in stand.blocks}
    return {
        name for name, _, path, status, _ in stand.expected(1) if path == own[name] and status in ("failed", "blocked")
    }


def tries(airflow: Standalone, run_id: str) -> dict[str, int]:
    tasks = airflow.api.tasks("ingest_articles", run_id)
    return {task["rendered_map_index"]: task["try_number"] for task in tasks if task["task_id"] == "read"}


def test_the_sources_file_may_be_wrong_for_a_while(airflow: Standalone, stand: Newsstand) -> None:
    """A mistake in the file is told by the first task with its line; the DAG stays there."""
    path = Path(airflow.settings.sources)
    whole = path.read_text(encoding="utf-8")
    try:
        path.write_text(whole.replace("kind: feed", "kind: fed", 1), encoding="utf-8")
        run_id = airflow.trigger("ingest_articles", paths=[], sources=["all"])
        states = airflow.wait("ingest_articles", run_id)
        assert states["choose"] == "failed"
        assert "kind: is 'fed'" in airflow.log("ingest_articles", run_id, "choose")[-1]
    finally:
        path.write_text(whole, encoding="utf-8")
