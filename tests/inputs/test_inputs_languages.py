"""Articles in languages that are not read: stored with their language, counted, and named."""

from __future__ import annotations

import duckdb
import pytest
from channel_exports import export, message, report

from ingest.claims import languages
from ingest.landing.raw import create_raw
from ingest.pipeline.status import describe, not_read, status
from ingest.pipeline.steps import ingest_paths

UKRAINIAN = (
    "Уночі безпілотник влучив у склад у Харкові. Двоє людей загинули, ще семеро поранені, повідомив голова області."
)
RUSSIAN = (
    "Ночью беспилотник попал в склад в Белгороде. Два человека погибли, ещё семь получили ранения, сообщил губернатор."
)


def test_ukrainian_and_russian_are_stored_and_counted(folder, settings):
    texts = [report(1), UKRAINIAN, RUSSIAN, f"{UKRAINIAN} Школи працюють у звичному режимі."]
    (folder / "result.json").write_bytes(export([message(n, text) for n, text in enumerate(texts, start=1)]))
    lines: list[str] = []
    summary = ingest_paths(settings, [folder], on_progress=lines.append)
    assert dict(summary.not_read) == {"uk": 2, "ru": 1}
    assert "not read: language: 2 uk, 1 ru (stored, no claims)" in lines
    assert not_read(settings) == {"language": {"uk": 2, "ru": 1}}
    assert "not read: language: 3 articles (2 uk, 1 ru)" in describe(status(settings)).split("\n")
    files = f"{settings.landing_dir}/*/articles-*.parquet"
    rows = duckdb.sql(f"select language, not_read from read_parquet('{files}') order by source_uri").fetchall()
    assert rows == [("en", None), ("uk", "language"), ("ru", "language"), ("uk", "language")]


def test_only_what_is_not_english_is_not_read(folder, read):
    (folder / "a.txt").write_text(report(1))
    (article,) = read().articles
    assert article.not_read is None and article.language == "en"


def test_a_language_is_readable_with_all_its_lexicons(monkeypatch):
    assert languages.readable_languages() == {"en"}
    assert languages.is_readable(None) and languages.is_readable("en") and not languages.is_readable("uk")
    added = [{"lexicon": name, "language": language} for name in ("a", "b") for language in ("en", "uk")]
    added.append({"lexicon": "a", "language": "ru"})
    monkeypatch.setattr(languages, "rows", lambda name: tuple(added))
    monkeypatch.setattr(languages, "readable_languages", languages.readable_languages.__wrapped__)
    assert languages.readable_languages() == {"en", "uk"}


@pytest.mark.parametrize("column", ["page_starts", "not_read"])
def test_databases_of_an_earlier_version_get_the_columns(column):
    with duckdb.connect(":memory:") as connection:
        create_raw(connection)
        connection.execute(f"alter table raw.articles drop column {column}")
        create_raw(connection)
        assert column in {row[0] for row in connection.execute("describe raw.articles").fetchall()}
