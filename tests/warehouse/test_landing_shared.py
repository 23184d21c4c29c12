"""A landing zone on object storage: several machines, and a server that fails. What else it does: the tests of landing
and loading run on a folder and on S3.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest
import rows
from storage import Faults, another_machine, failing_proxy

from ingest.core.corrections import Entry
from ingest.core.fetches import FetchOutcome, Listed
from ingest.landing import confirmations, corrections, objects, outcomes, zone
from ingest.pipeline import backup, maintenance
from ingest.settings import Settings, SettingsError
from ingest.warehouse.load import load_batches

OTHER = f"{rows.BODY} More."


@pytest.fixture
def faults(shared_settings: Settings, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """What the server does wrong, which it asks for nothing yet; patience is short."""
    monkeypatch.setattr(objects, "PATIENCE", dt.timedelta(seconds=2))
    with failing_proxy(s3) as (address, found):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        yield found


def test_what_one_machine_lands_another_knows_and_loads(shared_settings: Settings) -> None:
    reader, warehouse = another_machine(shared_settings, "reader"), another_machine(shared_settings, "warehouse")
    zone.write_batch(reader, "b1", [rows.result(), rows.rejection()])
    assert load_batches(warehouse).rows["strike_claims"] == 1
    zone.write_batch(warehouse, "b2", [rows.result("b.txt", OTHER)])
    documents, rejections = zone.known_ids(reader)
    assert rows.document("b.txt", OTHER).document_id in documents
    assert rows.rejection().rejections[0].rejection_id in rejections
    assert load_batches(warehouse).batches == ["b2"]


def test_a_cache_that_is_lost_is_made_again(shared_settings: Settings) -> None:
    zone.write_batch(shared_settings, "b1", [rows.result()])
    shutil.rmtree(shared_settings.data_dir)
    assert load_batches(shared_settings).rows["articles"] == 1


def test_who_asks_for_ids_does_not_fetch_the_bytes_of_documents(shared_settings: Settings) -> None:
    zone.write_batch(shared_settings, "b1", [rows.result()])
    reader = another_machine(shared_settings, "reader")
    documents, _ = zone.known_ids(reader)
    assert rows.document().document_id in documents
    (slim,) = zone.files(reader, "documents")
    names = set(pq.read_schema(slim).names)
    assert "document_id" in names and not names & objects.LARGE_COLUMNS
    assert [path.name for path in (reader.landing_dir / "b1").iterdir()] == ["batch.json"]


def test_both_machines_know_outcomes_and_confirmed_readings(shared_settings: Settings) -> None:
    there = another_machine(shared_settings, "there")
    now = dt.datetime.now(dt.UTC)
    outcome = FetchOutcome("https://news.example/a", "new", fetched_at=now)
    outcomes.write(shared_settings, "wire", "r1", [outcomes.row("wire", "r1", "page", Listed(outcome.url), outcome)])
    assert [item.status for item in outcomes.state(there, "wire").values()] == ["new"]
    confirmations.write(shared_settings, "r1", "reader-2", ["0123456789abcdef"])
    assert [path.name for path in confirmations.files(there)] == ["r1.parquet"]


def test_a_batch_whose_upload_broke_is_none_and_lands_with_the_next_try(shared_settings: Settings, faults) -> None:
    faults.answer = lambda method, path: 403 if method == "PUT" and path.endswith("batch.json") else None
    with pytest.raises(objects.StorageError, match=r"^cannot write s3://.*/b1/batch\.json: ") as caught:
        zone.write_batch(shared_settings, "b1", [rows.result()])
    assert caught.value.retryable
    assert [path for path in shared_settings.landing_dir.iterdir() if "b1" in path.name] == []
    there = another_machine(shared_settings, "there")
    assert zone.batches(there) == [] and load_batches(there).batches == []
    faults.answer = lambda method, path: None
    zone.write_batch(shared_settings, "b2", [rows.result()])
    loaded = load_batches(there)
    assert (loaded.batches, loaded.rows["strike_claims"]) == (["b2"], 1)


def test_another_process_of_the_machine_may_fetch_a_batch_before_its_writer_is_done(
    shared_settings: Settings, faults
) -> None:
    def looked_at_meanwhile(method: str, path: str) -> int | None:
        if method == "PUT" and path.endswith("batch.json"):
            (shared_settings.landing_dir / "b1").mkdir()
            (shared_settings.landing_dir / "b1" / "batch.json.fetched").touch()
        return None

    faults.answer = looked_at_meanwhile
    assert zone.write_batch(shared_settings, "b1", [rows.result()]).n_documents == 1
    assert [path.name for path in shared_settings.landing_dir.glob(".partial-*")] == []
    assert load_batches(shared_settings).rows["articles"] == 1


@pytest.mark.parametrize("after", [False, True], ids=["not done", "done, and the answer lost"])
def test_a_server_that_answers_500_now_and_then_is_asked_again(shared_settings: Settings, faults, after: bool) -> None:
    asked: dict[tuple[str, str], int] = {}

    def every_first_time(method: str, path: str) -> int | None:
        asked[method, path] = asked.get((method, path), 0) + 1
        return 500 if asked[method, path] == 1 else None

    faults.answer, faults.after = every_first_time, after
    zone.write_batch(shared_settings, "b1", [rows.result(), rows.rejection()])
    there = another_machine(shared_settings, "there")
    loaded = load_batches(there)
    assert faults.n_failed > 10
    assert loaded.batches == ["b1"] and set(loaded.rows.values()) == {1}
    assert load_batches(there).batches == []


def test_a_server_that_only_answers_500_is_named_in_one_sentence(shared_settings: Settings, faults) -> None:
    zone.write_batch(shared_settings, "b1", [rows.result()])
    faults.answer = lambda method, path: 500
    with pytest.raises(objects.StorageError, match=r"^cannot (list|write) s3://.*500") as caught:
        zone.write_batch(shared_settings, "b2", [rows.result("b.txt", OTHER)])
    assert "\n" not in str(caught.value) and caught.value.retryable
    faults.answer = lambda method, path: None
    assert zone.batches(another_machine(shared_settings, "there")) == ["b1"]


def test_a_server_that_is_too_slow_is_given_up_and_nothing_is_landed(
    shared_settings: Settings, faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "REQUEST", dt.timedelta(seconds=0.2))
    faults.slow = 0.6
    with pytest.raises(objects.StorageError, match=r"^cannot (list|write) s3://"):
        zone.write_batch(shared_settings, "b1", [rows.result()])
    faults.slow = 0.0
    assert zone.batches(another_machine(shared_settings, "there")) == []
    assert zone.write_batch(shared_settings, "b2", [rows.result()]).n_documents == 1


def test_what_needs_every_other_machine_to_stand_still_is_refused(shared_settings: Settings, tmp_path) -> None:
    zone.write_batch(shared_settings, "b1", [rows.result()])
    entry = Entry(action="confirm", corrected_by="A", reason="seen")
    with pytest.raises(objects.SharedLanding, match=r"ledger of corrections needs the landing zone to itself"):
        corrections.append(shared_settings, entry, lambda ledger: None)
    with pytest.raises(objects.SharedLanding, match="shared with other machines"):
        backup.restore(shared_settings, tmp_path)
    (told,) = maintenance.compact(shared_settings, min_age=dt.timedelta(0))
    assert "its batches stay as they are" in told and zone.batches(shared_settings) == ["b1"]


def test_a_backup_holds_the_batches_that_another_machine_landed(shared_settings: Settings, tmp_path) -> None:
    zone.write_batch(shared_settings, "b1", [rows.result()])
    made = backup.backup(another_machine(shared_settings, "warehouse"), tmp_path / "backups")
    assert "landing/b1/documents-00000.parquet" in made.note["files"] and made.note["n_batches"] == 1


@pytest.mark.parametrize("url", ["s3:/bucket", "s3://", "/mnt/landing", "https://bucket.example"])
def test_an_address_that_is_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="WARLEDGER_LANDING_URL must be s3://bucket/prefix or empty"):
        Settings.from_environment({"WARLEDGER_LANDING_URL": url})
