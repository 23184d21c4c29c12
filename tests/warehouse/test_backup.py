"""Backups: whole while runs go on, compared with their checksums, never put over data unasked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import rows

from evaluation.checksums import table_sums
from ingest import cli
from ingest.landing import writers, zone
from ingest.landing.damage import DamagedFile, file_hash
from ingest.landing.lock import landing_in_use
from ingest.pipeline import backup as backups
from ingest.pipeline import doctor
from ingest.pipeline.backup import BackupError, backup, restore
from ingest.pipeline.build import build
from ingest.settings import Settings
from ingest.warehouse import publish, runs
from ingest.warehouse.connect import connect_published, published_path

#: Lands batches until it is told to stop; says the name of each.
INGEST = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import rows
from ingest.landing import zone
from ingest.settings import Settings
settings, number = Settings.from_environment({"WARLEDGER_DATA_DIR": sys.argv[2]}), 0
while not (Path(sys.argv[2]) / "stop").exists():
    zone.write_batch(settings, f"during-{number:04d}", [rows.result(f"d{number}.txt", f"{rows.BODY} during {number}")])
    print(number, flush=True)
    number += 1
"""


def land(settings: Settings, number: int, name: str = "b") -> None:
    for index in range(number):
        zone.write_batch(settings, f"{name}{index}", [rows.result(f"{name}{index}.txt", f"{rows.BODY} {name} {index}")])


def snapshot(settings: Settings, name: str = "warehouse-one.duckdb") -> Path:
    """A small published file: what publishing leaves, without a build."""
    settings.published_dir.mkdir(parents=True, exist_ok=True)
    path = settings.published_dir / name
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table facts as select range as n from range(1000)")
    publish._write_checksum(path, file_hash(path))
    publish.move_pointer(settings, path)
    return path


@pytest.fixture
def filled(settings: Settings) -> Settings:
    land(settings, 3)
    snapshot(settings)
    runs.record(settings, "r1", status="published")
    (settings.data_dir / "sources.yml").write_text("sources: []\n")
    return settings


def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, data_dir=tmp_path / "other")


def contents(settings: Settings) -> dict[str, bytes]:
    places = ("landing", "published", "run_outcomes", "runs")
    files = [path for place in places for path in (settings.data_dir / place).rglob("*") if path.name != ".lock"]
    return {str(path.relative_to(settings.data_dir)): path.read_bytes() for path in files if path.is_file()}


def test_all_comes_back_where_there_was_nothing(filled: Settings, tmp_path: Path) -> None:
    made = backup(filled, tmp_path / "kept")
    other = elsewhere(filled, tmp_path)
    restore(other, tmp_path / "kept")
    assert contents(other) == contents(filled)
    assert (other.data_dir / "sources.yml").read_text() == "sources: []\n"
    assert made.note["n_batches"] == 3 and zone.batches(other) == ["b0", "b1", "b2"]
    with connect_published(other) as connection:
        assert connection.execute("select count(*) from facts").fetchone() == (1000,)
    assert published_path(other).stat().st_mode & 0o222 == 0
    assert doctor.examine(other).findings == []
    assert not (other.data_dir / ".restoring").exists()


def test_a_second_backup_copies_only_what_is_new_and_each_stands_by_itself(filled: Settings, tmp_path: Path) -> None:
    first = backup(filled, tmp_path / "kept")
    zone.write_batch(filled, "b9", [rows.result("9.txt", f"{rows.BODY} 9")])
    second = backup(filled, tmp_path / "kept")
    assert 0 < second.copied_bytes < first.copied_bytes
    shutil.rmtree(first.path)
    restore(elsewhere(filled, tmp_path), tmp_path / "kept")
    assert contents(elsewhere(filled, tmp_path)) == contents(filled)


