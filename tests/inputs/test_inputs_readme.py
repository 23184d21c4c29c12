"""The README's table of inputs: each command is run on files of its kind, twice."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shlex
import zipfile
from pathlib import Path

import pyarrow
import pytest
from channel_exports import export, html_export, html_message, message, report
from outlets import OutletServer, page, story
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from written_files import newsletter, pdf, sheet, workbook

from ingest.cli import build_parser, main
from ingest.sources.folder import MEDIA_TYPES, READERS

_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `\.venv/bin/(warledger [^`]+)` \|$", re.M)


def table(root: Path, name: str) -> list[tuple[str, str, str]]:
    """(input, files, command) of the table of inputs."""
    return _ROW.findall((root / name).read_text(encoding="utf-8"))


def test_the_table_stands_in_readme_and_docs_alike(root):
    rows = table(root, "README.md")
    assert len(rows) == 10 and rows == table(root, "docs/sources.md")
    named = set(re.findall(r"`[^`]*(\.[a-z]+)`", " ".join(files for _, files, _ in rows)))
    assert set(MEDIA_TYPES) | set(READERS) <= named | {".htm"}


def articles(folder: Path, web: OutletServer) -> int:
    (folder / "one.txt").write_text(report(1))
    (folder / "two.html").write_bytes(page("Night over the port", story("Odesa", 3, 1)))
    return 2


def records(folder: Path, web: OutletServer) -> int:
    (folder / "one.json").write_text(json.dumps([{"text": report(1)}, {"text": report(2), "author": "A"}]))
    (folder / "two.jsonl").write_text("\n".join(json.dumps({"text": report(n)}) for n in (3, 4)))
    return 4


def tables(folder: Path, web: OutletServer) -> int:
    head = ["headline", "story", "day", "clicks"]
    rows = [[f"Night {n}", report(n), f"2026-05-0{n}", n] for n in range(1, 9)]
    lines = ["\t".join(head), *("\t".join(map(str, row)) for row in rows[:2])]
    (folder / "one.tsv").write_text("\n".join(lines))
    (folder / "two.xlsx").write_bytes(workbook(sheet([head, *rows[2:4]])))
    with (folder / "three.csv").open("w", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([head, *rows[4:6]])
    columns = [list(column) for column in zip(*rows[6:], strict=True)]
    parquet.write_table(pyarrow.table(dict(zip(head, columns, strict=True))), folder / "four.parquet")
    return 8


def exported(folder: Path, web: OutletServer) -> int:
    (folder / "result.json").write_bytes(export([message(n) for n in range(1, 501)]))
    (folder / "messages.html").write_bytes(html_export([html_message(1001, report(7))]))
    return 501


def reports(folder: Path, web: OutletServer) -> int:
    pages = [[f"Night report, part {n}", "", *re.findall(r".{1,80}(?: |$)", report(n))] for n in (1, 2)]
    (folder / "one.pdf").write_bytes(pdf(*pages))
    return 1


def mails(folder: Path, web: OutletServer) -> int:
    (folder / "one.eml").write_bytes(newsletter(report(1)))
    head = b"From a@b.test Fri Aug 28 23:30:00 2026\n"
    (folder / "two.mbox").write_bytes(b"".join(head + newsletter(report(n)) + b"\n\n" for n in (2, 3)))
    return 3


def crawl(folder: Path, web: OutletServer) -> int:
    with (folder / "one.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        body = io.BytesIO(page("Night over the port", story("Odesa", 3, 1)))
        writer.write_record(writer.create_warc_record("https://a.test/1", "response", payload=body, http_headers=http))
    (folder / "two.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": report(2)}).encode()))
    return 2


def packed(file: Path, web: OutletServer) -> int:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ChatExport/result.json", export([message(n) for n in range(1, 9)]))
        archive.writestr("one.eml", newsletter(report(9)))
    return 9


def addresses(file: Path, web: OutletServer) -> int:
    for number in range(50):
        web.pages[f"/{number}"] = page(f"Night {number} over the town", story("Kharkiv", number + 1, number))
    file.write_text("".join(f"{web.url(f'/{number}')}\n" for number in range(50)))
    return 50


MAKERS = {
    "articles/": articles,
    "records/": records,
    "tables/": tables,
    "ChatExport/": exported,
    "reports/": reports,
    "mails/": mails,
    "crawl/": crawl,
    "packed.zip": packed,
    "addresses.txt": addresses,
}


@pytest.mark.parametrize("name", MAKERS)
def test_each_command_ingests_its_files_once(root, tmp_path, monkeypatch, capsys, web, name):
    (command,) = [command for _, _, command in table(root, "README.md") if name in command]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("WARLEDGER_WORKERS", "1")
    if name.endswith("/"):
        (tmp_path / name).mkdir()
    n_articles = MAKERS[name](tmp_path / name, web)
    arguments = shlex.split(command)[1:]
    if "--urls" in arguments:  # the pages of this test lie on this machine
        arguments += ["--allow-private", "127.0.0.0/8", "--delay-seconds", "0"]
    assert main(arguments) == 0
    told = capsys.readouterr().err
    assert f"with {n_articles} articles, 0 known, 0 rejected" in told, told
    assert main(arguments) == 0
    told = capsys.readouterr().err
    assert "0 new documents with 0 articles" in told and "0 rejected" in told
    known = "50 that came before and are not due" if "--urls" in arguments else " known, 0 rejected"
    assert known in told


def test_commands_of_the_table_are_commands(root):
    for _, _, command in table(root, "README.md"):
        build_parser().parse_args(shlex.split(command)[1:])
