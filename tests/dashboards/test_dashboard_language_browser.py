"""The dashboard in Ukrainian in a browser: by its language, by the address, by the switch; on a laptop and a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import SCREENS, Visit, needs_chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@pytest.mark.parametrize(("width", "height", "scheme"), [SCREENS[0], SCREENS[3]])
def test_pages_open_cleanly_in_ukrainian(address, browser, width, height, scheme, tmp_path: Path):
    with Visit(browser, address, width, height, scheme) as visit:
        for path, title in (("", "Огляд"), ("strikes", "Удари"), ("aid", "Допомога"), ("diplomacy", "Дипломатія")):
            page = visit.open(f"{path}?lang=uk")
            assert page.locator("h1").inner_text() == title
            assert visit.problems() == [], path
            assert "lang=uk" in page.url


def test_axes_name_ukrainian_months(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("strikes?lang=uk")
        chart = page.locator(".st-key-figure-strikes [data-testid=stVegaLiteChart] svg")
        chart.first.wait_for()
        assert "лют" in chart.first.inner_html()


def test_a_ukrainian_browser_reads_ukrainian_and_switches_to_english(address, browser):
    with Visit(browser, address, locale="uk-UA") as visit:
        page = visit.open("")
        assert page.locator("h1").inner_text() == "Огляд"
        page.wait_for_url("**lang=uk*")
        page.get_by_test_id("stSidebarNav").get_by_text("Удари").click()
        page.wait_for_url("**/strikes*lang=uk*")
        visit.settle()
        visit.drop_down("Language · Мова")
        page.get_by_role("option", name="English").click()
        page.wait_for_url("**lang=en*")
        visit.settle()
        assert page.locator("h1").inner_text() == "Strikes"
        page.reload()
        visit.settle()
        assert page.locator("h1").inner_text() == "Strikes"
        assert visit.problems() == []


def test_an_english_browser_finds_its_addresses_clean(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("strikes")
        assert page.locator("h1").inner_text() == "Strikes"
        assert "lang" not in page.url
