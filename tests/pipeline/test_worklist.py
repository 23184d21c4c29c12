"""Forms become items, or a sentence; each item is read by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from outlets import OutletServer, page, story

from ingest.landing import outcomes, zone
from ingest.pipeline.worklist import (
    ALL,
    FormError,
    ItemFailed,
    choose,
    choose_again,
    choose_by_hand,
    read_again,
    read_item,
)
from ingest.settings import Settings

SOURCES = """
sources:
  - {name: one, kind: folder, path: one, licence: Ours., enabled: true}
  - {name: two, kind: folder, path: two, licence: Ours., enabled: false}
"""
TEXT = "Drones hit a depot in Sumy\n\nA drone strike on Sumy killed three people on Monday, Governor Hryhorov said.\n"


@pytest.fixture
def listed(settings: Settings, tmp_path) -> Settings:
    path = tmp_path / "sources.yml"
    path.write_text(SOURCES, encoding="utf-8")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text(TEXT, encoding="utf-8")
    return replace(settings, sources=str(path))


def names(items) -> list[str]:
    return [item["name"] for item in items]


def test_paths_are_one_item_and_every_source_one_of_its_own(listed: Settings, tmp_path) -> None:
    assert names(choose(listed, [str(tmp_path / "one")], ["two"])) == ["files", "two"]
    assert names(choose(listed, [], [ALL])) == ["one"]
    assert names(choose(listed, [], ["two", ALL])) == ["two", "one"]


@pytest.mark.parametrize(
    ("paths", "sources", "sentence"),
    [
        (["/no/where"], [], "no such file or folder: /no/where"),
        ([], ["tow"], "there is no source 'tow'; did you mean 'two'"),
        ([], [], "there is nothing to read"),
    ],
)
def test_a_wrong_form_is_one_sentence(listed: Settings, paths, sources, sentence) -> None:
    with pytest.raises(FormError, match=sentence) as caught:
        choose(listed, paths, sources)
    assert "\n" not in str(caught.value)


def test_a_wrong_sources_file_is_told_with_its_line(settings: Settings, tmp_path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(SOURCES.replace("kind: folder, path: two", "kind: shelf, path: two"), encoding="utf-8")
    with pytest.raises(FormError, match=r"sources\.yml:4: source 'two': kind: is 'shelf'"):
        choose(replace(settings, sources=str(path)), [], [ALL])


def test_addresses_or_a_text(settings: Settings) -> None:
    items = choose_by_hand([" https://a.example/x ", "https://a.example/x", "https://b.example/"], None, publisher="P")
    assert names(items) == ["https://a.example/x", "https://b.example/"]
    assert items[0]["meta"] == {"publisher": "P"}
    (item,) = choose_by_hand([], TEXT, title=" ", published="2025-03-03")
    assert item["kind"] == "text" and item["meta"] == {"published": "2025-03-03"}


@pytest.mark.parametrize(
    ("addresses", "text", "meta", "sentence"),
    [
        ([], None, {}, "give at least one address, or paste a text"),
        ([" "], "  ", {}, "give at least one address, or paste a text"),
        (["https://a.example/"], TEXT, {}, "not both"),
        (["https://user:password@a.example/"], None, {}, "it holds a user name or a password"),
        (["javascript:alert(1)"], None, {}, "http and https are fetched"),
        (["https://a.example/", "https://b.example/"], None, {"title": "T"}, "belongs to one article"),
        ([], TEXT, {"published": "3 March"}, "published is '3 March'"),
    ],
)
def test_a_form_by_hand_that_cannot_be_used(addresses, text, meta, sentence) -> None:
    with pytest.raises(FormError, match=sentence):
        choose_by_hand(addresses, text, **meta)


def test_a_text_is_landed_once(settings: Settings) -> None:
    (item,) = choose_by_hand([], TEXT, publisher="The Desk", published="2025-03-03")
    first, second = read_item(settings, item), read_item(settings, item)
    assert first.counts["articles"] == 1 and first.counts["claims"] > 0
    assert second.counts["articles"] == 0 and second.counts["known"] == 1
    assert len(zone.batches(settings)) == 1


def test_a_text_without_an_article_is_refused(settings: Settings) -> None:
    (item,) = choose_by_hand([], "?")
    with pytest.raises(ItemFailed, match="the text could not be read") as caught:
        read_item(settings, item)
    assert not caught.value.retryable


def test_a_page_is_fetched_with_what_is_stated_of_it_and_its_outcome_kept(settings: Settings) -> None:
    with OutletServer() as outlet:
        outlet.pages["/a"] = page("Night", story("Sumy", 3, 1))
        (item,) = choose_by_hand([outlet.url("/a")], None, publisher="Courier", title="A night in Sumy")
        read = read_item(settings, item, allow_private=True)
        assert read.counts["articles"] == 1
        again = read_item(settings, item, allow_private=True)
        assert again.counts["documents"] == 0
    (run,) = outcomes.last_runs(settings)
    assert run["source_name"] == "by-hand"


@pytest.mark.parametrize(("path", "retryable"), [("/gone", False), ("/broken", True)])
def test_what_may_pass_is_tried_again_and_what_is_gone_is_not(settings: Settings, path, retryable) -> None:
    with OutletServer() as outlet:
        outlet.pages["/broken"] = lambda request: request.answer(503)
        (item,) = choose_by_hand([outlet.url(path)], None)
        with pytest.raises(ItemFailed, match="http_status") as caught:
            read_item(settings, item, allow_private=True)
    assert caught.value.retryable is retryable


def test_a_source_that_does_not_answer_is_left_to_the_next_run(settings: Settings, tmp_path: Path) -> None:
    """Its fetch has tried three times; a task that tried again would keep the other sources' news waiting."""
    with OutletServer() as outlet:
        outlet.pages["/rss"] = lambda request: request.answer(503)
        block = {"name": "away", "kind": "feed", "url": outlet.url("/rss"), "licence": "Test.", "delay_seconds": 0}
        path = tmp_path / "sources.yml"
        path.write_text(yaml.safe_dump({"sources": [block | {"allow_private": True}]}), encoding="utf-8")
        with pytest.raises(ItemFailed, match=r"the server answered 503 .*\(3 tries\)") as caught:
            read_item(replace(settings, sources=str(path)), {"name": "away", "kind": "source"})
        assert outlet.hits["/rss"] == 3
    assert not caught.value.retryable
    (run,) = outcomes.last_runs(settings)
    assert run["source_name"] == "away"


