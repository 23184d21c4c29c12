"""The whole dashboard in a real browser: `make test-browser`. A part of it runs in every `make test` too.

What the pipeline makes of the sample articles, every page on a laptop and a phone, light and dark: each filter, each
number to its sentence, each download, hostile texts, accessibility. With WARLEDGER_SCREENSHOTS set, the pictures of the
documentation are taken again.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import snapshot_fixture
from browser import PAGES, ROOT, SCREENS, Visit, dashboard, needs_chromium, whole
from hostile_corpus import HOSTILE_TEXTS, hostile_tables
from playwright.sync_api import TimeoutError as TimedOut

from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium, whole]

#: Pictures of the documentation: page, width, scheme → file and greatest height. They end between two charts.
_PICTURES = {
    ("", 1440, "light"): ("overview", 1900),
    ("strikes", 1440, "light"): ("strikes", 1700),
    ("interceptions", 1440, "light"): ("interceptions", 2300),
    ("aid", 1440, "light"): ("aid", 1700),
    ("diplomacy", 1440, "light"): ("diplomacy", 1700),
    ("quality", 1440, "light"): ("quality", 1400),
    ("sql", 1440, "dark"): ("sql", 1040),
    ("", 390, "dark"): ("overview-phone", 1300),
    ("strikes", 390, "light"): ("strikes-phone", 1500),
}
#: Charts that have a picture of their own.
_CHARTS = {("strikes", 1440, "light"): (".st-key-figure-map", "strikes-map")}
#: What the picture of the SQL page asks.
_ASKED = """select date_trunc('month', event_date)::date as month, attacker_country, count(*) as n_strikes,
    sum(killed_best) as killed, sum(wounded_best) as wounded
from fct_strikes
where event_date is not null
group by all
order by month desc, n_strikes desc
limit 8"""
#: The claims behind a fact.
_CARDS = "[class*=st-key-claim-]"
_IMAGES = ROOT / "docs" / "images"
_WANTED = bool(os.environ.get("WARLEDGER_SCREENSHOTS"))
_FACT_PAGES = {"strikes": "strike", "interceptions": "interception", "aid": "aid", "diplomacy": "meeting"}


@pytest.fixture(scope="module")
def address(sample_warehouse: Settings) -> Iterator[str]:
    """The dashboard on what the pipeline makes of the samples."""
    with dashboard(sample_warehouse.data_dir) as url:
        yield url


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on a warehouse that is full of hostile texts."""
    data_dir = tmp_path_factory.mktemp("hostile") / "data"
    data_dir.mkdir()
    snapshot_fixture.publish(data_dir, "run-1", hostile_tables("run-1"))
    with dashboard(data_dir) as url:
        yield url


def view(visit: Visit) -> dict[str, Any]:
    """What a page shows, to compare two visits: its address, figures, headings, notes, choices."""
    page = visit.page
    return {
        "url": page.url,
        "metrics": page.locator("[data-testid=stMetricValue]").all_inner_texts(),
        "headings": page.locator("h1, h2").all_inner_texts(),
        "notes": [
            text
            for text in page.locator("[data-testid=stMain] [data-testid=stCaptionContainer]").all_inner_texts()
            if "ago" not in text
        ],
        "chosen": page.locator("[data-testid=stSidebar] [data-testid=stMultiSelect]").all_inner_texts(),
        "marks": page.locator("mark").all_inner_texts(),
    }


def end_of_figures(page: Any, most: int) -> int:
    """Where a picture of at most that height ends without cutting a chart."""
    boxes = [figure.bounding_box() for figure in page.locator("[class*=st-key-figure-]").all()]
    ends = [round(box["y"] + box["height"]) + 8 for box in boxes if box]
    return max((end for end in ends if end <= most), default=most)


def the_same_after_a_reload(visit: Visit) -> dict[str, Any]:
    """The view; raises AssertionError when the address alone does not bring it back."""
    before = view(visit)
    visit.page.reload()
    visit.settle()
    assert shows(visit, before)
    return before


def shows(visit: Visit, wanted: dict[str, Any]) -> bool:
    """Whether the page comes to show that view: a slow machine draws the last elements after the run has ended."""
    for _ in range(60):
        if view(visit) == wanted:
            return True
        visit.page.wait_for_timeout(250)
    print(view(visit), wanted, sep="\n")
    return False


