"""The dashboard in a real browser: nothing fails or is fetched elsewhere, rows lead to quotes.

The short part, in every `make test`; the whole is in test_dashboard_browser_whole.py (`make test-browser`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import snapshot_fixture
from browser import PAGES, SCREENS, Visit, dashboard, needs_chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@pytest.mark.parametrize(("width", "height", "scheme"), [SCREENS[0], SCREENS[3]])
def test_every_page_opens_cleanly(address, browser, width, height, scheme):
    with Visit(browser, address, width, height, scheme) as visit:
        for path in PAGES:
            page = visit.open(path)
            assert visit.problems() == [], path
            if path not in ("evidence", "method", "sql"):
                page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()


def test_a_row_leads_to_its_quote_and_its_article_and_the_link_shows_the_same(address, browser):
    with Visit(browser, address, 1440, 1000) as visit:
        page = visit.open("strikes")
        table = page.locator(".st-key-table-strike canvas").first
        table.scroll_into_view_if_needed()
        # The second row (35 pixels each, below the heading): Kyiv; a click on its date cell.
        table.click(position={"x": 90, "y": 35 + 35 + 17}, force=True)
        page.locator("mark", has_text="One person was killed and four were wounded").wait_for()
        assert page.locator("mark", has_text="Two people died after the missile strike").count() == 1
        assert "fact=s-kyiv" in page.url
        page.reload()
        visit.settle()
        assert page.locator("mark", has_text="Two people died after the missile strike").count() == 1
        page.get_by_text("Read it in the whole article").first.click()
        page.wait_for_url("**/evidence?article=a-kyiv*")
        visit.settle()
        page.locator(".wl-body mark", has_text="Air defences shot down 71 of 123 drones").wait_for()
        assert visit.problems() == []


def test_filters_stand_in_the_url_and_come_back_from_it(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("strikes")
        visit.drop_down("Attacker")
        page.get_by_role("option", name="Ukraine").click()
        page.keyboard.press("Escape")
        page.wait_for_url("**attacker=UA*")
        visit.settle()
        figures = page.locator("[data-testid=stMetricValue]").all_inner_texts()
        assert figures[0] == "1"
        page.reload()
        visit.settle()
        assert page.locator("[data-testid=stMetricValue]").all_inner_texts() == figures
        assert "attacker=UA" in page.url
        assert visit.problems() == []


def test_a_table_downloads_as_csv(address, browser, tmp_path: Path):
    with Visit(browser, address) as visit:
        page = visit.open("aid")
        with page.expect_download() as waiting:
            page.locator(".st-key-csv-aid button").click()
        waiting.value.save_as(tmp_path / "aid.csv")
        lines = (tmp_path / "aid.csv").read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith("date,donor_name,recipient,amount,currency,amount_usd")
        assert any(line.startswith("2025-02-13,Norway,Ukraine,242000000.0,USD") for line in lines)
        assert len(lines) == 5
        # Each row says which fact it is, where to cite it, and the sentence that it rests on.
        britain = next(line for line in lines if ",p-gb," in line)
        assert (
            "/f/p-gb,Britain will send a package worth $185 million,Harbour Gazette,https://example.net/aid" in britain
        )
        assert visit.problems() == []


def test_hostile_articles_run_nothing(address, browser):
    with Visit(browser, address) as visit:
        for path in ("strikes?fact=s-kherson", "evidence?article=a-hostile", "evidence?q=shelling", "quality", ""):
            page = visit.open(path)
            if "evidence" in path:
                visit.drop_down("Source")
                page.keyboard.press("Escape")
                page.get_by_label("Choose an article").click()
                page.get_by_role("option").first.wait_for()
                page.wait_for_timeout(300)
            assert page.evaluate("window.pwned") is None
            assert page.locator("img[src=x]").count() == 0
            assert page.locator("a[href^=javascript]").count() == 0
            assert visit.problems() == [], path
        text = visit.open("strikes?fact=s-kherson").locator(".wl-claim").inner_text()
        assert snapshot_fixture.HOSTILE in text


def test_without_a_warehouse_the_browser_says_what_to_do(browser, tmp_path: Path):
    (tmp_path / "data").mkdir()
    with dashboard(tmp_path / "data") as url, Visit(browser, url) as visit:
        # By the address of a page, as the first visitor after a start.
        page = visit.open("strikes")
        assert page.get_by_text("No warehouse has been published yet.").count() == 1
        assert visit.problems() == []
        snapshot_fixture.publish(tmp_path / "data", "run-1")
        page.reload()
        visit.settle()
        assert page.locator("[data-testid=stMetricValue]").first.inner_text() == "3"
