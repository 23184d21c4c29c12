"""A data folder that an earlier release left goes on with this version: nothing of it is lost or read twice.

`data/release-0.1.0` is what `warledger ingest` of 0.1.0 (commit ffb041b) left of four samples.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.landing import zone
from ingest.landing.raw import CLAIM_TABLES
from ingest.pipeline import doctor
from ingest.pipeline.backup import backup, restore
from ingest.pipeline.build import build
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
