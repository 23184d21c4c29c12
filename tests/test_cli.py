"""The command line as people use it: help everywhere, one clear line per error, the contract's output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import psutil
import pytest

from ingest.cli import main

COMMANDS = ("extract", "ingest", "build", "run", "status", "sql", "backup", "restore", "stack")


def warledger(*arguments: str, data: Path | None = None, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the console script's module as a process of its own."""
    environment = {**os.environ, **({"WARLEDGER_DATA_DIR": str(data)} if data else {})}
    return subprocess.run(
        [sys.executable, "-m", "ingest", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        input=stdin,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    answer = warledger(command, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith(f"usage: warledger {command}")


def test_without_a_command_the_help_is_shown():
    answer = warledger()
    assert answer.returncode == 2
    assert all(command in answer.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("extract", "no/such/folder"), "no/such/folder"),
        (("ingest", "no/such/folder"), "no/such/folder"),
        (("sql", "select 1"), "no warehouse has been published"),
    ],
)
def test_an_error_is_one_line_and_no_traceback(tmp_path, arguments, message):
    answer = warledger(*arguments, data=tmp_path / "data")
    assert answer.returncode == 1
    assert answer.stderr.startswith("warledger: ")
    assert message in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert answer.stdout == ""


def test_debug_shows_the_traceback(tmp_path):
    answer = warledger("sql", "select 1", "--debug", data=tmp_path / "data")
    assert answer.returncode == 1
    assert "Traceback" in answer.stderr


def test_a_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv("WARLEDGER_KEEP_SNAPSHOTS", "three")
    answer = warledger("status")
    assert answer.returncode == 1
    assert "WARLEDGER_KEEP_SNAPSHOTS must be a whole number" in answer.stderr


def test_status_of_an_empty_folder_says_what_to_do(tmp_path):
    answer = warledger("status", data=tmp_path / "data")
    assert answer.returncode == 0
    assert "make demo" in answer.stdout


def test_extract_prints_the_contract_rows(tmp_path):
    text = (
        "Kyiv, Ukraine (Test Wire) Feb 12, 2025\n\n"
        "Ukraine's air force said on Wednesday that it shot down 40 of 55 drones that Russia launched overnight.\n"
    )
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    answer = warledger("extract", str(tmp_path), "--body")
    assert answer.returncode == 0
    (row,) = [json.loads(line) for line in answer.stdout.splitlines()]
    assert row["source_uri"].endswith("one.txt")
    assert row["published_at"] == "2025-02-12"
    (claim,) = row["interceptions"]
    assert (claim["launched"], claim["intercepted"], claim["weapon_class"]) == (55, 40, "drone")
    assert claim["defender_country"] == "UA"
    assert claim["event_date"] == "2025-02-12"
    assert row["body"][claim["char_start"] : claim["char_end"]] == claim["quote"]
    assert {"strikes", "aid_packages", "meetings"} <= row.keys()
    assert "empty.txt: empty" in answer.stderr


def test_extract_with_nothing_readable_fails(tmp_path):
    (tmp_path / "empty.txt").touch()
    answer = warledger("extract", str(tmp_path))
    assert answer.returncode == 1
    assert "no article could be read" in answer.stderr


@pytest.mark.parametrize("style", ["table", "csv", "json"])
def test_sql_answers_in_every_format(sample_warehouse, style):
    query = "select count(*) as n from dim_articles"
    answer = warledger("sql", query, "--format", style, data=sample_warehouse.data_dir)
    assert answer.returncode == 0
    assert "n" in answer.stdout
    if style == "csv":
        assert answer.stdout.splitlines()[0] == "n"
    if style == "json":
        assert json.loads(answer.stdout)["n"] > 40


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select * from nothing_there", "nothing_there"),
        ("selec 1", "syntax error"),
        ("select 1; select 2", "one statement at a time"),
        ("drop table fct_strikes", "read-only"),
        ("copy fct_strikes to '/tmp/leak.csv'", "disabled"),
        ("select * from read_text('/etc/hostname')", "disabled"),
    ],
)
def test_a_refused_query_is_one_clear_line(sample_warehouse, query, message):
    answer = warledger("sql", query, data=sample_warehouse.data_dir)
    assert answer.returncode == 1
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_sql_joins_a_table_of_the_users_and_writes_a_file(sample_warehouse, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(sample_warehouse.data_dir))
    (tmp_path / "towns.csv").write_text("town,people\nKharkiv,1400000\n", encoding="utf-8")
    query = "select f.strike_id, t.people from fct_strikes f join towns t on t.town = f.place"
    mine = ("--with", f"towns={tmp_path / 'towns.csv'}")
    for ending in ("csv", "parquet", "xlsx"):
        answer = warledger(
            "sql", query, *mine, "--out", str(tmp_path / f"out.{ending}"), data=sample_warehouse.data_dir
        )
        assert answer.returncode == 0, answer.stderr
    frames = [
        pl.read_csv(tmp_path / "out.csv"), pl.read_parquet(tmp_path / "out.parquet"),
        pl.from_pandas(pd.read_excel(tmp_path / "out.xlsx", engine="calamine")),
    ]  # fmt: skip
    assert frames[0].height > 0
    again = ("--with", f"mine={tmp_path / 'out.xlsx'}")
    capsys.readouterr()
    assert main(["sql", "select count(*) as n from mine", *again, "--format", "csv"]) == 0
    assert capsys.readouterr().out.split() == ["n", str(frames[0].height)]
    assert frames[0].rows() == frames[1].rows() == frames[2].rows()


