"""The SQL page: reading works; writing, files, network, extensions, settings and endless statements do not."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
import snapshot_fixture
from sql_attacks import ATTACKS, ENDLESS

from dashboards import queries, sql_console, sql_worker
from dashboards.examples import EXAMPLES
from dashboards.snapshot import Snapshot
from dashboards.sql_answers import Outcome, about_table, outcome_of
from dashboards.sql_worker import Refused, answer
from ingest.warehouse.connect import connect_path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = snapshot_fixture.write_snapshot(tmp_path_factory.mktemp("sql") / "warehouse.duckdb")
    before = file.read_bytes()
    yield file
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == ["warehouse.duckdb"]


@pytest.mark.parametrize(
    "sql",
    [
        "from fct_strikes",
        "select 1;",
        "with t as (select 1 as a) select * from t",
        "values (1), (2)",
        "table fct_strikes",
        "describe fct_strikes",
        "show tables",
        "summarize fct_strikes",
        "explain select 1",
        "-- a comment\nselect 1 /* another */",
        "pivot fct_strikes on attacker_country in ('RU', 'UA') using count(*)",
        *EXAMPLES.values(),
    ],
)
def test_reading_statements_are_answered(path, sql):
    assert answer(path, sql, 100).table.num_columns >= 1


def test_there_are_attacks_enough():
    assert len(set(chain.from_iterable((*ATTACKS.values(), *ENDLESS.values())))) >= 300


@pytest.mark.parametrize("kind", ATTACKS)
def test_attacks_are_refused_with_a_sentence(path, kind):
    for sql in ATTACKS[kind]:
        with pytest.raises(Refused) as refusal:
            answer(path, sql, 100)
            pytest.fail(f"answered: {sql[:100]!r}")
        assert str(refusal.value).strip(), sql
        assert "\n" not in str(refusal.value), sql


def test_names_of_columns_and_texts_are_no_attack(path):
    sql = (
        "select place as query, 'settings; drop table x -- ' as text from fct_strikes where place <> 'select * from x'"
    )
    assert answer(path, sql, 100).table.column_names == ["query", "text"]


def test_values_that_no_table_shows_are_told(path):
    for sql in ("select * from test_all_types()", "select date '290000-01-01' as d"):
        with pytest.raises(Refused, match="varchar"):
            sql_console.frame_of(answer(path, sql, 100))
    assert sql_console.frame_of(answer(path, "select 1 as a", 1))["a"].tolist() == [1]


def test_rows_are_cut_by_number_and_by_size(path, monkeypatch):
    result = answer(path, "from range(1000000000)", 1234)
    assert (result.table.num_rows, result.is_cut) == (1234, True)
    assert not answer(path, "from range(10)", 10).is_cut
    monkeypatch.setattr(sql_worker, "MAX_BYTES", 1_000_000)
    result = answer(path, "select repeat('x', 100000) as x from range(1000)", 10_000)
    assert result.is_cut
    assert result.table.num_rows * sql_worker.MAX_CELL <= 1_000_000
    assert {len(text) for text in result.table["x"].to_pylist()} == {sql_worker.MAX_CELL}
    monkeypatch.setattr(sql_worker, "MAX_CELLS", 30)
    assert answer(path, "select range as a, range as b, range as c from range(100)", 10_000).table.num_rows == 10


def test_nested_values_come_as_text_of_limited_length(path):
    table = answer(path, "select list({'a': true}) as l, 'x'::blob as b, 1 as n from range(100000)", 10).table
    assert [str(kind) for kind in table.schema.types] == ["string", "string", "int32"]
    assert len(table["l"][0].as_py()) == sql_worker.MAX_CELL
    assert table["l"][0].as_py().endswith("…")
    assert table["b"][0].as_py() == "x"


def test_columns_of_one_name_stay_apart(path):
    assert answer(path, "select 1 as a, 2 as a", 1).table.column_names == ["a", "a (2)"]


def test_what_the_page_says_of_an_answer():
    table = pa.table({"a": [1, 2]})
    outcome = Outcome("new", "", table, table.to_pandas(), is_cut=True)
    assert outcome.note("new") == "2 rows. More were cut off: the limit is reached."
    assert "A newer warehouse has been published since" in outcome.note("newer")


def test_a_table_is_told_in_words(path):
    with connect_path(path) as connection:
        schema = queries.schema(Snapshot(str(path), connection).rows)
    about, columns = about_table(schema, "fct_strikes")
    assert about == "3 rows."
    assert columns["column_comment"].tolist() == [""] * len(columns)
    assert "strike_id" in set(columns["column_name"])
    assert about_table(schema, "no such")[0] == ""


@pytest.mark.slow
class TestProcess:
    """What only a process of its own can stop."""

    @pytest.mark.parametrize("kind", ENDLESS)
    def test_endless_statements_end(self, path, kind):
        for sql in ENDLESS[kind][:1]:
            began = time.monotonic()
            with pytest.raises(Refused, match=r"memory|stopped after 3 seconds"):
                sql_console.run(str(path), sql, max_seconds=3)
            assert time.monotonic() - began < 10, sql

    def test_a_statement_of_the_page_has_its_outcome(self, path):
        outcome = outcome_of(str(path), "select 1 as a", lambda gone: None)
        assert (outcome.refusal, outcome.frame["a"].tolist(), outcome.table.num_rows) == ("", [1], 1)
        refused = outcome_of(str(path), "drop table fct_strikes", lambda gone: None)
        assert refused.frame is None
        assert refused.refusal.startswith("Only reading statements run here")

    def test_rows_come_through_with_nulls_and_types(self, path):
        result = sql_console.run(str(path), "select null::int as a, date '2025-02-12' as b, ['x'] as c, 'ї' as d")
        row = result.table.to_pylist()[0]
        assert (row["a"], row["b"].isoformat(), row["c"], row["d"]) == (None, "2025-02-12", "[x]", "ї")
        assert not result.is_cut

    def test_cancelling_ends_the_process(self, path):
        class Cancelled(Exception):
            pass

        def cancel(gone: float) -> None:
            if gone > 1:
                raise Cancelled

        with pytest.raises(Cancelled):
            sql_console.run(str(path), "select count(*) from range(100000000000)", while_waiting=cancel)
        assert sql_console.run(str(path), "select 1 as a").table.to_pylist() == [{"a": 1}]

    def test_a_worker_that_is_killed_is_told_as_a_refusal(self, path):
        def kill(gone: float) -> None:
            if gone > 0.7:
                for worker in psutil.Process().children():
                    worker.kill()

        with pytest.raises(Refused, match="was ended"):
            sql_console.run(str(path), "select count(*) from range(100000000000)", while_waiting=kill)

    def test_the_worker_dies_with_the_process_that_started_it(self, path):
        endless = "select count(*) from range(100000000000)"
        parent = subprocess.Popen(
            [sys.executable, "-c", f"from dashboards import sql_console; sql_console.run({str(path)!r}, {endless!r})"]
        )
        try:
            deadline = time.monotonic() + 60
            while not (workers := psutil.Process(parent.pid).children()) and time.monotonic() < deadline:
                time.sleep(0.1)
            while workers[0].cpu_times().user < 1 and time.monotonic() < deadline:
                time.sleep(0.1)  # it holds itself from its start; by now it runs the statement
        finally:
            parent.kill()
            parent.wait()
        _, alive = psutil.wait_procs(workers, timeout=30)
        assert alive == []

    def test_only_so_many_run_at_once(self, path):
        started = [threading.Event() for _ in range(sql_console.MAX_RUNNING)]

        def occupy(event: threading.Event) -> None:
            with pytest.raises(Refused):
                sql_console.run(
                    str(path), "select count(*) from range(100000000000)", max_seconds=4,
                    while_waiting=lambda gone: event.set(),
                )  # fmt: skip

        threads = [threading.Thread(target=occupy, args=(event,)) for event in started]
        for thread in threads:
            thread.start()
        for event in started:
            assert event.wait(10)
        with pytest.raises(Refused, match="running already"):
            sql_console.run(str(path), "select 1")
        for thread in threads:
            thread.join(20)
        assert sql_console.run(str(path), "select 1 as a").table.num_rows == 1

    def test_the_worker_gets_nothing_of_the_environment(self, path, monkeypatch):
        monkeypatch.setenv("WARLEDGER_SECRET_OF_THE_TEST", "hidden")
        seen = []

        def look(gone: float) -> None:
            for worker in psutil.Process().children():
                with contextlib.suppress(psutil.Error):
                    # Just forked, it still shows its parent's; a moment later its own.
                    if gone > 0.5:
                        seen.append(worker.environ())

        with pytest.raises(Refused):
            sql_console.run(str(path), "select count(*) from range(100000000000)", max_seconds=1, while_waiting=look)
        assert seen
        assert not any("SECRET" in name for environment in seen for name in environment)


@pytest.mark.slow
def test_the_page_runs_a_statement_and_tells_a_refusal(published, app):
    test = app("sql")
    assert not test.exception
    test.text_area(key="sql").input("select count(*) as n from fct_strikes")
    test.button(key="run").click().run()
    assert not test.exception
    assert test.dataframe[0].value["n"].tolist() == [3]
    test.text_area(key="sql").input("drop table fct_strikes")
    test.button(key="run").click().run()
    assert not test.exception
    assert any("Only reading statements run here" in text.value for text in test.text)
    test.selectbox(key="table").select("fct_interceptions").run()
    assert "weapon_class" in set(test.dataframe[-1].value["column_name"])


def test_the_page_is_not_run_by_a_link(published, app):
    test = app("sql", sql="select 1")
    assert test.text_area(key="sql").value == "select 1"
    assert "Answer" not in [header.value for header in test.header]
