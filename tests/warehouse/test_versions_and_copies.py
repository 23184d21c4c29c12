"""The newest version of a page counts, texts that repeat another are copies; the order of loading changes nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import stories

from ingest.core.documents import Rejection
from ingest.core.results import ReadResult
from ingest.landing import zone
from ingest.settings import Settings
from ingest.warehouse.load import load_batches

SITE = "https://outlet.example/war/2025/03/04/night-on-the-coast-123456"


def land(settings: Settings, *results: ReadResult, batch: str | None = None, reread: bool = False) -> str:
    summary = zone.write_batch(settings, batch or zone.new_batch_id(), list(results), reread=reread)
    assert summary.batch_id
    return summary.batch_id


def query(settings: Settings, sql: str, *parameters: object) -> list[tuple]:
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql, list(parameters)).fetchall()


def standing(settings: Settings, *results: ReadResult) -> list[tuple[bool, int | None, int | None]]:
    """For each article: whether it is current, the number of what superseded it, and of what it is a copy."""
    numbers: dict[str | None, int | None] = {stories.article_id(item): number for number, item in enumerate(results)}
    numbers[None] = None
    rows = query(settings, "select article_id, is_current, superseded_by, copy_of from raw.articles")
    found = {row[0]: (row[1], numbers[row[2]], numbers[row[3]]) for row in rows}
    return [found[stories.article_id(item)] for item in results]


def last_changes(settings: Settings) -> dict[str, str]:
    rows = query(
        settings,
        "select article_id, change from raw.article_changes"
        " where load_id = (select max(load_id) from raw.article_changes)",
    )
    return dict(rows)


def test_the_newer_version_of_a_page_takes_the_older_one_s_place(settings):
    first = stories.result(stories.text(1), url=SITE, killed=2)
    second = stories.result(
        stories.text(1) + "\n\nA third body was found.", url=SITE, fetched="2025-03-04T09:00:00+00:00", killed=3
    )
    land(settings, first)
    load_batches(settings)
    assert standing(settings, first) == [(True, None, None)]
    land(settings, second)
    load_batches(settings)
    assert standing(settings, first, second) == [(False, 1, None), (True, None, None)]
    assert last_changes(settings) == {stories.article_id(first): "superseded", stories.article_id(second): "new"}
    # the older one and its claims stay
    assert len(query(settings, "select * from raw.strike_claims")) == 2


def test_an_older_version_that_comes_late_does_not_count(settings):
    newer = stories.result(stories.text(1), url=SITE, fetched="2025-03-04T09:00:00+00:00")
    older = stories.result(stories.text(1)[:-60] + ".", url=SITE, fetched="2025-03-04T06:00:00+00:00")
    for item in (newer, older):
        land(settings, item)
        load_batches(settings)
    assert standing(settings, newer, older) == [(True, None, None), (False, 0, None)]


@pytest.mark.parametrize(
    "twin",
    [
        SITE + "?utm_source=feed",
        SITE.replace("https://", "http://www.") + "/",
        SITE.replace("outlet", "m.outlet"),
        SITE + "/amp",
        SITE + "?outputType=amp",
        SITE.replace("outlet.example/", "amp.outlet.example/amp/"),
        "https://outlet-example.cdn.ampproject.org/c/s/" + SITE.removeprefix("https://"),
        "https://www.google.com/amp/s/" + SITE.removeprefix("https://") + "/amp/",
    ],
)
def test_spellings_amp_and_mobile_twins_are_one_page(settings, twin):
    page = stories.result(stories.text(1), url=SITE)
    other = stories.result(stories.text(1) + " Read more.", url=twin, fetched="2025-03-04T07:00:00+00:00")
    assert stories.address(page) == stories.address(other) == SITE
    land(settings, page, other)
    load_batches(settings)
    assert standing(settings, page, other) == [(False, 1, None), (True, None, None)]


@pytest.mark.parametrize(
    ("asked", "link", "expected"),
    [
        (
            "https://o.example/print/night-on-the-coast",
            "https://o.example/a/night-on-the-coast",
            "a/night-on-the-coast",
        ),
        ("https://o.example/p?id=123456", "/story/night-123456.html", "story/night-123456.html"),
        # not believed: another site, the front page, another article
        ("https://o.example/a/night-one", "https://bbc.example/news/night-one", "a/night-one"),
        ("https://o.example/a/night-one", "https://o.example/", "a/night-one"),
        ("https://o.example/a/night-one", "https://o.example/world", "a/night-one"),
        ("https://o.example/a/night-one", "javascript:alert(1)", "a/night-one"),
    ],
)
def test_the_address_that_a_page_gives_itself(asked, link, expected):
    page = f"<html><head><link rel='canonical' href='{link}'></head><body>{stories.text(1)}</body></html>"
    assert stories.address(stories.result(stories.text(1), url=asked, content=page.encode())) == (
        f"https://o.example/{expected}"
    )


def test_a_front_page_is_no_article_s_address(settings):
    one = stories.result(stories.text(1), url="https://outlet.example/")
    other = stories.result(stories.text(2), url="https://outlet.example")
    land(settings, one, other)
    load_batches(settings)
    assert standing(settings, one, other) == [(True, None, None), (True, None, None)]


def test_an_address_with_another_text_every_day_keeps_every_day(settings):
    bulletin = "https://ministry.example/bulletin"
    days = [
        stories.result(stories.text(day), url=bulletin, day=f"2025-03-0{day}", fetched=f"2025-03-0{day}T06:00:00+00:00")
        for day in (1, 2, 3)
    ]
    corrected = stories.result(
        stories.text(2) + " Corrected.", url=bulletin, day="2025-03-02", fetched="2025-03-02T12:00:00+00:00"
    )
    land(settings, *days, corrected)
    load_batches(settings)
    whole, gone = (True, None, None), (False, 3, None)
    assert standing(settings, *days, corrected) == [whole, gone, whole, whole]


def test_wire_copy_is_a_copy_of_the_oldest_and_fullest(settings):
    wire = stories.text(1)
    paragraphs = wire.split("\n\n")
    agency = stories.result(wire, publisher="The Wire", url="https://wire.example/1")
    portal = stories.result(
        wire + "\n\nFollow us on every channel.", publisher="P", url="https://p.example/a", day="2025-03-05"
    )
    excerpt = stories.result("\n\n".join(paragraphs[:2]), publisher="Q", url="https://q.example/a", day="2025-03-05")
    respelled = stories.result(wire.replace("harbour", "harbor"), publisher="R", day="2025-03-04")
    same = stories.result(wire, publisher="S", url="https://s.example/a", day="2025-03-06")
    other = stories.result(stories.text(2), publisher="T")
    land(settings, same, excerpt, other)
    load_batches(settings)
    land(settings, respelled, portal, agency)
    load_batches(settings)
    found = standing(settings, agency, portal, excerpt, respelled, same, other)
    originals = {found[number][2] for number in (0, 3)} - {None}
    assert len(originals) == 1 and originals <= {0, 3}  # of two of one day and length, one
    original = originals.pop()
    expected = [(True, None, None if number == original else original) for number in range(5)]
    assert found == [*expected, (True, None, None)]


def test_bulletins_of_one_pattern_are_no_copies(settings):
    pattern = stories.text(1)
    figures = [word for word in pattern.replace(".", " ").split() if word.isdigit()]
    next_night = pattern
    for figure in figures:
        next_night = next_night.replace(f" {figure} ", f" {int(figure) + 1000} ")
    one, other = stories.result(pattern), stories.result(next_night, day="2025-03-05")
    land(settings, one, other)
    load_batches(settings)
    assert standing(settings, one, other) == [(True, None, None), (True, None, None)]


def test_the_same_text_weeks_later_is_no_copy(settings):
    one, other = stories.result(stories.text(1)), stories.result(stories.text(1), day="2025-03-24", publisher="P")
    land(settings, one, other)
    load_batches(settings)
    assert standing(settings, one, other) == [(True, None, None), (True, None, None)]


def test_when_the_original_is_superseded_another_takes_its_place(settings):
    wire = stories.text(1)
    agency = stories.result(wire, url=SITE, day="2025-03-03", fetched="2025-03-03T06:00:00+00:00")
    portal = stories.result(wire, publisher="P", url="https://p.example/a")
    portal_two = stories.result(wire, publisher="Q", url="https://q.example/a", day="2025-03-05")
    land(settings, agency, portal, portal_two)
    load_batches(settings)
    assert standing(settings, agency, portal, portal_two) == [(True, None, None), (True, None, 0), (True, None, 0)]
    rewritten = stories.result(stories.text(9), url=SITE, day="2025-03-03", fetched="2025-03-03T08:00:00+00:00")
    land(settings, rewritten)
    load_batches(settings)
    assert standing(settings, agency, portal, portal_two, rewritten) == [
        (False, 3, None),
        (True, None, None),
        (True, None, 1),
        (True, None, None),
    ]
    assert last_changes(settings) == {
        stories.article_id(agency): "superseded",
        stories.article_id(portal): "copy",
        stories.article_id(portal_two): "copy",
        stories.article_id(rewritten): "new",
    }


def test_loads_that_change_nothing_note_nothing(settings):
    land(settings, stories.result(stories.text(1)))
    assert load_batches(settings).changed_articles == 1
    assert load_batches(settings).changed_articles == 0
    assert query(settings, "select count(*), max(load_id) from raw.article_changes") == [(1, 1)]


def test_databases_of_an_earlier_version_are_taken_up(settings):
    one, other = stories.result(stories.text(1)), stories.result(stories.text(1), publisher="P", day="2025-03-05")
    land(settings, one, other)
    load_batches(settings)
    with duckdb.connect(str(settings.build_db)) as connection:
        for column in ("canonical_url", "fetched_at", "is_current", "superseded_by", "copy_of", "text_id"):
            connection.execute(f"alter table raw.articles drop column {column}")
        connection.execute("drop table raw.article_texts; drop table raw.text_bands; drop table raw.article_changes")
    load_batches(settings)
    assert standing(settings, one, other) == [(True, None, None), (True, None, 0)]


def many(settings: Settings) -> list[str]:
    """Batches with every kind of relation between them: versions, twins, copies, repeats, second readings."""
    draw = random.Random(7)
    batches = []
    for number in range(6):
        results = []
        for seed in range(8):
            body = stories.text(seed)
            choice = draw.choice(["copy", "version", "twin", "own", "excerpt"])
            url = f"https://outlet{draw.randint(1, 3)}.example/story-{seed}"
            day = f"2025-03-0{draw.randint(3, 6)}"
            fetched = f"2025-03-0{draw.randint(6, 8)}T0{draw.randint(0, 9)}:00:00+00:00"
            if choice == "version":
                body += f"\n\nUpdate {draw.randint(1, 3)} of the report."
            elif choice == "twin":
                url += "/amp"
            elif choice == "own":
                body = stories.text(1000 + draw.randint(0, 3))
            elif choice == "excerpt":
                body = "\n\n".join(body.split("\n\n")[:2])
            source = draw.choice(["a", "b"])
            results.append(stories.result(body, url=url, day=day, fetched=fetched, source=source, publisher=url[8:15]))
        # the same document by two sources, at two times
        results.append(stories.result(stories.text(50), url="https://o.example/x", source=f"s{number % 2}"))
        refused = Rejection(f"bad-{number % 3}", "files", "binary", "this is not text", 4, "00" * 32)
        batches.append(
            land(settings, *results, ReadResult(None, [], [refused]), batch=f"2025030{number}T000000-000000")
        )
    again = [stories.result(stories.text(50), url="https://o.example/x", killed=5)]
    batches.append(land(settings, *again, batch="20250310T000000-000000", reread=True))
    again[0].articles.clear()
    again[0].rejections.append(Rejection("https://o.example/x", "s0", "no_text", "has none", 9, "11" * 32))
    batches.append(land(settings, *again, batch="20250311T000000-000000", reread=True))
    return batches


def snapshot(settings: Settings) -> dict[str, list[tuple]]:
    """All that dbt reads, without the times of loading."""
    tables = ("documents", "articles", "strike_claims", "rejected_documents", "article_texts", "text_bands")
    found = {}
    for table in tables:
        left_out = "exclude (loaded_at)" if table not in ("article_texts", "text_bands") else ""
        found[table] = query(settings, f"select * {left_out} from raw.{table} order by all")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("attempts", [5, pytest.param(20, marks=pytest.mark.proof)])
def test_any_order_and_split_of_loads_gives_the_same_tables(settings, tmp_path: Path, attempts: int):
    batches = many(settings)
    load_batches(settings)
    expected = snapshot(settings)
    articles = expected["articles"]
    assert len(articles) > 30 and any(row[-2] for row in articles), "copies are among them"
    draw = random.Random(1)
    for attempt in range(attempts):
        order = draw.sample(batches, len(batches))
        fresh = replace(settings, data_dir=tmp_path / f"order-{attempt}")
        fresh.landing_dir.mkdir(parents=True)
        while order:
            for _ in range(min(len(order), draw.randint(1, 3))):
                batch = order.pop()
                (fresh.landing_dir / batch).symlink_to(settings.landing_dir / batch)
            load_batches(fresh)
        assert snapshot(fresh) == expected, f"order {attempt} differs"
