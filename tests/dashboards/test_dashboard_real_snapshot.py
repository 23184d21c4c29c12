"""The dashboard on what the pipeline really publishes from the sample articles.

With WARLEDGER_SCREENSHOTS=1 the browser test also writes the README's pictures to docs/images/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import snapshot_fixture
from dashboard_browser import PAGES, ROOT, Visit, chromium, dashboard, needs_chromium
from streamlit.testing.v1 import AppTest

from dashboards import queries
from dashboards.queries import KINDS, Scope
from dashboards.snapshot import Snapshot
from ingest.pipeline import run
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

pytestmark = pytest.mark.slow

ALL = Scope()
#: What the README and the tour show.
_PICTURES = {
    ("overview", 1440): "overview",
    ("strikes", 1440): "strikes",
    ("evidence-of-a-strike", 1440): "evidence-of-a-strike",
    ("overview", 390): "overview-phone",
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the samples went through the whole pipeline."""
    data_dir = tmp_path_factory.mktemp("real") / "data"
    settings = Settings.from_environment({**os.environ, "WARLEDGER_DATA_DIR": str(data_dir)})
    run(settings, [settings.samples_dir])
    return data_dir


@pytest.fixture(scope="module")
def snapshot(real: Path) -> Iterator[Snapshot]:
    connection = connect_published(Settings.from_environment({"WARLEDGER_DATA_DIR": str(real)}))
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


def test_the_pages_of_a_real_build_run(real, monkeypatch):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(real))
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


@pytest.mark.browser
@needs_chromium
def test_the_real_pages_in_the_browser(real, snapshot):
    disputed_first = "select strike_id from fct_strikes order by n_articles desc, n_claims desc, strike_id limit 1"
    strike = snapshot.rows(disputed_first)["strike_id"].iloc[0]
    wanted = os.environ.get("WARLEDGER_SCREENSHOTS")
    with dashboard(real) as address, chromium() as browser:
        for width, height, scheme in ((1440, 900, "light"), (390, 844, "dark")):
            with Visit(browser, address, width, height, scheme) as visit:
                for path in (*PAGES, f"strikes?fact={strike}"):
                    page = visit.open(path)
                    assert visit.problems() == [], path
                    if "fact=" in path:
                        page.locator("mark").first.wait_for()
                    name = "evidence-of-a-strike" if "fact=" in path else path or "overview"
                    if wanted and (name, width) in _PICTURES:
                        images = ROOT / "docs" / "images"
                        images.mkdir(parents=True, exist_ok=True)
                        visit.whole_page()
                        part = page.locator(".st-key-evidence-panel") if "fact=" in path else page
                        part.screenshot(path=images / f"{_PICTURES[name, width]}.png")
                        page.set_viewport_size({"width": width, "height": height})
