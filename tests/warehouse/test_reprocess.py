"""Stored bytes read again: what reads otherwise takes the old reading's place, and nothing is fetched or lost."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.cli import main
from ingest.core.documents import Document, Rejection
from ingest.core.reader_version import reader_version
from ingest.core.results import ReadResult
from ingest.landing import confirmations, zone
from ingest.pipeline.build import inputs_fingerprint
from ingest.pipeline.parallel import read_one
from ingest.pipeline.reprocess import reprocess
from ingest.pipeline.status import describe_reader, status
from ingest.settings import Settings
from ingest.warehouse.load import load_batches

REPORT = (
    "Russian drones hit a depot in Sumy on Monday, killing two people and wounding five, the regional governor said. "
    "The fire burned until noon.\n\n"
    "A missile struck a school in Kharkiv on Monday evening. Seven people were wounded, the mayor said.\n"
)
OTHER = (
    "A Russian drone killed a driver in Kherson on Tuesday, the regional governor said. Three people were wounded.\n"
)


def document(name: str, text: str, day: int = 4, source: str = "outlet") -> Document:
    fetched = dt.datetime(2025, 3, day, 12, tzinfo=dt.UTC)
    meta = {"published": f"2025-03-0{day}", "publisher": "The Test Wire"}
    return Document(name, text.encode(), source, "text/plain", meta, fetched, {"etag": '"1"'})


def as_once(read: ReadResult, change: Callable[[list[dict]], None]) -> ReadResult:
    """The reading of an earlier reader, which made something else of the strikes."""
    for item in read.articles:
        change(item.claims["strikes"])
    return read


def claims(settings: Settings) -> list[tuple]:
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        return connection.execute("select place, killed, wounded from raw.strike_claims order by all").fetchall()


@pytest.fixture
def stored(settings: Settings) -> Settings:
    """Three documents as an earlier reader read them: one alike, one otherwise, one refused."""

    def change(strikes: list[dict]) -> None:
        strikes[0]["killed"] = 22
        del strikes[1]
        strikes.append({**strikes[0], "claim_id": "of a rule that is gone", "quote": "The fire", "place": "Noon"})

    other = read_one(document("other", OTHER, day=5))
    once = as_once(read_one(document("report", REPORT)), change)
    refused = document("refused", OTHER.replace("Kherson", "Odesa"), day=6, source="feed")
    reason = Rejection("refused#1", "feed", "unreadable", "a defect", 9, refused.content_hash, refused.fetched_at)
    zone.write_batch(settings, "20250306T000000-000000", [other, once, ReadResult(refused, [], [reason])])
    load_batches(settings)
    assert claims(settings) == [("Kherson", 1, 3), ("Noon", 22, 5), ("Sumy", 22, 5)]
    return settings


def test_what_reads_otherwise_takes_the_old_reading_s_place(stored):
    summary = reprocess(stored)
    assert (summary.n_documents, summary.n_changed_documents) == (3, 2)
    assert summary.claims["strike_claims"] == {"kept": 1, "changed": 1, "added": 2, "removed": 1}
    assert summary.n_changed_claims == 4 and summary.batch.n_documents == 2
    assert any("3 documents read again" in line and "4 claims changed" in line for line in summary.lines())
    load_batches(stored)
    assert claims(stored) == [("Kharkiv", None, 7), ("Kherson", 1, 3), ("Odesa", 1, 3), ("Sumy", 2, 5)]
    with duckdb.connect(str(stored.build_db), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.rejected_documents").fetchone() == (0,)
        assert connection.execute("select count(*), count(reread_at) from raw.documents").fetchone() == (3, 2)
        changes = connection.execute("select change from raw.article_changes where load_id = 2 order by 1").fetchall()
    assert changes == [("new",), ("reread",)]


def test_reading_again_what_was_read_again_changes_nothing(stored):
    reprocess(stored)
    again = reprocess(stored)
    assert again.batch.batch_id is None and again.n_documents == 3 and again.n_changed_claims == 0
    assert again.claims["strike_claims"]["kept"] == 4


def test_bytes_and_headers_stay_in_one_place(stored):
    reprocess(stored)
    files = f"{stored.landing_dir}/*/documents-*.parquet"
    rows = duckdb.sql(f"select source_uri, content, headers from read_parquet('{files}') order by all").fetchall()
    assert [(uri, content is None) for uri, content, _ in rows] == [
        ("other", False),
        ("refused", True),
        ("report", False),
        ("report", True),
    ]
    assert {headers for _, _, headers in rows} == {'{"etag": "\\"1\\""}'}


@pytest.mark.parametrize(
    ("choice", "read"),
    [
        ({"since": dt.date(2025, 3, 5)}, 2),
        ({"until": dt.date(2025, 3, 4)}, 1),
        ({"since": dt.date(2025, 3, 6), "until": dt.date(2025, 3, 6)}, 1),
        ({"sources": ["feed"]}, 1),
        ({"sources": ["outlet"], "since": dt.date(2025, 3, 6)}, 0),
    ],
)
def test_days_and_sources(stored, choice, read):
    assert reprocess(stored, **choice).n_documents == read


def test_an_article_that_is_none_any_more_is_taken_out(settings):
    scrap = document("scrap", "1 2 3 4 5 6 7 8 9")
    once = read_one(document("report", REPORT))
    taken = ReadResult(scrap, once.articles, [])
    taken.articles[0].article = replace(taken.articles[0].article, document_id=scrap.document_id)
    for row in taken.articles[0].claims["strikes"]:
        row["article_id"] = taken.articles[0].article.article_id
    zone.write_batch(settings, "20250306T000000-000000", [taken])
    load_batches(settings)
    assert len(claims(settings)) == 2
    summary = reprocess(settings)
    assert summary.claims["strike_claims"]["removed"] == 2
    load_batches(settings)
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.articles").fetchone() == (0,)
        assert connection.execute("select reason_code from raw.rejected_documents").fetchall() == [("not_an_article",)]
        last = connection.execute("select change from raw.article_changes where load_id = 2").fetchall()
    assert last == [("removed",)] and claims(settings) == []


def read_by(version: str | None, *results: ReadResult) -> list[ReadResult]:
    for result in results:
        result.reader_version = version
    return list(results)


@pytest.fixture
def two_readers(settings: Settings) -> Settings:
    """Read by an earlier reader: one document alike, one otherwise, one refused. Read by today's: one more."""

    def change(strikes: list[dict]) -> None:
        strikes[0]["killed"] = 22

    alike = read_one(document("alike", OTHER, day=5))
    otherwise = as_once(read_one(document("otherwise", REPORT)), change)
    refused = document("refused", "1 2 3", day=6, source="feed")
    reason = Rejection("refused", "feed", "unreadable", "a defect", 9, refused.content_hash, refused.fetched_at)
    early = read_by("of old", alike, otherwise, ReadResult(refused, [], [reason]))
    zone.write_batch(settings, "20250306T000000-000000", early)
    zone.write_batch(
        settings, "20250307T000000-000000", [read_one(document("today", OTHER.replace("Kherson", "Odesa")))]
    )
    return settings