def test_ones_own_network_is_not_fetched_by_hand(settings: Settings) -> None:
    with OutletServer() as outlet:
        (item,) = choose_by_hand([outlet.url("/a")], None)
        with pytest.raises(ItemFailed, match="blocked: private_address") as caught:
            read_item(settings, item)
        assert not caught.value.retryable and not outlet.seen


def test_a_folder_that_is_gone_fails_by_itself(listed: Settings) -> None:
    assert read_item(listed, {"name": "one", "kind": "source"}).counts["articles"] == 1
    with pytest.raises(ItemFailed, match="no such file or folder"):
        read_item(listed, {"name": "two", "kind": "source"})


def test_reading_again(listed: Settings) -> None:
    read_item(listed, {"name": "one", "kind": "source"})
    item = choose_again(listed, since="2020-01-01", sources=["one"])
    read = read_again(listed, item)
    assert read.counts == {"documents": 1, "changed_documents": 0, "changed_claims": 0}
    assert "0 claims changed" in read.summary_lines[0]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"since": "2025-02-01", "until": "2025-01-31"}, "the first day .* lies after the last"),
        ({"until": "soon"}, "until is 'soon'"),
        ({"sources": ["three"]}, "nothing was ever read of 'three'; there is one"),
        ({"reader_version": "0.0"}, "the installed reader is"),
    ],
)
def test_a_form_for_reading_again_that_cannot_be_used(listed: Settings, form, sentence) -> None:
    read_item(listed, {"name": "one", "kind": "source"})
    with pytest.raises(FormError, match=sentence):
        choose_again(listed, **form)
