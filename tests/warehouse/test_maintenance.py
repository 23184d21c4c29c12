"""Maintenance: nothing is lost or counted twice, whatever is merged, killed in between, or done again."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace

import duckdb
import pyarrow.parquet as pq
import pytest
import rows

from ingest.core.fetches import FetchOutcome, Listed
from ingest.landing import compaction, outcomes, run_outcomes, zone
from ingest.landing.damage import MANIFEST, DamagedFile
from ingest.landing.lock import LandingBusy, landing_in_use
from ingest.landing.raw import KEYS
from ingest.pipeline import maintenance
from ingest.settings import Settings
from ingest.warehouse.load import load_batches, open_build

NONE = dt.timedelta(0)
#: What differs between two loads of the same thing.
OF_THE_LOAD = ("batch_id", "loaded_at", "reread_at", "text_id", "ingested_at")

#: Runs maintenance, and dies without a word in the n-th call of a function.
KILLED = """
import datetime as dt, importlib, os, sys
from ingest.settings import Settings
module, name, when = sys.argv[1:4]
place = importlib.import_module(module)
for part in name.split(".")[:-1]:
    place = getattr(place, part)
name = name.split(".")[-1]
original, calls = getattr(place, name), [0]
def dying(*args, **kwargs):
    calls[0] += 1
    if calls[0] == int(when):
        os._exit(9)
    return original(*args, **kwargs)