def test_what_another_reader_read_is_counted_and_read_again_once(two_readers):
    before = status(two_readers)["reader"]
    assert (before["stale_articles"], before["stale_rejected"]) == (2, 1)
    assert "another one read 2 articles and 1 rejected documents" in describe_reader(before)
    summary = reprocess(two_readers, stale=True)
    assert (summary.n_documents, summary.n_changed_documents) == (3, 1)
    after = status(two_readers)["reader"]
    assert (after["stale_articles"], after["stale_rejected"]) == (0, 0)
    assert "nothing stored was read by another one" in describe_reader(after)
    again = reprocess(two_readers, stale=True)
    assert again.n_documents == 0 and again.batch.batch_id is None
    assert reprocess(two_readers).n_documents == 4, "everything, when nobody asks for the stale alone"


def test_the_choice_of_days_and_sources_narrows_what_is_stale(two_readers):
    assert reprocess(two_readers, stale=True, sources=["feed"]).n_documents == 1
    assert reprocess(two_readers, stale=True, since=dt.date(2025, 3, 5)).n_documents == 1
    assert confirmations.stale(two_readers, reader_version()).n_articles == 1


def test_going_back_to_an_older_reader_makes_all_stale_again(two_readers):
    reprocess(two_readers, stale=True)
    old = confirmations.stale(two_readers, "of old")
    assert (old.n_articles, old.n_rejected, len(old.document_ids)) == (3, 1, 4)
    confirmations.write(two_readers, "20250309T000000-000000", "of old", sorted(old.document_ids))
    assert confirmations.stale(two_readers, "of old").document_ids == set()
    assert len(confirmations.stale(two_readers, reader_version()).document_ids) == 4


