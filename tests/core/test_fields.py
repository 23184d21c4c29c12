"""What can be stored of metadata: whole characters, and no more of them than a field is wide."""

from __future__ import annotations

import json

import pytest

from ingest.articles import read_document
from ingest.core.documents import Article, Document, Rejection
from ingest.core.fields import MAX_CHARACTERS, fit_fields, writable

TEXT = "Two missiles hit the port of Izmail on Monday night and set a grain store on fire, the region's head said."


def test_half_surrogates_and_control_characters_are_replaced():
    assert writable("a\ud800b\x00c\nd\te \U0001f600") == "a\ufffdb c\nd\te \U0001f600"


def test_an_address_is_left_out_rather_than_changed():
    kept, sentences = fit_fields({"url": "https://a.example/\ud800", "title": "t\ud800"})
    assert kept == {"title": "t\ufffd"}
    assert sentences == ("the url holds blanks, control characters or half surrogates and was left out",)
    kept, sentences = fit_fields({"url": "https://a.example/" + "x" * 4_000})
    assert kept == {}
    assert sentences == ("the url has 4,018 characters, more than the limit of 4,000, and was left out",)


def test_whatever_is_made_can_be_written():
    bad = "x\ud800\x00"
    document = Document(f"a{bad}", b"x", media_type=bad, meta={"title": bad, "url": bad}, headers={"etag": bad})
    article = Article("d", 0, bad, "files", bad, title=bad, publisher=bad, agency=bad, byline=bad, dateline_place=bad)
    refused = Rejection(bad, "files", "empty", bad, 0, "")
    for item in (document, article, refused):
        repr(vars(item)).encode()
        for value in vars(item).values():
            str(value).encode("utf-8")
    assert document.meta == {"title": "x\ufffd "}
    assert len(document.unfit) == 1


@pytest.mark.parametrize("field", ["title", "publisher"])
def test_a_megabyte_of_title_is_cut_and_said(field: str):
    long = " ".join("".join(chr(97 + int(digit)) for digit in str(number)) for number in range(100_000, 300_000))
    record = json.dumps({field: long, "text": TEXT}).encode()
    limit = MAX_CHARACTERS[field]
    (article,), (refused,) = read_document(Document("x.json", record))
    assert article.body.endswith(TEXT)
    assert len(getattr(article, field)) == limit
    assert (refused.reason_code, refused.source_uri) == ("unfit_metadata", f"x.json#{field}")
    assert refused.reason == f"the {field} has 1,399,999 characters; the first {limit:,} were kept"
    (article,), (refused,) = read_document(Document("x.txt", TEXT.encode(), meta={field: long}))
    assert len(getattr(article, field)) == limit
    assert "1,399,999 characters" in refused.reason


@pytest.mark.parametrize("field", ["title", "publisher", "url"])
def test_half_a_character_in_a_record_costs_no_article(field: str):
    record = json.dumps({"title": "Port hit", "url": "https://p.test/1", "text": TEXT, field: "t\ud800"}).encode()
    (article,), rejections = read_document(Document("x.json", record))
    assert article.body.endswith(TEXT)
    assert getattr(article, field) == (None if field == "url" else "t\ufffd")
    assert [item.reason_code for item in rejections] == (["unfit_metadata"] if field == "url" else [])
