"""The dashboard on what the pipeline really publishes from the sample articles."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
import snapshot_fixture
from browser import PAGES
from streamlit.testing.v1 import AppTest

from dashboards import queries
from dashboards.queries import KINDS, Scope
from dashboards.snapshot import Snapshot
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

pytestmark = pytest.mark.slow

ALL = Scope()


@pytest.fixture(scope="module")
def snapshot(sample_warehouse: Settings) -> Iterator[Snapshot]:
    connection = connect_published(sample_warehouse)
    yield Snapshot("real", connection)
    connection.close()


def test_the_fixture_has_the_columns_of_a_real_build(snapshot):
    def columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
        found = connection.execute("select table_name, column_name, data_type from duckdb_columns() where not internal")
        return {(table, column): kind for table, column, kind in found.fetchall()}

    fixture = duckdb.connect()
    fixture.execute(snapshot_fixture.SCHEMA)
    real_columns = columns(snapshot.connection)
    astray = {key: kind for key, kind in columns(fixture).items() if real_columns.get(key) != kind}
    assert astray == {}


def test_the_pages_of_a_real_build_run(sample_warehouse, monkeypatch):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(sample_warehouse.data_dir))
    test = AppTest.from_file(str(snapshot_fixture.APP), default_timeout=90).run()
    for path in PAGES[1:]:
        test.switch_page(f"views/{path}.py").run()
        assert not test.exception, path
        if path in ("strikes", "interceptions", "aid", "diplomacy"):
            assert len(test.get("arrow_vega_lite_chart") or test.get("vega_lite_chart")) >= 2, path
            assert len(test.dataframe) >= 3, path


def test_every_fact_leads_to_a_claim_whose_quote_stands_in_its_article(snapshot):
    for kind in KINDS.values():
        for fact_id in queries.fact_table(snapshot.rows, kind.name, ALL)["fact_id"]:
            claims = queries.claims_of_fact(snapshot.rows, kind.name, fact_id)
            assert len(claims), (kind.name, fact_id)
            for claim in claims.to_dict("records"):
                assert claim["body"][claim["char_start"] : claim["char_end"]] == claim["quote"]


def test_charts_from_facts_agree_with_the_published_aggregates(snapshot):
    """The pages sum facts, since filters reach into claims; without filters they must say what agg_* say."""
    rows = snapshot.rows

    def one(sql: str):
        return rows(sql).iloc[0].tolist()

    strikes = queries.strikes_over_time(rows, ALL, "day", "attacker")
    assert [strikes["n_strikes"].sum()] == one("select sum(n_strikes)::bigint from agg_strikes_daily")
    tolls = queries.tolls_over_time(rows, ALL, "day")
    assert [tolls.loc[tolls["toll"] == "killed", "best"].sum()] == one(
        "select sum(killed_best)::bigint from agg_strikes_daily"
    )
    air = queries.interceptions_over_time(rows, ALL, "day")
    assert [air["n_counts"].sum(), air["intercepted"].sum() + air["intercepted_alone"].sum()] == one(
        "select sum(n_facts)::bigint, sum(intercepted)::bigint from agg_air_war_daily"
    )
    assert queries.aid_totals(rows, ALL)["amount_eur"] == pytest.approx(
        one("select sum(amount_eur) from agg_aid_by_donor")[0]
    )
    meetings = queries.meetings_over_time(rows, ALL, "month")
    assert [meetings["n_meetings"].sum()] == one("select sum(n_meetings)::bigint from agg_meetings_monthly")
    undated = rows("from agg_undated").set_index("kind")["n_facts"].to_dict()
    assert undated == {name: queries.counts(rows, name, ALL)["n_undated"] for name in KINDS}


def test_the_facts_of_a_publisher_are_those_that_its_articles_claim(snapshot):
    rows = snapshot.rows
    for kind in KINDS.values():
        claimed = rows(
            f"select publisher, fact_id, count(*) as n from {kind.claims} join dim_articles using (article_id)"
            " where fact_id is not null and publisher is not null group by all order by all"
        )
        kept = rows(
            "select publisher, fact_id, n_claims from agg_fact_publishers where kind = ? order by all", [kind.name]
        )
        assert kept.to_numpy().tolist() == claimed.to_numpy().tolist()
    publisher = queries.publishers(rows)[0]
    found = queries.fact_table(rows, "strike", Scope(publishers=(publisher,)))
    wanted = "select count(distinct fact_id) as n from agg_fact_publishers where kind = 'strike' and publisher = ?"
    assert [len(found)] == rows(wanted, [publisher])["n"].tolist()
