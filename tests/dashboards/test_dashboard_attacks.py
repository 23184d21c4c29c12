"""Every attack on the SQL page through a running server, by two visitors at once: refused or stopped with one sentence,
and the server goes on. Part of `make test-browser`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain

import pytest
import snapshot_fixture
from browser import dashboard, whole
from dashboard_session import Run, Session
from sql_attacks import ATTACKS, ENDLESS

pytestmark = [pytest.mark.slow, whole]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data_dir = tmp_path_factory.mktemp("attacks") / "data"
    data_dir.mkdir()
    file = snapshot_fixture.publish(data_dir, "run-1")
    before = file.read_bytes()
    with dashboard(data_dir) as url:
        yield url
    assert file.read_bytes() == before


def said(run: Run) -> list[str]:
    """The lines below the answer's heading: the refusal."""
    lines = [text.body for text in run.of_type("text")]
    return lines[:-1]  # the last tells of the table that the schema browser shows


def test_every_attack_is_refused_or_stopped_and_the_server_goes_on(address: str):
    attacks = list(chain.from_iterable((*ATTACKS.values(), *ENDLESS.values())))
    problems: list[str] = []

    def visit(statements: list[str]) -> None:
        try:
            with Session(address) as session:
                session.open("sql")
                for sql in statements:
                    run = session.open("sql", values={"Statement": sql[:20_000], "Run": True})
                    refusal = said(run)
                    if run.errors or len(refusal) != 1 or "\n" in refusal[0] or run.of_type("download_button"):
                        problems.append(f"{sql[:80]!r}: {run.errors} {refusal}")
        except Exception as error:  # whatever it is, the test is to tell it
            problems.append(repr(error))

    threads = [threading.Thread(target=visit, args=(attacks[turn::2],)) for turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(900)
    assert problems == []
    with Session(address) as session:
        assert session.open("strikes").metrics["Strikes"] == "3"
        session.open("sql")
        run = session.open("sql", values={"Statement": "select 42 as answer", "Run": True})
        assert "1 row." in run.texts
