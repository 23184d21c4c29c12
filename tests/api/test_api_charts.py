"""Charts that leave the dashboard: pages for frames, pictures with their source inside, and what is refused."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ElementTree

import lxml.html
import pytest

from api.charts import CHARTS
from api.series import SERIES
from dashboards import links
from dashboards.queries import Scope


def words_of(svg: bytes) -> str:
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())


def test_every_series_has_its_chart():
    assert list(CHARTS) == list(SERIES)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_page_and_a_picture_that_says_where_it_comes_from(samples, name):
    page = samples.get(f"/c/{name}")
    assert page.status_code == 200
    document = lxml.html.fromstring(page.content)
    (image,) = document.xpath("//img/@src")
    picture = samples.get(image.removeprefix("http://localhost"))
    shown = words_of(picture.content)
    assert CHARTS[name].title.split()[0] in shown
    assert "Source: Warledger" in shown
    assert f"localhost/c/{name}" in shown
    assert "all dates" in shown
    # What is drawn stands as numbers beside it.
    assert document.xpath("//tbody/tr")
    assert document.xpath("//img/@alt")[0].startswith(CHARTS[name].title)


def test_filters_stand_in_the_picture_and_change_it(samples):
    whole, part = (samples.get(f"/c/strikes.svg{query}") for query in ("", "?attacker=RU&period=2025&grain=month"))
    assert "attacker Russia, 2025" in words_of(part.content)
    assert whole.content != part.content
    assert samples.get("/c/strikes.svg?attacker=RU&period=2025&grain=month").content == part.content


def test_the_dashboard_links_to_the_same_choice(samples, served):
    scope = Scope(
        dt.date(2024, 1, 1), dt.date(2025, 6, 30), 1, (), False, True,
        (("attacker", ("RU",)), ("region", ("Kharkiv Oblast",)), ("weapon", ())),
    )  # fmt: skip
    address = links.chart_page(served, "strikes", scope, grain="month")
    assert address.startswith(links.api_url(served))
    page = samples.get(address.removeprefix(links.api_url(served)))
    (described,) = lxml.html.fromstring(page.content).xpath("//img/@alt")
    for phrase in (
        "attacker Russia",
        "Kharkiv Oblast",
        "1 Jan 2024 to 30 Jun 2025",
        "belligerent-only claims left out",
    ):
        assert phrase in described


def test_an_empty_choice_says_so(samples):
    empty = samples.get("/c/strikes.svg?period=2019&region=Lviv%20Oblast")
    assert "0 strikes" in words_of(empty.content)
    assert "Nothing in these filters" in words_of(empty.content)
    assert samples.get("/c/strikes?period=2019&region=Lviv%20Oblast").status_code == 200


def test_a_png_has_twice_the_pixels(samples):
    picture = samples.get("/c/aid-donors.png?width=400").content
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 800


def test_other_sites_may_frame_a_chart_and_nothing_else(samples):
    assert "frame-ancestors *" in samples.get("/c/strikes").headers["content-security-policy"]
    assert "x-frame-options" not in samples.get("/c/strikes").headers
    assert "frame-ancestors 'self'" in samples.get("/").headers["content-security-policy"]
    picture = samples.get("/c/strikes.svg").headers
    assert picture["cross-origin-resource-policy"] == "cross-origin"
    assert samples.get("/").headers["cross-origin-resource-policy"] == "same-site"


@pytest.mark.parametrize(
    "address",
    ["/c/strikes.svg?width=99999", "/c/aid.svg?grain=day", "/c/strikes?colour=red", "/c/strikes?region=Atlantis"],
)
def test_what_cannot_be_drawn_is_refused(samples, address):
    assert samples.get(address).status_code == 422


def test_hostile_names_stay_text(hostile):
    for name in CHARTS:
        page, picture = hostile.get(f"/c/{name}"), hostile.get(f"/c/{name}.svg")
        assert (page.status_code, picture.status_code) == (200, 200)
        assert "<script" not in page.text
        assert not ElementTree.fromstring(picture.content).findall(".//{*}script")
        assert "javascript:" not in picture.text
