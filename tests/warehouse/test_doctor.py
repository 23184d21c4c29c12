"""Every damaged file is named, with what is lost without it, and set aside; a build names the file and the command.

The incident: one flipped byte in a landing file gave "Variable-length int over 10 bytes" and blocked every build, a
truncated database a raw IOException, and two flips of ten were not seen at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import rows

from ingest import cli
from ingest.landing import damage, zone
from ingest.pipeline import doctor, status
from ingest.pipeline.build import BuildError, build
from ingest.settings import Settings
from ingest.warehouse import publish
from ingest.warehouse.connect import DamagedSnapshot, SnapshotInUse, connect_published, published_path
from ingest.warehouse.load import load_batches


def land(settings: Settings, number: int) -> list[str]:
    for index in range(number):
        zone.write_batch(settings, f"b{index}", [rows.result(f"{index}.txt", f"{rows.BODY} {index}"), rows.rejection()])
    return zone.batches(settings)


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.chmod(0o644)
    path.write_bytes(content)


def test_every_flipped_byte_is_seen_and_named(settings: Settings) -> None:
    land(settings, 3)
    files = sorted(path for path in settings.landing_dir.glob("b*/*") if path.is_file())
    draw = random.Random(14)
    for _ in range(100):
        path = draw.choice(files)
        before = path.read_bytes()
        flip(path, draw.randrange(len(before)))
        found = doctor.examine(settings)
        assert {finding.name for finding in found.findings} == {str(path.relative_to(settings.data_dir))}
        path.write_bytes(before)
    assert doctor.examine(settings).findings == []


def test_a_load_names_the_file_and_the_command_and_loads_nothing(settings: Settings) -> None:
    land(settings, 2)
    path = settings.landing_dir / "b1" / "articles-00000.parquet"
    flip(path, 100)
    with pytest.raises(damage.DamagedFile, match=r"b1/articles-00000.parquet is damaged .*: run `warledger doctor`"):
        load_batches(settings)
    with pytest.raises(BuildError, match=r"articles-00000.parquet is damaged"):
        build(settings)
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.load_batches").fetchone() == (0,)


def test_batches_of_earlier_versions_are_read_to_their_end(settings: Settings) -> None:
    land(settings, 2)
    for batch in zone.batches(settings):
        path = settings.landing_dir / batch / damage.MANIFEST
        note = json.loads(path.read_text())
        del note["files"], note["sha256"]
        path.write_text(json.dumps(note))
    assert doctor.examine(settings).findings == []
    (settings.landing_dir / "b0" / "documents-00000.parquet").write_bytes(b"PAR1 cut short")
    (settings.landing_dir / "b1" / "strike_claims-00000.parquet").unlink()
    found = {finding.name: finding.problem for finding in doctor.examine(settings).findings}
    assert found["landing/b0/documents-00000.parquet"].startswith("it cannot be read")
    assert found["landing/b1"] == "it holds 3 of 4 claims"


def test_repair_sets_the_batch_aside_and_says_what_is_lost(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(settings.data_dir))
    land(settings, 2)
    flip(settings.landing_dir / "b0" / "documents-00000.parquet", 50)
    assert cli.main(["doctor"]) == 1
    told = capsys.readouterr()
    assert "landing/b0/documents-00000.parquet: its bytes have changed since it was written" in told.out
    assert "without it: 1 documents with 1 articles and 4 claims" in told.out and "--repair" in told.err
    assert zone.batches(settings) == ["b0", "b1"], "looking changes nothing"
    assert cli.main(["doctor", "--repair"]) == 0
    assert zone.batches(settings) == ["b1"]
    (aside,) = (settings.data_dir / "damaged").glob("*/landing/b0")
    assert (aside / damage.MANIFEST).is_file()
    (note,) = json.loads((aside.parents[1] / "findings.json").read_text())
    assert note["name"] == "landing/b0/documents-00000.parquet"
    capsys.readouterr()
    assert cli.main(["doctor"]) == 0 and "nothing is damaged: 1 batches" in capsys.readouterr().out
    assert load_batches(settings).batches == ["b1"]
    zone.write_batch(settings, "b2", [rows.result("0.txt", f"{rows.BODY} 0")])  # the same file, given again
    assert load_batches(settings).rows["documents"] == 1


def test_a_cut_build_database_is_named_and_made_again(settings: Settings) -> None:
    land(settings, 1)
    load_batches(settings)
    os.truncate(settings.build_db, 5_000)
    with pytest.raises(BuildError, match=r"build.duckdb is damaged \(.*\): run `warledger doctor --repair`"):
        build(settings)
    found = doctor.doctor(settings, repair=True)
    assert [(finding.name, finding.loss.split(":")[0]) for finding in found.findings] == [("build.duckdb", "nothing")]
    assert load_batches(settings).batches == ["b0"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.from_environment(
        {"WARLEDGER_DATA_DIR": str(tmp_path_factory.mktemp("published")), "WARLEDGER_WORKERS": "1"}
    )
    land(settings, 2)
    build(settings)
    return settings


@pytest.mark.slow
@pytest.mark.proof
class TestSnapshots:
    """On one published warehouse, in this order."""

    def test_a_snapshot_cannot_be_written_and_carries_its_checksum(self, published: Settings) -> None:
        path = published_path(published)
        assert path.stat().st_mode & 0o777 == 0o444
        checksum, name = publish.checksum_file(path).read_text().split()
        assert (checksum, name) == (hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
        assert publish.changed(path) is None and "DAMAGED" not in status.describe(status.status(published))

    @pytest.mark.skipif(os.geteuid() != 0, reason="another user is needed, whom only root can become")
    def test_a_shell_of_another_user_is_refused(self, published: Settings, tmp_path: Path) -> None:
        copy = tmp_path / "warehouse-r.duckdb"
        copy.write_bytes(published_path(published).read_bytes())
        copy.chmod(0o444)
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
        code = f"import os, duckdb; os.setuid(65534); duckdb.connect({str(copy)!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode != 0 and "Permission denied" in done.stderr

    def test_a_strangers_lock_is_one_sentence(
        self, published: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A shell without -readonly locked the dashboard, `sql` and `status` out with a raw IOException."""
        monkeypatch.setenv("WARLEDGER_DATA_DIR", str(published.data_dir))
        path = published_path(published)
        path.chmod(0o644)  # as for a stranger who is root
        code = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('open', flush=True); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1) as stranger:
            assert stranger.stdout is not None and stranger.stdout.readline() == b"open\n"
            with pytest.raises(SnapshotInUse, match=rf"process {stranger.pid} \(python.*close it"):
                connect_published(published)
            for command in (["status"], ["sql", "select 1"], ["build"]):
                assert cli.main(command) == 1
                told = capsys.readouterr().err
                assert "open for writing: close it" in told and "IOException" not in told
            # It is no damage, and is not moved from under a program that writes to it.
            (finding,) = doctor.doctor(published, repair=True).findings
            assert f"process {stranger.pid}" in finding.problem and finding.place is None and path.is_file()
            stranger.communicate(b"")
        path.chmod(0o444)
        assert cli.main(["sql", "select 1"]) == 0

    def test_what_a_stranger_writes_is_seen(self, published: Settings) -> None:
        path = published_path(published)
        before = path.read_bytes()
        path.chmod(0o644)
        with duckdb.connect(str(path)) as connection:
            connection.execute("delete from fct_strikes")
        assert "its bytes have changed since it was published" in status.describe(status.status(published))
        (finding,) = doctor.examine(published).findings
        assert finding.name == f"published/{path.name}" and finding.loss.startswith("what readers see")
        path.write_bytes(before)
        path.chmod(0o444)
        assert doctor.examine(published).findings == []

    def test_a_cut_snapshot_is_a_sentence_and_readers_get_the_one_before(self, published: Settings) -> None:
        older = published_path(published)
        zone.write_batch(published, "b9", [rows.result("9.txt", f"{rows.BODY} 9")])
        build(published)
        path = published_path(published)
        path.chmod(0o644)
        os.truncate(path, path.stat().st_size // 2)
        with pytest.raises(DamagedSnapshot, match=f"{path.name} is damaged .*: run `warledger doctor --repair`"):
            connect_published(published)
        with pytest.raises(BuildError, match=f"{path.name} is damaged .*doctor --repair"):
            build(published, force=True)
        doctor.doctor(published, repair=True)
        assert published_path(published) == older
        assert build(published).publication["n_articles"] == 3
