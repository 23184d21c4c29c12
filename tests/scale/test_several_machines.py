"""Samples over several machines that fail: the facts are those of one machine. Each step prints what happened."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster import Cluster, wait_until

from evaluation.checksums import facts_sum, table_sums
from ingest.pipeline.build import build
from ingest.pipeline.steps import ingest_sources
from ingest.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

INGEST = "ingest_articles"
SHARES = 6
REDIS_AWAY = 60.0


@pytest.fixture(scope="module")
def sources(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of sources: the samples in SHARES folders."""
    folder = tmp_path_factory.mktemp("sources")
    samples = sorted(path for path in (root / "ingest" / "samples").iterdir() if path.name[:2].isdigit())
    for path in samples:
        share = folder / f"share-{int(path.name[:2]) % SHARES}"
        share.mkdir(exist_ok=True)
        shutil.copy(path, share)
    listed = [
        {"name": f"share-{number}", "kind": "folder", "path": str(folder / f"share-{number}"), "licence": "Apache-2.0"}
        for number in range(SHARES)
    ]
    file = folder / "sources.yml"
    file.write_text(yaml.safe_dump({"sources": listed}), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def cluster(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    machines = Cluster(tmp_path_factory.mktemp("cluster"), sources)
    try:
        machines.start()
        yield machines
    finally:
        machines.stop()


def running(cluster: Cluster, run_id: str) -> list[dict[str, Any]]:
    tasks = cluster.api.tasks(INGEST, run_id)
    return [task for task in tasks if task["task_id"] == "read" and task["state"] == "running"]


def read(cluster: Cluster, run_id: str) -> list[tuple[str, int, str]]:
    """Of every task that read: its end, its tries and its worker."""
    tasks = [task for task in cluster.api.tasks(INGEST, run_id) if task["task_id"] == "read"]
    return sorted((task["state"], task["try_number"], task["hostname"]) for task in tasks)


def test_the_facts_of_several_machines_that_fail_are_those_of_one(
    cluster: Cluster, sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", flush=True)

    asked = 0

    def every_fourth(method: str, path: str) -> int | None:
        nonlocal asked
        asked += 1
        return 500 if asked % 4 == 0 else None

    began = time.monotonic()
    cluster.faults.answer = every_fourth
    first = cluster.trigger(INGEST, paths=None, sources=["share-0", "share-1"])
    assert cluster.wait(INGEST, first)[""] == "success"
    assert cluster.wait_for_build(INGEST, first)[""] == "success"
    cluster.faults.answer = lambda method, path: None
    tell(f"S3 answered {cluster.faults.n_failed} of {asked} requests with 500; read: {read(cluster, first)}")
    assert cluster.faults.n_failed > 5
    tell(f"megabytes, at rest: {cluster.megabytes()}")

    second = cluster.trigger(INGEST, paths=None, sources=["share-2", "share-3"])
    wait_until("a task that reads", lambda: running(cluster, second))
    cluster.end("reader-1")
    killed = time.monotonic()
    assert cluster.wait(INGEST, second)[""] == "success"
    tell(f"a reading worker was killed; done {time.monotonic() - killed:.0f} s later: {read(cluster, second)}")
    cluster.start_worker("reader-1")

    cluster.end("redis")
    away = time.monotonic()
    third = cluster.trigger(INGEST, paths=None, sources=["share-4", "share-5"])
    time.sleep(REDIS_AWAY)
    assert cluster.api.run(INGEST, third)["state"] in ("queued", "running")
    cluster.start_redis()
    assert cluster.wait(INGEST, third)[""] == "success"
    tell(f"Redis was away for {REDIS_AWAY:.0f} s; the run was done {time.monotonic() - away:.0f} s after it went")
    assert cluster.wait_for_build(INGEST, third)[""] == "success"

    one = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "one"), "WARLEDGER_SOURCES": str(sources)})
    ingest_sources(one, [f"share-{number}" for number in range(SHARES)])
    build(one)
    ours, theirs = table_sums(cluster.machine("warehouse")), table_sums(one)
    tell(f"facts and claims: {facts_sum(ours)} of several machines, {facts_sum(theirs)} of one")
    compared = {name for name in theirs if name.startswith("fct_") or name.endswith("_claims")}
    assert {name: ours[name] for name in compared} == {name: theirs[name] for name in compared}
    landed = len(list(cluster.machine("warehouse").landing_dir.glob("[!.]*/batch.json")))
    tell(f"{landed} batches; {time.monotonic() - began:.0f} s in all")
    assert landed == SHARES, "each share once, though a worker was killed over one"
    assert not (cluster.machine("reader-2").data_dir / "build.duckdb").exists()
