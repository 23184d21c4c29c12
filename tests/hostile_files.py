"""A folder of hostile files, 200 by default, made when a test asks for them, each with what ought to come of it."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

STORY = (
    "Russian drones struck an apartment block in Sumy on Thursday night, killing 2 people and wounding 5, the regional "
    "governor said. Rescuers worked until the morning. The fire covered two floors of the building."
)
#: Expected of a file that is odd but can be read.
ARTICLE = "article"
#: Kinds of files: (extension, content of the number-th of its kind, expected reason code).
Kind = tuple[str, Callable[[int], bytes], str]


def _words(number: int) -> str:
    return " ".join(f"word{index}" for index in range(number))


def _record(**fields: str) -> bytes:
    return json.dumps({"title": "Drones", "published": "2025-03-07", "text": STORY, **fields}).encode()


def _page(inner: str) -> bytes:
    return f"<html><body><article><h1>Drones over Sumy</h1><p>{STORY}</p>{inner}</article></body></html>".encode()


def _warc(head: bytes, body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    start = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\n"
    return start + head + b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n"


@cache
def _packed_bomb(kind: str) -> bytes:
    """Bytes that unpack to 210 MB, beyond every limit; packed once a kind."""
    filling = b" " * 210_000_000
    if kind == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", filling)
        return out.getvalue()
    return gzip.compress(_warc(b"", filling) if kind == "warc" else b'{"a": "' + filling, 1)


def _zip_bomb(number: int) -> bytes:
    out = io.BytesIO(_packed_bomb("zip"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"%d" % number
    return out.getvalue()


KINDS: dict[str, Kind] = {
    "empty": (".txt", lambda n: b" " * n, "empty"),
    "digits": (".txt", lambda n: b"12 345 6 " * 10_000 + b"%d" % n, "not_an_article"),
    "abbreviations": (".txt", lambda n: b" U.S." * 20_000 + b"%d" % n, "not_an_article"),
    "binary": (".txt", lambda n: b"\x89PNG\r\n\x1a\n" + bytes(1000 + n), "binary"),
    "half-title": (".json", lambda n: _record(title=f"Drones {n} \ud800"), ARTICLE),
    "half-address": (".json", lambda n: _record(url=f"https://a.example/{n}\ud800"), "unfit_metadata"),
    "long-title": (".json", lambda n: _record(title=_words(400_000 + n)), "unfit_metadata"),
    "long-publisher": (".json", lambda n: _record(publisher=f"{n} " + "P" * 1_000_000), "unfit_metadata"),
    "nested": (".json", lambda n: b"[" * (100_000 + n), "bad_json"),
    "no-record": (".json", lambda n: b'{"temperature": %d, "station": "Sumy"}' % n, "not_an_article"),
    "attributes": (".html", lambda n: _page(f"<p {_words(100_000 + n)}>x</p>"), ARTICLE),
    "blocks": (".html", lambda n: _page("<div>" * (20_000 + n)), ARTICLE),
    "angles": (".html", lambda n: b"<html><body>" + b"<" * (500_000 + n), "no_text"),
    "page-bomb": (".warc.gz", lambda n: _packed_bomb("warc") + gzip.compress(b"\r\n" * n), "too_large"),
    "headers": (
        ".warc.gz",
        lambda n: gzip.compress(_warc(b"".join(b"A%d: b\r\n" % i for i in range(50_000 + n)), b"x")),
        "too_large",
    ),
    "line-bomb": (".jsonl.gz", lambda n: _packed_bomb("line") + gzip.compress(b" " * n), "too_large"),
    "zip-bomb": (".zip", _zip_bomb, "too_large"),
    "broken-zip": (".zip", lambda n: b"PK\x03\x04" + bytes(60 + n), "unreadable"),
    "mail": (".eml", lambda n: b"Subject: " + b"=?utf-8?q?a?= " * (2_000 + n) + b"\r\n\r\n", "no_text"),
    "unknown": (".bin", lambda n: b"%d" % n, "unsupported"),
}


def write_hostile(folder: Path, number: int = 200) -> dict[str, str]:
    """Write `number` files into `folder` and return {name: reason code or ARTICLE}."""
    expected: dict[str, str] = {}
    kinds = sorted(KINDS)
    for index in range(number):
        kind = kinds[index % len(kinds)]
        suffix, content, outcome = KINDS[kind]
        name = f"{kind}-{index // len(kinds)}{suffix}"
        (folder / name).write_bytes(content(index // len(kinds)))
        expected[name] = outcome
    return expected
