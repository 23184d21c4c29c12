"""PDF files: text by page, the page of a quote, and the files that hold no text."""

from __future__ import annotations

import io
import textwrap

import pypdf
import pytest
from channel_exports import report
from written_files import pdf

from ingest.articles.pdf import page_starts

ENDS = (
    "Trains ran late",
    "Schools stayed shut",
    "Water came back by noon",
    "Two bridges reopened",
    "A ferry was moved",
)


def text_of(number: int) -> str:
    return (
        f"{report(number)} {ENDS[number % 5]} in district {'ABCDEFG'[number % 7] * 3} of the city, the service added."
    )


def lines(number: int, width: int = 80) -> list[str]:
    return textwrap.wrap(text_of(number), width)


def paper(*numbers: int) -> bytes:
    """A page for each number: a running head, a report, a report's second paragraph, a page number."""
    pages = []
    for page, number in enumerate(numbers, start=1):
        head = ["INSTITUTE FOR NIGHT STUDIES - REPORT 14", ""]
        title = ["Night strikes on warehouses, August 28, 2026", ""] if page == 1 else []
        pages.append([*head, *title, *lines(number), "", *lines(number + 20), "", f"Page {page}"])
    return pdf(*pages)


def page_of(article, character: int) -> int:
    return sum(start <= character for start in article.page_starts)


def test_text_and_pages(folder, read):
    (folder / "report.pdf").write_bytes(paper(1, 2, 3, 4))
    (article,) = read().articles
    for page, number in enumerate((1, 2, 3, 4), start=1):
        for text in (text_of(number), text_of(number + 20)):
            assert text in article.body
            assert page_of(article, article.body.index(text)) == page
            assert page_of(article, article.body.index(text) + len(text) - 1) == page
    assert "INSTITUTE FOR NIGHT" not in article.body and "Page 3" not in article.body
    assert article.title == "Night strikes on warehouses, August 28, 2026"


def test_pages_of_which_nothing_is_left():
    assert page_starts(["One two three.", "", "Four five six.", "not in it"], "One two three.\n\nFour five six.") == [
        0,
        16,
        16,
    ]
    assert page_starts(["cover", "One two three."], "One two three.") == [0, 0]


def test_a_page_is_printed_with_its_claim(folder, capsys):
    import json

    from ingest.cli import main

    (folder / "report.pdf").write_bytes(paper(1, 2, 3))
    assert main(["extract", str(folder), "--workers", "1"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert [claim["page"] for claim in row["strikes"]] == [1, 2, 3]


def _encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(paper(1, 2, 3)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_password_for_changes_only_is_none_for_reading(folder, read):
    (folder / "a.pdf").write_bytes(_encrypted(""))
    assert report(1) in read().bodies[0]


def _bomb(times: int) -> bytes:
    """A page of which a few kilobytes draw one text again and again."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["x" * 400] * 60)))
    page = writer.pages[0]
    stream = page["/Contents"].get_object()
    stream.set_data(b"BT /F1 1 Tf " + b"(xxxxxxxxxxxxxxxx) Tj " * times + b"ET")
    page.compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


HOSTILE = {
    "empty.pdf": (lambda: b"", "empty"),
    "text.pdf": (lambda: b"%PDF-1.7 and no more", "unreadable"),
    "cut.pdf": (lambda: paper(1, 2, 3)[:200], "unreadable"),
    "encrypted.pdf": (lambda: _encrypted("secret"), "unreadable"),
    "scanned.pdf": (lambda: pdf([""], [""], [""]), "no_text"),
    "bomb.pdf": (lambda: _bomb(1_500_000), "unreadable"),
    "many.pdf": (lambda: pdf(*[["x"]] * 1001), "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_have_one_reason_and_lose_no_neighbour(folder, read, name):
    make, code = HOSTILE[name]
    (folder / name).write_bytes(make())
    (folder / "zz.pdf").write_bytes(paper(4, 5, 6))
    found = read()
    assert [reason for _, reason in found.codes] == [code] and all(item.reason for item in found.rejections)
    assert report(4) in found.bodies[0]


def test_a_page_without_an_end_is_given_up(folder, read, monkeypatch):
    monkeypatch.setattr("ingest.articles.pdf.MAX_SECONDS", 0.2)
    (folder / "slow.pdf").write_bytes(_bomb(20_000))
    found = read()
    assert found.codes == [("slow.pdf", "too_large")] and "page 1 of 1" in found.rejections[0].reason


def test_a_file_cut_anywhere_is_read_or_refused(folder, read):
    content = paper(1, 2, 3)
    for length in range(100, len(content), len(content) // 40):
        (folder / "cut.pdf").write_bytes(content[:length])
        found = read()
        assert found.articles or found.rejections
