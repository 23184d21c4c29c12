"""Zip archives: what was packed is read as if it lay there, within limits."""

from __future__ import annotations

import io
import zipfile

from channel_exports import export, message, report


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def write(folder, content: bytes, name: str = "a.zip") -> None:
    (folder / name).write_bytes(content)
    (folder / "zz.txt").write_text(report(4))


def test_members_are_read_with_their_sidecars_and_addresses(folder, read):
    files = {
        "chat__result.json": export([message(1), {**message(2), "type": "service"}]),
        "chat__result.meta.json": b'{"publisher": "The Review"}',
        "b.txt": report(3).encode(),
        "photo.jpg": b"\xff\xd8\xff",
    }
    write(folder, packed(**files))
    found = read()
    assert [report(n) in body for n, body in zip((3, 1, 4), found.bodies, strict=True)] == [True] * 3
    assert found.articles[1].publisher == "The Review"
    assert found.articles[1].source_uri == f"{folder}/a.zip!/chat/result.json#1"
    assert [(item.source_uri, item.reason_code) for item in found.rejections] == [
        (f"{folder}/a.zip!/photo.jpg", "unsupported")
    ]
    assert found.notices == [f"{folder}/a.zip!/chat/result.json: messages that are no articles: 1 service"]


def test_hostile_archives(folder, read):
    whole = packed(**{"a.txt": report(1).encode(), "b.txt": report(2).encode()})
    damaged = bytearray(whole)
    damaged[45] ^= 0xFF
    many = packed(**{f"{n}.txt": b"x" for n in range(20_001)})
    for content, code in (
        (b"", "unreadable"),
        (whole[: len(whole) // 2], "unreadable"),
        (packed(**{"bomb.txt": b"0" * 30_000_000}), "too_large"),
        (many, "too_large"),
        (packed(**{"inner.zip": packed(**{"a.txt": b"x"})}), "unsupported"),
        (bytes(damaged), "unreadable"),
    ):
        write(folder, content)
        found = read()
        assert [reason for _, reason in found.codes] == [code], code
        assert any(report(4) in body for body in found.bodies)


def test_members_stay_inside(folder, read, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../escaped.txt", "/absolute.txt", "..\\back.txt"):
            archive.writestr(name, report(1))
    write(folder, out.getvalue())
    found = read()
    assert sorted(article.source_uri.partition("!/")[2] for article in found.articles[:3]) == [
        "absolute.txt",
        "back.txt",
        "escaped.txt",
    ]
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_table_of_contents_has_a_limit(folder, read, monkeypatch):
    """zipfile takes it into memory whole, however long the archive says that it is."""
    monkeypatch.setattr("ingest.sources.zips._MAX_CONTENTS_BYTES", 100_000)
    write(folder, packed(**{f"{'long' * 20}{n}.txt": b"x" for n in range(1000)}))
    found = read()
    assert [item.reason_code for item in found.rejections] == ["too_large"]
    assert "table of contents" in found.rejections[0].reason
    assert len(found.articles) == 1


def test_an_archive_with_a_comment_is_read(folder, read):
    out = io.BytesIO(packed(**{"b.txt": report(3).encode()}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"made by hand"
    write(folder, out.getvalue())
    assert len(read().articles) == 2


def test_a_name_that_no_folder_can_hold_costs_no_other_member(folder, read):
    write(folder, packed(**{"x" * 5000 + ".txt": b"x", "b.txt": report(3).encode(), "b.txt__c.txt": b"y"}))
    found = read()
    assert len(found.articles) == 2
    assert [item.reason_code for item in found.rejections] == ["unreadable", "unreadable"]
    assert max(len(item.source_uri) for item in found.rejections) < 1200
