"""200 hostile files between two halves of the samples: all that is good is published, each bad file has its reason."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import psutil
import pytest
from hostile_files import ARTICLE, write_hostile

from ingest.settings import Settings

pytestmark = pytest.mark.skipif(not os.environ.get("WARLEDGER_SOAK"), reason="a proof of minutes: make test-hostile")
#: What reading may take: seconds by the clock, bytes of the largest moment of all processes together.
MOST_SECONDS, MOST_BYTES = 120, 1_500_000_000


def run(data: Path, *arguments: str) -> tuple[str, float, int]:
    """(what the command said, seconds, most bytes that its processes held at one time)."""
    command = [sys.executable, "-m", "ingest", *arguments]
    log = data.parent / "log.txt"
    start, peak = time.monotonic(), 0
    with log.open("w+") as out:
        environment = {**os.environ, "WARLEDGER_DATA_DIR": str(data)}
        process = psutil.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        while process.poll() is None:
            held = 0
            for each in (process, *process.children(recursive=True)):
                try:
                    held += each.memory_info().rss
                except psutil.Error:
                    continue
            peak = max(peak, held)
            time.sleep(0.2)
    assert process.returncode == 0, log.read_text()[-3000:]
    return log.read_text(), time.monotonic() - start, peak


@pytest.mark.timeout(3600)
def test_hostile_files_between_the_samples(tmp_path: Path) -> None:
    folder, clean = tmp_path / "in", tmp_path / "clean"
    kinds = (".txt", ".html", ".json", ".jsonl")
    samples = sorted(path for path in Settings().samples_dir.iterdir() if path.suffix in kinds)
    for target, prefixes in ((folder, ("a", "z")), (clean, ("a", "z"))):
        target.mkdir()
        for number, path in enumerate(samples):
            first = prefixes[number * 2 >= len(samples)]
            (target / f"{first}-{path.name}").write_bytes(path.read_bytes())
    (folder / "m").mkdir()
    expected = write_hostile(folder / "m")
    data, alone = tmp_path / "data", tmp_path / "alone"
    for each in (data, alone):
        each.mkdir()

    said, seconds, peak = run(data, "ingest", str(folder))
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{len(expected)} hostile files and {len(samples)} samples: {seconds:.0f} s by the clock, "
          f"{usage.ru_utime + usage.ru_stime:.0f} s of processor time, {peak / 1e6:,.0f} MB at most")  # fmt: skip
    run(alone, "ingest", str(clean))

    def rows(place: Path, table: str, columns: str) -> list[tuple[object, ...]]:
        return duckdb.sql(f"select {columns} from read_parquet('{place}/landing/*/{table}-*.parquet')").fetchall()

    def stories(place: Path) -> set[object]:
        return {row[0] for row in rows(place, "articles", "article_id, source_uri") if "/m/" not in str(row[1])}

    assert stories(data) == stories(alone) != set()
    reasons: dict[str, set[str]] = {}
    for uri, code, reason in rows(data, "rejected_documents", "source_uri, reason_code, reason"):
        reasons.setdefault(str(uri).rpartition("/m/")[2].partition("#")[0].partition("!")[0], set()).add(str(code))
        assert reason
    read = {str(row[0]).rpartition("/m/")[2] for row in rows(data, "articles", "source_uri")}
    wrong = {
        name: (outcome, reasons.get(name))
        for name, outcome in expected.items()
        if not (name in read if outcome == ARTICLE else outcome in reasons.get(name, ()))
    }
    assert wrong == {}, said[-2000:]
    assert usage.ru_utime + usage.ru_stime < 2 * MOST_SECONDS, "of two cores"
    assert peak < MOST_BYTES
    again, *_ = run(data, "ingest", str(folder))
    assert "0 new documents" in again
    built, *_ = run(data, "build")
    assert "published" in built
