"""The service on the real samples, and on a snapshot whose texts are hostile."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
import snapshot_fixture
from api_client import client_of, with_corrections
from fastapi.testclient import TestClient

from dashboards.queries import KINDS
from ingest.settings import Settings


@pytest.fixture(scope="session")
def served(sample_warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a copy of the samples' snapshot: a process opens one file with one set of limits, and other tests of
    this process hold the original."""
    data = tmp_path_factory.mktemp("served")
    path = data / "published" / sample_warehouse.pointer.resolve().name
    path.parent.mkdir()
    shutil.copy(sample_warehouse.pointer.resolve(), path)
    snapshot_fixture.point(data, path)
    return replace(sample_warehouse, data_dir=data, api_requests_per_minute=0)


@pytest.fixture(scope="module")
def samples(served: Settings) -> Iterator[TestClient]:
    """The service on the warehouse of the samples."""
    with client_of(served) as client:
        yield client


@pytest.fixture(scope="session")
def long_history(served: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service on the samples with a history that was made up: versions that begin and end at random, each with all
    columns of another fact, so that each column changes; some facts were known for a while only."""
    data = tmp_path_factory.mktemp("long-history")
    path = data / "published" / "warehouse-history.duckdb"
    path.parent.mkdir()
    shutil.copy(served.pointer.resolve(), path)
    path.chmod(0o600)
    draw = random.Random(50)
    with duckdb.connect(str(path)) as connection:
        for kind in KINDS.values():
            connection.execute(f"delete from {kind.facts}_history")
            ids = [
                row[0] for row in connection.execute(f"select {kind.fact_id} from {kind.facts} order by 1").fetchall()
            ]
            for fact in ids:
                moment = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
                for version in range(draw.randint(1, 5)):
                    begin = moment = moment + dt.timedelta(hours=draw.randint(1, 2_000))
                    moment += dt.timedelta(hours=draw.randint(1, 2_000))
                    connection.execute(
                        f"insert into {kind.facts}_history select * replace (? as {kind.fact_id}), ? as version_id,"
                        f" ? as changed_at, ? as valid_from, ? as valid_to from {kind.facts} where {kind.fact_id} = ?",
                        [fact, f"{fact}-{version}", begin, begin, moment, draw.choice(ids)],
                    )
    snapshot_fixture.point(data, path)
    with client_of(replace(served, data_dir=data)) as client:
        yield client


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service on a snapshot in which one article is written to attack whoever shows it."""
    data = tmp_path_factory.mktemp("hostile-data")
    with_corrections(snapshot_fixture.publish(data, "run-1"))
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(data), "WARLEDGER_API_REQUESTS_PER_MINUTE": "0"})
    with client_of(settings) as client:
        yield client
