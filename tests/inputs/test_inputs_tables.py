"""CSV, TSV, Parquet and Excel: columns by name or as told, rows with their reasons."""

from __future__ import annotations

import datetime as dt
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from channel_exports import report
from written_files import sheet, workbook

from ingest.cli import main
from ingest.sources.tables import MapError, moment_text, parse_mapping

HEAD = "Headline;Pub_Date;Reporter;Article Text;Link"


def rows(*numbers: int) -> str:
    return "".join(
        f'"Night {n}, in short";2026-05-0{n};Somebody;"{report(n)}\n\nMore on it ""soon""; they said.";https://o.test/{n}\n'
        for n in numbers
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_and_encoding_are_found(folder, read, charset, delimiter):
    lines = [
        ["title", "date", "text"],
        ["Ніч у місті", "2026-05-01", f"{report(1)} Міський голова подякував рятувальникам."],
    ]
    lines += [[f"Ранок {n}", "2026-05-02", f"{report(n)} Школи та лікарні працюють."] for n in range(2, 9)]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    (folder / "news.csv").write_bytes(text.encode(charset))
    found = read()
    assert not found.rejections and len(found.articles) == 8
    assert "Міський голова" in found.bodies[0] and found.articles[0].title == "Ніч у місті"


def test_names_are_guessed_and_ignored_columns_named(folder, read):
    (folder / "news.csv").write_text(f"{HEAD}\n{rows(1, 2)}")
    found = read()
    first, second = found.articles
    assert (first.title, first.url, first.published_at) == (
        "Night 1, in short",
        "https://o.test/1",
        dt.date(2026, 5, 1),
    )
    assert 'More on it "soon"; they said.' in first.body and report(2) in second.body
    assert [notice.partition("news.csv: ")[2] for notice in found.notices] == ["columns that are not read: Reporter"]


def test_a_mapping_wins_over_the_names(folder, read):
    (folder / "odd.csv").write_text(f'what,when,title,who\nStory of a night,1777600000,"{report(1)}",The Outlet\n')
    found = read(text="title", title="what", published="WHEN", publisher="who")
    (article,) = found.articles
    assert (article.title, article.publisher, article.published_at) == (
        "Story of a night",
        "The Outlet",
        dt.date(2026, 5, 1),
    )
    found = read(text="body", title="what")
    assert found.codes == [("odd.csv", "not_an_article")] and "'body'" in found.rejections[0].reason


@pytest.mark.parametrize("text", ["headline", "heading=x", "title="])
def test_a_wrong_mapping_is_refused(text, capsys, folder):
    with pytest.raises(MapError, match="maps no column"):
        parse_mapping(text)
    with pytest.raises(SystemExit):
        main(["ingest", str(folder), "--map", text])
    assert "maps no column" in capsys.readouterr().err


def test_rows_without_a_text_have_a_reason(folder, read):
    (folder / "news.csv").write_text(f'title,text\nOne,\n,\nTwo,"{report(2)}"\nThree,"{report(3)}",surplus\n')
    found = read()
    assert len(found.articles) == 1
    assert found.codes == [("news.csv#R2", "no_text"), ("news.csv#R5", "unreadable")]
    (folder / "news.csv").write_text("title,url\nOne,https://o.test/1\n")
    found = read()
    assert found.codes == [("news.csv", "not_an_article")] and "--urls" in found.rejections[0].reason


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1777600000, "2026-05-01T01:46:40+00:00"),
        ("1777600000000", "2026-05-01T01:46:40+00:00"),
        (1777600000.0, "2026-05-01T01:46:40+00:00"),
        (dt.datetime(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1, 4, tzinfo=dt.UTC), "2026-05-01T04:00:00+00:00"),
        (dt.date(2026, 5, 1), "2026-05-01"),
        (46143.5, "2026-05-01"),
        ("20260501034500", "2026-05-01"),
        ("1 May 2026", "2026-05-01"),
        ("1777600000000000", "2026-05-01T01:46:40+00:00"),
        ("03/04/2026", "03/04/2026"),
        ("soon", "soon"),
        (None, None),
        ("", None),
    ],
)
def test_dates_of_every_kind(cell, text):
    assert moment_text(cell) == text


def test_day_and_month_are_told_by_the_column(folder, read):
    days = ["03/04/2026", "28/03/2026", "31/03/2026", "02/04/2026"]
    (folder / "news.csv").write_text("text,date\n" + "".join(f'"{report(n)}",{day}\n' for n, day in enumerate(days)))
    assert [article.published_at.isoformat() for article in read().articles] == [
        "2026-04-03",
        "2026-03-28",
        "2026-03-31",
        "2026-04-02",
    ]


