"""WARC files and packed JSON lines as documents."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.core.documents import Document, Rejection
from ingest.sources.archives import read_archive
from ingest.sources.folder import ReadError

PAGE = "<p>Ракетний удар</p>".encode()


def write_warc(path: Path, packed: bool = True) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)

        def response(url: str, body: bytes, status: str = "200 OK", **headers: str) -> None:
            fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
            http = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
            day = {"WARC-Date": "2026-08-29T04:00:00Z"}
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=day
            )
            writer.write_record(record)

        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
        response("https://outlet.example/a?utm_source=x", PAGE, Content_Type="text/html; charset=utf-8")
        response("https://outlet.example/b", gzip.compress(PAGE), Content_Type="text/html", Content_Encoding="gzip")
        response("https://outlet.example/c", b"gone", status="404 Not Found", Content_Type="text/html")
        response("https://outlet.example/d", b"\x89PNG", Content_Type="image/png")
        response("https://outlet.example/e", b"x" * 5000, Content_Type="text/html")
        request = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record("https://outlet.example/", "request", http_headers=request))
    return path


def read(path: Path, max_bytes: int = 1000) -> list[Document | Rejection]:
    return list(read_archive(path, max_bytes=max_bytes, source_name="archive"))


@pytest.mark.parametrize("packed", [True, False])
def test_warc(tmp_path: Path, packed: bool):
    first, second, *refused = read(write_warc(tmp_path / "any.name", packed))
    assert isinstance(first, Document) and isinstance(second, Document)
    assert first.content == second.content == PAGE
    assert first.meta == {"url": "https://outlet.example/a"} and first.media_type == "text/html; charset=utf-8"
    assert first.fetched_at == dt.datetime(2026, 8, 29, 4, tzinfo=dt.UTC) and first.source_name == "archive"
    codes = [item.reason_code for item in refused if isinstance(item, Rejection)]
    assert codes == ["not_an_article", "unsupported", "too_large"]
    assert len({item.source_uri for item in (first, second, *refused)}) == 5


@pytest.mark.parametrize("packed", [True, False])
def test_damaged_warc_gives_what_stands_before(tmp_path: Path, packed: bool):
    path = write_warc(tmp_path / "a.warc", packed)
    content = path.read_bytes()
    for length in range(20, len(content), 97):
        path.write_bytes(content[:length])
        for item in read(path):
            assert isinstance(item, Rejection) or item.content == PAGE
    middle = len(content) // 2
    path.write_bytes(content[:middle] + b"\x00junk\xff" * 20 + content[middle + 140 :])
    assert read(path)


def test_json_lines(tmp_path: Path):
    rows = [{"title": "A", "text": "one"}, {"title": "B", "text": "two"}]
    lines = "\n".join(json.dumps(row) for row in rows).encode() + b"\n\n" + b"x" * 2000
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines))
    for name in ("a.jsonl", "a.jsonl.gz"):
        first, second, long = read(tmp_path / name)
        assert isinstance(first, Document) and json.loads(first.content) == rows[0]
        assert isinstance(second, Document) and second.source_uri.endswith(f"{name}#L2")
        assert isinstance(long, Rejection) and long.reason_code == "too_large"
        assert long.source_uri.endswith("#L4")


def test_damaged_packed_lines(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "one"}\n' * 500)[:-10])
    *documents, last = read(path)
    assert 400 < len(documents) < 500
    assert all(isinstance(item, Document) and item.content == b'{"text": "one"}' for item in documents)
    assert isinstance(last, Rejection) and last.reason_code == "unreadable"


def test_one_long_line_costs_no_more_than_the_limit(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"x" * 30_000_000 + b"\n{}"))
    long, short = read(path)
    assert isinstance(long, Rejection) and long.size_bytes == 1001
    assert isinstance(short, Document) and short.content == b"{}"


def test_missing_archive(tmp_path: Path):
    with pytest.raises(ReadError):
        read_archive(tmp_path / "none.warc", max_bytes=1, source_name="a")


def warc_record(content: bytes, head: bytes = b"") -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content
    start = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://outlet.example/a\r\n"
    return start + head + f"Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def peak_of(function) -> int:
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "record",
    [
        warc_record(b"x", b"".join(b"A%d: b\r\n" % n for n in range(300_000))),
        warc_record(b"x", b"A: " + b"b" * 3_000_000 + b"\r\n"),
        b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n" + b"x" * 60_000_000,
        b"WARC/1.0\r\n" + b" more\r\n" * 1_000_000,
    ],
    ids=["endless headers", "one long header", "a line behind the record", "continued for ever"],
)
def test_headers_of_a_record_have_a_limit(tmp_path: Path, record: bytes):
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(warc_record(PAGE)) + gzip.compress(record))
    found: list[Document | Rejection] = []
    peak = peak_of(lambda: found.extend(read(tmp_path / "a.warc.gz", 100_000)))
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], Rejection) and found[-1].reason_code == "too_large"
    assert "has headers of more than 200,000 bytes" in found[-1].reason
    assert peak < 60_000_000


@pytest.mark.parametrize("name", ["a.warc.gz", "a.jsonl.gz"])
def test_a_packed_file_that_unpacks_without_end_is_given_up(tmp_path: Path, name: str, monkeypatch):
    monkeypatch.setattr("ingest.sources.archives._LEAST_UNPACKED", 10_000_000)
    inner = warc_record(b" " * 60_000_000) * 2 if ".warc" in name else b'{"a": "' + b" " * 60_000_000 + b'"}\n'
    (tmp_path / name).write_bytes(gzip.compress(inner))
    found: list[Document | Rejection] = []
    peak = peak_of(lambda: found.extend(read(tmp_path / name, 100_000)))
    assert {item.reason_code for item in found if isinstance(item, Rejection)} == {"too_large"}
    assert "was not read beyond" in found[-1].reason and "unpack" in found[-1].reason
    assert peak < 60_000_000