@pytest.mark.parametrize(("width", "height", "scheme"), SCREENS)
def test_every_page_opens_cleanly_and_has_its_picture(address, browser, width, height, scheme):
    with Visit(browser, address, width, height, scheme) as visit:
        for path in PAGES:
            page = visit.open(f"sql?sql={quote_plus(_ASKED)}" if path == "sql" else path)
            if path == "sql":
                page.get_by_role("button", name="Run").click()
                page.get_by_role("button", name="Download Parquet").wait_for()
                visit.settle()
            visit.whole_page()
            assert visit.problems() == [], path
            empty = [c for c in page.locator("[data-testid=stVegaLiteChart]").all() if c.bounding_box()["height"] < 80]
            assert empty == [], path
            if _WANTED and (path, width, scheme) in _PICTURES:
                name, until = _PICTURES[path, width, scheme]
                until = end_of_figures(page, min(until, page.viewport_size["height"]))
                clip = {"x": 0, "y": 0, "width": width, "height": until}
                page.screenshot(path=_IMAGES / f"{name}.png", clip=clip)
            if _WANTED and (path, width, scheme) in _CHARTS:
                selector, name = _CHARTS[path, width, scheme]
                page.locator(selector).screenshot(path=_IMAGES / f"{name}.png")
            page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("path", ["", *_FACT_PAGES])
def test_every_filter_stands_in_the_address_and_comes_back_from_it(address, browser, path):
    with Visit(browser, address) as visit:
        page = visit.open(path)
        labels = page.get_by_test_id("stSidebar").locator("[data-testid=stMultiSelect] label").all_inner_texts()
        assert labels, path
        untouched = view(visit)
        for label in labels:
            # Where there are several, the first is "Select all".
            visit.drop_down(label).last.click()
            page.keyboard.press("Escape")
            page.wait_for_url(re.compile(r"\?.*="), wait_until="commit", timeout=90_000)
            visit.settle()
            chosen = the_same_after_a_reload(visit)
            assert chosen["url"] != untouched["url"], label
            assert sum(a != b for a, b in zip(chosen["chosen"], untouched["chosen"], strict=True)) == 1, label
            # The address without it is the page untouched; the next filter starts from there.
            page.goto(f"{address}/{path}")
            visit.settle()
            assert shows(visit, untouched), label
        assert visit.problems() == []


