"""Channels: exports of Telegram Desktop in JSON and HTML, message by message."""

from __future__ import annotations

import datetime as dt
import json

import duckdb
import pytest
from channel_exports import export, html_export, html_message, message, report, service

from ingest.pipeline.steps import ingest_paths, run
from ingest.settings import Settings
from ingest.warehouse.load import load_batches


def test_a_message_is_an_article_of_its_channel(folder, read):
    rich = [
        "Head of the region: ",
        {"type": "bold", "text": "one killed"},
        " in Sumy.\nTwo wounded, ",
        {"type": "link", "text": "t.me/x"},
    ]
    (folder / "result.json").write_bytes(export([service(1), message(2), message(3, rich)]))
    found = read()
    first, second = found.articles
    assert first.publisher == "Night Review" and first.body == report(2)
    assert first.url == "https://t.me/c/1500000001/2"
    # posted at 06:20 UTC; the offset comes from the two clocks of the export
    assert first.published_at == dt.date(2026, 5, 1) and first.published_basis == "meta"
    assert second.body == "Head of the region: one killed in Sumy.\n\nTwo wounded, t.me/x"
    assert second.title == "Head of the region: one killed in Sumy."
    assert not found.rejections
    assert [notice.rpartition(": ")[2] for notice in found.notices] == ["1 service"]


def test_the_day_is_that_of_the_exporting_clock(folder, read):
    (folder / "result.json").write_bytes(
        export([message(1, minutes=15 * 60 + 30)])
    )  # 21:30 UTC, half past midnight in Kyiv
    assert read().articles[0].published_at == dt.date(2026, 5, 2)


def test_an_album_is_one_article(folder, read):
    photo = {"photo": "photos/1.jpg", "width": 1, "height": 1}
    messages = [
        message(1, "", minutes=0, **photo),
        message(2, report(2), minutes=0, **photo),
        message(3, report(2), minutes=0, **photo),
        message(4, "Firefighters at work in the second hall.", minutes=0, **photo),
        message(5, "", minutes=9, **photo),
        message(6, "Forwarded picture one, of the port.", minutes=20, forwarded_from="Port", **photo),
        message(7, "Forwarded picture two, of the fleet.", minutes=20, forwarded_from="Port", **photo),
    ]
    (folder / "result.json").write_bytes(export(messages))
    found = read()
    assert found.bodies == [
        f"{report(2)}\n\nFirefighters at work in the second hall.",
        "Forwarded picture one, of the port.",
        "Forwarded picture two, of the fleet.",
    ]
    assert found.articles[0].url == "https://t.me/c/1500000001/1"
    assert found.notices[0].endswith("messages that are no articles: 3 part of an album, 1 without text")


def test_html_export(folder, read):
    (folder / "messages.html").write_bytes(
        html_export(
            [
                html_message(2, report(2)),
                html_message(3, "Short news & 3 < 4\nSecond line of it", joined=True),
                html_message(4, report(7), forwarded="Port Watch"),
                html_message(5, "", media=True),
            ]
        )
    )
    (folder / "messages2.html").write_bytes(html_export([html_message(1001, report(5))]))
    (folder / "messages.meta.json").write_text(json.dumps({"url": "https://t.me/nightreview"}))
    found = read()
    assert found.bodies == [report(2), "Short news & 3 < 4\n\nSecond line of it", report(7), report(5)]
    assert {article.publisher for article in found.articles} == {"Night Review"}
    assert found.articles[2].agency == "Port Watch"
    assert {article.published_at for article in found.articles[:3]} == {dt.date(2026, 5, 1)}
    urls = [article.url for article in found.articles]
    assert urls[0] == "https://t.me/nightreview/2" and urls[3] == "https://t.me/nightreview/1001"


def test_a_whole_accounts_export_gives_its_channels(folder, read):
    chats = {
        "about": "Here is the data you requested.",
        "chats": {
            "about": "...",
            "list": [
                {
                    "name": "A friend",
                    "type": "personal_chat",
                    "id": 7,
                    "messages": [message(1, "See you at the cinema at seven.")],
                },
                {"name": "Night Review", "type": "public_channel", "id": 1500000001, "messages": [message(2)]},
            ],
        },
    }
    (folder / "result.json").write_text(json.dumps(chats))
    found = read()
    assert found.bodies == [report(2)]
    assert found.codes == [("result.json#7", "not_an_article")] or found.codes[0][1] == "not_an_article"
    assert "cinema" not in str(found.rejections)


