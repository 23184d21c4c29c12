"""Landing batches are whole or absent, and loading them twice changes nothing."""

import shutil
import tracemalloc
from dataclasses import replace

import duckdb
import pytest
import rows

from ingest.landing import writers, zone
from ingest.landing.damage import DamagedFile
from ingest.landing.raw import CLAIM_TABLES, KEYS
from ingest.warehouse.load import load_batches


def counts(settings) -> dict[str, int]:
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        return {name: connection.execute(f"select count(*) from raw.{name}").fetchone()[0] for name in KEYS}


def test_a_batch_holds_every_row_and_the_bytes_as_they_came(landed):
    summary = zone.write_batch(landed, "b1", [rows.result(), rows.rejection()])
    assert (summary.n_documents, summary.n_articles, summary.n_rejected, summary.n_claims) == (1, 1, 1, 4)
    files = {path.name for path in (landed.landing_dir / "b1").iterdir()}
    assert files == {f"{name}-00000.parquet" for name in KEYS} | {"batch.json"}
    kept = duckdb.sql(f"select content from '{landed.landing_dir}/b1/documents-*.parquet'").fetchone()[0]
    assert kept == rows.BODY.encode()


def test_nothing_new_leaves_no_batch(landed):
    summary = zone.write_batch(landed, "b1", [])
    assert summary.batch_id is None
    assert zone.batches(landed) == []
    assert list(landed.landing_dir.iterdir()) == []


def test_a_batch_that_breaks_leaves_nothing(landed):
    def broken():
        yield rows.result()
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        zone.write_batch(landed, "b1", broken())
    assert list(landed.landing_dir.iterdir()) == []


def test_the_folder_of_a_killed_run_is_removed_and_never_loaded(settings):
    dead = settings.landing_dir / f".partial-{writers.Writer(writers.host(), 999999999, 7)}-b0"
    dead.mkdir(parents=True)
    (dead / "documents-00000.parquet").write_bytes(b"half a file")
    assert load_batches(settings).batches == []
    zone.write_batch(settings, "b1", [rows.result()])
    assert not dead.exists()


def test_load_is_idempotent(landed):
    zone.write_batch(landed, "b1", [rows.result(), rows.rejection()])
    first = load_batches(landed)
    assert first.batches == ["b1"]
    before = counts(landed)
    assert before == dict.fromkeys(KEYS, 1)
    assert load_batches(landed).batches == []
    assert counts(landed) == before


def test_the_same_document_in_two_batches_is_one_row(landed):
    # Two sources may fetch one page at the same moment: both land it, the load keeps one.
    zone.write_batch(landed, "b1", [rows.result("a.txt")])
    zone.write_batch(landed, "b2", [rows.result("other/path/a.txt")])
    load_batches(landed)
    assert counts(landed)["articles"] == 1
    assert counts(landed)["strike_claims"] == 1


def test_a_failed_load_leaves_the_tables_as_they_were(landed):
    zone.write_batch(landed, "b1", [rows.result("a.txt")])
    load_batches(landed)
    before = counts(landed)
    zone.write_batch(landed, "b2", [rows.result("b.txt", rows.BODY + " More.")])
    part = landed.landing_dir / "b2" / "meeting_claims-00000.parquet"
    good = part.read_bytes()
    part.write_bytes(b"PAR1 this is not a Parquet file")
    with pytest.raises(DamagedFile, match=r"meeting_claims-00000.parquet is damaged"):
        load_batches(landed)
    assert counts(landed) == before
    part.write_bytes(good)
    load_batches(landed)
    assert counts(landed)["articles"] == 2


def test_ids_known_from_landing(landed):
    zone.write_batch(landed, "b1", [rows.result(), rows.rejection()])
    documents, rejections = zone.known_ids(landed)
    assert rows.document().document_id in documents and rows.rejection().rejections[0].rejection_id in rejections
    other = rows.document(text="another").document_id
    assert other not in documents and other not in rejections and "0" * 16 not in documents
    documents.add(other)
    assert other in documents


def test_a_known_id_takes_eight_bytes(settings):
    number = 300_000
    (settings.landing_dir / "b1").mkdir(parents=True)
    (settings.landing_dir / "b1" / "batch.json").touch()
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select format('{{:016x}}', hash(range)) as document_id from range({number}))"
            f" to '{settings.landing_dir / 'b1' / 'documents-00000.parquet'}'"
        )
        last = connection.execute("select format('{:016x}', hash(?))", [number - 1]).fetchone()[0]
    tracemalloc.start()
    documents, _ = zone.known_ids(settings)
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert last in documents and f"{int(last, 16) ^ 1:016x}" not in documents
    assert held < 9 * number and most < 20 * number, (held, most)


def test_batches_of_another_machine_are_loaded_and_count_once(settings, tmp_path):
    """As docs/scaling.md has it: copied under a hidden name, then renamed."""
    other = replace(settings, data_dir=tmp_path / "other")
    zone.write_batch(settings, "here", [rows.result()])
    zone.write_batch(other, "there", [rows.result(), rows.result(text=f"{rows.BODY} Again.")])
    hidden = settings.landing_dir / ".there"
    shutil.copytree(other.landing_dir / "there", hidden)
    assert load_batches(settings).batches == ["here"]
    hidden.rename(settings.landing_dir / "there")
    assert load_batches(settings).batches == ["there"]
    assert counts(settings)["articles"] == 2


def test_claim_rows_carry_types_and_evidence(landed):
    zone.write_batch(landed, "b1", [rows.result()])
    load_batches(landed)
    with duckdb.connect(str(landed.build_db), read_only=True) as connection:
        quote, evidence, killed, wounded = connection.execute(
            "select quote, evidence, killed, wounded from raw.strike_claims"
        ).fetchone()
        body = connection.execute("select body from raw.articles").fetchone()[0]
        for table in CLAIM_TABLES.values():
            wrong = connection.execute(
                f"select count(*) from raw.{table} join raw.articles using (article_id) "
                "where substr(body, char_start + 1, char_end - char_start) <> quote"
            ).fetchone()[0]
            assert wrong == 0
    assert quote.startswith("Drones hit") and quote in body
    assert evidence[0]["quote"] == body[evidence[0]["char_start"] : evidence[0]["char_end"]]
    assert (killed, wounded) == (2, None)


def test_pages_known_from_landing(landed):
    assert "https://outlet.example/a" not in zone.KnownPages(landed)
    zone.write_batch(landed, "b1", [rows.result(url="https://outlet.example/a")])
    known = zone.KnownPages(landed)
    assert "https://outlet.example/a" in known and "http://m.outlet.example/a/amp?utm_source=x" in known
    assert "https://outlet.example/b" not in known and "https://outlet.example/" not in known and "a.txt" not in known