def test_period_number_and_switch_stand_in_the_address_too(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("strikes")
        sidebar = page.get_by_test_id("stSidebar")
        sidebar.get_by_role("combobox", name="Period").click()
        page.get_by_role("option", name="Last 12 months").click()
        page.wait_for_url("**period=365d*")
        visit.settle()
        sidebar.get_by_test_id("stNumberInputStepUp").click()
        page.wait_for_url("**min_sources=2*")
        visit.settle()
        sidebar.locator("[data-testid=stCheckbox] label").first.click()
        page.wait_for_url("**belligerent_only=false*")
        visit.settle()
        url = the_same_after_a_reload(visit)["url"]
        assert all(part in url for part in ("period=365d", "min_sources=2", "belligerent_only=false"))
        page = visit.open("strikes?period=dates&from=2025-02-01&to=2025-03-31")
        assert "from=2025-02-01" in the_same_after_a_reload(visit)["url"]
        page = visit.open("aid")
        page.get_by_role("radio", name="EUR").click()
        page.wait_for_url("**currency=EUR*")
        visit.settle()
        the_same_after_a_reload(visit)
        assert visit.problems() == []


def test_what_is_chosen_on_the_other_pages_stands_in_the_address_too(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("evidence")
        everything = view(visit)["notes"]
        box = page.get_by_role("searchbox", name="Words in title or text").or_(
            page.get_by_role("textbox", name="Words in title or text")
        )
        box.fill("odesa")
        box.press("Enter")
        page.wait_for_url("**q=odesa*")
        visit.settle()
        found = the_same_after_a_reload(visit)
        assert found["notes"] != everything
        visit.drop_down("Source").last.click()
        page.keyboard.press("Escape")
        page.wait_for_url("**source=*")
        visit.settle()
        assert the_same_after_a_reload(visit)["notes"] != found["notes"]
        page = visit.open("evidence")
        page.get_by_test_id("stSidebar").locator("[data-testid=stCheckbox] label").click()
        page.wait_for_url("**with_claims=false*")
        visit.settle()
        the_same_after_a_reload(visit)
        page = visit.open("quality")
        page.get_by_role("radio", name="All").click()
        page.wait_for_url("**checks=all*")
        visit.settle()
        the_same_after_a_reload(visit)
        page = visit.open("sql?table=dim_weapons")
        assert "weapon" in page.get_by_text(re.compile(r"^[\d,]+ rows\.")).inner_text()
        assert "table=dim_weapons" in the_same_after_a_reload(visit)["url"]
        assert visit.problems() == []


@pytest.mark.parametrize(("path", "kind"), list(_FACT_PAGES.items()))
def test_a_number_leads_to_its_sentence_and_to_its_article(address, browser, path, kind):
    with Visit(browser, address) as visit:
        page = visit.open(path)
        table = page.locator(f".st-key-table-{kind} canvas").first
        table.scroll_into_view_if_needed()
        table.click(position={"x": 90, "y": 35 + 17}, force=True)
        page.locator(".wl-claim mark").first.wait_for()
        visit.settle()
        shown = view(visit)
        assert "fact=" in shown["url"]
        # The address alone opens the fact in view.
        page.reload()
        visit.settle()
        page.locator(".st-key-fact-in-view mark").first.wait_for()
        assert view(visit)["marks"] == shown["marks"]
        assert page.locator(".st-key-fact-in-view").bounding_box()["y"] < page.viewport_size["height"] / 2
        assert page.locator(".wl-fact h2").inner_text() in page.title()
        quote = shown["marks"][0]
        page.get_by_text("Read it in the whole article").first.click()
        page.wait_for_url("**/evidence?article=*")
        visit.settle()
        whole_text = page.locator(".wl-body").inner_text()
        assert " ".join(quote.split())[:60] in " ".join(whole_text.split())
        # And back: from the article to the fact.
        page.get_by_text(re.compile(r"^To ")).first.click()
        page.wait_for_url("**fact=*")
        visit.settle()
        page.locator(".wl-claim mark").first.wait_for()
        assert visit.problems() == []


def saved(page: Any, button: Any) -> bytes:
    """What a button saves. On a busy machine a click can fall on a page that is still laid out: then once more."""
    for patience in (10_000, 30_000):
        try:
            with page.expect_download(timeout=patience) as waiting:
                button.click()
            return Path(waiting.value.path()).read_bytes()
        except TimedOut:
            page.wait_for_timeout(1_000)
    raise AssertionError("nothing was saved")


def test_tables_and_charts_are_saved_with_what_they_show(address, browser, sample_warehouse):
    with connect_published(sample_warehouse) as connection:
        facts = {
            "strikes": "fct_strikes", "interceptions": "fct_interceptions", "aid": "fct_aid_packages",
            "diplomacy": "fct_diplomatic_meetings",
        }  # fmt: skip
        numbers = {
            path: connection.execute(f"select count(*) from {table}").fetchone() for path, table in facts.items()
        }
    with Visit(browser, address) as visit:
        for path, kind in _FACT_PAGES.items():
            page = visit.open(path)
            rows = list(
                csv.DictReader(io.StringIO(saved(page, page.locator(f".st-key-csv-{kind} button")).decode("utf-8-sig")))
            )
            assert (len(rows),) == numbers[path]
            assert "date" in rows[0]
        page = visit.open("strikes")
        figure = page.locator(".st-key-figure-strikes")
        figure.get_by_text("Numbers of this chart").click()
        button = figure.locator(".st-key-csv-strikes button")
        button.wait_for()
        rows = list(csv.DictReader(io.StringIO(saved(page, button).decode("utf-8-sig"))))
        assert list(rows[0]) == ["period", "series", "n_strikes"]
        assert 0 < sum(int(row["n_strikes"]) for row in rows) <= numbers["strikes"][0]
        chart = figure.locator("[data-testid=stVegaLiteChart]")
        chart.hover()
        picture = saved(page, figure.get_by_role("button", name=re.compile("^Download as PNG")))
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 5000
        # Streamlit's own export of tables is off: it would not take the teeth out of formulas.
        assert page.get_by_role("button", name=re.compile("^Download as CSV")).count() == 0
        assert visit.problems() == []


def test_the_sql_page_answers_saves_refuses_and_stops(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("sql?sql=select+place%2C+killed_best+from+fct_strikes+order+by+strike_id")
        page.get_by_role("button", name="Run").click()
        page.get_by_role("button", name="Download Parquet").wait_for()
        visit.settle()
        rows = list(
            csv.reader(io.StringIO(saved(page, page.get_by_role("button", name="Download CSV")).decode("utf-8-sig")))
        )
        parquet = pq.read_table(io.BytesIO(saved(page, page.get_by_role("button", name="Download Parquet"))))
        arrow = pa.ipc.open_file(io.BytesIO(saved(page, page.get_by_role("button", name="Download Arrow")))).read_all()
        assert rows[0] == parquet.column_names == arrow.column_names == ["place", "killed_best"]
        assert len(rows) - 1 == parquet.num_rows == arrow.num_rows > 10
        for attack in (
            "attach '/tmp/x.duckdb' as x",
            "select * from read_csv('/etc/passwd')",
            "select 1; drop table t",
        ):
            box = page.get_by_role("textbox", name="Statement")
            box.fill(attack)
            page.get_by_role("button", name="Run").click()
            page.get_by_text("The statement was not answered.").wait_for()
            visit.settle()
        box = page.get_by_role("textbox", name="Statement")
        box.fill("select count(*) from range(100000000000) a")
        page.get_by_role("button", name="Run").click()
        page.get_by_text("Running for").wait_for()
        page.get_by_role("button", name="Cancel").click()
        visit.settle()
        assert page.get_by_text("Running for").count() == 0
        box.fill("select 42 as answer")
        page.get_by_role("button", name="Run").click()
        page.get_by_text("1 row.").wait_for()
        assert visit.problems() == []


def test_hostile_texts_run_nothing_anywhere(hostile, browser):
    opened: list[str] = []
    with Visit(browser, hostile) as visit:
        visit.page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        visit.context.on("page", lambda page: opened.append(page.url))
        paths = [*PAGES, "quality?checks=all", "evidence?with_claims=false", "aid?fact=p-gb", "diplomacy?fact=m-munich"]
        # Charts and tables of all of them are on the plain page; in a period without strikes the claims come sooner.
        paths += [f"strikes?period=dates&from=2099-01-01&fact=xs-{n}" for n in range(len(HOSTILE_TEXTS))]
        paths += [f"evidence?article=x-{n}" for n in range(len(HOSTILE_TEXTS))]
        for path in paths:
            page = visit.open(path)
            if "fact=" in path or "article=" in path:
                page.locator(".wl-claim").first.wait_for()
            # Every link and mark is passed over with the pointer, as a reader would.
            for element in page.locator("[data-testid=stMain] mark, [data-testid=stMain] .wl-address").all()[:3]:
                element.hover()
            assert page.evaluate("window.pwned") is None, path
            made = ":is(script, img, iframe, svg, form, style, link, object, embed, base, meta)"
            assert page.locator(f"[data-testid=stMain] .stHtml {made}").count() == 0, path
            for link in page.locator("[data-testid=stMain] a").all():
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", link.get_attribute("href") or "", flags=re.I)
                assert scheme is None or scheme[1] in ("http", "https"), path
            assert visit.problems() == [], path
        for label in ("Source", "Region", "Weapon class"):
            page = visit.open("strikes")
            visit.drop_down(label)
            page.wait_for_timeout(300)
            assert page.evaluate("window.pwned") is None, label
        page = visit.open("strikes?fact=xs-0")
        assert HOSTILE_TEXTS[0] in page.locator(".wl-claim").inner_text()
    assert opened == []


@pytest.mark.skipif("WARLEDGER_AXE_JS" not in os.environ, reason="make test-browser fetches axe-core")
@pytest.mark.parametrize(("width", "height", "scheme"), SCREENS)
def test_axe_finds_nothing_serious_of_ours(address, browser, sample_warehouse, width, height, scheme):
    axe = Path(os.environ["WARLEDGER_AXE_JS"]).read_text(encoding="utf-8")
    with connect_published(sample_warehouse) as connection:
        claim = "select fact_id, article_id from strike_claims where fact_id is not null order by claim_id limit 1"
        fact, article = connection.execute(claim).fetchone()
    found = []
    with Visit(browser, address, width, height, scheme) as visit:
        for path in (*PAGES, f"strikes?fact={fact}", f"evidence?article={article}"):
            page = visit.open(path)
            page.evaluate(axe)
            for violation in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    found.append((path, violation["id"], [node["html"][:200] for node in violation["nodes"]]))
    assert found == []


def test_a_map_is_enlarged_and_moved_and_a_click_shows_one_region(address, browser):
    with Visit(browser, address) as visit:
        page = visit.open("strikes")
        chart = page.locator(".st-key-figure-map [data-testid=stVegaLiteChart]")
        chart.scroll_into_view_if_needed()
        canvas = chart.locator("svg, canvas").first
        whole_map = canvas.screenshot()
        chart.locator("input[type=range]").fill("4")
        page.wait_for_timeout(800)
        enlarged = canvas.screenshot()
        assert enlarged != whole_map
        box = canvas.bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 200, middle[1] - 90, steps=8)
        page.mouse.up()
        page.wait_for_timeout(800)
        assert canvas.screenshot() != enlarged
        # A drag that ends on a region is no click on it.
        assert "region=" not in page.url
        chart.locator("input[type=range]").fill("1")
        page = visit.open("strikes")
        chart.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        # Wherever the regions lie in this window: one of a grid of clicks meets one that was hit.
        for across in range(30, 70, 4):
            page.mouse.click(box["x"] + box["width"] * across / 100, box["y"] + box["height"] * 0.62)
            page.wait_for_timeout(500)
            if "region=" in page.url:
                break
        assert "region=" in page.url
        visit.settle()
        assert ": " in page.title()
        assert visit.problems() == []


def test_the_first_load_is_at_most_two_megabytes(address, browser):
    with Visit(browser, address) as visit:
        session = visit.context.new_cdp_session(visit.page)
        session.send("Network.enable")
        loaded: list[int] = []
        session.on("Network.loadingFinished", lambda event: loaded.append(int(event["encodedDataLength"])))
        page = visit.open("strikes")
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
        print(f"first load: {sum(loaded):,} bytes in {len(loaded)} files")
        assert sum(loaded) <= 2_000_000


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard for reviewers, on the fixture snapshot with hostile texts; one strike waits."""
    data_dir = tmp_path_factory.mktemp("review") / "data"
    data_dir.mkdir()
    with duckdb.connect(str(snapshot_fixture.publish(data_dir, "run-1"))) as connection:
        connection.execute(
            "insert into review_queue select 'strike', strike_id, 3, 4, 0.5, 1, 2, 'automatic', [], false"
            " from fct_strikes where strike_id = 's-kherson'"
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARLEDGER_REVIEW_TOKEN", "a token")
        with dashboard(data_dir) as url:
            yield url


@pytest.mark.skipif("WARLEDGER_AXE_JS" not in os.environ, reason="make test-browser fetches axe-core")
@pytest.mark.parametrize(("width", "height", "scheme"), SCREENS)
def test_the_review_page_fits_and_axe_finds_nothing_serious(review, browser, tmp_path, width, height, scheme):
    axe = Path(os.environ["WARLEDGER_AXE_JS"]).read_text(encoding="utf-8")
    found = []
    with Visit(browser, review, width, height, scheme) as visit:

        def check(what: str) -> None:
            assert visit.problems() == [], what
            for violation in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    found.append((what, violation["id"], [node["html"][:200] for node in violation["nodes"]]))

        page = visit.open("review")
        page.evaluate(axe)
        check("before signing in")
        page.get_by_label("Reviewer's token").fill("a token")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("What waits").wait_for()
        visit.settle()
        check("the queue")
        page.get_by_role("combobox", name="Fact").click()
        page.get_by_role("option").first.click()
        page.get_by_text("What is it?").wait_for()
        visit.settle()
        check("a fact")
        page.get_by_text("A claim says something else").click()
        page.get_by_text("What the passage says").wait_for()
        visit.settle()
        check("the form of a value")
        assert page.evaluate("window.pwned") is None
        visit.whole_page()
        page.screenshot(path=tmp_path / f"review-{width}-{scheme}.png")
    assert found == []


def test_the_evidence_of_a_strike_has_its_picture(address, browser, sample_warehouse):
    with connect_published(sample_warehouse) as connection:
        # The toll on which two named publishers differ most.
        told = (
            "select strike_id from fct_strikes where strike_id in (select fact_id from agg_fact_publishers"
            " where kind = 'strike' group by 1 having count(*) > 1)"
            " order by killed_high - killed_low desc nulls last, strike_id limit 1"
        )
        strike = connection.execute(told).fetchone()[0]
    with Visit(browser, address) as visit:
        page = visit.open(f"strikes?fact={strike}")
        visit.whole_page()
        panel = page.locator(".st-key-fact-in-view")
        assert panel.locator("mark").count() > 0
        if _WANTED:
            box = panel.bounding_box()
            # To the end of a claim.
            ends = [end["y"] + end["height"] for end in (card.bounding_box() for card in page.locator(_CARDS).all())]
            until = max([end for end in ends if end - box["y"] < 1200] or ends[:1])
            page.screenshot(path=_IMAGES / "evidence-of-a-strike.png", clip={**box, "height": until - box["y"] + 8})
        assert visit.problems() == []