def test_fields_that_are_not_known_are_named_once(folder, read):
    (folder / "result.json").write_bytes(export([message(n, translated_text="...") for n in (1, 2, 3)]))
    assert any("not known and not read: translated_text (3)" in notice for notice in read().notices)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (export([message(1), message(2)])[:-40], "bad_json"),
        (export([message(1, "🔥🔥🔥")]), "no_text"),
        (export([]).replace(b'"messages": []', b'"messages": {"a": 1}'), "not_an_article"),
    ],
)
def test_bad_exports_have_one_reason_and_lose_no_neighbour(folder, read, content, code):
    (folder / "result.json").write_bytes(content)
    (folder / "other").mkdir()
    (folder / "other" / "result.json").write_bytes(export([message(4)]))
    found = read()
    assert [reason for _, reason in found.codes] == [code]
    assert found.bodies == [report(4)]


def test_odd_messages_do_not_stop_the_others(folder, read):
    odd = [
        None,
        [],
        {"type": "message"},
        message(1, 5),
        message(2, [{"text": 7}, None]),
        message(3),
        message(4, date="soon", date_unixtime="x"),
    ]
    (folder / "result.json").write_bytes(export(odd))
    found = read()
    assert found.bodies == [report(3), report(4)]
    assert found.articles[1].published_at is None


def test_a_large_message_or_export_is_refused(folder, read):
    (folder / "result.json").write_bytes(export([message(1, "word " * 400), message(2)]))
    found = read(max_bytes=1500)
    assert found.bodies == [report(2)] and found.codes == [("result.json#1", "too_large")]
    (found,) = [read(max_bytes=50)]
    assert [code for _, code in found.codes] == ["too_large"] and not found.articles


def articles_of(settings: Settings) -> dict[str, tuple]:
    load_batches(settings)
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        rows = connection.execute(
            "select source_uri, article_id, is_current, superseded_by, copy_of, publisher, agency from raw.articles"
        ).fetchall()
    return {"/".join(row[0].rsplit("/", 2)[-2:]): row[1:] for row in rows}


def test_an_edited_message_is_a_newer_version(folder, settings):
    edited = {"edited": "2026-05-01T12:00:00", "edited_unixtime": str(1777626000)}
    for name, text, fields in (("b-old", report(2), {}), ("a-new", report(2).replace("4 people", "6 people"), edited)):
        (folder / name).mkdir()
        (folder / name / "result.json").write_bytes(export([message(2, text, **fields)]))
    ingest_paths(settings, [folder])
    stored = articles_of(settings)
    new, old = stored["a-new/result.json#2"], stored["b-old/result.json#2"]
    assert new[1] and not old[1] and old[2] == new[0]


@pytest.mark.parametrize("text", [report(3), "Kherson: 3 killed, 7 wounded."])
def test_a_forward_is_a_copy_of_the_channel_that_it_names(folder, settings, text):
    for name, messages in (
        ("a", [message(1, text, minutes=5, forwarded_from="Port Watch")]),
        ("b", [message(1, text, minutes=2)]),
        ("c", [message(1, report(8), minutes=2)]),
    ):
        (folder / name).mkdir()
        channel = {"a": ("Night Review", 11), "b": ("Port Watch", 12), "c": ("Else", 13)}[name]
        (folder / name / "result.json").write_bytes(export(messages, *channel))
    ingest_paths(settings, [folder])
    stored = articles_of(settings)
    original = stored["b/result.json#1"]
    assert stored["a/result.json#1"][3] == original[0] and stored["a/result.json#1"][4:] == (
        "Night Review",
        "Port Watch",
    )
    assert original[3] is None and stored["c/result.json#1"][3] is None


@pytest.mark.slow
@pytest.mark.proof
def test_five_hundred_messages_once(folder, settings):
    (folder / "result.json").write_bytes(export([service(0), *(message(n) for n in range(1, 501))]))
    lines: list[str] = []
    summary, _ = run(settings, [folder], on_progress=lines.append)
    assert summary and summary.batch.n_articles == 500 and summary.n_known == 0
    assert "500 new documents with 500 articles, 0 known, 0 rejected" in lines
    again, unchanged = run(settings, [folder])
    assert again and (again.batch.n_articles, again.n_known) == (0, 500)
    assert unchanged.status == "up_to_date"
