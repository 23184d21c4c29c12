"""Bytes to text, and what is refused."""

from __future__ import annotations

import codecs
import gzip

import pytest

from ingest.articles import read_document
from ingest.articles.decode import DecodeError, decode
from ingest.core.documents import Document

UKRAINIAN = (
    "Уночі російські безпілотники атакували Суми. За словами голови області, поранено чотирьох людей, пошкоджено школу "
    "та два житлові будинки. Рятувальники працювали до ранку, а енергетики відновили світло опівдні."
)
FRENCH = "Quatre personnes ont été blessées à l’aube, a déclaré le gouverneur : « les dégâts sont étendus »."
ENGLISH = "Four people were hurt at dawn, the governor said, and a school lost its windows to the blast."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-u", "utf-32"]
)
def test_ukrainian_in_every_encoding(encoding: str):
    if encoding == "koi8-u":
        text = UKRAINIAN.translate(str.maketrans("іїєґІЇЄҐ", "ииигИИИГ"))
        assert decode(text.encode("koi8-r")) == text
    else:
        assert decode(UKRAINIAN.encode(encoding)) == UKRAINIAN


def test_western_single_byte():
    assert decode(FRENCH.encode("cp1252")) == FRENCH
    assert decode(f"{ENGLISH} “Quoted” – 3 °C".encode("cp1252")).endswith("“Quoted” – 3 °C")


@pytest.mark.parametrize("label", ["windows-1251", "Windows-1251", "cp1251"])
def test_declared_charset_is_followed(label: str):
    page = f'<html><head><meta charset="{label}"></head><body><p>{UKRAINIAN}</p></body></html>'
    assert decode(page.encode("cp1251")) == page
    assert decode(UKRAINIAN.encode("cp1251"), charset=label.lower()) == UKRAINIAN


def test_wrong_or_unknown_label_does_not_win_over_sound_utf8():
    page = f'<meta charset="windows-1251"><p>{UKRAINIAN}</p>'
    assert decode(page.encode()) == page
    assert decode(UKRAINIAN.encode("cp1251"), charset="no-such-charset") == UKRAINIAN
    assert decode(UKRAINIAN.encode("cp1251"), charset="utf-7") == UKRAINIAN


def test_a_few_broken_sequences_are_marked_and_the_rest_is_kept():
    raw = UKRAINIAN.encode()
    broken = raw[:41] + raw[42:]
    text = decode(broken)
    assert text.count("�") == 1 and text.endswith("опівдні.")
    assert decode(raw[:-2] + b"\xd0").endswith("�")
    assert decode((ENGLISH * 5000).encode() + b"\xd0") == ENGLISH * 5000 + "�"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 stuff", "binary"),
        (gzip.compress(b"hello " * 50, mtime=0), "binary"),
        (b"\x00\x01\x02\x03" * 400, "binary"),
        (bytes(range(256)) * 10, "binary"),
        (bytes(range(128, 256)) * 20, "undecodable"),
        (codecs.BOM_UTF16_LE + bytes([0, 0xD8]) * 500, "undecodable"),
        (b"abc " + bytes([0xD0, 0x98, 0x81, 0x8D]) * 400, "undecodable"),
    ],
)
def test_refused(content: bytes, code: str):
    with pytest.raises(DecodeError) as error:
        decode(content)
    assert error.value.reason_code == code
    articles, rejections = read_document(Document("x.txt", content))
    read = "unreadable" if content.startswith(b"%PDF") else code  # what is no text may be a PDF, here a damaged one
    assert not articles and [r.reason_code for r in rejections] == [read]


def test_articles_in_other_languages_are_articles():
    for encoding in ("utf-8", "cp1251"):
        articles, rejections = read_document(Document("x.txt", UKRAINIAN.encode(encoding)))
        assert not rejections and articles[0].language == "uk" and articles[0].body == UKRAINIAN
    assert read_document(Document("x.txt", FRENCH.encode()))[0][0].language == "fr"
    assert read_document(Document("x.txt", ENGLISH.encode()))[0][0].language == "en"