setattr(place, name, dying)
from ingest.pipeline import maintenance
settings = Settings.from_environment()
maintenance.compact(settings, min_age=dt.timedelta(0))
maintenance.vacuum(settings, force=True)
"""


def land(settings: Settings, count: int = 12, first: int = 0) -> None:
    """Batches of one document each, some documents in two of them, a rejection here and there."""
    for number in range(first, first + count):
        text = rows.BODY.replace("two people", f"{number % 10 + 2} people")
        results = [rows.result(f"{number % 10}.txt", text)] + (
            [rows.rejection(f"{number}.bin")] if number % 5 == 0 else []
        )
        zone.write_batch(settings, f"2025030{number // 10}T00{number % 60:02d}00-{number:06x}", results)


def contents(settings: Settings) -> dict[str, list]:
    """Every raw table that a load from nothing gives, without what belongs to the load."""
    settings.build_db.unlink(missing_ok=True)
    load_batches(settings)
    found = {}
    with open_build(settings) as connection:
        for table in (*KEYS, "fetch_outcomes"):
            names = [row[0] for row in connection.execute(f"describe raw.{table}").fetchall()]
            kept = ", ".join(f'"{name}"' for name in names if name not in OF_THE_LOAD)
            found[table] = connection.execute(f"select {kept} from raw.{table} order by all").fetchall()
    return found


def documents_with_bytes(settings: Settings) -> dict[str, bytes]:
    found = {}
    for path in settings.landing_dir.glob("[!.]*/documents-*.parquet"):
        for row in pq.read_table(path, columns=["document_id", "content"]).to_pylist():
            if row["content"] is not None:
                found[row["document_id"]] = row["content"]
    return found


def fetched(settings: Settings, day: str, number: int) -> None:
    """An outcome file of that day."""
    moment = dt.datetime.fromisoformat(f"{day}T{number:02d}:00:00+00:00")
    outcome = replace(FetchOutcome(f"https://outlet.example/{number}", "new"), fetched_at=moment)
    written = outcomes.write(
        settings,
        "outlet",
        f"run{number}",
        [outcomes.row("outlet", f"run{number}", "page", Listed(outcome.url), outcome)],
    )
    assert written is not None
    folder = written.parent.with_name(day)
    folder.mkdir(exist_ok=True)
    written.rename(folder / written.name)


@pytest.fixture
def landed(settings: Settings) -> Settings:
    land(settings)
    for number in range(6):
        fetched(settings, "2025-03-01" if number < 4 else "2025-03-02", number)
    return settings


def test_many_batches_become_few_and_hold_the_same(landed) -> None:
    before, kept = contents(landed), documents_with_bytes(landed)
    told = maintenance.compact(landed, min_age=NONE)
    assert told[:2] == ["landing: 12 batches became 1", "fetch outcomes: 6 files became 2"]
    assert len(zone.batches(landed)) == 1
    assert len(outcomes.files(landed)) == 2
    assert documents_with_bytes(landed) == kept
    assert load_batches(landed).batches == [], "what was loaded as many is not loaded again as one"
    assert contents(landed) == before
    assert maintenance.compact(landed, min_age=NONE)[0] == "landing: 0 batches became 0"


def test_new_batches_join_the_merged_one_in_time(landed) -> None:
    maintenance.compact(landed, min_age=NONE)
    land(landed, 8, first=12)
    before = contents(landed)
    maintenance.compact(landed, min_age=NONE)
    (batch,) = zone.batches(landed)
    assert len(zone.manifest(landed, batch)["compacts"]) == 21  # 20 batches and the first merged one
    assert contents(landed) == before


def test_the_newest_of_several_readings_stays(landed) -> None:
    for again in range(9):
        found = rows.result("0.txt", rows.BODY.replace("two people", "2 people"))
        story = replace(found.articles[0].article, title=f"Reading {again}")
        found.articles[0] = replace(found.articles[0], article=story)
        zone.write_batch(landed, f"2025040{again}T000000-00000{again}", [found], reread=True)
    before = contents(landed)
    assert any("Reading 8" in row for row in before["articles"])
    maintenance.compact(landed, min_age=NONE)
    assert len(zone.batches(landed)) == 2, "what was read first and what was read again stay apart"
    assert contents(landed) == before


def test_young_and_large_batches_are_left_alone(landed, monkeypatch) -> None:
    assert maintenance.compact(landed)[0] == "landing: 0 batches became 0"
    monkeypatch.setattr(compaction, "LARGE_BYTES", 10)
    assert maintenance.compact(landed, min_age=NONE)[0] == "landing: 0 batches became 0"


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize(
    ("module", "function", "call"),
    [
        ("ingest.landing.compaction", "_copy_batch", 7),  # the new batch half written
        ("ingest.landing.compaction", "_remove", 1),  # in place, all old ones there too
        ("ingest.landing.compaction", "_remove", 6),  # half of the old ones gone
        ("ingest.landing.compaction", "shutil.rmtree", 3),  # out of sight, not deleted
        ("pathlib", "Path.unlink", 2),  # an outcome file gone, its neighbours not
        ("ingest.pipeline.maintenance", "_contents", 2),  # the copy not compared
        ("ingest.pipeline.maintenance", "_remove", 3),  # the copy in place
    ],
)
def test_killed_anywhere_then_done_again(landed, module, function, call) -> None:
    before, kept = contents(landed), documents_with_bytes(landed)
    environment = {**os.environ, "WARLEDGER_DATA_DIR": str(landed.data_dir)}
    command = [sys.executable, "-c", KILLED, module, function, str(call)]
    assert subprocess.run(command, env=environment, check=False, timeout=120).returncode == 9
    assert documents_with_bytes(landed) == kept, "nothing may be gone in between"
    load_batches(landed)
    maintenance.compact(landed, min_age=NONE)
    maintenance.vacuum(landed, force=True)
    maintenance.check(landed, deep=True)
    assert len(zone.batches(landed)) == 1
    assert len(outcomes.files(landed)) == 2
    assert not list(landed.landing_dir.glob(".[pr]*"))
    assert contents(landed) == before


def test_it_waits_for_those_who_read_articles_in(landed) -> None:
    hasty = replace(landed, lock_timeout_seconds=0)
    with landing_in_use(landed.landing_dir), landing_in_use(landed.landing_dir):
        with pytest.raises(LandingBusy, match="articles are being read"):
            maintenance.compact(hasty, min_age=NONE)
        assert len(zone.batches(landed)) == 12


def test_vacuum_gives_space_back_and_keeps_everything(landed) -> None:
    load_batches(landed)
    with open_build(landed) as connection:
        connection.execute("create schema marts; create table marts.t (id integer primary key, body varchar not null)")
        connection.execute("insert into marts.t select range, repeat('x', 2000) || range from range(20000)")
        connection.execute("comment on table marts.t is 'One row is one thing.'")
        connection.execute("create view marts.v as select id from marts.t")
    with open_build(landed) as connection:
        connection.execute("delete from marts.t where id > 10")
        connection.execute("checkpoint")
    size = landed.build_db.stat().st_size
    (told,) = maintenance.vacuum(landed, force=True)
    assert "and is" in told
    assert landed.build_db.stat().st_size < size
    with open_build(landed) as connection:
        assert connection.execute("select count(*) from marts.v").fetchone() == (11,)
        assert connection.execute("select comment from duckdb_tables() where table_name = 't'").fetchone() == (
            "One row is one thing.",
        )
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("insert into marts.t values (1, 'again')")
        assert connection.execute("select count(*) from raw.documents").fetchone() == (10,)
    assert "left as it is" in maintenance.vacuum(landed)[0]


def test_a_whole_warehouse_passes_the_check(landed) -> None:
    load_batches(landed)
    land(landed, 3, first=12)
    told = maintenance.check(landed, deep=True)
    assert told[0].startswith("15 batches (3 of them not loaded yet)")


def test_the_check_names_what_is_damaged(landed) -> None:
    load_batches(landed)
    first, second, third, fourth = zone.batches(landed)[:4]
    (landed.landing_dir / first / "documents-00000.parquet").write_bytes(b"PAR1 cut short")
    for path in (landed.landing_dir / second).iterdir():
        path.unlink()
    (landed.landing_dir / second).rmdir()
    path = landed.landing_dir / third / "documents-00000.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    path = landed.landing_dir / fourth / MANIFEST
    path.write_text(path.read_text().replace('"n_articles": 1', '"n_articles": 7'))
    with pytest.raises(maintenance.Damage) as caught:
        maintenance.check(landed, deep=True)
    text = str(caught.value)
    assert f"landing/{first}/documents-00000.parquet: it has 14 of " in text
    assert f"1 loaded batches are gone from the landing zone: {second}" in text
    assert f"landing/{third}/documents-00000.parquet: its bytes have changed" in text
    assert f"landing/{fourth}/batch.json: it is no manifest: its bytes have changed" in text
    assert text.endswith("run `warledger doctor`")


def test_a_batch_that_cannot_be_read_is_not_merged_away(landed) -> None:
    first = zone.batches(landed)[0]
    (landed.landing_dir / first / "articles-00000.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(DamagedFile, match=r"articles-00000.parquet is damaged \(it has 14 of \d+ bytes\)"):
        maintenance.compact(landed, min_age=NONE)
    assert len(zone.batches(landed)) == 12
    assert not list(landed.landing_dir.glob(".[pr]*"))


def test_old_logs_go_and_young_ones_stay(landed, tmp_path) -> None:
    logs = tmp_path / "logs"
    for name, days in (("dag_id=a/run_id=1/attempt=1.log", 100), ("dag_id=a/run_id=2/attempt=1.log", 1)):
        path = logs / name
        path.parent.mkdir(parents=True)
        path.write_text("x")
        moment = dt.datetime.now().timestamp() - days * 86400
        for place in (path, path.parent):
            os.utime(place, (moment, moment))
    assert "1 old log files" in maintenance.prune(landed, logs_dir=logs)[0]
    assert [path.name for path in (logs / "dag_id=a").iterdir()] == ["run_id=2"]


def outcome(number: int, days_ago: int) -> run_outcomes.RunOutcome:
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
    part = run_outcomes.Part("samples", "failed", "a 'quoted' reason")
    return run_outcomes.RunOutcome(
        "ingest_articles", f"run {number}", moment, moment, "partial", "why", "lines", [part]
    )


def test_rows_of_runs_are_folded_and_a_run_done_again_counts_once(settings) -> None:
    for number in range(4):
        run_outcomes.record(settings, outcome(number, 10 + number))
    run_outcomes.record(settings, outcome(9, 2000))
    run_outcomes.record(settings, outcome(5, 0))
    assert run_outcomes.fold(settings, dt.timedelta(days=7), dt.timedelta(days=1000)) == 5
    run_outcomes.record(settings, replace(outcome(1, 1), status="success", reason=None))
    found = {row["run_id"]: row["status"] for row in run_outcomes.read(settings)}
    assert found == {"run 0": "partial", "run 1": "success", "run 2": "partial", "run 3": "partial", "run 5": "partial"}
    with duckdb.connect(":memory:") as connection:
        run_outcomes.write_table(connection, settings)
        assert connection.execute("select count(*), count(distinct outcome_id) from run_outcomes").fetchone() == (5, 5)
        assert connection.execute(
            "select part.name, part.told from run_outcomes, unnest(parts) as t(part) where run_id = 'run 5'"
        ).fetchall() == [("samples", "a 'quoted' reason")]


def test_the_command_does_all_steps_and_says_so(landed, capsys, monkeypatch) -> None:
    from ingest.cli import main

    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(landed.data_dir))
    load_batches(landed)
    assert main(["maintenance"]) == 0
    told = capsys.readouterr().err
    assert [line.partition(":")[0] for line in told.splitlines()] == ["compact", "prune", "vacuum", "check"]
    (landed.landing_dir / zone.batches(landed)[0] / "documents-00000.parquet").unlink()
    assert main(["maintenance", "--deep"]) == 1
    assert "1 of 4 steps failed: check (landing/" in capsys.readouterr().err
    assert [row["status"] for row in run_outcomes.read(landed)] == ["success", "failed"]