def test_batches_of_versions_that_noted_no_reader_are_stale(two_readers):
    for path in two_readers.landing_dir.glob("*/*documents-*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns("reader_version"), path)
    assert confirmations.stale(two_readers, reader_version()).n_articles == 3
    reprocess(two_readers, stale=True)
    assert confirmations.stale(two_readers, reader_version()).document_ids == set()


def test_folding_keeps_the_last_confirmation_of_each(two_readers):
    for number, version in enumerate(("b", "c")):
        confirmations.write(two_readers, f"2025031{number}T000000-000000", version, ["one", "two"][: 2 - number])
    assert confirmations.fold(two_readers) == 2 and confirmations.fold(two_readers) == 0
    (path,) = confirmations.files(two_readers)
    rows = {row["document_id"]: row["reader_version"] for row in pq.read_table(path).to_pylist()}
    assert rows == {"one": "c", "two": "b"}


def test_another_reader_makes_a_build_due(stored, monkeypatch):
    before = inputs_fingerprint(stored)
    assert inputs_fingerprint(stored) == before
    monkeypatch.setattr("ingest.pipeline.build.reader_version", lambda: "another")
    assert inputs_fingerprint(stored) != before


def test_nothing_stored_is_nothing_stale(settings):
    assert confirmations.stale(settings, "any") == confirmations.Stale()
    assert reprocess(settings, stale=True).n_documents == 0


@pytest.mark.slow
def test_a_changed_line_of_a_word_list_makes_stale_what_was_read_before(root, tmp_path):
    """The command line of a checkout in which one line of a lexicon is added between two runs."""
    checkout, articles = tmp_path / "checkout", tmp_path / "articles"
    shutil.copytree(root / "ingest", checkout / "ingest", ignore=shutil.ignore_patterns("__pycache__", "samples"))
    articles.mkdir()
    environment = os.environ | {"WARLEDGER_DATA_DIR": str(tmp_path / "data"), "WARLEDGER_WORKERS": "1"}

    def warledger(*arguments: str) -> str:
        command = [sys.executable, "-m", "ingest", *arguments]
        done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    for name in ("one", "two"):
        (articles / f"{name}.txt").write_text(f"Report {name}\n\n{REPORT}", encoding="utf-8")
    first = warledger("--version")
    warledger("ingest", str(articles))
    assert "nothing stored was read by another one" in warledger("status")
    with (checkout / "ingest" / "claims" / "data" / "weapons.csv").open("a", encoding="utf-8") as handle:
        handle.write("# a line more\n")
    assert warledger("--version") != first
    (articles / "three.txt").write_text(f"Report three\n\n{REPORT}", encoding="utf-8")
    warledger("ingest", str(articles))
    assert "another one read 2 articles; `warledger reprocess --stale`" in warledger("status")
    assert "2 documents read again" in warledger("reprocess", "--stale")
    assert "0 documents read again" in warledger("reprocess", "--stale")
    assert "nothing stored was read by another one" in warledger("status")


def test_command(stored, monkeypatch, capsys):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(stored.data_dir))
    monkeypatch.setenv("WARLEDGER_WORKERS", "1")
    assert main(["reprocess", "--since", "2025-03-04", "--until", "2025-03-05", "--source", "outlet"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert "strike claims: 1 kept, 1 changed, 1 added, 1 removed" in lines and "warledger build" in lines[-1]
    assert main(["reprocess", "--source", "nobody"]) == 1
    assert "no stored document" in capsys.readouterr().err
    assert main(["reprocess", "--since", "2025-03-05", "--until", "2025-03-04"]) == 1
    with pytest.raises(SystemExit):
        main(["reprocess", "--since", "yesterday"])
    assert "is no day such as 2026-08-29" in capsys.readouterr().err
