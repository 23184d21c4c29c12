"""Files and folders as documents."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ingest.core.documents import Document, Rejection
from ingest.sources.folder import ReadError, read_paths


def read(*paths: Path, max_bytes: int = 1000) -> list[Document | Rejection]:
    return list(read_paths(paths, max_bytes=max_bytes))


def test_folder_in_sorted_order_with_sidecar(tmp_path: Path):
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "a.html").write_text("<p>one</p>")
    (tmp_path / "b.meta.json").write_text(
        json.dumps({"publisher": "P", "published": "2025-01-02", "other": 1, "url": None})
    )
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "SOURCES.csv").write_text("about")
    (tmp_path / ".hidden.txt").write_text("no")
    first, second = read(tmp_path)
    assert isinstance(first, Document) and first.source_uri.endswith("a.html") and first.media_type == "text/html"
    assert isinstance(second, Document) and second.meta == {"publisher": "P", "published": "2025-01-02"}
    assert second.content == b"two" and second.fetched_at is not None


def test_each_file_once(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    assert len(read(tmp_path, tmp_path / "a.txt", tmp_path)) == 1


def test_json_lines_are_documents_by_line(tmp_path: Path):
    file = tmp_path / "x.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\n{"b": 2}\nnot json')
    documents = read(file)
    assert [d.source_uri.rpartition("#")[2] for d in documents] == ["L1", "L3", "L4"]
    assert [d.content for d in documents if isinstance(d, Document)] == [b'{"a": 1}', b'{"b": 2}', b"not json"]


def test_refusals_keep_their_reason(tmp_path: Path):
    (tmp_path / "big.txt").write_bytes(b"x" * 1001)
    (tmp_path / "lines.jsonl").write_bytes(b'{"a":1}\n' + b"y" * 3000 + b'\n{"b":2}\n')
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "side.txt").write_text("text")
    (tmp_path / "side.meta.json").write_text("{broken")
    (tmp_path / "void.jsonl").write_text("\n\n")
    os.mkfifo(tmp_path / "pipe.txt")
    rejections = {Path(r.source_uri).name: r.reason_code for r in read(tmp_path) if isinstance(r, Rejection)}
    assert rejections == {
        "big.txt": "too_large",
        "lines.jsonl#L2": "too_large",
        "photo.jpg": "unsupported",
        "side.txt": "bad_json",
        "void.jsonl": "empty",
        "pipe.txt": "unreadable",
    }
    documents = [Path(d.source_uri).name for d in read(tmp_path) if isinstance(d, Document)]
    assert documents == ["lines.jsonl#L1", "lines.jsonl#L3", "side.txt"]


def test_missing_path_is_refused_before_anything_is_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ReadError, match=r"nowhere\.txt"):
        read_paths([tmp_path, tmp_path / "nowhere.txt"], max_bytes=10)


def test_a_sidecar_is_read_up_to_its_limit(tmp_path: Path):
    (tmp_path / "a.txt").write_text("text")
    with (tmp_path / "a.meta.json").open("wb") as sparse:
        sparse.truncate(3_000_000_000)
    refused, document = read(tmp_path)
    assert isinstance(refused, Rejection) and "a.meta.json has more than the limit of 100,000 bytes" in refused.reason
    assert isinstance(document, Document) and document.meta == {}


def test_half_a_character_in_a_sidecar_costs_no_file(tmp_path: Path):
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.meta.json").write_text('{"title": "t\\ud800", "url": "https://a.example/\\ud800"}')
    (document,) = read(tmp_path)
    assert isinstance(document, Document) and document.meta == {"title": "t\ufffd"}
    assert document.unfit == ("the url holds blanks, control characters or half surrogates and was left out",)


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path):
    secret, folder = tmp_path / "secret.txt", tmp_path / "folder"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.txt").write_text("secret")
    folder.mkdir()
    secret.write_text("secret")
    (folder / "a.txt").write_text("text")
    (folder / "out.txt").symlink_to(secret)
    (folder / "sub").symlink_to(tmp_path / "elsewhere")
    (folder / "b.txt").write_text("other")
    (folder / "b.meta.json").symlink_to(secret)
    found = read(folder)
    assert [d.content for d in found if isinstance(d, Document)] == [b"text", b"other"]
    reasons = {Path(r.source_uri).name: r.reason for r in found if isinstance(r, Rejection)}
    assert reasons == {
        "b.txt": "its b.meta.json is a link out of the folder, which is not followed; name that file itself",
        "out.txt": "is a link out of the folder, which is not followed; name that file itself",
        "sub": "is a link to a folder, which is not followed; name that folder itself",
    }
    (named,) = read(folder / "out.txt")
    assert isinstance(named, Document) and named.content == b"secret"


def test_a_link_within_the_folder_is_the_same_file(tmp_path: Path):
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert len(read(tmp_path)) == 1
