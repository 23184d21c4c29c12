"""Fact pages, old ids, feeds, pictures: what people and feed readers get, also from hostile text."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import duckdb
import feedparser
import lxml.html
import pytest
import snapshot_fixture
from api_client import client_of

from api.lists import PLURALS
from dashboards.queries import KINDS
from ingest.warehouse.indexes import INDEXED

#: What would be markup, a script or a link if it were not escaped.
_DANGEROUS = re.compile(r"<img|<script(?! type=.application/ld)|href=.javascript", re.IGNORECASE)


@pytest.mark.parametrize(("plural", "name"), PLURALS.items())
def test_a_fact_has_a_page_with_every_quote(samples, plural, name):
    item = samples.get(f"/v1/{plural}?limit=1").json()["items"][0]
    fact_id = item[KINDS[name].fact_id]
    found = samples.get(f"/v1/{plural}/{fact_id}").json()
    answer = samples.get(f"/f/{fact_id}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    text = " ".join(lxml.html.fromstring(answer.content).text_content().split())
    for claim in found["claims"]:
        assert " ".join(claim["quote"].split()) in text
    assert " ".join(found["cite"]["sentence"].split()) in text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_snapshot_of_before_the_indexes_gives_the_same_answers(samples, served, tmp_path):
    old = tmp_path / "published" / served.pointer.resolve().name
    old.parent.mkdir()
    shutil.copy(served.pointer.resolve(), old)
    old.chmod(0o600)
    with duckdb.connect(str(old)) as connection:
        found = connection.execute("select table_name, index_name from duckdb_indexes()").fetchall()
        wanted = [(table, f"{table}_{column}") for table, columns in INDEXED.items() for column in columns]
        assert sorted(found) == sorted(wanted)
        for _, name in found:
            connection.execute(f'drop index "{name}"')
    snapshot_fixture.point(tmp_path, old)
    with client_of(replace(served, data_dir=tmp_path)) as client:
        for plural, name in PLURALS.items():
            for item in samples.get(f"/v1/{plural}?limit=5").json()["items"]:
                address = f"/v1/{plural}/{item[KINDS[name].fact_id]}"
                assert client.get(address).json() == samples.get(address).json()


def test_the_page_tells_programs_what_happened(samples):
    item = samples.get("/v1/strikes?limit=1").json()["items"][0]
    page = lxml.html.fromstring(samples.get(f"/f/{item['strike_id']}").content)
    (data,) = page.xpath("//script/text()")
    event = json.loads(data)
    assert (event["@type"], event["startDate"]) == ("Event", item["event_date"])
    (image,) = page.xpath("//meta[@property='og:image']/@content")
    picture = samples.get(image.removeprefix("http://localhost"))
    assert picture.content.startswith(b"\x89PNG")
    assert int.from_bytes(picture.content[16:20]) == 1200


def test_an_unknown_id_gets_help_and_an_old_one_its_successor(hostile):
    unknown = hostile.get("/f/never-was")
    assert unknown.status_code == 404
    assert "/v1/strikes" in unknown.text
    moved = hostile.get("/f/became")
    assert (moved.status_code, moved.headers["location"]) == (308, "http://localhost/f/s-kyiv")
    assert hostile.get("/v1/strikes/became").headers["location"] == "http://localhost/v1/strikes/s-kyiv"
    gone = hostile.get("/f/vanished")
    assert gone.status_code == 410
    assert "2025-03-02" in gone.text
    assert hostile.get("/v1/strikes/vanished").status_code == 410


def test_corrections_are_shown_with_who_why_and_what_was_read(hostile):
    page = hostile.get("/f/s-kyiv")
    text = " ".join(lxml.html.fromstring(page.content).text_content().split())
    assert "Olena: killed 1 (as read) → 2" in text
    assert not _DANGEROUS.search(page.text)
    (entry,) = hostile.get("/v1/strikes/s-kyiv").json()["corrections"]
    assert (entry["action"], entry["corrected_by"], entry["as_read"], entry["new_value"]) == (
        "value",
        "Olena",
        "1",
        "2",
    )
    assert "Petro corrected what it rested on (a film)" in hostile.get("/f/vanished").text


def every_page(client) -> list[str]:
    paths = [f"/changes/{one['run_id']}" for one in client.get("/v1/publications").json()["items"]]
    paths += [f"/feeds/{plural}.{suffix}" for plural in PLURALS for suffix in ("atom", "json")]
    for plural, name in PLURALS.items():
        items = client.get(f"/v1/{plural}?needs_review=true").json()["items"]
        paths += [f"/f/{item[KINDS[name].fact_id]}" for item in items]
    return paths


def test_each_publication_says_what_it_changed(samples, hostile):
    (one,) = samples.get("/v1/publications").json()["items"]
    for plural, name in PLURALS.items():
        assert one["changes"][name] == {"n_new": samples.get(f"/v1/{plural}?needs_review=true").json()["n_total"]}
    page = samples.get(f"/changes/{one['run_id']}").text
    assert all(f"{one['changes'][name]['n_new']} new" in page for name in PLURALS.values())
    assert f"/changes/{one['run_id']}" in samples.get("/changes").text
    newest = hostile.get("/v1/publications").json()["items"][0]
    told = hostile.get(f"/changes/{newest['run_id']}").text
    assert "killed best: 1 → 2" in told
    assert "/f/s-kyiv" in told
    assert newest["changes"]["strike"]["n_merged"] == newest["changes"]["strike"]["n_gone"] == 1
    assert hostile.get("/changes/never").status_code == 404


def test_hostile_text_stays_text(hostile):
    shown = 0
    for path in every_page(hostile):
        answer = hostile.get(path)
        assert answer.status_code == 200, path
        shown += "window.pwned" in answer.text
        if path.endswith(".json"):
            answer.json()
            continue
        assert not _DANGEROUS.search(answer.text), path
        if path.endswith(".atom"):
            ElementTree.fromstring(answer.content)
    assert shown


def test_a_hostile_name_in_an_address_stays_text(hostile):
    answer = hostile.get("/f/" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert "<script" not in answer.text


def test_files_hold_no_formula(hostile):
    text = hostile.get("/v1/claims", headers={"accept": "text/csv"}).text
    assert not re.search(r'(^|,)"?[=+@-][^0-9]', text, re.MULTILINE)


def test_feeds_tell_what_is_new(samples):
    for plural, name in PLURALS.items():
        feed = feedparser.parse(samples.get(f"/feeds/{plural}.atom").content)
        assert not feed.bozo
        total = samples.get(f"/v1/{plural}").json()["n_total"]
        assert len(feed.entries) == min(total, 100)
        kind = KINDS[name]
        ids = {item[kind.fact_id] for item in samples.get(f"/v1/{plural}?limit=1000").json()["items"]}
        assert {entry.link.rsplit("/", 1)[1] for entry in feed.entries} <= ids
    filtered = samples.get("/feeds/strikes.json?attacker=UA").json()["items"]
    assert len(filtered) == samples.get("/v1/strikes?attacker=UA").json()["n_total"]


def test_a_changed_number_is_news(hostile):
    items = hostile.get("/feeds/strikes.json").json()["items"]
    told = [item for item in items if not item["_warledger"]["is_new"]]
    (change,) = told[0]["_warledger"]["changes"]
    now = hostile.get("/v1/strikes/s-kyiv").json()
    best = now["fact"]["killed_best"]
    assert (len(told), change) == (1, {"column": "killed_best", "old": best - 1, "new": best})
    assert told[0]["content_text"] == f"killed best: {best - 1} → {best}"
    assert now["history"][1]["changes"] == [change]
    (why,) = now["history"][1]["why"]
    assert (why["cause"], why["by"]) == ("correction", "Olena")
    then = hostile.get("/v1/strikes?as_of=2025-02-26").json()["items"]
    assert [(item["strike_id"], item["killed_best"]) for item in then] == [("s-kyiv", best - 1)]
