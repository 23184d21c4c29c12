"""A data folder that an earlier release left goes on with this version: nothing of it is lost or read twice.

`data/release-0.1.0` is what `warledger ingest` of 0.1.0 (commit ffb041b) left of four samples.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
import rows

from ingest import cli
from ingest.landing import damage, raw, zone
from ingest.landing.raw import CLAIM_TABLES
from ingest.pipeline import doctor
from ingest.pipeline.backup import backup, restore
from ingest.pipeline.build import BuildError, build, load_step
from ingest.pipeline.reprocess import reprocess
from ingest.pipeline.steps import ingest_paths
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published
from ingest.warehouse.load import load_batches

SAMPLES = ("06-poltava-institute.txt", "09-kryvyi-rih-evening.txt", "15-tokyo-conference.html")


@pytest.fixture
def upgraded(settings: Settings) -> Settings:
    shutil.copytree(Path(__file__).parent / "data" / "release-0.1.0", settings.data_dir)
    return settings


def rows_of(settings: Settings) -> dict[str, int]:
    tables = ("documents", "articles", *CLAIM_TABLES.values())
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        return {name: connection.execute(f"select count(*) from raw.{name}").fetchone()[0] for name in tables}


def test_all_that_the_last_release_landed_is_loaded_and_known(upgraded: Settings) -> None:
    (batch,) = zone.batches(upgraded)
    note = json.loads((upgraded.landing_dir / batch / "batch.json").read_text())
    load_batches(upgraded)
    found = rows_of(upgraded)
    assert (found["documents"], found["articles"]) == (note["n_documents"], note["n_articles"]) == (4, 4)
    assert {kind: found[table] for kind, table in CLAIM_TABLES.items()} == note["claims"]
    assert doctor.examine(upgraded).findings == []
    again = ingest_paths(upgraded, [upgraded.samples_dir / name for name in SAMPLES])
    assert (again.n_known, again.batch.batch_id) == (len(SAMPLES), None), "what lies there is not read twice"


def test_a_batch_of_a_later_version_is_refused_and_never_repaired(
    upgraded: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load_batches(upgraded)
    with monkeypatch.context() as later:
        later.setattr(damage, "FORMAT", damage.FORMAT + 1)
        later.setattr(damage, "__version__", "9.1.0")
        zone.write_batch(upgraded, "later", [rows.result("later.txt", rows.BODY)])
    before = rows_of(upgraded)
    with pytest.raises(BuildError, match=r"later was written by Warledger 9\.1\.0.*run 9\.1\.0 or a later") as caught:
        load_step(upgraded, "r1")
    assert not caught.value.retryable and rows_of(upgraded) == before
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(upgraded.data_dir))
    assert cli.main(["doctor", "--repair"]) == 1
    assert "run 9.1.0 or a later one" in capsys.readouterr().err
    assert (upgraded.landing_dir / "later").is_dir()
    monkeypatch.setattr(damage, "FORMAT", damage.FORMAT + 1)
    assert load_batches(upgraded).batches == ["later"], "the later version goes on where it was"


def test_a_build_database_of_a_later_version_is_refused(upgraded: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    load_batches(upgraded)
    with duckdb.connect(str(upgraded.build_db)) as connection:
        connection.execute("update raw.layout set format = format + 1, warledger_version = '9.1.0'")
    zone.write_batch(upgraded, "another", [rows.result("another.txt", rows.BODY)])
    before = rows_of(upgraded)
    with pytest.raises(BuildError, match=r"build database was written by Warledger 9\.1\.0"):
        load_step(upgraded, "r1")
    assert rows_of(upgraded) == before
    monkeypatch.setattr(raw, "FORMAT", raw.FORMAT + 1)
    assert load_batches(upgraded).batches == ["another"]


@pytest.mark.slow
@pytest.mark.proof
def test_its_facts_are_published_backed_up_and_read_anew(upgraded: Settings, tmp_path: Path) -> None:
    assert build(upgraded).publication["n_articles"] == 4
    with connect_published(upgraded) as connection:
        strikes = connection.execute("select event_date::varchar, place from fct_strikes order by all").fetchall()
    assert ("2024-09-03", "Poltava") in strikes
    backup(upgraded, tmp_path / "kept")
    shutil.rmtree(upgraded.data_dir)
    restore(upgraded, tmp_path / "kept")
    assert reprocess(upgraded).n_documents == 4
    assert build(upgraded).publication["n_articles"] == 4
    with connect_published(upgraded) as connection:
        dates = connection.execute("select event_date::varchar from fct_strikes where place = 'Poltava'").fetchall()
    assert ("2024-09-03",) in dates
