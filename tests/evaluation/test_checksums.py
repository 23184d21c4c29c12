"""Checksums see what a row says, and neither its order nor when and by which reader it came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from evaluation.checksums import facts_sum, main, table_sums
from ingest.settings import Settings

ROWS = [("a", "Kyiv", 2, "reader 1"), ("b", "Odesa", None, "reader 1")]


def published(settings: Settings, folder: Path, rows: list[tuple]) -> Settings:
    """A published warehouse of one table of facts and one about builds."""
    settings = replace(settings, data_dir=folder)
    settings.published_dir.mkdir(parents=True)
    path = settings.published_dir / "warehouse-1.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table fct_strikes (id varchar, place varchar, killed bigint, reader_version varchar)"
        )
        connection.executemany("insert into fct_strikes values (?, ?, ?, ?)", rows)
        connection.execute("create table publications as select now() as published_at")
    settings.pointer.symlink_to(path)
    return settings


def test_what_counts_and_what_does_not(settings: Settings, tmp_path: Path) -> None:
    sums = table_sums(published(settings, tmp_path / "one", ROWS))
    assert set(sums) == {"fct_strikes"} and sums["fct_strikes"][0] == 2
    turned = [(*row[:3], "reader 2") for row in reversed(ROWS)]
    assert facts_sum(table_sums(published(settings, tmp_path / "two", turned))) == facts_sum(sums)
    other = [ROWS[0], ("b", "Odesa", 0, "reader 1")]
    assert facts_sum(table_sums(published(settings, tmp_path / "three", other))) != facts_sum(sums), "null is not 0"
    assert facts_sum(table_sums(published(settings, tmp_path / "four", ROWS[:1]))) != facts_sum(sums)


def test_command(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(published(settings, tmp_path / "one", ROWS).data_dir))
    main()
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("fct_strikes 2 ") and len(last.removeprefix("facts and claims ")) == 16
