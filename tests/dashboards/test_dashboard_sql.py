"""The SQL page: reading works; writing, files, network, extensions, settings and endless statements do not."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import snapshot_fixture

from dashboards import sql_console, sql_worker
from dashboards.examples import EXAMPLES
from dashboards.sql_worker import Refused, answer


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


ATTACKS = [
    "",
    "   -- nothing",
    "select 1; select 2",
    "select 1; drop table fct_strikes",
    "select 1 /* ; */; attach 'x.duckdb'",
    "drop table fct_strikes",
    "delete from fct_strikes",
    "update fct_strikes set killed_best = 0",
    "insert into fct_strikes (strike_id) values ('x')",
    "truncate fct_strikes",
    "alter table fct_strikes add column x int",
    "create table x as select 1",
    "create temp table x as select 1",
    "create view x as select 1",
    "create macro f(a) as a + 1",
    "create secret s (type s3)",
    "comment on table fct_strikes is 'x'",
    "begin transaction",
    "checkpoint",
    "vacuum",
    "analyze",
    "attach ':memory:' as m",
    "attach '/tmp/x.duckdb' as x",
    "detach warehouse",
    "use memory",
    "copy fct_strikes to '/tmp/stolen.csv'",
    "copy (select 1) to '/tmp/stolen.parquet' (format parquet)",
    "export database '/tmp/stolen'",
    "import database '/tmp/stolen'",
    "install httpfs",
    "load httpfs",
    "load '/tmp/evil.duckdb_extension'",
    "set enable_external_access = true",
    "set memory_limit = '100GB'",
    "set lock_configuration = false",
    "reset memory_limit",
    "pragma enable_external_access",
    "pragma memory_limit = '100GB'",
    "call pragma_version()",
    "prepare p as select 1",
    "execute p",
    "deallocate p",
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/proc/self/environ')",
    "select * from read_parquet('https://example.org/x.parquet')",
    "select * from read_json('s3://bucket/x.json')",
    "select * from '/etc/passwd'",
    "select * from 'https://example.org/x.csv'",
    "select * from glob('/etc/*')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from parquet_metadata('/tmp/x.parquet')",
    "select * from sqlite_scan('/tmp/x.db', 't')",
    "select * from postgres_query('x', 'select 1')",
    "select getenv('PATH')",
    "select * from query('drop table fct_strikes')",
    "select * from query('select 1; select 2')",
    "select * from query_table('/etc/passwd')",
    "select * from path",
    "select * from connection",
    "with x as (delete from fct_strikes returning *) select * from x",
    "explain analyze delete from fct_strikes",
    "explain copy fct_strikes to '/tmp/stolen.csv'",
    "select * from duckdb_extensions() where load_extension('httpfs')",
    "selec 1",
    "select * from no_such_table",
    "select '\x00'; drop table fct_strikes",
]


def test_there_are_attacks_enough():
    assert len(set(ATTACKS)) >= 40


@pytest.mark.parametrize("sql", ATTACKS)
def test_attacks_are_refused_with_a_sentence(path, sql):
    with pytest.raises(Refused) as refusal:
        answer(path, sql, 100)
    assert str(refusal.value).strip()
    assert "\n" not in str(refusal.value)


def test_rows_are_cut_by_number_and_by_size(path, monkeypatch):
    result = answer(path, "from range(1000000000)", 1234)
    assert (result.table.num_rows, result.is_cut) == (1234, True)
    assert not answer(path, "from range(10)", 10).is_cut
    monkeypatch.setattr(sql_worker, "MAX_BYTES", 1_000_000)
    result = answer(path, "select repeat('x', 100000) as x from range(1000)", 10_000)
    assert result.is_cut
    assert 1 <= result.table.num_rows <= 10


def test_columns_of_one_name_stay_apart(path):
    assert answer(path, "select 1 as a, 2 as a", 1).table.column_names == ["a", "a (2)"]


@pytest.mark.slow
class TestProcess:
    """What only a process of its own can stop."""

    @pytest.mark.parametrize(
        "sql",
        [
            "select count(*) from range(100000000000) a, range(1000) b",
            "with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t",
            "select max(a.range * b.range) from range(10000000) a, range(10000000) b",
        ],
    )
    def test_endless_statements_end(self, path, sql):
        began = time.monotonic()
        with pytest.raises(Refused, match="stopped after 2 seconds"):
            sql_console.run(str(path), sql, max_seconds=2)
        assert time.monotonic() - began < 10

    @pytest.mark.parametrize(
        "sql",
        [
            "select list(range) from range(2000000000)",
            "select string_agg(repeat('x', 100000), '') from range(1000000)",
            "select * from range(500000000) order by hash(range)",
        ],
    )
    def test_statements_that_eat_memory_end(self, path, sql):
        with pytest.raises(Refused, match=r"memory|stopped after"):
            sql_console.run(str(path), sql, max_seconds=15)

    def test_rows_come_through_with_nulls_and_types(self, path):
        result = sql_console.run(str(path), "select null::int as a, date '2025-02-12' as b, ['x'] as c, 'ї' as d")
        row = result.table.to_pylist()[0]
        assert (row["a"], row["b"].isoformat(), row["c"], row["d"]) == (None, "2025-02-12", ["x"], "ї")
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
