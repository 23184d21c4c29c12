"""`warledger ingest` over configured sources: into the landing zone, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ingest.cli import main
from ingest.core.documents import Document
from ingest.pipeline.steps import ingest_sources
from ingest.settings import Settings
from ingest.sources.config import ConfigError
from ingest.sources.fetch import user_agent

STORY = (
    "A Russian drone hit a warehouse in the city of Odesa at night, the regional governor said on Saturday. "
    "Three people were killed and seven were wounded."
)


@pytest.fixture
def configured(settings: Settings, tmp_path: Path, web) -> Settings:
    """A feed of two pages (and one that is gone), a folder that is not there, a source that is not enabled."""
    web.pages["/rss"] = (
        f"<rss version='2.0'><channel><title>O</title><item><link>{web.url('/a?utm_source=rss')}</link></item>"
        f"<item><link>{web.url('/empty')}</link></item><item><link>{web.url('/gone')}</link></item></channel></rss>"
    ).encode()
    web.pages["/a"] = f"<html><body><article><h1>Night</h1><p>{STORY}</p></article></body></html>".encode()
    web.pages["/empty"] = b""
    file = tmp_path / "sources.yml"
    file.write_text(
        f"defaults: {{licence: test, enabled: true, delay_seconds: 0}}\n"
        f"sources:\n"
        f"  - {{name: missing, kind: folder, path: nowhere}}\n"
        f"  - {{name: outlet, kind: feed, url: '{web.url('/rss')}', publisher: O, allow_private: true}}\n"
        f"  - {{name: other, kind: page, url: '{web.url('/a')}', enabled: false}}\n"
        f"  - {{name: strict, kind: page, url: '{web.url('/a')}'}}\n",
        encoding="utf-8",
    )
    return replace(settings, sources=str(file))


def test_sources_into_the_landing_zone_once(configured: Settings, web):
    lines: list[str] = []
    missing, outlet, strict = ingest_sources(configured, on_progress=lines.append)
    assert missing.failure and "nowhere" in missing.failure and missing.ingest is None
    assert dict(outlet.fetches) == {"new": 3, "failed": 1}
    assert outlet.ingest and outlet.ingest.batch.n_articles == 1 and outlet.ingest.batch.claims["strikes"] == 1
    assert [item["reason_code"] for item in outlet.ingest.batch.rejections] == ["empty"]
    assert dict(strict.fetches) == {"blocked": 1}
    assert "outlet: 4 fetches: 3 new, 0 known, 1 failed, 0 blocked" in lines
    assert any("strict: blocked" in line and "private_address" in line for line in lines)

    files = f"{configured.landing_dir}/*/documents-*.parquet"
    rows = duckdb.sql(f"select url, publisher, source_name, content from read_parquet('{files}')").fetchall()
    assert rows == [(web.url("/a"), "O", "outlet", web.pages["/a"])]

    web.seen.clear()
    (again,) = ingest_sources(configured, ["outlet"])
    assert set(web.hits) == {"/robots.txt", "/rss", "/gone"}
    assert again.ingest and again.ingest.batch.batch_id is None


def test_a_source_that_breaks_our_code_does_not_stop_the_next(configured: Settings, monkeypatch):
    def broken(source, **_):
        if source.name == "outlet":
            yield Document("a.txt", STORY.encode())
            raise UnicodeError("a host of a kind that nobody thought of")

    monkeypatch.setattr("ingest.pipeline.steps.collect", broken)
    _, outlet, strict = ingest_sources(configured)
    assert outlet.failure == "UnicodeError: a host of a kind that nobody thought of; this is a defect, please report it"
    assert outlet.ingest and outlet.ingest.batch.n_articles == 1
    assert strict.failure is None


def test_a_wrong_name_is_told_before_anything_is_fetched(configured: Settings, web):
    with pytest.raises(ConfigError, match="did you mean 'outlet'"):
        ingest_sources(configured, ["outlet", "outlets"])
    assert not web.seen


@pytest.fixture
def command(configured: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs `warledger ingest` with these arguments; gives its exit status and standard error."""
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(configured.data_dir))
    monkeypatch.setenv("WARLEDGER_SOURCES", configured.sources)
    monkeypatch.setenv("WARLEDGER_WORKERS", "1")

    def run(*arguments: str) -> tuple[int, list[str]]:
        status = main(["ingest", *arguments])
        return status, capsys.readouterr().err.splitlines()

    return run


def test_command_line(command, web):
    status, lines = command("--source", "outlet")
    assert status == 0 and "outlet: 1 new documents with 1 articles, 0 known, 1 rejected" in lines
    status, lines = command()
    assert status == 1 and lines[-1] == "warledger: 1 of 3 sources failed: missing"
    assert "outlet: 2 fetches: 0 new, 1 known, 1 failed, 0 blocked" in lines
    assert command("--source", "outlet", "path") == (1, ["warledger: give paths, --source or --urls, one of them"])
    status, lines = command("--source", "nobody")
    assert status == 1 and len(lines) == 1 and "there is no source 'nobody'" in lines[0]


def test_mistakes_in_the_file_are_the_command_s_error(command, configured: Settings):
    Path(configured.sources).write_text("sources:\n  - name: a\n    kind: feeed\n")
    status, (line,) = command()
    assert status == 1 and f"{configured.sources}:3: source 'a': kind: is 'feeed'" in line
    Path(configured.sources).write_text("sources: []\n")
    assert command()[0] == 1


def test_user_agent_names_us_and_cannot_break_a_header():
    assert user_agent().startswith("Warledger/") and "desk@outlet.example" in user_agent("desk@outlet.example")
    assert "\n" not in user_agent("a\r\nX: b") and user_agent("Київ").isascii()
