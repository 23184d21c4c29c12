"""Lists of addresses and preview pages of channels, fetched from web servers of this machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from channel_exports import preview, report
from outlets import page, story

from ingest.cli import main
from ingest.core.documents import Document, Rejection
from ingest.pipeline.steps import ingest_address_list, ingest_sources
from ingest.pipeline.worklist import FormError, choose, read_item
from ingest.sources.address_lists import read_addresses
from ingest.sources.folder import ReadError

PLAIN = """# sent by the desk
https://a.test/1

https://b.test/1?utm_source=x
https://A.test/1
https://a.test/2
not an address
"""
MEDIA_CLOUD = (
    "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    '1,2026-05-01,en,a.test,a.test,2026-05-01,"Night, again",https://a.test/1\n'
    "2,2026-05-01,en,b.test,b.test,2026-05-01,Morning,https://b.test/1\n"
)
GDELT = "".join(f"{n}\t20260501\tRUS\t1.9\thttps://{host}.test/{n}\n" for n, host in enumerate("abab"))


@pytest.mark.parametrize(
    ("text", "addresses", "column"),
    [
        (PLAIN, ["https://a.test/1", "https://b.test/1?utm_source=x", "https://a.test/2"], "lines"),
        ("url\nhttps://a.test/1\n", ["https://a.test/1"], "lines"),
        (MEDIA_CLOUD, ["https://a.test/1", "https://b.test/1"], "url"),
        (GDELT, ["https://a.test/0", "https://b.test/1", "https://a.test/2", "https://b.test/3"], "column 5"),
        ("EventId\tSOURCEURL\n1\thttps://a.test/1\n", ["https://a.test/1"], "SOURCEURL"),
        ("nr;where\n1;https://a.test/1\n2;https://a.test/2\n", ["https://a.test/1", "https://a.test/2"], "where"),
    ],
)
def test_the_column_is_found(tmp_path, text, addresses, column):
    (tmp_path / "list.csv").write_text(text)
    found = read_addresses(tmp_path / "list.csv")
    assert (found.addresses, found.column) == (addresses, column)
    if text == PLAIN:
        assert found.bad == ["not an address"] and found.n_repeated == 1


@pytest.mark.parametrize("content", [b"", b"only words\nin it\n", b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"a,b\n1,2\n"])
def test_what_is_no_list_is_one_clear_error(tmp_path, content, monkeypatch, capsys):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(ReadError):
        read_addresses(file)
    assert main(["ingest", "--urls", str(file)]) == 1
    assert capsys.readouterr().err.rstrip().count("warledger: ") == 1
    assert main(["ingest", "--urls", str(tmp_path / "nowhere.txt")]) == 1
    assert "no such file" in capsys.readouterr().err


@pytest.fixture
def fifty(web, tmp_path) -> Path:
    """A list of 50 addresses of this machine: 46 pages, two that are gone, one repeated, one that is none."""
    for number in range(46):
        web.pages[f"/{number}"] = page(f"Night {number} over the town", story("Kharkiv", number + 1, number))
    lines = [web.url(f"/{number}") for number in range(46)] + [web.url("/gone"), web.url("/lost")]
    (tmp_path / "fifty.txt").write_text("\n".join([*lines, lines[0], "ftp://a.test/x"]) + "\n")
    return tmp_path / "fifty.txt"


def test_fifty_addresses_by_one_command_once(fifty, web, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("WARLEDGER_WORKERS", "1")
    command = ["ingest", "--urls", str(fifty), "--allow-private", "127.0.0.0/8", "--delay-seconds", "0"]
    assert main(command) == 0
    told = capsys.readouterr().err
    assert "address-list: 46 new documents with 46 articles, 0 known, 0 rejected" in told
    assert "address-list: 49 fetches: 46 new, 0 known, 2 failed, 1 blocked" in told
    assert "blocked ftp://a.test/x: bad_url" in told and "1 that stand twice" in told
    asked = len(web.seen)
    assert main(command) == 1  # nothing came that was not here: only the two that are gone were asked for again
    told = capsys.readouterr().err
    assert "0 new documents with 0 articles" in told and "46 that came before and are not due" in told
    assert len(web.seen) == asked + 3  # the two, and robots.txt


def test_private_addresses_need_a_word(fifty, settings, web):
    lines: list[str] = []
    summary = ingest_address_list(settings, fifty, delay_seconds=0, on_progress=lines.append)
    assert dict(summary.fetches) == {"blocked": 49} and not web.seen
    assert any("private_address" in line for line in lines)


def test_lists_and_columns_of_the_form(fifty, settings, tmp_path):
    items = choose(settings, [], [], address_lists=[str(fifty)])
    assert [(item["kind"], item["name"]) for item in items] == [("address_list", "addresses of fifty.txt")]
    assert json.loads(json.dumps(items)) == items
    read = read_item(settings, items[0])  # addresses of this machine are refused, which is no failure of the list
    assert read.counts["fetches_blocked"] == 49
    (tmp_path / "odd.csv").write_text(f'head,words\nNight,"{report(1)}"\n')
    (item,) = choose(settings, [str(tmp_path / "odd.csv")], [], columns="title=head,text=words")
    assert read_item(settings, item).counts["articles"] == 1
    with pytest.raises(FormError, match="maps no column"):
        choose(settings, [str(tmp_path)], [], columns="body=words")
    with pytest.raises(FormError, match="no such file"):
        choose(settings, [], [], address_lists=["nowhere.txt"])


def sources(tmp_path: Path, block: str) -> Path:
    file = tmp_path / "sources.yml"
    file.write_text(
        "defaults: {licence: test, enabled: true, delay_seconds: 0, allow_private: true}\n"
        f"sources:\n  - {{name: it, {block}}}\n"
    )
    return file


def test_a_list_as_a_source(fifty, settings, tmp_path):
    configured = replace(settings, sources=str(sources(tmp_path, "kind: urls, path: fifty.txt, max_items: 20")))
    (summary,) = ingest_sources(configured)
    assert summary.ingest and summary.ingest.batch.n_articles == 20 and summary.fetches["deferred"] == 28
    (summary,) = ingest_sources(configured)
    assert summary.ingest and summary.ingest.batch.n_articles == 20


def test_a_folder_source_with_columns(settings, tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "odd.csv").write_text(f'head,words\nNight,"{report(1)}"\n')
    block = "kind: folder, path: tables, columns: 'title=head,text=words'"
    (summary,) = ingest_sources(replace(settings, sources=str(sources(tmp_path, block))))
    assert summary.ingest and summary.ingest.batch.n_articles == 1


def test_preview_pages_of_a_channel(settings, tmp_path, web):
    first = [(number, report(number)) for number in range(8, 11)]
    older = [(number, report(number)) for number in range(5, 8)]
    asked: list[str] = []

    def play(request) -> None:
        asked.append(request.path)
        body = preview("night", older) if "before" in request.path else preview("night", first, before=8)
        request.answer(200, body, {"Content-Type": "text/html; charset=utf-8"})

    web.pages["/s/night"] = play
    configured = replace(settings, sources=str(sources(tmp_path, f"kind: channel, url: '{web.url('/s/night')}'")))
    (summary,) = ingest_sources(configured)
    assert summary.ingest and summary.ingest.batch.n_articles == 6
    assert asked == ["/s/night", "/s/night?before=8"]
    first.append((11, report(11)))
    first[0] = (8, report(8).replace("killed", "killed or missing"))
    (summary,) = ingest_sources(configured)
    assert summary.ingest and (summary.ingest.batch.n_documents, summary.ingest.n_known) == (2, 2)


def test_what_a_preview_says(web, fetcher):
    from ingest.sources.collect import collect
    from ingest.sources.config import Source

    web.pages["/s/night"] = preview("night", [(3, report(3))], forwarded="Port Watch")
    (item,) = collect(Source("it", "channel", web.url("/s/night")), fetcher=fetcher)
    assert isinstance(item, Document) and item.source_uri == "https://t.me/night/3"
    assert json.loads(item.content) == {
        "forwarded_from": "Port Watch",
        "message": 3,
        "published": "2026-05-01T03:05:11+00:00",
        "publisher": "Night Review",
        "text": report(3),
        "url": "https://t.me/night/3",
    }


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Join the channel</body></html>", b"\x00\xff" * 50, b"<div data-post>"]
)
def test_a_preview_without_messages_is_one_rejection(web, fetcher, body):
    from ingest.sources.collect import collect
    from ingest.sources.config import Source

    web.pages["/s/night"] = body
    (item,) = collect(Source("it", "channel", web.url("/s/night")), fetcher=fetcher)
    assert isinstance(item, Rejection) and item.reason_code == "not_an_article"
