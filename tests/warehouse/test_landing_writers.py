"""Several processes write the landing zone at once, on one host or on several: nobody removes another's batch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import rows

from ingest.landing import writers, zone

BATCHES = 5

#: Writes BATCHES batches; each stays open until the other process has written a whole one of its own meanwhile.
WRITE = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import rows
from ingest.landing import writers, zone
from ingest.settings import Settings

_, _, data, me, named = sys.argv
if named == "named":
    writers.host = lambda: me * 12
settings = Settings.from_environment({"WARLEDGER_DATA_DIR": data})
signals = Path(data) / "signals"

def wait(name):
    end = time.monotonic() + 60
    while not (signals / name).exists():
        assert time.monotonic() < end, f"{me} waited for {name}"
        time.sleep(0.01)

def results(number):
    yield rows.result(f"{me}{number}.txt", f"{rows.BODY} {me} {number}")
    (signals / f"{me}-open-{number}").touch()
    if me == "a" and number:
        wait(f"b-done-{number - 1}")
    if me == "b":
        wait(f"a-open-{number + 1}")
    yield rows.result(f"{me}{number}-more.txt", f"{rows.BODY} {me} {number}, more")

for number in range(%d):
    zone.write_batch(settings, f"{me}{number}", results(number))
    (signals / f"{me}-done-{number}").touch()
(signals / f"{me}-open-{number + 1}").touch()
print(writers.host())
"""


def can_make_namespaces() -> bool:
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run([unshare, "-pf", "--mount-proc", "true"], check=False).returncode == 0


@pytest.mark.parametrize("how", ["namespaces", "named"])
def test_two_hosts_that_write_at_once_lose_nothing(settings, how: str) -> None:
    """As two containers do: the process ids of the one mean nothing, or another process, in the other."""
    if how == "namespaces" and not can_make_namespaces():
        pytest.skip("this user may not make process namespaces")
    prefix = ["unshare", "-pf", "--mount-proc"] if how == "namespaces" else []
    (settings.data_dir / "signals").mkdir(parents=True)
    command = [*prefix, sys.executable, "-c", WRITE % BATCHES, str(Path(rows.__file__).parent), str(settings.data_dir)]
    processes = [
        subprocess.Popen([*command, me, how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for me in "ab"
    ]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], answers
    assert answers[0][0] != answers[1][0], "they are two hosts"
    assert zone.batches(settings) == [f"{me}{number}" for me in "ab" for number in range(BATCHES)]
    assert all(zone.manifest(settings, batch)["n_documents"] == 2 for batch in zone.batches(settings))
    ids = {
        name
        for path in settings.landing_dir.glob("*/documents-*.parquet")
        for name in pq.read_table(path)["document_id"].to_pylist()
    }
    known, _ = zone.known_ids(settings)
    assert len(ids) == 4 * BATCHES and all(name in known for name in ids)


def partial(settings, writer: object, *, age_seconds: float = 0.0) -> Path:
    folder = settings.landing_dir / f".partial-{writer}-20250304T000000-00000a"
    folder.mkdir(parents=True)
    os.utime(folder, (time.time() - age_seconds,) * 2)
    return folder


def test_of_its_own_host_a_writer_that_lives_is_never_removed(settings) -> None:
    other = subprocess.Popen(["sleep", "60"])
    try:
        started = writers._started(other.pid)
        living = partial(settings, writers.Writer(writers.host(), other.pid, started), age_seconds=30 * 86400)
        before = partial(settings, writers.Writer(writers.host(), other.pid, started - 1))  # had the same process id
        own = partial(settings, writers.this_writer(), age_seconds=30 * 86400)
        zone.remove_abandoned(settings)
        assert (living.exists(), before.exists(), own.exists()) == (True, False, True)
        other.kill()
        while writers._started(other.pid) is not None:  # a zombie still has its process id
            time.sleep(0.01)
        zone.remove_abandoned(settings)
        assert not living.exists()
    finally:
        other.kill()
        other.wait()


def test_of_another_host_only_what_nobody_touched_for_two_days_is_removed(settings) -> None:
    limit = writers.ABANDONED_AFTER.total_seconds()
    stranger = writers.Writer("0" * 12, os.getpid(), 7)
    fresh = partial(settings, stranger, age_seconds=limit - 600)
    old = partial(settings, writers.Writer("1" * 12, os.getpid(), 7), age_seconds=limit + 600)
    earlier_version = partial(settings, 4711, age_seconds=limit - 600)
    zone.remove_abandoned(settings)
    assert (fresh.exists(), old.exists(), earlier_version.exists()) == (True, False, True)


def test_a_writer_shows_that_it_is_alive(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone, "TOUCH_EVERY", 0.0)

    def slow():
        (folder,) = settings.landing_dir.glob(".partial-*")
        os.utime(folder, (0, 0))
        yield rows.result()
        assert not writers.is_abandoned(folder) and folder.stat().st_mtime > time.time() - 60

    assert zone.write_batch(settings, "b1", slow()).n_documents == 1


def test_a_batch_that_was_removed_under_its_writer_can_be_written_again(settings) -> None:
    def removed():
        yield rows.result()
        (folder,) = settings.landing_dir.glob(".partial-*")
        shutil.rmtree(folder)

    with pytest.raises(writers.BatchRemoved, match="nothing of it is landed") as caught:
        zone.write_batch(settings, "b1", removed())
    assert caught.value.retryable
    assert zone.write_batch(settings, "b1", [rows.result()]).n_documents == 1


def test_a_file_appears_whole_or_not_at_all(tmp_path) -> None:
    path = tmp_path / "ledger.json"
    with writers.whole_file(path) as handle:
        handle.write(b"first")
        assert not path.exists(), "nobody sees it while it is written"
    with pytest.raises(OSError, match="no space"), writers.whole_file(path) as handle:
        handle.write(b"seco")
        raise OSError("no space")
    assert {item.name: item.read_bytes() for item in tmp_path.iterdir()} == {"ledger.json": b"first"}


def test_what_no_manifest_seals_is_no_part_of_the_landing_zone(settings) -> None:
    """A batch that is being copied here from another machine: its parts come before its manifest."""
    zone.write_batch(settings, "b1", [rows.result()])
    zone.write_batch(settings, "b2", [rows.result("b.txt", rows.BODY + " More.")])
    (settings.landing_dir / "b2" / "batch.json").unlink()
    assert [path.parent.name for path in zone.files(settings, "documents")] == ["b1"]
    known, _ = zone.known_ids(settings)
    assert rows.document().document_id in known
    assert rows.document("b.txt", rows.BODY + " More.").document_id not in known