def test_while_articles_are_read_a_backup_is_whole(filled: Settings, tmp_path: Path) -> None:
    command = [sys.executable, "-c", INGEST, str(Path(rows.__file__).parent), str(filled.data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        before = zone.batches(filled)
        backup(filled, tmp_path / "kept")
        assert writer.poll() is None, "it was writing all the time"
        (filled.data_dir / "stop").touch()
        writer.wait(60)
    other = elsewhere(filled, tmp_path)
    restore(other, tmp_path / "kept")
    assert set(before) <= set(zone.batches(other)) <= set(zone.batches(filled))
    assert doctor.examine(other).findings == [] and not list(other.landing_dir.glob(".partial-*"))


def test_data_that_is_there_is_never_overwritten(filled: Settings, tmp_path: Path) -> None:
    backup(filled, tmp_path / "kept")
    other = elsewhere(filled, tmp_path)
    land(other, 2, "mine")
    before = contents(other)
    with pytest.raises(BackupError, match=r"holds data already.*--force"):
        restore(other, tmp_path / "kept")
    assert contents(other) == before
    restore(other, tmp_path / "kept", force=True)
    assert zone.batches(other) == ["b0", "b1", "b2"]
    (aside,) = other.data_dir.glob("replaced-*")
    assert zone.batches(replace(other, data_dir=aside)) == ["mine0", "mine1"]


@pytest.mark.parametrize("force", [False, True])
def test_a_ledger_on_a_volume_of_its_own_stays_where_it_is_mounted(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    ledger = Path("landing", "corrections")
    (filled.data_dir / ledger).mkdir()
    (filled.data_dir / ledger / "one.json").write_text("{}")
    backup(filled, tmp_path / "kept")
    other = elsewhere(filled, tmp_path)
    place = other.data_dir / ledger
    place.mkdir(parents=True)
    mounted = place.stat().st_ino
    if force:
        land(other, 1, "mine")
        (place / "mine.json").write_text("{}")
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == place)
    restore(other, tmp_path / "kept", force=force)
    assert place.stat().st_ino == mounted and contents(other) == contents(filled)
    aside = [path for path in other.data_dir.glob("replaced-*/**/*.json") if path.name != "batch.json"]
    assert [path.name for path in aside] == (["mine.json"] if force else [])


@pytest.mark.parametrize("harm", ["changed", "missing", "manifest"])
def test_a_damaged_backup_restores_nothing(filled: Settings, tmp_path: Path, harm: str) -> None:
    made = backup(filled, tmp_path / "kept")
    victim = made.path / (backups.MANIFEST if harm == "manifest" else "landing/b1/articles-00000.parquet")
    content = victim.read_bytes()
    victim.unlink()
    if harm != "missing":
        victim.write_bytes(content.replace(b"1", b"2", 1) if harm == "manifest" else content[:-9] + b"x" + content[-8:])
    expected = "backup.json cannot be used" if harm == "manifest" else rf"b1/articles-00000.parquet (is|has) {harm}"
    with pytest.raises(BackupError, match=expected):
        restore(elsewhere(filled, tmp_path), tmp_path / "kept")
    assert not (tmp_path / "other" / "landing").exists() and not (tmp_path / "other" / ".restoring").exists()


def test_damage_is_not_backed_up_and_the_backup_before_stays(filled: Settings, tmp_path: Path) -> None:
    backup(filled, tmp_path / "kept")
    path = filled.landing_dir / "b1" / "articles-00000.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    with pytest.raises(DamagedFile, match=r"b1/articles-00000.parquet is damaged .*: run `warledger doctor`"):
        backup(filled, tmp_path / "kept")
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert restore(elsewhere(filled, tmp_path), tmp_path / "kept").note["n_batches"] == 3


def test_places_and_disks_that_cannot_serve(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BackupError, match="would be lost with it"):
        backup(filled, filled.data_dir / "kept")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BackupError, match="holds no complete backup"):
        restore(elsewhere(filled, tmp_path), tmp_path / "empty")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(filled.data_dir))
    assert cli.main(["backup", str(tmp_path / "full")]) == 1
    assert "0.0 MB free, and" in capsys.readouterr().err
    assert list((tmp_path / "full").iterdir()) == []


def test_the_leftover_of_a_killed_backup_goes_and_is_none(filled: Settings, tmp_path: Path) -> None:
    dead = tmp_path / "kept" / f".partial-{writers.Writer(writers.host(), 999999999, 7)}-20250304T000000"
    dead.mkdir(parents=True)
    (dead / backups.MANIFEST).write_text("{}")
    with pytest.raises(BackupError, match="no complete backup"):
        restore(elsewhere(filled, tmp_path), tmp_path / "kept")
    backup(filled, tmp_path / "kept")
    assert not dead.exists()


def test_a_snapshot_pruned_while_it_is_copied_is_copied_whole(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = backups._copy

    def pruned(handle, goal):
        published_path(filled).unlink(missing_ok=True) if goal.suffix == ".duckdb" else None
        return original(handle, goal)

    whole = published_path(filled).read_bytes()
    monkeypatch.setattr(backups, "_copy", pruned)
    made = backup(filled, tmp_path / "kept")
    assert (made.path / "published" / "warehouse-one.duckdb").read_bytes() == whole


def test_a_backup_waits_for_nobody_who_reads(filled: Settings, tmp_path: Path) -> None:
    with landing_in_use(filled.landing_dir):
        assert backup(filled, tmp_path / "kept").note["n_batches"] == 3


@pytest.mark.slow
@pytest.mark.proof
def test_after_all_is_destroyed_the_facts_are_those_of_the_backup(tmp_path: Path, root: Path) -> None:
    """The samples published, more articles landed during the backup, the data folder gone: equal by checksum, twice."""
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "data")})
    command = [sys.executable, "-m", "ingest", "run", str(settings.samples_dir)]
    environment = {"PATH": "/usr/bin:/bin", "WARLEDGER_DATA_DIR": str(settings.data_dir)}
    subprocess.run(command, cwd=root, env=environment, check=True)
    published = table_sums(settings)
    writer = subprocess.Popen([sys.executable, "-c", INGEST, str(Path(rows.__file__).parent), str(settings.data_dir)])
    while len(zone.batches(settings)) < 3:
        time.sleep(0.05)
    backup(settings, tmp_path / "kept")
    (settings.data_dir / "stop").touch()
    writer.wait(60)
    shutil.rmtree(settings.data_dir)
    restore(settings, tmp_path / "kept")
    assert table_sums(settings) == published
    assert len(zone.batches(settings)) >= 3
    build(settings, force=True)
    after = table_sums(settings)
    assert after["dim_articles"][0] > published["dim_articles"][0], "what was landed and not yet built is there"
    # Without what was landed meanwhile, the landing zone alone gives the same facts again.
    for batch in zone.batches(settings):
        if batch.startswith("during"):
            shutil.rmtree(settings.landing_dir / batch)
    settings.build_db.unlink()
    build(settings, force=True)
    assert table_sums(settings) == published
