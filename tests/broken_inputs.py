"""Broken and odd input files, made when a test asks for them, with what ought to become of each.

They are written rather than kept, because editors, version control and line-end filters repair or refuse such files.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

#: What `write_broken` expects of a file that is odd but can be read.
ARTICLE = "article"

#: Well above the default limit for one document (20 MB).
HUGE_BYTES = 50_000_000

_REPORT = (
    "KYIV, May 5, 2024 - Two people were wounded when a drone struck a warehouse in Kharkiv on Sunday, Governor Oleh "
    "Syniehubov said.\n\n"
    "Firefighters put out a blaze of 300 square metres. The Air Force reported that 23 of 24 drones had been shot down "
    "overnight.\n\n"
    "Residents of the nearest houses were asked to keep their windows shut until the smoke had cleared.\n"
)

_CYRILLIC = (
    "Харків, 5 травня 2024 року. Унаслідок удару безпілотника по складу в Харкові поранено двох людей, повідомив "
    "голова обласної військової адміністрації Олег Синєгубов.\n\n"
    "Рятувальники ліквідували пожежу на площі 300 квадратних метрів. За даними Повітряних сил, уночі збито 23 з 24 "
    "ударних дронів.\n\n"
    "Мешканців сусідніх будинків просять тримати вікна зачиненими, доки не розвіється дим.\n"
)

_PAGE_WITH_SCRIPTS = """<!DOCTYPE html>
<html><head><title>Warehouse in Kharkiv burns</title>
<script>document.write("<p>99 people were killed by a drone in Lviv</p>");</script>
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-05", "broken": </script>
<style>p:before { content: "77 people were killed in Odesa" }</style></head>
<body onload="alert(1)"><noscript>Please enable JavaScript: 55 missiles were shot down</noscript>
<script>while (true) {}</script>
<article><h1>Warehouse in Kharkiv burns</h1>
<p>Two people were wounded when a drone struck a warehouse in Kharkiv on Sunday, Governor Oleh Syniehubov said.</p>
<p>Firefighters put out a blaze of 300 square metres.<img src=x onerror="alert('44 people were killed')"></p>
<p>Residents of the nearest houses were asked to keep their windows shut until the smoke had cleared.</p></article>
<iframe src="javascript:alert(1)"></iframe></body></html>
"""

_NAVIGATION = """<!DOCTYPE html>
<html><head><title>The Dnipro Courier</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/war">War</a></li><li><a href="/economy">Economy</a></li></ul></nav>
<ul class="links"><li><a href="/1">Drone hits refinery</a></li><li><a href="/2">Talks in Geneva</a></li>
<li><a href="/3">Weather</a></li><li><a href="/4">More</a></li></ul>
<footer><a href="/about">About us</a> <a href="/terms">Terms</a> &copy; 2024</footer></body></html>
"""


def write_broken(folder: Path) -> dict[str, str]:
    """Write the files into `folder` (made if need be) and return {name: expected}.

    A name is the file's, with `#L<line>` for a line of a JSON Lines file. The expected value is the `reason_code` of
    the rejection, or ARTICLE where an article comes out all the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, tuple[bytes, str]] = {
        "empty.txt": (b"", "empty"),
        "blank.txt": (b" \n\t\r\n \n", "empty"),
        "picture.txt": (_picture(), "binary"),
        "broken-utf8.txt": (_broken_utf8(), ARTICLE),
        "windows-1251.txt": (_CYRILLIC.encode("cp1251"), ARTICLE),
        "scripts.html": (_PAGE_WITH_SCRIPTS.encode(), ARTICLE),
        "navigation.html": (_NAVIGATION.encode(), "no_text"),
        "archive.zip": (b"PK\x03\x04" + bytes(60), "unreadable"),
    }
    for name, (content, _) in contents.items():
        (folder / name).write_bytes(content)
    expected = {name: outcome for name, (_, outcome) in contents.items()}
    expected["huge.txt"] = _write_huge(folder / "huge.txt")
    expected |= _write_lines(folder / "lines.jsonl")
    return expected


def _picture() -> bytes:
    """The head of a PNG file and bytes without any pattern, always the same."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random.Random(1).randbytes(4_000)


def _broken_utf8() -> bytes:
    """English text in UTF-8 in which a few characters were cut in half, as a careless truncation leaves them."""
    whole = _REPORT.replace("Firefighters", "“Firefighters”").replace("Kharkiv", "Khаrkiv’s")
    halves = whole.encode().replace("”".encode(), b"\xe2\x80").replace("’".encode(), b"\xe2")
    return halves + b"\xc3"


def _write_huge(file: Path) -> str:
    line = _REPORT.replace("\n\n", " ").encode()
    block = line * (1_000_000 // len(line))
    with file.open("wb") as stream:
        while stream.tell() < HUGE_BYTES:
            stream.write(block)
    return "too_large"


def _write_lines(file: Path) -> dict[str, str]:
    lines = [
        (json.dumps({"title": "Warehouse burns", "published": "2024-05-05", "text": _REPORT}), ARTICLE),
        (json.dumps({"temperature": 21.5, "station": "Kharkiv", "values": [1, 2, 3]}), "not_an_article"),
        ('{"title": "Cut off in the mid', "bad_json"),
        (json.dumps("a string, not an object"), "not_an_article"),
        ("[" * 5_000, "bad_json"),
    ]
    file.write_text("".join(f"{line}\n" for line, _ in lines), encoding="utf-8")
    return {f"{file.name}#L{number}": outcome for number, (_, outcome) in enumerate(lines, start=1)}
