"""JSON documents and lines."""

from __future__ import annotations

import datetime as dt
import json

from ingest.articles import read_document
from ingest.core.documents import Article, Document, Rejection

TEXT = "Two missiles hit the port of Izmail on Monday night and set a grain store on fire, the region's head said."


def read(value: object, uri: str = "x.json", **meta: str) -> tuple[list[Article], list[Rejection]]:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_document(Document(uri, raw, meta=meta))


def test_record_with_metadata():
    record = {
        "url": "https://p.test/1",
        "title": "Port hit",
        "publisher": "P",
        "published": "2025-05-06T10:00:00Z",
        "text": TEXT,
    }
    (article,), rejections = read(record, "x.jsonl#L3")
    assert not rejections and article.title == "Port hit" and article.publisher == "P"
    assert article.body == f"Port hit\n\n{TEXT}"
    assert (article.published_at, article.published_basis) == (dt.date(2025, 5, 6), "meta")
    (article,), _ = read(record, publisher="Sidecar")
    assert article.publisher == "Sidecar"


def test_record_with_html():
    (article,), _ = read(
        {"html": f"<html><body><article><h1>Port hit at night</h1><p>{TEXT}</p></article></body></html>"}
    )
    assert TEXT in article.body and "<" not in article.body
    (article,), _ = read({"text": f"<p>{TEXT}</p><p>{TEXT[:60]} again.</p><div><p>Ends.</p></div>"})
    assert TEXT in article.body and "<" not in article.body


def test_lists_and_lines():
    for value in (
        [{"text": TEXT}, {"text": f"{TEXT} More."}],
        {"articles": [{"text": TEXT}, {"text": f"{TEXT} More."}]},
    ):
        articles, rejections = read(value)
        assert [a.article_index for a in articles] == [0, 1] and not rejections
    lines = b'{"text": "' + TEXT.encode() + b'"}\n{"name": "no article"}\n{broken\n[1]\n'
    articles, rejections = read(lines)
    assert len(articles) == 1
    assert [(r.reason_code, r.source_uri) for r in rejections] == [
        ("not_an_article", "x.json#2"),
        ("bad_json", "x.json#3"),
        ("not_an_article", "x.json#4"),
    ]
    assert len({r.rejection_id for r in rejections}) == 3


def test_what_is_no_article():
    for value, code in (
        ({"id": 1}, "not_an_article"),
        ({"text": 5}, "not_an_article"),
        ("just a string", "not_an_article"),
        (None, "not_an_article"),
        ([], "not_an_article"),
        ({"text": "Menu"}, "no_text"),
        (b"{", "bad_json"),
        (b"[" * 100_000, "bad_json"),
    ):
        articles, rejections = read(value)
        assert not articles and [r.reason_code for r in rejections] == [code], value


def test_lone_surrogates_cannot_reach_the_body():
    (article,), _ = read(b'{"text": "' + TEXT.encode() + b' \\ud83d and \\u0000 too."}')
    article.body.encode("utf-8")
    assert "\x00" not in article.body