@pytest.mark.parametrize(
    ("mine", "message"),
    [
        ("fct_strikes=t.csv", "is a table of the warehouse"),
        ("a b=t.csv", "is no name for a table"),
        ("t=/etc/hostname", "only .csv, .parquet, .xlsx"),
        ("t=nowhere.csv", "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_brought_is_named(sample_warehouse, mine, message, monkeypatch, capsys):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(sample_warehouse.data_dir))
    assert main(["sql", "select 1", "--with", mine]) == 1
    assert message in capsys.readouterr().err


def test_sql_reads_standard_input(sample_warehouse):
    answer = warledger("sql", data=sample_warehouse.data_dir, stdin="select 41 + 1 as x")
    assert "42" in answer.stdout


def test_status_of_a_published_warehouse(sample_warehouse):
    answer = warledger("status", "--json", data=sample_warehouse.data_dir)
    facts = json.loads(answer.stdout)
    assert facts["publication"]["n_articles"] > 40
    assert facts["last_run"]["status"] == "published"
    assert any(row["status"] == "pass" for row in facts["checks"])
    plain = warledger("status", data=sample_warehouse.data_dir)
    assert "facts: " in plain.stdout


@pytest.mark.parametrize("style", ["table", "csv"])
def test_ctrl_c_ends_a_query_without_a_traceback(tmp_path: Path, style: str):
    (tmp_path / "published").mkdir()
    duckdb.connect(str(tmp_path / "published" / "a.duckdb")).close()
    (tmp_path / "warehouse.duckdb").symlink_to(tmp_path / "published" / "a.duckdb")
    endless = "select count(*) from range(100000000) a, range(10000000) b where a.range + b.range = 7"
    environment = {**os.environ, "WARLEDGER_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "ingest", "sql", endless, "--format", style]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # tests that were started in the background were born with the signal ignored, and would hand that on
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as asked:
        try:
            process = psutil.Process(asked.pid)
            while process.cpu_times().user < 4 and asked.poll() is None:  # its imports take 1 s, the query has begun
                time.sleep(0.1)
            asked.send_signal(signal.SIGINT)
            output, _ = asked.communicate(timeout=30)
        finally:
            asked.kill()
    assert (output, asked.returncode) == ("interrupted\n", 130)
