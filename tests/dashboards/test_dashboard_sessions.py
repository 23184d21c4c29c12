"""Many visitors of a real server while snapshots are published and pruned: no error, no page of two snapshots."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import snapshot_fixture
from browser import dashboard, whole
from dashboard_session import Run, Session

pytestmark = [pytest.mark.slow, whole]

VISITORS = 20
PUBLICATIONS = 10
SECONDS_BETWEEN = 3


def tables(number: int) -> dict[str, list[dict[str, Any]]]:
    """A snapshot that tells its number wherever one looks: so many strikes, each with so many killed and wounded."""
    made = snapshot_fixture.rows(f"run-{number:03}")
    strike = made["fct_strikes"][0]
    toll = {f"{name}_{level}": number for name in ("killed", "wounded") for level in ("low", "best", "high")}
    made["fct_strikes"] = [{**strike, **toll, "strike_id": f"s-{i}"} for i in range(number)]
    return made


def numbers_of(page: str, run: Run) -> set[int]:
    """The snapshots' numbers that a page shows, by its figures, notes and tables: one, unless two were mixed."""
    if page == "sql":
        return set()
    told = set()
    figures = run.metrics
    told |= {int(figures["Strikes"])} if "Strikes" in figures else set()
    for label in ("Killed", "Wounded", "Killed in strikes"):
        if label in figures:
            told.add(round(int(figures[label].replace(",", "")) ** 0.5))
    for text in run.texts:
        told |= {int(found) for found in re.findall(r"^(\d+) strikes?, all dates", text)}
    return told


def test_twenty_visitors_while_snapshots_are_published_and_pruned(data_dir: Path):
    files = [snapshot_fixture.publish(data_dir, "run-002", tables(2))]
    over = threading.Event()
    problems: list[str] = []
    seen: set[int] = set()
    runs = 0

    def visit(address: str, number: int) -> None:
        nonlocal runs
        pages = ("", "strikes", "strikes", "quality", "evidence", "sql")
        try:
            with Session(address) as session:
                turn = number
                while not over.is_set():
                    page = pages[turn % len(pages)]
                    run = session.open(page, "by=target" if turn % 2 and page == "strikes" else "")
                    told = numbers_of(page, run)
                    if run.errors or len(told) > 1 or (page in ("", "strikes") and not told):
                        problems.append(f"{page}: {run.errors} {told}")
                    seen.update(told)
                    runs += 1
                    turn += 1
        except Exception as error:  # whatever it is, the test is to tell it
            problems.append(repr(error))

    with dashboard(data_dir) as address:
        with Session(address) as first:
            first.open("strikes")
        threads = [threading.Thread(target=visit, args=(address, number)) for number in range(VISITORS)]
        for thread in threads:
            thread.start()
        for number in range(3, 3 + PUBLICATIONS):
            files.append(snapshot_fixture.publish(data_dir, f"run-{number:03}", tables(number)))
            while len(files) > 3:
                files.pop(0).unlink()
            time.sleep(SECONDS_BETWEEN)
        over.set()
        for thread in threads:
            thread.join(120)
        with Session(address) as last:
            assert numbers_of("strikes", last.open("strikes")) == {PUBLICATIONS + 2}
    assert problems == []
    assert runs > VISITORS
    assert len(seen) >= PUBLICATIONS // 2
