"""Twenty outlets, good and bad, through `ingest_sources` and the loader: every fetch ends as it must, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from outlets import Newsstand, Row

from ingest.landing import outcomes, zone
from ingest.pipeline.build import build
from ingest.pipeline.status import describe, status
from ingest.pipeline.steps import SourceSummary, ingest_sources
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published
from ingest.warehouse.load import load_batches

pytestmark = pytest.mark.slow


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with Newsstand() as servers:
        yield servers


@pytest.fixture
def reading(settings: Settings, stand: Newsstand, tmp_path: Path) -> Settings:
    return replace(settings, sources=str(stand.write_sources(tmp_path / "sources.yml")))


def query(settings: Settings, sql: str, *parameters: object) -> list[tuple]:
    load_batches(settings)
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql, list(parameters)).fetchall()


def table(settings: Settings, stand: Newsstand, summaries: list[SourceSummary]) -> list[Row]:
    """The outcome rows of one run, as the warehouse has them."""
    rows = query(
        settings,
        "select source_name, role, url, status, reason_code from raw.fetch_outcomes"
        " where run_id in (select unnest(?)) order by all",
        [summary.run_id for summary in summaries],
    )
    return sorted((name, role, stand.path(name, url), status, reason) for name, role, url, status, reason in rows)


@pytest.mark.proof
def test_three_runs(reading: Settings, stand: Newsstand):
    first = ingest_sources(reading)
    assert table(reading, stand, first) == stand.expected(1)
    assert not [summary for summary in first if summary.failure]

    # every row says how much, how long and why
    assert query(reading, "select count(*) from raw.fetch_outcomes where seconds is null or fetched_at is null") == [
        (0,)
    ]
    assert query(
        reading,
        "select count(*) from raw.fetch_outcomes where status = 'new' and not (bytes_received > 0 and size_bytes > 0)",
    ) == [(0,)]
    assert query(reading, "select count(*) from raw.fetch_outcomes where (reason is null) <> (status = 'new')") == [
        (0,)
    ]

    # what was not read has its reason; what was read has its claims
    assert query(reading, "select source_name, reason_code from raw.rejected_documents") == [("moved", "unreadable")]
    strikes = query(
        reading,
        "select count(*) from raw.articles where article_id in (select article_id from raw.strike_claims)",
    )
    articles = query(reading, "select source_name, count(*) from raw.articles group by 1 order by 1")
    assert dict(articles) == {
        "busy": 1, "charsets": 1, "courier": 2, "lantern": 2, "ledger": 2, "members": 1, "portal": 3, "sextant": 2,
        "tribune": 2, "wire": 1,
    }  # fmt: skip
    assert strikes == [(16,)], "all but the Cyrillic page, whose language is not read"
    body = query(reading, "select body from raw.articles where source_name = 'charsets'")[0][0]
    assert "повідомив голова області" in body

    # wire copy and the AMP twin
    assert query(
        reading,
        "select article.source_name, original.source_name from raw.articles as article"
        " join raw.articles as original on article.copy_of = original.article_id",
    ) == [("portal", "wire")]
    twins = query(reading, "select url, is_current from raw.articles where url like '%night-123456%' order by url")
    assert [(stand.path("portal", url), current) for url, current in twins] == [
        ("/story/night-123456", False),
        ("/story/night-123456/amp", True),
    ]

    # the second run asks for nothing that it had
    batches = zone.batches(reading)
    for server in stand.servers.values():
        server.seen.clear()
    second = ingest_sources(reading)
    assert table(reading, stand, second) == stand.expected(2)
    asked = {(name, path) for name, server in stand.servers.items() for path in server.hits}
    assert not asked & stand.had()
    assert zone.batches(reading) == batches, "nothing new, so no batch"

    # a correction is fetched, and takes the place of what it corrects
    address = stand.correct()
    for server in stand.servers.values():
        server.seen.clear()
    (lantern,) = ingest_sources(reading, ["lantern"])
    assert dict(lantern.fetches) == {"new": 2}
    assert set(stand.servers["lantern"].hits) == {"/robots.txt", "/atom", "/night"}
    versions = query(
        reading,
        "select strike.killed, article.is_current from raw.articles as article"
        " join raw.strike_claims as strike using (article_id) where article.url = ? order by article.fetched_at",
        address,
    )
    assert versions == [(2, False), (4, True)]

    # bytes and headers are kept, each document's once
    files = f"{reading.landing_dir}/*/documents-*.parquet"
    kept = duckdb.sql(
        "select count(*), count(distinct document_id), count(content), count(headers) filter (where headers like '{%')"
        f" from read_parquet('{files}')"
    ).fetchone()
    assert kept == (18, 18, 18, 18)

    # in the facts the correction stands alone, the twin counts once, and wire copy is a second article of one source
    build(reading)
    with connect_published(reading) as connection:
        facts = connection.execute(
            "select place, killed_low, killed_high, n_articles, n_sources from fct_strikes"
            " where place in ('Chernihiv', 'Nikopol', 'Zaporizhzhia') order by place"
        ).fetchall()
        published = connection.execute("select count(*) from fetch_outcomes where status = 'new'").fetchone()
    assert facts == [("Chernihiv", 4, 4, 1, 1), ("Nikopol", 2, 2, 1, 1), ("Zaporizhzhia", 7, 7, 2, 1)]
    # 15 pages, the corrected feed, and the inner sitemap, which the second run had no reason to ask for
    assert published == (17,)

    lines = describe(status(reading)).splitlines()
    assert any(line.startswith("source lantern: asked ") and "2 new, 0 known" in line for line in lines)
    assert any(
        line.startswith("source inside: ") and "5 blocked" in line and "private_address" in line for line in lines
    )


def test_a_lost_build_database_loses_nothing(reading: Settings, stand: Newsstand):
    names = ["courier", "wire", "portal"]
    ingest_sources(reading, names)
    before = query(reading, "select * exclude (loaded_at) from raw.fetch_outcomes order by all")
    state = query(reading, "select * from raw.source_state order by all")
    reading.build_db.unlink()
    assert query(reading, "select * exclude (loaded_at) from raw.fetch_outcomes order by all") == before
    assert query(reading, "select * from raw.source_state order by all") == state
    for server in stand.servers.values():
        server.seen.clear()
    ingest_sources(reading, names)
    assert not {(name, path) for name in names for path in stand.servers[name].hits} & stand.had()


def test_a_run_that_dies_before_its_outcomes_are_written_loses_nothing(
    reading: Settings, stand: Newsstand, monkeypatch: pytest.MonkeyPatch
):
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(outcomes, "write", die)
        ingest_sources(reading, ["ledger"])
    (again,) = ingest_sources(reading, ["ledger"])
    assert dict(again.fetches) == {"new": 1}, "the listing; its pages are in the landing zone"
    assert query(reading, "select count(*) from raw.articles") == [(2,)]
