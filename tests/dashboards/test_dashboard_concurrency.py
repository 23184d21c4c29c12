"""Many readers while snapshots are published: no error, and no reader sees two snapshots in one page run."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import snapshot_fixture

from dashboards import queries
from dashboards.queries import Scope
from dashboards.snapshot import open_published
from ingest.settings import Settings

READERS = 20
PUBLICATIONS = 8


def _tables(number: int) -> dict:
    """A snapshot that tells its number in two tables: as run_id, and as its count of strikes."""
    tables = snapshot_fixture.rows(f"run-{number:03}")
    tables["fct_strikes"] = [
        {**tables["fct_strikes"][0], "strike_id": f"s-{i}", "killed_best": number} for i in range(number)
    ]
    return tables


def test_twenty_readers_while_snapshots_are_published_and_pruned(data_dir: Path):
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(data_dir)})
    snapshot_fixture.publish(data_dir, "run-001", _tables(1))
    over = threading.Event()
    problems: list[str] = []
    seen: set[int] = set()

    def read() -> None:
        while not over.is_set():
            try:
                snapshot = open_published(settings)
                before = queries.publications(snapshot.rows)["run_id"].iloc[0]
                count = queries.counts(snapshot.rows, "strike", Scope())["n_facts"]
                best = queries.fact_table(snapshot.rows, "strike", Scope())["killed_best"].max()
                if not int(before.removeprefix("run-")) == count == best:
                    problems.append(f"{before} with {count} strikes and {best} killed")
                seen.add(int(count))
            except Exception as error:  # whatever it is, the test is to tell it
                problems.append(repr(error))
            time.sleep(0.01)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    published = [data_dir / "published" / "warehouse-run-001.duckdb"]
    for number in range(2, PUBLICATIONS + 1):
        published.append(snapshot_fixture.publish(data_dir, f"run-{number:03}", _tables(number)))
        while len(published) > 2:
            published.pop(0).unlink()
        time.sleep(0.3)
    over.set()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert len(seen) >= PUBLICATIONS // 2
    assert max(seen) == PUBLICATIONS