def test_parquet(folder, read):
    table = pa.table(
        {
            "headline": ["A night", "Another", "Void"],
            "content": [report(1), report(2), None],
            "date": pa.array([dt.datetime(2026, 5, 1, 3, tzinfo=dt.UTC)] * 3),
            "embedding": [[0.1, 0.2]] * 3,
        }
    )
    pq.write_table(table, folder / "news.parquet")
    found = read()
    assert found.bodies and [article.published_at for article in found.articles] == [dt.date(2026, 5, 1)] * 2
    assert found.codes == [("news.parquet#R4", "no_text")]
    assert found.notices[0].endswith("columns that are not read: embedding")


def test_excel(folder, read):
    first = sheet(
        [["Title", "Date", "Text", "Views"], ["A night", (46143,), report(1), 12], ["No text", (46144,), "", 3]]
    )
    second = sheet([["notes"], ["to do"]])
    (folder / "news.xlsx").write_bytes(workbook(first, second))
    found = read()
    (article,) = found.articles
    assert article.published_at == dt.date(2026, 5, 1) and report(1) in article.body
    assert found.codes == [("news.xlsx#Sheet1!R3", "no_text"), ("news.xlsx#Sheet2", "not_an_article")]


def _spread() -> bytes:
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return workbook(sheet([["text"], [report(1)]]).replace("</sheetData>", cell))


def _parquet_bomb() -> bytes:
    out = pa.BufferOutputStream()
    table = pa.table({"text": pa.array(["x" * 900_000] * 300)})
    pq.write_table(table, out, compression="zstd", use_dictionary=False)
    return out.getvalue().to_pybytes()


HOSTILE = {
    "empty.csv": (b"", "empty"),
    "header.csv": (b"title,text\n", "empty"),
    "nameless.csv": (report(1).encode(), "not_an_article"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "binary"),
    "open-quote.csv": (b'title,text\nTwo,"cut short here\n', "unreadable"),
    "empty.xlsx": (b"", "unreadable"),
    "text.xlsx": (b"not a workbook", "unreadable"),
    "cut.xlsx": (workbook(sheet([["text"], [report(1)]]))[:-300], "unreadable"),
    "bomb.xlsx": (workbook(sheet([["text"], ["0" * 30_000_000]])), "too_large"),
    "spread.xlsx": (_spread(), "too_large"),
    "empty.parquet": (b"", "unreadable"),
    "cut.parquet": (_parquet_bomb()[:-200], "unreadable"),
    "bomb.parquet": (_parquet_bomb(), "too_large"),
    "long-row.csv": (f'title,text\nOne,"{"word " * 300_000}"\n'.encode(), "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_have_one_reason_and_lose_no_neighbour(folder, read, name):
    content, code = HOSTILE[name]
    (folder / name).write_bytes(content)
    (folder / "zz.csv").write_text(f'title,text\nOne,"{report(4)}"\n')
    found = read()
    assert [reason for _, reason in found.codes] == [code] and all(item.reason for item in found.rejections)
    assert any(report(4) in body for body in found.bodies)


def test_an_open_quotation_costs_its_own_row_only(folder, read):
    texts = [report(n).replace(",", " -") for n in range(5)]
    texts[2] = f'"{texts[2]}'
    (folder / "news.csv").write_text("title,text\n" + "".join(f"Night {n},{text}\n" for n, text in enumerate(texts)))
    found = read()
    assert [sum(text in body for body in found.bodies) for text in texts] == [1, 1, 0, 1, 1]
    assert found.codes == [("news.csv#R4", "unreadable")]


def test_a_csv_file_may_be_long_and_a_packed_table_may_not(folder, read):
    texts = [f"{report(n)} {'Trains run again. ' * 40}" for n in range(60)]
    (folder / "long.csv").write_text("text\n" + "".join(f'"{text}"\n' for text in texts))
    pq.write_table(pa.table({"text": [texts[0]] * 60}), folder / "long.parquet")
    found = read(max_bytes=2_000)
    assert 60 < len(found.articles) < 90
    assert [code for _, code in found.codes] == ["too_large"] and found.codes[0][0].startswith("long.parquet#R")


def test_a_workbook_that_lies_about_its_size(folder, read):
    content = workbook(sheet([["text"], ["0" * 30_000_000]]))
    (folder / "bomb.xlsx").write_bytes(content)
    with zipfile.ZipFile(folder / "bomb.xlsx") as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    (folder / "bomb.xlsx").write_bytes(content.replace(size.to_bytes(4, "little"), (999).to_bytes(4, "little")))
    found = read()
    assert found.codes[0][1] in ("too_large", "unreadable") and not found.articles
